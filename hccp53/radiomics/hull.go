package radiomics

import (
	"math"
	"slices"
)

// hull is the convex hull of the surface mesh: its corners in half voxels, and
// its faces as triangles of corners, turned outwards.
type hull struct {
	corners []vertex
	faces   [][3]int
	half    [3]float64 // half a voxel in mm
}

// hull returns the convex hull of the mesh. Coordinates are whole numbers, so
// that which side of a face a vertex lies on is decided exactly; only what lies
// strictly outside changes the hull (incremental construction: O'Rourke,
// Computational Geometry in C, 1998, chapter 4).
func (r *region) hull() hull {
	h := hull{corners: r.extremeVertices(), half: [3]float64{r.spacing[0] / 2, r.spacing[1] / 2, r.spacing[2] / 2}}
	h.start()
	for p := 4; p < len(h.corners); p++ {
		h.add(p)
	}
	h.prune()
	return h
}

// start makes a tetrahedron of the first corners, which it moves to the front.
func (h *hull) start() {
	c := h.corners
	bring := func(to int, good func(v vertex) bool) {
		k := to + slices.IndexFunc(c[to:], good)
		c[to], c[k] = c[k], c[to]
	}
	bring(1, func(v vertex) bool { return v != c[0] })
	bring(2, func(v vertex) bool { return cross(difference(c[1], c[0]), difference(v, c[0])) != [3]int64{} })
	bring(3, func(v vertex) bool { return h.side([3]int{0, 1, 2}, v) != 0 })
	h.faces = [][3]int{{0, 1, 2}, {0, 3, 1}, {1, 3, 2}, {2, 3, 0}}
	if h.side([3]int{0, 1, 2}, c[3]) > 0 {
		for i, f := range h.faces {
			h.faces[i] = [3]int{f[0], f[2], f[1]}
		}
	}
}

// add widens the hull to a corner that lies outside of it: the faces that it
// sees give way to those between it and their edge.
func (h *hull) add(p int) {
	var kept, seen [][3]int
	for _, f := range h.faces {
		if h.side(f, h.corners[p]) > 0 {
			seen = append(seen, f)
		} else {
			kept = append(kept, f)
		}
	}
	if len(seen) == 0 {
		return
	}
	inner := map[[2]int]bool{}
	for _, f := range seen {
		for i := range 3 {
			inner[[2]int{f[i], f[(i+1)%3]}] = true
		}
	}
	for _, f := range seen {
		for i := range 3 {
			if a, b := f[i], f[(i+1)%3]; !inner[[2]int{b, a}] {
				kept = append(kept, [3]int{a, b, p})
			}
		}
	}
	h.faces = kept
}

// prune drops the vertices that are no corner of a face.
func (h *hull) prune() {
	at := make([]int, len(h.corners))
	var corners []vertex
	for i, f := range h.faces {
		for k, c := range f {
			if at[c] == 0 {
				corners = append(corners, h.corners[c])
				at[c] = len(corners)
			}
			h.faces[i][k] = at[c] - 1
		}
	}
	h.corners = corners
}

func difference(a, b vertex) (d [3]int64) {
	for i := range d {
		d[i] = int64(a[i] - b[i])
	}
	return d
}

// normal returns the direction of a face, outwards, in half voxels.
func (h *hull) normal(f [3]int) [3]int64 {
	a := h.corners[f[0]]
	return cross(difference(h.corners[f[1]], a), difference(h.corners[f[2]], a))
}

// side is positive for a vertex outside of the plane of a face, 0 on it.
func (h *hull) side(f [3]int, v vertex) int64 {
	n, d := h.normal(f), difference(v, h.corners[f[0]])
	return n[0]*d[0] + n[1]*d[1] + n[2]*d[2]
}

// point returns a corner in mm.
func (h *hull) point(v vertex) (p [3]float64) {
	for i := range p {
		p[i] = float64(v[i]) * h.half[i]
	}
	return p
}

// outward returns the normal of a face in mm, twice its area long.
func (h *hull) outward(f [3]int) (n [3]float64) {
	whole := h.normal(f)
	for i := range n {
		n[i] = float64(whole[i]) * h.half[(i+1)%3] * h.half[(i+2)%3]
	}
	return n
}

// measure returns volume in mm³ and area in mm².
func (h *hull) measure() (volume, area float64) {
	for _, f := range h.faces {
		n, p := h.outward(f), h.point(h.corners[f[0]])
		area += math.Sqrt(n[0]*n[0]+n[1]*n[1]+n[2]*n[2]) / 2
		volume += (n[0]*p[0] + n[1]*p[1] + n[2]*p[2]) / 6
	}
	return volume, area
}
