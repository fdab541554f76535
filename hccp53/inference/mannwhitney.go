package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// MannWhitneyResult is the outcome of [MannWhitney].
type MannWhitneyResult struct {
	// U counts the pairs in which the value of the first group is the larger
	// one; a tied pair counts one half. It is the W of R.
	U float64
	// P is the two-sided p value of R's default: the exact one when Exact,
	// otherwise PContinuity.
	P float64
	// PContinuity is the two-sided p value of the normal approximation with
	// continuity correction, PNoContinuity without; wilcox.test with exact=FALSE.
	PContinuity, PNoContinuity float64
	// CommonLanguage is U over the number of pairs: the probability that a
	// value of the first group exceeds one of the second. With cases first it is
	// the AUC.
	CommonLanguage float64
	// Exact tells that P is from the exact distribution, not the normal one.
	Exact bool
	// Ties tells that some values are equal.
	Ties bool
	// Constant tells that all values are equal, so that the test says nothing: U
	// is half the pairs and the p values are 1. Only [MannWhitneyColumns] gives
	// such a result.
	Constant bool
	// N is the number of values used in each group.
	N [2]int
	// Dropped is the number of NaN left out.
	Dropped int
}

// exactLimit is the group size from which R's wilcox.test no longer computes
// the exact distribution.
const exactLimit = 50

// MannWhitney compares two groups by the rank-sum test of Wilcoxon, Mann and
// Whitney, as wilcox.test of R does: the exact distribution when both groups
// have fewer than 50 values and no two values are equal, otherwise the normal
// approximation with continuity correction and the variance corrected for ties.
// It returns [ErrTooFew] when a group is empty and [ErrConstant] when all values
// are equal. For many variables of the same patients see [MannWhitneyColumns].
func MannWhitney(a, b []float64) (MannWhitneyResult, error) {
	first, droppedA, err := present(a, "the first group")
	if err != nil {
		return MannWhitneyResult{}, err
	}
	second, droppedB, err := present(b, "the second group")
	if err != nil {
		return MannWhitneyResult{}, err
	}
	m, n := len(first), len(second)
	if m == 0 || n == 0 {
		return MannWhitneyResult{}, fault.New(ErrTooFew, "the groups hold %d and %d values", m, n)
	}
	ranks, ties := rank(append(first, second...))
	u := -float64(m) * float64(m+1) / 2
	for _, r := range ranks[:m] {
		u += r
	}
	r := rankSumTest(u, ties, m, n, rankSumTail)
	if r.Constant {
		return MannWhitneyResult{}, fault.New(ErrConstant, "all %d values are equal", m+n)
	}
	r.Dropped = droppedA + droppedB
	return r, nil
}

// rankSumTest returns the result for groups of m and n values, from U and the
// Σ(t³−t) of the ties; tail returns P(U <= u) of the exact distribution.
func rankSumTest(u, ties float64, m, n int, tail func(u, m, n int) float64) MannWhitneyResult {
	pairs := float64(m) * float64(n)
	r := MannWhitneyResult{U: u, CommonLanguage: u / pairs, Ties: ties > 0, N: [2]int{m, n}}
	total := float64(m + n)
	v := pairs / 12 * (total + 1 - ties/(total*(total-1)))
	if !(v > 0) {
		r.Constant = true
		r.P, r.PContinuity, r.PNoContinuity = 1, 1, 1
		return r
	}
	distance := math.Abs(u - pairs/2)
	r.PNoContinuity = math.Min(1, NormalTwoSided(distance/math.Sqrt(v)))
	if distance > 0 {
		distance -= 0.5 // continuity; U moves in halves, so this stays at 0 or above
	}
	r.PContinuity = math.Min(1, NormalTwoSided(distance/math.Sqrt(v)))
	r.P = r.PContinuity
	if m < exactLimit && n < exactLimit && ties == 0 {
		r.Exact = true
		r.P = math.Min(1, 2*tail(int(math.Min(u, pairs-u)), m, n))
	}
	return r
}

// rankSumTail returns P(U <= u) under the null hypothesis for groups of m and n
// distinct values.
func rankSumTail(u, m, n int) float64 { return rankSumDistribution(u, m, n)[u] }

// rankSumDistribution returns P(U <= s) for s from 0 to u. The number of
// arrangements with a given U obeys c(u; m, n) = c(u-n; m-1, n) + c(u; m, n-1)
// (Mann & Whitney 1947); only sums of positive numbers occur, so nothing is lost
// to rounding.
func rankSumDistribution(u, m, n int) []float64 {
	// counts[j][s] is c(s; i, j) for the current i.
	counts := make([][]float64, n+1)
	for j := range counts {
		counts[j] = make([]float64, u+1)
		counts[j][0] = 1 // i = 0: nothing can exceed anything
	}
	for i := 1; i <= m; i++ {
		clear(counts[0])
		counts[0][0] = 1
		for j := 1; j <= n; j++ {
			previous := counts[j] // c(·; i-1, j), overwritten from the top down
			for s := u; s >= 0; s-- {
				c := counts[j-1][s]
				if s >= j {
					c += previous[s-j]
				}
				previous[s] = c
			}
		}
	}
	all := 1.0
	for k := 1; k <= m; k++ { // all = (m+n choose m)
		all *= float64(n+k) / float64(k)
	}
	below := make([]float64, u+1)
	sum := 0.0
	for s, c := range counts[n] {
		sum += c
		below[s] = sum / all
	}
	return below
}

// CommonLanguage returns the probability that a value of a exceeds a value of
// b, ties counting one half (McGraw & Wong 1992). With the scores of cases and
// controls it is the area under the ROC curve. It is NaN when a group is empty;
// neither group may hold NaN.
func CommonLanguage(a, b []float64) float64 {
	ranks, _ := rank(append(append(make([]float64, 0, len(a)+len(b)), a...), b...))
	// Twice the rank sum is a whole number: the sum is exact.
	twice := 0.0
	for _, r := range ranks[:len(a)] {
		twice += 2 * r
	}
	m, n := float64(len(a)), float64(len(b))
	return (twice - m*(m+1)) / (2 * m * n)
}
