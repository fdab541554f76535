package phantom

import "math"

// vec is a point or direction in mm, LPS.
type vec [3]float64

func (a vec) add(b vec) vec       { return vec{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }
func (a vec) sub(b vec) vec       { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func (a vec) scale(s float64) vec { return vec{s * a[0], s * a[1], s * a[2]} }
func (a vec) dot(b vec) float64   { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) length() float64     { return math.Sqrt(a[0]*a[0] + a[1]*a[1] + a[2]*a[2]) }

// shape is a solid: its signed distance in mm (negative inside, exact enough
// near the surface) and a box outside which it need not be asked.
type shape struct {
	lo, hi   vec
	distance func(vec) float64
}

// ellipsoid returns a solid ellipsoid. The distance is the first-order one,
// f/|∇f|, exact on the surface.
func ellipsoid(centre, radii vec) shape {
	return shape{
		lo: centre.sub(radii), hi: centre.add(radii),
		distance: func(p vec) float64 {
			q := p.sub(centre)
			a := vec{q[0] / radii[0], q[1] / radii[1], q[2] / radii[2]}
			b := vec{a[0] / radii[0], a[1] / radii[1], a[2] / radii[2]}
			k := a.length()
			if k == 0 {
				return -min(radii[0], radii[1], radii[2])
			}
			return k * (k - 1) / b.length()
		},
	}
}

// boxy is an ellipsoid with exponent 3 in place of 2: fuller at the corners, as
// the right lobe of the liver is.
func boxy(centre, radii vec) shape {
	return shape{
		lo: centre.sub(radii), hi: centre.add(radii),
		distance: func(p vec) float64 {
			var sum, slope float64
			for i := range p {
				a := math.Abs(p[i]-centre[i]) / radii[i]
				sum += a * a * a
				slope += a * a * a * a / (radii[i] * radii[i])
			}
			if sum == 0 {
				return -min(radii[0], radii[1], radii[2])
			}
			k := math.Cbrt(sum)
			return (k - 1) * k * k / math.Sqrt(slope)
		},
	}
}

// tube is a vessel: a chain of straight pieces whose radius runs from first to
// last.
func tube(first, last float64, points ...vec) shape {
	s := shape{lo: points[0], hi: points[0]}
	for _, p := range points {
		for i := range p {
			s.lo[i], s.hi[i] = min(s.lo[i], p[i]-first), max(s.hi[i], p[i]+first)
		}
	}
	pieces := float64(len(points) - 1)
	s.distance = func(p vec) float64 {
		nearest := math.Inf(1)
		for i := range len(points) - 1 {
			a, d := points[i], points[i+1].sub(points[i])
			t := min(max(p.sub(a).dot(d)/d.dot(d), 0), 1)
			radius := first + (last-first)*(float64(i)+t)/pieces
			nearest = min(nearest, p.sub(a.add(d.scale(t))).length()-radius)
		}
		return nearest
	}
	return s
}

// grown is the shape with its surface moved outwards by mm.
func (s shape) grown(mm float64) shape {
	return shape{
		lo: s.lo.sub(vec{mm, mm, mm}), hi: s.hi.add(vec{mm, mm, mm}),
		distance: func(p vec) float64 { return s.distance(p) - mm },
	}
}

// union joins two shapes with a fillet of about the given radius in mm.
func union(a, b shape, fillet float64) shape {
	u := shape{lo: a.lo, hi: a.hi}
	for i := range u.lo {
		// The fillet adds up to a quarter of its radius outside both.
		u.lo[i], u.hi[i] = min(a.lo[i], b.lo[i])-fillet/4, max(a.hi[i], b.hi[i])+fillet/4
	}
	u.distance = func(p vec) float64 {
		x, y := a.distance(p), b.distance(p)
		// Polynomial smooth minimum (Quilez).
		h := max(fillet-math.Abs(x-y), 0) / fillet
		return min(x, y) - h*h*fillet/4
	}
	return u
}

// without cuts the others out of the shape.
func (s shape) without(others ...shape) shape {
	return shape{lo: s.lo, hi: s.hi, distance: func(p vec) float64 { return clear(p, s.distance(p), others) }}
}

// clear raises the distance d of p from some shape to what it is without the
// others.
func clear(p vec, d float64, others []shape) float64 {
	for _, o := range others {
		if o.near(p) {
			d = max(d, -o.distance(p))
		}
	}
	return d
}

// near reports whether p lies in the box of the shape.
func (s *shape) near(p vec) bool {
	return p[0] >= s.lo[0] && p[0] <= s.hi[0] && p[1] >= s.lo[1] && p[1] <= s.hi[1] && p[2] >= s.lo[2] && p[2] <= s.hi[2]
}

// within keeps only the part of the shape inside the other.
func (s shape) within(other shape) shape {
	return shape{lo: s.lo, hi: s.hi, distance: func(p vec) float64 { return max(s.distance(p), other.distance(p)) }}
}

// cover returns how much of a voxel lies inside a surface at distance d, when
// the transition from all to nothing takes the given width.
func cover(d, width float64) float64 { return min(max(0.5-d/width, 0), 1) }
