package volume_test

import (
	"testing"

	"hcclab/hccp53/volume"
)

// phase is the size of a dynamic phase: 256×256×25 voxels of 0.78×0.78×6.5 mm.
func phase() volume.Grid {
	g := axial(256, 256, 25)
	g.Spacing = [3]float64{0.78125, 0.78125, 6.5}
	return g
}

// BenchmarkResample goes to voxels of 1 mm, along the axes and turned.
func BenchmarkResample(b *testing.B) {
	img := noise(phase())
	straight := img.CentreAligned([3]float64{1, 1, 1})
	oblique := straight
	oblique.Direction = turned(1, 1, 1).Direction
	for name, c := range map[string]struct {
		to volume.Grid
		by volume.Interpolation
	}{"nearest": {straight, volume.Nearest}, "linear": {straight, volume.Linear}, "cubic": {straight, volume.Cubic}, "cubic-oblique": {oblique, volume.Cubic}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				img.Resample(c.to, c.by, 0)
			}
			b.ReportMetric(float64(c.to.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mvoxel/s")
		})
	}
}

// BenchmarkDilate grows a ball of 30 mm by 10 mm.
func BenchmarkDilate(b *testing.B) {
	m := volume.NewMask(phase())
	m.Data[m.Index(128, 128, 12)] = true
	m = m.Dilate(30)
	for b.Loop() {
		m.Dilate(10)
	}
}
