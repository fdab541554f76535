package volume

import (
	"fmt"
	"math"
)

// voxelTolerance is the part of a voxel that counts as rounding: of a position
// in [Image.Resample], and of the length of an axis below.
const voxelTolerance = 1e-9

// CornerAligned returns a grid of another spacing, in mm, whose first voxel has
// its outer corner where g's has; the last voxel may reach beyond g. A spacing
// of 0 keeps that of g. This is the grid of PyRadiomics (imageoperations.py,
// resampleImage), which then cuts a part of it out, see [Grid.Sub]. It panics
// for a spacing that is negative or no number.
func (g Grid) CornerAligned(spacing [3]float64) Grid {
	h := g.respaced(spacing)
	for i := range 3 {
		h.shift(i, (h.Spacing[i]-g.Spacing[i])/2)
	}
	return h
}

// CentreAligned returns a grid of another spacing, in mm, with the same centre
// as g, and with as many voxels as are needed to cover it. A spacing of 0 keeps
// that of g. This is the grid of IBSI (reference manual, interpolation, "align
// grid centres"). It panics for a spacing that is negative or no number.
func (g Grid) CentreAligned(spacing [3]float64) Grid {
	h := g.respaced(spacing)
	for i := range 3 {
		h.shift(i, (float64(g.Size[i]-1)*g.Spacing[i]-float64(h.Size[i]-1)*h.Spacing[i])/2)
	}
	return h
}

// shift moves the grid by so many mm along an axis of its own.
func (g *Grid) shift(axis int, mm float64) {
	for k := range g.Origin {
		g.Origin[k] += mm * g.Direction[axis][k]
	}
}

// respaced returns g with another spacing and as many voxels as are needed to
// cover it. A voxel more is not made for what is rounding.
func (g Grid) respaced(spacing [3]float64) Grid {
	for i, s := range spacing {
		switch {
		case s == 0:
			continue
		case !(s > 0):
			panic(fmt.Sprintf("volume: grid with a spacing of %v mm", s))
		}
		n := float64(g.Size[i]) * g.Spacing[i] / s
		g.Size[i] = max(int(math.Ceil(n-1e3*voxelTolerance)), 1)
		g.Spacing[i] = s
	}
	return g
}

// Sub returns the part of g from index lo up to, not including, index hi. It may
// reach beyond g, also to negative indices.
func (g Grid) Sub(lo, hi [3]int) Grid {
	g.Origin = g.Point(float64(lo[0]), float64(lo[1]), float64(lo[2]))
	for i := range 3 {
		g.Size[i] = max(hi[i]-lo[i], 0)
	}
	return g
}

// Grow returns a box with a margin of at least so many mm on each side, as far
// as g reaches.
func (g Grid) Grow(lo, hi [3]int, margin float64) (grownLo, grownHi [3]int) {
	for i := range 3 {
		n := int(math.Ceil(margin/g.Spacing[i] - voxelTolerance))
		grownLo[i], grownHi[i] = max(lo[i]-n, 0), min(hi[i]+n, g.Size[i])
	}
	return grownLo, grownHi
}
