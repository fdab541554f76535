package radiomics

import (
	"math"
	"slices"
)

// smallestBox returns the sides in mm of the box of least volume among those
// with one side in the plane of a face of the hull and another along an edge of
// what the hull covers of that plane. Of boxes of one volume, which regular
// shapes have, it is that of least area, whatever the order of the faces.
func (h *hull) smallestBox() (side [3]float64) {
	least := math.Inf(1)
	tried := map[[3]int64]bool{}
	points := make([][3]float64, len(h.corners))
	for i, c := range h.corners {
		points[i] = h.point(c)
	}
	for _, f := range h.faces {
		whole := h.normal(f)
		if d := divisor(whole); d > 0 {
			for i := range whole {
				whole[i] /= d
			}
		}
		if tried[whole] {
			continue // another triangle of this face
		}
		tried[whole] = true
		n := unit(h.outward(f))
		u := unit(perpendicular(n))
		v := [3]float64{n[1]*u[2] - n[2]*u[1], n[2]*u[0] - n[0]*u[2], n[0]*u[1] - n[1]*u[0]}
		flat := make([][2]float64, len(points))
		low, high := math.Inf(1), math.Inf(-1)
		for i, p := range points {
			flat[i] = [2]float64{dot(p, u), dot(p, v)}
			low, high = min(low, dot(p, n)), max(high, dot(p, n))
		}
		wide, long := smallestRectangle(flat)
		box := [3]float64{wide, long, high - low}
		if smaller(boxVolume(box), least, boxArea(box), boxArea(side)) {
			least, side = boxVolume(box), box
		}
	}
	return side
}

// smaller reports whether a is less than b or, where they differ by no more than
// rounding, whether their second measures are.
func smaller(a, b, second, secondOfB float64) bool {
	if math.Abs(a-b) <= 1e-12*a {
		return second < secondOfB
	}
	return a < b
}

// smallestRectangle returns the sides of the rectangle of least area around
// points: one of its sides lies along an edge of their convex polygon (Freeman
// and Shapira, Commun ACM 1975;18:409). Of rectangles of one area it is the one
// nearest to a square.
func smallestRectangle(points [][2]float64) (wide, long float64) {
	polygon := convexPolygon(points)
	least := math.Inf(1)
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		dx, dy := q[0]-p[0], q[1]-p[1]
		length := math.Hypot(dx, dy)
		if length == 0 {
			continue
		}
		dx, dy = dx/length, dy/length
		a0, a1, b0, b1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for _, r := range polygon {
			a, b := r[0]*dx+r[1]*dy, r[1]*dx-r[0]*dy
			a0, a1, b0, b1 = min(a0, a), max(a1, a), min(b0, b), max(b1, b)
		}
		if a, b := a1-a0, b1-b0; smaller(a*b, least, a+b, wide+long) {
			least, wide, long = a*b, a, b
		}
	}
	return wide, long
}

// convexPolygon returns the corners of the convex hull of points in order
// (Andrew, Inf Process Lett 1979;9:216).
func convexPolygon(points [][2]float64) [][2]float64 {
	points = slices.Clone(points)
	slices.SortFunc(points, func(a, b [2]float64) int {
		return slices.Compare(a[:], b[:])
	})
	chain := func(all [][2]float64) (out [][2]float64) {
		for _, p := range all {
			for len(out) >= 2 {
				a, b := out[len(out)-2], out[len(out)-1]
				if (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) > 0 {
					break
				}
				out = out[:len(out)-1]
			}
			out = append(out, p)
		}
		return out[:len(out)-1]
	}
	lower := chain(points)
	slices.Reverse(points)
	return append(lower, chain(points)...)
}

// divisor returns the greatest common divisor of three numbers.
func divisor(n [3]int64) int64 {
	d := int64(0)
	for _, x := range n {
		for x = max(x, -x); x != 0; {
			d, x = x, d%x
		}
	}
	return d
}

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func unit(v [3]float64) [3]float64 {
	length := math.Sqrt(dot(v, v))
	return [3]float64{v[0] / length, v[1] / length, v[2] / length}
}

// perpendicular returns some vector at a right angle.
func perpendicular(n [3]float64) [3]float64 {
	if math.Abs(n[0]) <= math.Abs(n[1]) && math.Abs(n[0]) <= math.Abs(n[2]) {
		return [3]float64{0, -n[2], n[1]}
	}
	if math.Abs(n[1]) <= math.Abs(n[2]) {
		return [3]float64{-n[2], 0, n[0]}
	}
	return [3]float64{-n[1], n[0], 0}
}
