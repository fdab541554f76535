package inference

import (
	"encoding/json"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Summary describes a sample.
type Summary struct {
	// N is the number of values, Dropped the number of NaN left out.
	N, Dropped int
	// Mean and SD are the mean and the standard deviation with n-1 below. SD is
	// NaN for a single value.
	Mean, SD float64
	// Median, Q1 and Q3 are quantiles by R's default rule, see [Quantiles].
	Median, Q1, Q3 float64
	// Min and Max are the smallest and the largest value.
	Min, Max float64
}

// Summarise describes a sample in the numbers of a Table 1, as mean, sd,
// median and quantile of R. It returns [ErrTooFew] when nothing is left without
// NaN.
func Summarise(x []float64) (Summary, error) {
	sorted, dropped, err := present(x, "the sample")
	if err != nil {
		return Summary{}, err
	}
	n := len(sorted)
	if n == 0 {
		return Summary{}, fault.New(ErrTooFew, "no values").Try("leave out a column that is empty")
	}
	s := Summary{N: n, Dropped: dropped, Mean: mean(sorted), SD: math.NaN()}
	if n > 1 {
		s.SD = math.Sqrt(variance(sorted, s.Mean))
	}
	slices.Sort(sorted)
	s.Q1, s.Q3 = quantile(sorted, 0.25), quantile(sorted, 0.75)
	s.Median = sorted[n/2]
	if n%2 == 0 {
		s.Median = (sorted[n/2-1] + sorted[n/2]) / 2
	}
	s.Min, s.Max = sorted[0], sorted[n-1]
	return s, nil
}

// MarshalJSON writes an SD that is not defined as null.
func (s Summary) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		N, Dropped                         int
		Mean, SD, Median, Q1, Q3, Min, Max Number
	}{s.N, s.Dropped, Number(s.Mean), Number(s.SD), Number(s.Median), Number(s.Q1), Number(s.Q3), Number(s.Min), Number(s.Max)})
}
