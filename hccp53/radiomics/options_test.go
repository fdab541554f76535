package radiomics_test

import (
	"math"
	"testing"

	"hcclab/hccp53/radiomics"
)

// Pairs of the row 1, 1, 2 counted one way only: (1,1) and (1,2).
func TestAsymmetricGLCM(t *testing.T) {
	img, voi := block([3]int{3, 1, 1}, [3]float64{1, 1, 1}, 1, 1, 2)
	s := gradeless()
	s.MinimumROIDimensions = 1
	s.SymmetricalGLCM = false
	check(t, values(t, img, voi, s), map[string]float64{
		"glcm_JointAverage": 1, // of the first of each pair
		"glcm_SumAverage":   2.5,
		"glcm_SumSquares":   0,
		"glcm_JointEntropy": 1,
		"glcm_Correlation":  1, // the first is always 1: nothing to correlate
	})
}

// At distance 2 the row 1, 1, 2 has the single pair (1,2), and one dependent
// neighbour when grey levels may differ by 1.
func TestDistances(t *testing.T) {
	img, voi := block([3]int{3, 1, 1}, [3]float64{1, 1, 1}, 1, 1, 2)
	s := gradeless()
	s.MinimumROIDimensions = 1
	s.Distances = []int{2}
	s.GLDMAlpha = 1
	check(t, values(t, img, voi, s), map[string]float64{
		"glcm_Contrast":                1,
		"glcm_Correlation":             -1,
		"gldm_LargeDependenceEmphasis": (4 + 1 + 4) / 3.0, // sizes 2, 1, 2
		"ngtdm_Contrast":               2 * (2 / 9.0) / 2 * (1 + 1) / 3,
		"glrlm_RunPercentage":          2 / 3.0, // runs know no distance
	})
	s.Distances = []int{1, 2}
	check(t, values(t, img, voi, s), map[string]float64{"glcm_Contrast": (0.5 + 1) / 2})
}

// Four voxels, spacing 1 along x and 2 along y:
//
//	1 1
//	3 2
//
// Pairs along x (1,1) (3,2), along y (1,3) (1,2), along the diagonals (1,2) and
// (1,3): squared differences 0 1, 4 1, 1 4. Runs: 3 along x, 4 elsewhere.
func TestWeightingNorms(t *testing.T) {
	img, voi := block([3]int{2, 2, 1}, [3]float64{1, 2, 7}, 1, 1, 3, 2)
	for norm, l := range map[string][3]float64{ // lengths along x, y, a diagonal
		"manhattan":    {1, 2, 3},
		"euclidean":    {1, 2, math.Sqrt(5)},
		"infinity":     {1, 2, 2},
		"no_weighting": {1, 1, 1},
	} {
		s := gradeless()
		s.WeightingNorm = norm
		x, y, d := math.Exp(-l[0]*l[0]), math.Exp(-l[1]*l[1]), math.Exp(-l[2]*l[2])
		if norm == "no_weighting" {
			x, y, d = 1, 1, 1
		}
		t.Run(norm, func(t *testing.T) {
			check(t, values(t, img, voi, s), map[string]float64{
				"glcm_Contrast":       (x + 5*y + 5*d) / (2 * (x + y + d)),
				"glrlm_RunPercentage": (3*l[0] + 4*l[1] + 8*l[2]) / (4 * (l[0] + l[1] + 2*l[2])),
			})
		})
	}
	check(t, values(t, img, voi, gradeless()), map[string]float64{
		"glcm_Contrast":       (0.5 + 2.5 + 1 + 4) / 4,
		"glrlm_RunPercentage": (3 + 4 + 4 + 4) / 16.0,
	})
}

// Directions within a plane: across z, y and x of a block whose levels change
// along one axis only.
func TestForce2DDimension(t *testing.T) {
	// Level 1, 2, 3 along y, alike along x and z.
	var data []float64
	for range 3 {
		for y := range 3 {
			data = append(data, float64(y+1), float64(y+1), float64(y+1))
		}
	}
	img, voi := block([3]int{3, 3, 3}, [3]float64{1, 1, 1}, data...)
	for dimension, zones := range []float64{9, 9, 9} {
		s := radiomics.PyRadiomicsSettings()
		s.BinWidth = 1
		s.Force2D, s.Force2DDimension = true, dimension
		got := values(t, img, voi, s)
		contrast := 0.75 // three of the four directions step along y
		if dimension == 1 {
			contrast, zones = 0, 3 // planes of one level each
		}
		check(t, got, map[string]float64{
			"glcm_Contrast":        contrast,
			"glszm_ZonePercentage": zones / 27,
		})
	}
}
