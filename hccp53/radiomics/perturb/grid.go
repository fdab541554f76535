package perturb

import (
	"math"

	"hcclab/hccp53/volume"
)

// Moved returns the grid turned by an angle in degrees, from x to y, about the
// axis of its slices through a place in mm, and then moved by parts of a voxel
// along its own axes.
//
// Sampling image and VOI on it turns and moves them the other way round. For an
// angle of 0 and no shift it is g itself.
func Moved(g volume.Grid, centre [3]float64, degrees float64, shift [3]float64) volume.Grid {
	h := g
	if degrees != 0 {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		x, y := g.Direction[0], g.Direction[1]
		var along [3]float64 // from the centre to the origin, along x, y and z
		for i := range 3 {
			for k := range 3 {
				along[i] += (g.Origin[k] - centre[k]) * g.Direction[i][k]
			}
		}
		for k := range 3 {
			h.Direction[0][k] = cos*x[k] + sin*y[k]
			h.Direction[1][k] = cos*y[k] - sin*x[k]
		}
		for k := range 3 {
			h.Origin[k] = centre[k]
			for i := range 3 {
				h.Origin[k] += along[i] * h.Direction[i][k]
			}
		}
	}
	if shift != [3]float64{} {
		h.Origin = h.Point(shift[0], shift[1], shift[2])
	}
	return h
}

// middle returns the mean place in mm of the voxels of the VOI.
func middle(voi *volume.Mask) [3]float64 {
	var sum [3]float64
	n := 0.0
	for i, in := range voi.Data {
		if in {
			x, y, z := voi.Voxel(i)
			sum[0], sum[1], sum[2] = sum[0]+float64(x), sum[1]+float64(y), sum[2]+float64(z)
			n++
		}
	}
	return voi.Point(sum[0]/n, sum[1]/n, sum[2]/n)
}
