package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// StudentResult is the outcome of [Student].
type StudentResult struct {
	// T is the statistic, positive when the first mean is the larger one.
	T float64
	// DF is the number of degrees of freedom, the values less two.
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

// Student compares the means of two groups by the t test with a pooled variance
// (Student 1908), t.test(var.equal = TRUE) of R. [Welch] does not assume that the
// variances are equal and is the better default.
//
// It returns [ErrTooFew] when a group is empty or the two hold fewer than three
// values together, and [ErrConstant] when the values are constant within both
// groups to the precision of the numbers, by the limit of t.test.
func Student(a, b []float64) (StudentResult, error) {
	first, droppedA, err := present(a, "the first group")
	if err != nil {
		return StudentResult{}, err
	}
	second, droppedB, err := present(b, "the second group")
	if err != nil {
		return StudentResult{}, err
	}
	n1, n2 := float64(len(first)), float64(len(second))
	if len(first) == 0 || len(second) == 0 || len(first)+len(second) < 3 {
		return StudentResult{}, fault.New(ErrTooFew, "the groups hold %d and %d values, one is needed in each and three together", len(first), len(second))
	}
	m1, m2 := mean(first), mean(second)
	df := n1 + n2 - 2
	squares := 0.0
	if len(first) > 1 {
		squares += (n1 - 1) * variance(first, m1)
	}
	if len(second) > 1 {
		squares += (n2 - 1) * variance(second, m2)
	}
	se := math.Sqrt(squares / df * (1/n1 + 1/n2))
	if constantToPrecision(se, m1, m2) {
		return StudentResult{}, fault.New(ErrConstant, "the values are constant within both groups")
	}
	r := StudentResult{T: (m1 - m2) / se, DF: df, Difference: m1 - m2, N: [2]int{len(first), len(second)}, Dropped: droppedA + droppedB}
	r.P = TTwoSided(r.T, df)
	half := TQuantile(0.975, df) * se
	r.CI = [2]float64{r.Difference - half, r.Difference + half}
	return r, nil
}

// constantToPrecision is the limit of t.test: a standard error below ten units
// in the last place of the larger mean.
func constantToPrecision(se, m1, m2 float64) bool {
	return se < 10*0x1p-52*math.Max(math.Abs(m1), math.Abs(m2)) || se == 0
}
