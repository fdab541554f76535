package radiomics

import (
	"math"
	"slices"
)

// vertex is the middle of a lattice edge that crosses the surface of the VOI,
// in half voxels.
type vertex [3]int32

// diameters returns the largest distance in mm between two vertices of the
// surface mesh: overall, and between vertices of one plane across x, y or z.
// Planes lie half a voxel apart.
//
// All pairs would be too many (60,000 vertices make 2·10⁹ pairs), but two
// points farthest apart are corners of the convex hull, so within a plane only
// the corners of its convex polygon matter, and in space only the vertices
// that are corners in all three of their planes.
func (r *region) diameters() (overall float64, across [3]float64) {
	extreme, polygons := r.silhouettes()
	for axis := range 3 {
		for _, polygon := range polygons[axis] {
			across[axis] = math.Max(across[axis], r.farthest(polygon))
		}
	}
	return r.farthest(extreme), across
}

// extremeVertices returns the vertices among which all corners of the convex hull
// are.
func (r *region) extremeVertices() []vertex {
	extreme, _ := r.silhouettes()
	return extreme
}

// silhouettes returns the vertices that are corners of the convex polygons in all
// three of their planes, and the polygons of the planes across each axis.
func (r *region) silhouettes() (extreme []vertex, across [3][][]vertex) {
	vertices := r.vertices()
	var corners [3][]uint64
	for axis := range 3 {
		across[axis] = polygons(vertices, axis, r.box)
		for _, polygon := range across[axis] {
			for _, v := range polygon {
				corners[axis] = append(corners[axis], v.key())
			}
		}
		slices.Sort(corners[axis])
	}
	for _, key := range corners[2] {
		_, inX := slices.BinarySearch(corners[0], key)
		_, inY := slices.BinarySearch(corners[1], key)
		if inX && inY {
			extreme = append(extreme, fromKey(key))
		}
	}
	return extreme, across
}

// vertices lists the surface's vertices. Coordinates are from 0 to 2·box.
func (r *region) vertices() []vertex {
	var all []vertex
	for axis := range 3 {
		var d direction
		d[axis] = 1
		step := r.step(d)
		for _, place := range r.at {
			x, y, z := r.voxel(int(place))
			v := vertex{int32(2*x + 1), int32(2*y + 1), int32(2*z + 1)}
			for _, s := range [2]int{-1, 1} {
				if r.inside[int(place)+s*step] == 0 {
					w := v
					w[axis] += int32(s)
					all = append(all, w)
				}
			}
		}
	}
	return all
}

// polygons returns the corners of the convex hull of the vertices in each
// plane across the axis. In a plane, only the lowest and highest vertex on
// each line can be corners, which also sorts them.
func polygons(vertices []vertex, axis int, box [3]int) [][]vertex {
	u, v := (axis+1)%3, (axis+2)%3
	planes, lines := 2*box[axis]+1, 2*box[u]+1
	type span struct{ lo, hi int32 }
	spans := make([]span, planes*lines)
	for i := range spans {
		spans[i] = span{math.MaxInt32, -1}
	}
	for _, p := range vertices {
		s := &spans[int(p[axis])*lines+int(p[u])]
		s.lo, s.hi = min(s.lo, p[v]), max(s.hi, p[v])
	}
	var all [][]vertex
	for plane := range planes {
		var lower, upper []vertex
		for line, s := range spans[plane*lines:][:lines] {
			if s.hi < 0 {
				continue
			}
			var lo, hi vertex
			lo[axis], lo[u], lo[v] = int32(plane), int32(line), s.lo
			hi[axis], hi[u], hi[v] = int32(plane), int32(line), s.hi
			lower = bend(lower, lo, u, v, 1)
			upper = bend(upper, hi, u, v, -1)
		}
		if len(lower) == 0 {
			continue
		}
		// The ends belong to both chains unless they are vertical sides.
		for _, p := range upper {
			if p != lower[0] && p != lower[len(lower)-1] {
				lower = append(lower, p)
			}
		}
		all = append(all, lower)
	}
	return all
}

// bend adds the next point to a convex chain (Andrew 1979): the lower one for
// turn 1, the upper one for −1. Points on a straight line are dropped.
func bend(chain []vertex, p vertex, u, v int, turn int64) []vertex {
	for len(chain) >= 2 {
		a, b := chain[len(chain)-2], chain[len(chain)-1]
		area := int64(b[u]-a[u])*int64(p[v]-a[v]) - int64(b[v]-a[v])*int64(p[u]-a[u])
		if turn*area > 0 {
			break
		}
		chain = chain[:len(chain)-1]
	}
	return append(chain, p)
}

// farthest returns the largest distance in mm between two of the vertices.
func (r *region) farthest(all []vertex) float64 {
	sx, sy, sz := r.spacing[0]/2, r.spacing[1]/2, r.spacing[2]/2
	points := make([][3]float64, len(all))
	for i, p := range all {
		points[i] = [3]float64{float64(p[0]) * sx, float64(p[1]) * sy, float64(p[2]) * sz}
	}
	best := 0.0
	for i, p := range points {
		for _, q := range points[:i] {
			dx, dy, dz := p[0]-q[0], p[1]-q[1], p[2]-q[2]
			best = max(best, dx*dx+dy*dy+dz*dz)
		}
	}
	return math.Sqrt(best)
}

// key packs a vertex into a number that sorts. Coordinates below 2²¹ cover
// boxes of a million voxels along each side.
func (v vertex) key() uint64 { return uint64(v[2])<<42 | uint64(v[1])<<21 | uint64(v[0]) }

func fromKey(k uint64) vertex {
	const mask = 1<<21 - 1
	return vertex{int32(k & mask), int32(k >> 21 & mask), int32(k >> 42)}
}
