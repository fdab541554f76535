package radiomics

import (
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/volume"
)

// TestPartsAreThoseOfVolume compares the count with the search voxel by voxel,
// in masks from almost empty to almost full.
func TestPartsAreThoseOfVolume(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	several := 0
	for i := range 200 {
		m := volume.NewMask(volume.Grid{Size: [3]int{1 + rng.IntN(12), 1 + rng.IntN(9), 1 + rng.IntN(7)}})
		share := []float64{0.02, 0.1, 0.3, 0.9}[i%4]
		for k := range m.Data {
			m.Data[k] = rng.Float64() < share
		}
		_, sizes := m.Components()
		lo, hi, ok := m.Box()
		if !ok {
			continue
		}
		if got := parts(m, lo, hi); got != len(sizes) {
			t.Fatalf("%v: %d parts, want %d", m.Size, got, len(sizes))
		}
		if len(sizes) > 1 {
			several++
		}
	}
	if several < 50 {
		t.Errorf("only %d masks had several parts", several)
	}
}
