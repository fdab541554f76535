package radiomics_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/radiomics"
)

// everyAggregation returns the settings of profile ibsi with bins of 1 and all
// aggregations.
func everyAggregation() radiomics.Settings {
	s := radiomics.IBSISettings()
	s.BinWidth = 1
	s.Aggregations = []string{"2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb", "3D_avg", "3D_comb", "2D", "2_5D", "3D"}
	return s
}

// VOIs of which little is defined give finite values, or name the class that has
// nothing to count.
func TestIBSISmallAndFlat(t *testing.T) {
	nan := math.NaN()
	lonely := []string{"cm", "ngt"} // no slice holds two neighbours
	for name, c := range map[string]struct {
		size      [3]int
		data      []float64
		undefined []string
	}{
		"two voxels":        {[3]int{2, 1, 1}, []float64{1, 2}, nil},
		"a row":             {[3]int{4, 1, 1}, []float64{1, 3, 3, 2}, nil},
		"a column":          {[3]int{1, 4, 1}, []float64{1, 3, 3, 2}, nil},
		"a pile":            {[3]int{1, 1, 4}, []float64{1, 3, 3, 2}, lonely},
		"a slice":           {[3]int{3, 2, 1}, []float64{1, 2, 3, 1, 1, 2}, nil},
		"a plane across x":  {[3]int{1, 2, 3}, []float64{1, 2, 3, 1, 1, 2}, nil},
		"equal intensities": {[3]int{3, 2, 2}, slices.Repeat([]float64{7}, 12), nil},
		"all intensities 0": {[3]int{2, 2, 2}, make([]float64, 8), nil},
		"mean 0":            {[3]int{2, 2, 2}, []float64{-1, 1, -1, 1, -1, 1, -1, 1}, nil},
		"far apart":         {[3]int{3, 1, 1}, []float64{1, nan, 2}, lonely},
		"only corners":      {[3]int{2, 2, 2}, []float64{1, nan, nan, nan, nan, nan, nan, 2}, lonely},
		"one lone voxel":    {[3]int{4, 2, 1}, []float64{1, 2, nan, 1, 3, 1, nan, nan}, nil},
		"one lone slice":    {[3]int{2, 2, 3}, []float64{1, 2, 2, 1, nan, nan, nan, nan, 1, nan, nan, nan}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			img, voi := block(c.size, [3]float64{1, 1, 2}, c.data...)
			for _, class := range everyAggregation().ClassNames() {
				s := everyAggregation()
				s.Classes = []string{class}
				res, err := radiomics.Extract(t.Context(), img, voi, s)
				if slices.Contains(c.undefined, class) {
					if !errors.Is(err, radiomics.ErrUndefined) {
						t.Errorf("%s: error %v, want ErrUndefined", class, err)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", class, err)
				}
				for _, f := range res.Features {
					if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
						t.Errorf("%s = %g", f.ID(), f.Value)
					}
				}
			}
		})
	}
}

// Thousands of grey levels are measured, or refused in words, not a crash.
func TestIBSIManyGreyLevels(t *testing.T) {
	img, voi := small()
	for i := range img.Data {
		img.Data[i] *= 3
	}
	s := everyAggregation()
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if errors.Is(err, radiomics.ErrBins) {
		return
	}
	if err != nil || len(res.Features) != 487 {
		t.Errorf("%d features, %v", len(res.Features), err)
	}
}

// The distances are those of neighbours. Runs and zones are of voxels that touch.
func TestIBSIDistances(t *testing.T) {
	img, voi := small()
	s := radiomics.IBSISettings()
	s.Classes = []string{"rlm", "szm", "dzm"}
	want := values(t, img, voi, s)
	s.Distances = []int{2}
	same(t, values(t, img, voi, s), want, 0)
}
