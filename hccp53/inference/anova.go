package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// OneWayResult is the outcome of [OneWay].
type OneWayResult struct {
	// F is the statistic, DF its two numbers of degrees of freedom; the second is
	// fractional when the variances may differ.
	F  float64
	DF [2]float64
	// P is the p value.
	P float64
	// EqualVariances tells that the classical analysis was made.
	EqualVariances bool
	// N is the number of values used in each group.
	N []int
	// Dropped is the number of NaN left out.
	Dropped int
}

// OneWay compares the means of two or more groups. Without equalVariances it is
// Welch's analysis of variance (Welch 1951), oneway.test of R, which for two
// groups is [Welch]'s t test (F = t²); with equalVariances it is the classical
// analysis of variance, aov of R, which for two groups is Student's t test.
//
// It returns [ErrTooFew] for fewer than two groups, and for a group with fewer
// than two values (with equalVariances: an empty group, or no more values than
// groups). It returns [ErrConstant] when the statistic is not defined: every
// group is constant, or, without equalVariances, any one of them.
func OneWay(groups [][]float64, equalVariances bool) (OneWayResult, error) {
	r := OneWayResult{EqualVariances: equalVariances}
	kept, dropped, err := presentGroups(groups)
	if err != nil {
		return OneWayResult{}, err
	}
	r.Dropped = dropped
	least := 2
	if equalVariances {
		least = 1
	}
	k, n := float64(len(kept)), 0.0
	means, variances := make([]float64, len(kept)), make([]float64, len(kept))
	allConstant := true
	for g, x := range kept {
		if len(x) < least {
			return OneWayResult{}, fault.New(ErrTooFew, "group %d holds %d values, %d are needed in each", g+1, len(x), least)
		}
		r.N = append(r.N, len(x))
		n += float64(len(x))
		means[g] = mean(x)
		if len(x) > 1 {
			variances[g] = variance(x, means[g])
		}
		// The limit of [Welch]: what is below is rounding.
		constant := math.Sqrt(variances[g]) < 10*0x1p-52*math.Abs(means[g]) || variances[g] == 0
		if constant && !equalVariances {
			return OneWayResult{}, fault.New(ErrConstant, "the values of group %d are constant", g+1)
		}
		allConstant = allConstant && constant
	}
	switch {
	case n <= k:
		return OneWayResult{}, fault.New(ErrTooFew, "%v values in %v groups", n, k)
	case allConstant:
		return OneWayResult{}, fault.New(ErrConstant, "the values are constant within every group")
	case equalVariances:
		r.F, r.DF = classical(kept, means, variances, n)
	default:
		r.F, r.DF = welchANOVA(kept, means, variances)
	}
	r.P = FTail(r.F, r.DF[0], r.DF[1])
	return r, nil
}

// classical returns F from the sums of squares between and within the groups.
func classical(groups [][]float64, means, variances []float64, n float64) (f float64, df [2]float64) {
	grand := 0.0
	for g, x := range groups {
		grand += float64(len(x)) * means[g] / n
	}
	between, within := 0.0, 0.0
	for g, x := range groups {
		between += float64(len(x)) * (means[g] - grand) * (means[g] - grand)
		within += float64(len(x)-1) * variances[g]
	}
	df = [2]float64{float64(len(groups) - 1), n - float64(len(groups))}
	return between / df[0] / (within / df[1]), df
}

// welchANOVA weights each group by n/s² (Welch 1951).
func welchANOVA(groups [][]float64, means, variances []float64) (f float64, df [2]float64) {
	k := float64(len(groups))
	weights, sum := make([]float64, len(groups)), 0.0
	for g, x := range groups {
		weights[g] = float64(len(x)) / variances[g]
		sum += weights[g]
	}
	grand, spread := 0.0, 0.0
	for g, x := range groups {
		share := weights[g] / sum
		grand += share * means[g]
		spread += (1 - share) * (1 - share) / float64(len(x)-1)
	}
	spread /= k*k - 1
	for g := range groups {
		f += weights[g] * (means[g] - grand) * (means[g] - grand)
	}
	return f / ((k - 1) * (1 + 2*(k-2)*spread)), [2]float64{k - 1, 1 / (3 * spread)}
}

// presentGroups is [present] for two or more groups.
func presentGroups(groups [][]float64) (kept [][]float64, dropped int, err error) {
	if len(groups) < 2 {
		return nil, 0, fault.New(ErrTooFew, "%d groups, two are needed", len(groups))
	}
	for g, x := range groups {
		values, missing, err := present(x, "the sample")
		if err != nil {
			return nil, 0, fault.Wrap(ErrNotFinite, err, "group %d", g+1)
		}
		kept, dropped = append(kept, values), dropped+missing
	}
	return kept, dropped, nil
}
