package volume

import (
	"math"
)

// affine maps an index of one grid to the (fractional) index of another: offset
// plus a sum of columns.
type affine struct {
	column [3][3]float64 // column[j][i]: growth of index i for index j
	offset [3]float64
}

// mapping returns the map from the index of grid from to that of grid to.
func mapping(from, to Grid) affine {
	rows := inverse(to.Axes())
	index := func(v [3]float64) (x [3]float64) {
		for i, r := range rows {
			x[i] = r[0]*v[0] + r[1]*v[1] + r[2]*v[2]
		}
		return x
	}
	var m affine
	for j, a := range from.Axes() {
		m.column[j] = index(a)
	}
	o, p := from.Origin, to.Origin
	m.offset = index([3]float64{o[0] - p[0], o[1] - p[1], o[2] - p[2]})
	return m
}

// inverse returns the rows r with r[i]·axes[j] = 1 for i = j and else 0.
func inverse(axes [3][3]float64) (r [3][3]float64) {
	cross := func(a, b [3]float64) [3]float64 {
		return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
	}
	for i := range 3 {
		c := cross(axes[(i+1)%3], axes[(i+2)%3])
		a := axes[i]
		det := a[0]*c[0] + a[1]*c[1] + a[2]*c[2]
		for k := range 3 {
			r[i][k] = c[k] / det
		}
	}
	return r
}

// straight says that the axes of both grids are parallel, in the same order:
// over a volume of this size no index depends on another.
func (m *affine) straight(size [3]int) bool {
	for j, c := range m.column {
		for i := range 3 {
			if i != j && math.Abs(c[i])*float64(size[j]) > voxelTolerance {
				return false
			}
		}
	}
	return true
}
