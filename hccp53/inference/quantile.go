package inference

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Quantiles returns the quantiles of x at the probabilities given, by the
// default rule of R (type 7 of Hyndman & Fan 1996: linear interpolation between
// the order statistics at 1+(n-1)p). NaN in x are left out. It returns
// [ErrTooFew] when nothing is left, [ErrNotFinite] for an infinite value and
// [ErrProbability] for a probability outside 0 to 1.
func Quantiles(x []float64, probabilities ...float64) ([]float64, error) {
	sorted, _, err := present(x, "the sample")
	if err != nil {
		return nil, err
	}
	if len(sorted) == 0 {
		return nil, fault.New(ErrTooFew, "no values")
	}
	slices.Sort(sorted)
	q := make([]float64, len(probabilities))
	for i, p := range probabilities {
		if !(p >= 0 && p <= 1) {
			return nil, fault.New(ErrProbability, "quantile at %v", p)
		}
		q[i] = quantile(sorted, p)
	}
	return q, nil
}

// quantile is the rule on sorted values, in the arithmetic of R so that equal
// inputs give equal bits; a cut at a quantile then puts each value on the same
// side as in R.
func quantile(sorted []float64, p float64) float64 {
	index := float64(len(sorted)-1) * p
	lo := math.Floor(1+index) - 1
	hi := math.Ceil(1+index) - 1
	below, above := sorted[int(lo)], sorted[int(hi)]
	h := 1 + index - (lo + 1)
	if h > 0 && above != below {
		return (1-h)*below + h*above
	}
	return below
}
