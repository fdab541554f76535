package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// WelchResult is the outcome of [Welch].
type WelchResult struct {
	// T is the statistic, positive when the first mean is the larger one.
	T float64
	// DF is the Welch–Satterthwaite number of degrees of freedom.
	DF float64
	// P is the two-sided p value.
	P float64
	// Difference is the first mean less the second, CI its 95 % interval.
	Difference float64
	CI         [2]float64
	// N is the number of values used in each group.
	N [2]int
	// Dropped is the number of NaN left out.
	Dropped int
}

// Welch compares the means of two groups by the t test for unequal variances
// (Welch 1947), the default of R's t.test. It returns [ErrTooFew] when a group
// holds fewer than two values and [ErrConstant] when the data are constant to
// the precision of the numbers.
func Welch(a, b []float64) (WelchResult, error) {
	first, droppedA, err := present(a, "the first group")
	if err != nil {
		return WelchResult{}, err
	}
	second, droppedB, err := present(b, "the second group")
	if err != nil {
		return WelchResult{}, err
	}
	if len(first) < 2 || len(second) < 2 {
		return WelchResult{}, fault.New(ErrTooFew, "the groups hold %d and %d values, two are needed in each", len(first), len(second))
	}
	m1, m2 := mean(first), mean(second)
	n1, n2 := float64(len(first)), float64(len(second))
	s1, s2 := variance(first, m1)/n1, variance(second, m2)/n2
	se := math.Sqrt(s1 + s2)
	if constantToPrecision(se, m1, m2) {
		return WelchResult{}, fault.New(ErrConstant, "the values are constant within both groups")
	}
	r := WelchResult{
		T:          (m1 - m2) / se,
		DF:         (s1 + s2) * (s1 + s2) / (s1*s1/(n1-1) + s2*s2/(n2-1)),
		Difference: m1 - m2,
		N:          [2]int{len(first), len(second)},
		Dropped:    droppedA + droppedB,
	}
	r.P = TTwoSided(r.T, r.DF)
	half := TQuantile(0.975, r.DF) * se
	r.CI = [2]float64{r.Difference - half, r.Difference + half}
	return r, nil
}
