package nomogram_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/nomogram"
)

// TestLimits compares with datadist of rms 6.5 on R 4.2.2.
func TestLimits(t *testing.T) {
	zeros := make([]float64, 90)
	for i := range 10 {
		zeros = append(zeros, float64(i+1))
	}
	for name, c := range map[string]struct {
		values []float64
		want   nomogram.Limits
	}{
		"numbers":      {[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 7}, nomogram.Limits{EffectLow: 3.5, AdjustTo: 6, EffectHigh: 7.5, PredictionLow: 1.5, PredictionHigh: 29.5, Low: 1, High: 50}},
		"mostly zero":  {zeros, nomogram.Limits{EffectLow: 0, AdjustTo: 0, EffectHigh: 10, PredictionLow: 0, PredictionHigh: 5.05, Low: 0, High: 10}},
		"three values": {[]float64{5, 2, 1, 2}, nomogram.Limits{EffectLow: 1, AdjustTo: 2, EffectHigh: 5, PredictionLow: 1, PredictionHigh: 5, Low: 1, High: 5}},
		"two values":   {[]float64{1, 0, 1, 1}, nomogram.Limits{EffectHigh: 1, PredictionHigh: 1, High: 1}},
		"constant":     {[]float64{4, 4}, nomogram.Limits{EffectLow: 4, AdjustTo: 4, EffectHigh: 4, PredictionLow: 4, PredictionHigh: 4, Low: 4, High: 4}},
	} {
		got, err := nomogram.NewLimits(c.values)
		if err != nil {
			t.Fatal(err)
		}
		a, b := numbers(got), numbers(c.want)
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-12 {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
				break
			}
		}
		slices.Reverse(c.values)
		if again, _ := nomogram.NewLimits(c.values); again != got {
			t.Errorf("%s: the order of the patients matters", name)
		}
	}
	for _, bad := range [][]float64{nil, {1, math.NaN()}, {math.Inf(1), 2}, {math.Inf(-1), 2}} {
		if _, err := nomogram.NewLimits(bad); !errors.Is(err, nomogram.ErrModel) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func numbers(l nomogram.Limits) []float64 {
	return []float64{l.EffectLow, l.AdjustTo, l.EffectHigh, l.PredictionLow, l.PredictionHigh, l.Low, l.High}
}
