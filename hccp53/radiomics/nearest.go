package radiomics

import (
	"math"

	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// itkPoint returns the place in mm of an index, in the order of ITK's sums
// (ImageBase::TransformContinuousIndexToPhysicalPoint).
func itkPoint(g volume.Grid, index [3]float64) (p [3]float64) {
	for r := range 3 {
		sum := 0.0
		for c := range 3 {
			sum += float64(g.Direction[c][r]*g.Spacing[c]) * index[c]
		}
		p[r] = sum + g.Origin[r]
	}
	return p
}

// nearest brings a mask to a grid with axes of the same directions as ITK's
// ResampleImageFilter does with the nearest neighbour, to the last digit: a new
// voxel that lies half way between two, as happens with slices of 2.1 mm and
// voxels of 2 mm, falls on the side that rounding takes it to.
//
// That holds for axes along the main directions. For oblique ones ITK inverts
// the matrix of the grid by a singular value decomposition, whose last digit is
// not repeated here: a tie may fall to the other side.
func nearest(voi *volume.Mask, to volume.Grid) *volume.Mask {
	out := volume.NewMask(to)
	g := voi.Grid
	index := func(p [3]float64) (at [3]float64) {
		for i := range 3 {
			for r := range 3 {
				at[i] += float64(g.Direction[i][r]*(1/g.Spacing[i])) * (p[r] - g.Origin[r])
			}
		}
		return at
	}
	point := func(x, y, z int) (p [3]float64) {
		p = to.Origin
		for r := range 3 {
			for c, k := range [3]int{x, y, z} {
				p[r] += float64(to.Direction[c][r]*to.Spacing[c]) * float64(k)
			}
		}
		return p
	}
	n := to.Size[0]
	workers.Each(to.Size[2], func(z int) {
		for y := range to.Size[1] {
			// ITK finds the ends of a row and divides it evenly.
			start, end := index(point(0, y, z)), index(point(n, y, z))
			row := out.Data[out.Index(0, y, z):][:n]
			for x := range row {
				alpha := float64(x) / float64(n)
				var k [3]int
				inside := true
				for i := range 3 {
					k[i] = int(math.Floor(start[i] + float64(alpha*(end[i]-start[i])) + 0.5))
					inside = inside && k[i] >= 0 && k[i] < g.Size[i]
				}
				row[x] = inside && voi.At(k[0], k[1], k[2])
			}
		}
	})
	return out
}
