package nomogram

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Limits sum up the values of a number as datadist() of rms does: the range
// that an effect is quoted over (quartiles), the value that others are adjusted
// to (the median), the range that is predicted for (between the tenth smallest
// and the tenth largest value, or the twentieths of fewer than 200), and the
// whole range. Quantiles are those of R's type 7. A number of two or three
// values has its ends as ranges and its first, or middle, value to adjust to.
type Limits struct {
	EffectLow      float64 `json:"effect_low"`
	AdjustTo       float64 `json:"adjust_to"`
	EffectHigh     float64 `json:"effect_high"`
	PredictionLow  float64 `json:"prediction_low"`
	PredictionHigh float64 `json:"prediction_high"`
	Low            float64 `json:"low"`
	High           float64 `json:"high"`
}

// NewLimits sums up values, which are finite; the order does not matter. No
// value, and one that is not finite, give [ErrModel].
func NewLimits(values []float64) (Limits, error) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	if len(sorted) == 0 {
		return Limits{}, fault.New(ErrModel, "there are no values")
	}
	for _, v := range []float64{sorted[0], sorted[len(sorted)-1]} { // NaN sorts first
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Limits{}, fault.New(ErrModel, "a value is %v", v).Try("leave out the patients whose value is missing")
		}
	}
	return newLimits(sorted, slices.Compact(slices.Clone(sorted))), nil
}

func newLimits(sorted, distinct []float64) Limits {
	lo, hi := distinct[0], distinct[len(distinct)-1]
	l := Limits{EffectLow: lo, AdjustTo: lo, EffectHigh: hi, PredictionLow: lo, PredictionHigh: hi, Low: lo, High: hi}
	switch {
	case len(distinct) < 3:
		return l
	case len(distinct) == 3:
		l.AdjustTo = distinct[1]
		return l
	}
	tail := 10 / math.Max(float64(len(sorted)), 200)
	q, err := inference.Quantiles(sorted, .25, .5, .75, tail, 1-tail)
	if err != nil {
		return l // not reached: there are four values or more, all finite
	}
	l.AdjustTo = q[1]
	if q[0] != q[2] {
		l.EffectLow, l.EffectHigh = q[0], q[2]
	}
	if q[3] != q[4] {
		l.PredictionLow, l.PredictionHigh = q[3], q[4]
	}
	return l
}
