package radiomics

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
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

// smallestEllipsoid returns the semi-axes in mm of the ellipsoid of least volume
// around the corners, to one part in 10⁷ (Khachiyan, Math Oper Res 1996;21:307,
// with the steps of Todd and Yıldırım, Discrete Appl Math 2007;155:1731). It is
// blown up by what the farthest corner still lies outside, so that it holds all.
func (h *hull) smallestEllipsoid() (semi [3]float64) {
	const tolerance, most = 1e-7, 20000
	n := len(h.corners)
	points := make([][4]float64, n)
	for i, c := range h.corners {
		p := h.point(c)
		points[i] = [4]float64{p[0], p[1], p[2], 1}
	}
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = 1 / float64(n)
	}
	excess := 0.0
	for range most {
		x := mat.NewSymDense(4, nil)
		for k, p := range points {
			for i := range 4 {
				for j := i; j < 4; j++ {
					x.SetSym(i, j, x.At(i, j)+weight[k]*p[i]*p[j])
				}
			}
		}
		var chol mat.Cholesky
		if !chol.Factorize(x) {
			break
		}
		var inverse mat.SymDense
		if chol.InverseTo(&inverse) != nil {
			break
		}
		far, near, farthest, nearest := 0, 0, math.Inf(-1), math.Inf(1)
		for k, p := range points {
			m := 0.0
			for i := range 4 {
				for j := range 4 {
					m += p[i] * inverse.At(i, j) * p[j]
				}
			}
			if m > farthest {
				far, farthest = k, m
			}
			if weight[k] > 0 && m < nearest {
				near, nearest = k, m
			}
		}
		excess = farthest/4 - 1
		if excess <= tolerance && 1-nearest/4 <= tolerance {
			break
		}
		k, m := far, farthest
		if 4-nearest > farthest-4 {
			k, m = near, nearest
		}
		step := (m - 4) / (4 * (m - 1))
		if step < 0 {
			step = max(step, -weight[k]/(1-weight[k]))
		}
		for i := range weight {
			weight[i] *= 1 - step
		}
		weight[k] = max(weight[k]+step, 0)
	}
	var centre [3]float64
	for k, p := range points {
		for i := range 3 {
			centre[i] += weight[k] * p[i]
		}
	}
	spread := mat.NewSymDense(3, nil)
	for k, p := range points {
		for i := range 3 {
			for j := i; j < 3; j++ {
				spread.SetSym(i, j, spread.At(i, j)+weight[k]*(p[i]-centre[i])*(p[j]-centre[j]))
			}
		}
	}
	var e mat.EigenSym
	if !e.Factorize(spread, false) {
		return semi
	}
	values := e.Values(nil)
	// The ellipsoid is (p−c)ᵀ·spread⁻¹·(p−c) ≤ 3; with the excess, 4·(1+ε) − 1.
	for i := range semi {
		semi[i] = math.Sqrt(max(values[i], 0) * (4*(1+max(excess, 0)) - 1))
	}
	return semi
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
