package rtstruct

import (
	"cmp"
	"math"
	"slices"
)

// point is a place on a slice, in voxels: whole numbers are voxel centres.
type point struct{ x, y float64 }

// edge is a side of a polygon, from lower to higher y. Sides along x are left
// out: no row of centres crosses them.
type edge struct{ from, to point }

// fill calls mark for each run of voxels whose centres lie inside the polygon:
// those of row y from x0 up to below x1. Rows and runs are clipped to the slice
// of columns × rows voxels.
//
// A centre is inside when an odd number of sides cross its row at its x or
// below. A side crosses the rows from its lower end up to below its higher one.
// Both make the half-open rule of the package comment.
func fill(polygon []point, columns, rows int, mark func(y, x0, x1 int)) {
	edges := make([]edge, 0, len(polygon))
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		// One direction for both, so that a side that two polygons share is
		// crossed at the same x in both.
		if p.y > q.y {
			p, q = q, p
		}
		if p.y < q.y {
			edges = append(edges, edge{p, q})
		}
	}
	if len(edges) == 0 {
		return
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.from.y, b.from.y) })
	top := 0.0
	for _, e := range edges {
		top = math.Max(top, e.to.y)
	}
	var active []edge
	var cross []float64
	for y := clip(edges[0].from.y, rows); y < rows && float64(y) < top; y++ {
		row := float64(y)
		for len(edges) > 0 && edges[0].from.y <= row {
			active = append(active, edges[0])
			edges = edges[1:]
		}
		active = slices.DeleteFunc(active, func(e edge) bool { return e.to.y <= row })
		cross = cross[:0]
		for _, e := range active {
			cross = append(cross, e.from.x+(row-e.from.y)*(e.to.x-e.from.x)/(e.to.y-e.from.y))
		}
		slices.Sort(cross)
		for i := 0; i+1 < len(cross); i += 2 {
			if x0, x1 := clip(cross[i], columns), clip(cross[i+1], columns); x0 < x1 {
				mark(y, x0, x1)
			}
		}
	}
}

// clip returns the first whole number from x on, within 0 and n.
func clip(x float64, n int) int { return int(math.Min(math.Max(math.Ceil(x), 0), float64(n))) }

// area returns the area of a polygon in voxels: for one that crosses itself not
// the true one, but larger outlines still come before those inside them.
func area(polygon []point) float64 {
	sum := 0.0
	for i, p := range polygon {
		q := polygon[(i+1)%len(polygon)]
		sum += p.x*q.y - q.x*p.y
	}
	return math.Abs(sum) / 2
}
