package perturb_test

import (
	"math"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

// ball is an ellipsoid VOI in a smooth texture with noise, which differs from
// patient to patient.
func ball(patient int, size [3]int, radius float64) (*volume.Image, *volume.Mask) {
	g := volume.Grid{Size: size, Spacing: [3]float64{1, 1, 2.5}, Origin: [3]float64{-20, 30, 5}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	rng := provenance.Rand(7, "ball", patient)
	wave := 3 + 2*rng.Float64()
	for i := range img.Data {
		x, y, z := g.Voxel(i)
		squares := 0.0
		for k, v := range [3]int{x, y, z} {
			d := (float64(v) - float64(size[k]/2)) * g.Spacing[k]
			squares += d * d
		}
		voi.Data[i] = squares < radius*radius
		img.Data[i] = math.Round(500 + 100*math.Sin(float64(x+patient)/wave) + 80*math.Cos(float64(y+2*z)/4) + 20*rng.NormFloat64())
		if voi.Data[i] {
			img.Data[i] += 150
		}
	}
	return img, voi
}

func small(patient int) (*volume.Image, *volume.Mask) { return ball(patient, [3]int{31, 29, 11}, 8) }
