package radiomics

import (
	"math"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

// regionOf cuts a VOI out of a random mask: each voxel of the box is inside
// with probability p.
func regionOf(t *testing.T, size [3]int, p float64, name ...any) *region {
	t.Helper()
	g := volume.Grid{Size: size, Spacing: [3]float64{0.7, 1.3, 2.9}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	rng := provenance.Rand(5, name...)
	for i := range voi.Data {
		voi.Data[i] = rng.Float64() < p
		img.Data[i] = math.Floor(rng.Float64() * 8)
	}
	voi.Data[0], voi.Data[1] = true, true // never fewer than two
	s := PyRadiomicsSettings()
	s.BinWidth, s.MinimumROIDimensions = 1, 1
	s.Distances = []int{1, 3} // a border wide enough for both
	r := cut(img, voi, s.Distances)
	if _, err := r.discretise(s); err != nil {
		t.Fatal(err)
	}
	return r
}

var randomShapes = []struct {
	size [3]int
	p    float64
}{
	{[3]int{9, 8, 7}, 0.5}, {[3]int{9, 8, 7}, 0.05}, {[3]int{12, 3, 5}, 0.9}, {[3]int{6, 6, 6}, 1},
	{[3]int{1, 9, 9}, 0.6}, {[3]int{9, 1, 9}, 0.6}, {[3]int{9, 9, 1}, 0.6}, {[3]int{20, 1, 1}, 0.5}, {[3]int{1, 1, 2}, 1},
}

// The convex hulls must find what comparing all pairs finds.
func TestDiametersAgreeWithAllPairs(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "diameter", i)
		overall, across := r.diameters()
		var wantOverall float64
		var wantAcross [3]float64
		all := r.vertices()
		for _, p := range all {
			for _, q := range all {
				squares := 0.0
				for k := range 3 {
					d := float64(p[k]-q[k]) / 2 * r.spacing[k]
					squares += d * d
				}
				d := math.Sqrt(squares)
				wantOverall = max(wantOverall, d)
				for k := range 3 {
					if p[k] == q[k] {
						wantAcross[k] = max(wantAcross[k], d)
					}
				}
			}
		}
		if math.Abs(overall-wantOverall) > 1e-12 {
			t.Errorf("%v: overall %g, want %g", c, overall, wantOverall)
		}
		for k := range 3 {
			if math.Abs(across[k]-wantAcross[k]) > 1e-12 {
				t.Errorf("%v: across axis %d %g, want %g", c, k, across[k], wantAcross[k])
			}
		}
	}
}

func TestKeyKeepsVertices(t *testing.T) {
	for _, v := range []vertex{{0, 0, 0}, {1, 2, 3}, {1<<21 - 1, 0, 1<<21 - 1}} {
		if got := fromKey(v.key()); got != v {
			t.Errorf("%v became %v", v, got)
		}
	}
}
