package phantom

import (
	"math"

	"hcclab/hccp53/volume"
)

// canvas is an image being painted, organ after organ: what comes later covers
// what was there.
type canvas struct {
	img   *volume.Image
	width float64 // of the transition at a surface, mm
	shift vec
}

func (c canvas) fill(s shape, value float64) {
	c.paint(s, func(vec, float64) float64 { return value })
}

// paint puts value(q, d) on every voxel inside the shape, mixed at the surface
// with what is there; q is the place in the resting body, d the distance.
func (c canvas) paint(s shape, value func(q vec, d float64) float64) {
	c.each(s.grown(c.width), func(i int, q vec) {
		d := s.distance(q)
		if a := cover(d, c.width); a > 0 {
			c.img.Data[i] += a * (value(q, d) - c.img.Data[i])
		}
	})
}

// shell paints a layer of the given half thickness about the surface that lies
// at the given distance outside the shape.
func (c canvas) shell(s shape, outside, half, value float64) {
	c.each(s.grown(outside+half+c.width), func(i int, q vec) {
		d := math.Abs(s.distance(q)-outside) - half
		a := cover(d, c.width)
		c.img.Data[i] += a * (value - c.img.Data[i])
	})
}

// each visits the voxels in the box of the shape.
func (c canvas) each(s shape, visit func(i int, q vec)) {
	g := c.img.Grid
	var lo, hi [3]int
	for k := range lo {
		first := (s.lo[k] + c.shift[k] - g.Origin[k]) / g.Spacing[k]
		last := (s.hi[k] + c.shift[k] - g.Origin[k]) / g.Spacing[k]
		lo[k] = int(min(max(math.Ceil(first), 0), float64(g.Size[k])))
		hi[k] = int(min(max(math.Floor(last)+1, 0), float64(g.Size[k])))
	}
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			q := vec(g.Point(float64(lo[0]), float64(y), float64(z))).sub(c.shift)
			i := g.Index(lo[0], y, z)
			for range hi[0] - lo[0] {
				visit(i, q)
				q[0] += g.Spacing[0]
				i++
			}
		}
	}
}
