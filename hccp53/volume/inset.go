package volume

import "math"

// Locate is the inverse of [Grid.Point]: the index, whole or not, of an LPS
// position in mm. The axes of the grid must not lie in one plane.
func (g Grid) Locate(p [3]float64) (index [3]float64) {
	d := [3]float64{p[0] - g.Origin[0], p[1] - g.Origin[1], p[2] - g.Origin[2]}
	for i, r := range inverse(g.Axes()) {
		index[i] = r[0]*d[0] + r[1]*d[1] + r[2]*d[2]
	}
	return index
}

// Inset is how a grid lies on a larger one when each of its voxels is a voxel
// of that: a segmentation that stores only the slices it marks, one slice of a
// volume. See [Grid.Inset].
type Inset struct {
	on   Grid
	at   [3]int    // index on the larger grid of voxel (0, 0, 0)
	step [3][3]int // by which that moves along each axis of the inset
}

// Inset returns how g lies on grid on. Ok is false unless every voxel centre of
// g is one of the lattice of on, to within [Tolerance]. The order and the
// direction of the axes may differ, and voxels of g may lie beyond the edge.
func (g Grid) Inset(on Grid) (in Inset, ok bool) {
	in.on = on
	for i := range 3 {
		if g.Size[i] < 1 || on.Size[i] < 1 {
			return in, false
		}
	}
	if in.at, ok = on.nearest(g.Origin); !ok {
		return in, false
	}
	var used [3]bool
	for i := range 3 {
		n := g.Size[i] - 1
		if n == 0 {
			continue
		}
		end := [3]float64{}
		end[i] = float64(n)
		far, ok := on.nearest(g.Point(end[0], end[1], end[2]))
		if !ok {
			return in, false
		}
		moved := 0
		for k := range 3 {
			d := far[k] - in.at[k]
			switch {
			case d == 0:
				continue
			case d != n && d != -n || used[k]:
				return in, false
			}
			in.step[i][k], used[k] = d/n, true
			moved++
		}
		if moved != 1 {
			return in, false
		}
	}
	return in, true
}

// nearest returns the index of the lattice point at p. Ok is false when that
// is further away than [Tolerance] or out of all bounds.
func (g Grid) nearest(p [3]float64) (index [3]int, ok bool) {
	q := g.Locate(p)
	for k := range q {
		q[k] = math.Round(q[k])
		if !(math.Abs(q[k]) <= math.MaxInt32) {
			return index, false
		}
		index[k] = int(q[k])
	}
	return index, distance(g.Point(q[0], q[1], q[2]), p) <= Tolerance
}

// Index returns the place of voxel (x, y, z) of the inset in a Data slice of
// the larger grid. Ok is false when it lies beyond the edge.
func (in Inset) Index(x, y, z int) (i int, ok bool) {
	at := in.at
	for k := range at {
		at[k] += x*in.step[0][k] + y*in.step[1][k] + z*in.step[2][k]
		if at[k] < 0 || at[k] >= in.on.Size[k] {
			return 0, false
		}
	}
	return in.on.Index(at[0], at[1], at[2]), true
}
