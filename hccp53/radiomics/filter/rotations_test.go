package filter

import (
	"math"
	"slices"
	"testing"
)

// TestRotations: 24 rotations of the cube and 4 of the square, all different.
func TestRotations(t *testing.T) {
	for dimensions, want := range map[int]int{2: 4, 3: 24} {
		seen := map[rotation]bool{}
		for _, r := range rotations(dimensions) {
			seen[r] = true
		}
		if len(seen) != want || len(rotations(dimensions)) != want {
			t.Errorf("%d dimensions: %d rotations, want %d", dimensions, len(seen), want)
		}
	}
}

func TestBeyond(t *testing.T) {
	for boundary, want := range map[string][]int{ // of −4 … 6 for three voxels
		"zero":     {-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1},
		"nearest":  {0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2},
		"periodic": {2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0},
		"mirror":   {2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0},
	} {
		var got []int
		for i := -4; i <= 6; i++ {
			got = append(got, beyond(i, 3, boundary))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", boundary, got, want)
		}
	}
}

// TestBanks: the low-pass filter of every wavelet sums to √2, the high-pass one
// to 0; those of an orthogonal wavelet are orthogonal to themselves moved by an
// even number, and to each other.
func TestBanks(t *testing.T) {
	for name, p := range banks() {
		var low, high float64
		for i := range p.lo {
			low += p.lo[i]
			high += p.hi[i]
		}
		within := 1e-6
		if name == "dmey" { // a cut-off Meyer wavelet, whose high-pass filter sums to 0.0010875 in PyWavelets too
			within = 1.1e-3
		}
		if math.Abs(low-math.Sqrt2) > 1e-6 || math.Abs(high) > within {
			t.Errorf("%s: sums %g and %g", name, low, high)
		}
		if !slices.Equal(p.hi, quadrature(p.lo)) || name[:2] == "bi" || name[:2] == "rb" || name[:2] == "dm" {
			continue
		}
		for shift := 0; shift < len(p.lo); shift += 2 {
			var own, cross float64
			for i := shift; i < len(p.lo); i++ {
				own += p.lo[i] * p.lo[i-shift]
				cross += p.lo[i] * p.hi[i-shift]
			}
			want := 0.0
			if shift == 0 {
				want = 1
			}
			if math.Abs(own-want) > 1e-5 || math.Abs(cross) > 1e-5 {
				t.Errorf("%s moved by %d: %g and %g", name, shift, own, cross)
			}
		}
	}
}
