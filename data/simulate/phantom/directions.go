package phantom

import "math"

// directions is a function of direction, tabulated on the faces of a cube and
// interpolated linearly: about 2° from point to point.
type directions struct {
	face    [6][directionPoints][directionPoints]float64
	largest float64
}

const directionPoints = 49

func tabulate(f func(u vec) float64) *directions {
	d := &directions{}
	for axis := range 3 {
		for back := range 2 {
			for i := range directionPoints {
				for j := range directionPoints {
					var u vec
					u[axis] = 1 - 2*float64(back)
					u[(axis+1)%3] = 2*float64(i)/(directionPoints-1) - 1
					u[(axis+2)%3] = 2*float64(j)/(directionPoints-1) - 1
					v := f(u.scale(1 / u.length()))
					d.face[2*axis+back][i][j] = v
					d.largest = max(d.largest, v)
				}
			}
		}
	}
	return d
}

// at returns the value in the direction of q, of any length; at q = 0 it is
// some value of the table.
func (d *directions) at(q vec) float64 {
	axis := 0
	for k := 1; k < 3; k++ {
		if math.Abs(q[k]) > math.Abs(q[axis]) {
			axis = k
		}
	}
	m := q[axis]
	if m == 0 {
		return d.face[0][0][0]
	}
	face := 2 * axis
	if m < 0 {
		face, m = face+1, -m
	}
	x := (q[(axis+1)%3]/m + 1) / 2 * (directionPoints - 1)
	y := (q[(axis+2)%3]/m + 1) / 2 * (directionPoints - 1)
	i, j := min(int(x), directionPoints-2), min(int(y), directionPoints-2)
	x, y = x-float64(i), y-float64(j)
	t := &d.face[face]
	return (1-x)*((1-y)*t[i][j]+y*t[i][j+1]) + x*((1-y)*t[i+1][j]+y*t[i+1][j+1])
}
