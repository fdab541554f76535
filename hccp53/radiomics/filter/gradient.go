package filter

import (
	"math"

	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// Gradient returns the length of the gradient by central differences, a voxel
// at the edge repeated beyond it, in units of intensity a mm, or a voxel when
// inVoxels is set. It is rounded to single precision, like the output of ITK's
// GradientMagnitudeImageFilter, which PyRadiomics uses.
func Gradient(img *volume.Image, inVoxels bool, in Box) *volume.Image {
	out := in.image(img.Grid)
	var half [3]float64
	for i, mm := range img.Spacing {
		if half[i] = 0.5 / mm; inVoxels {
			half[i] = 0.5
		}
	}
	nx := in.size(0)
	workers.Each(in.size(2), func(z int) {
		rows := func(y, z int) []float64 {
			y, z = min(max(y, 0), img.Size[1]-1), min(max(z, 0), img.Size[2]-1)
			return img.Data[img.Index(0, y, z):][:img.Size[0]]
		}
		z += in.Low[2]
		for k := range in.size(1) {
			y := in.Low[1] + k
			row := rows(y, z)
			above, below := rows(y+1, z)[in.Low[0]:][:nx], rows(y-1, z)[in.Low[0]:][:nx]
			next, last := rows(y, z+1)[in.Low[0]:][:nx], rows(y, z-1)[in.Low[0]:][:nx]
			to := out.Data[out.Index(0, k, z-in.Low[2]):][:nx]
			for i := range to {
				x := in.Low[0] + i
				dx := (row[min(x+1, len(row)-1)] - row[max(x-1, 0)]) * half[0]
				dy := (above[i] - below[i]) * half[1]
				dz := (next[i] - last[i]) * half[2]
				to[i] = float64(float32(math.Sqrt(dx*dx + dy*dy + dz*dz)))
			}
		}
	})
	return out
}
