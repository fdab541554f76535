// Package inference holds the tests of a study: is this variable different
// between patients with mutated and with wild-type P53, do two columns say the
// same, do two readers agree.
//
// Each test is one function from slices to a plain struct:
//
//	r, err := inference.MannWhitney(afpMutated, afpWildType)
//	fmt.Println(r.P, r.CommonLanguage, r.N, r.Dropped)
//
// The numbers are those of R 4.2 (wilcox.test, t.test, chisq.test,
// fisher.test, shapiro.test, ks.test, cor, p.adjust, quantile) and, for the
// intraclass correlation, of psych and pingouin. Where R stops short of the full
// precision of its own definition, a second field ending in AsR holds what R
// prints. A screen of many features is [MannWhitneyColumns].
//
// # Missing values
//
// One rule holds everywhere. NaN means missing: a test leaves such values (or
// such pairs, or such subjects) out and says how many in Dropped. An infinite
// value is an error, [ErrNotFinite]. A whole matrix of columns must be complete.
// Data on which the statistic is not defined, such as a constant column, are an
// error as well; no result holds NaN or Inf, so every result can be written as
// JSON.
package inference

import (
	"errors"
	"math"

	"hcclab/hccp53/fault"
)

// The kinds of bad input.
var (
	// ErrTooFew: fewer values than the statistic needs.
	ErrTooFew = errors.New("inference: too few values")
	// ErrTooMany: more values than the statistic is made for.
	ErrTooMany = errors.New("inference: too many values")
	// ErrConstant: all values are equal, so the statistic is not defined.
	ErrConstant = errors.New("inference: no variation")
	// ErrNotFinite: a value is infinite, or missing where that is not allowed.
	ErrNotFinite = errors.New("inference: not a finite number")
	// ErrLength: slices that belong together differ in length.
	ErrLength = errors.New("inference: lengths differ")
	// ErrTable: not a contingency table.
	ErrTable = errors.New("inference: not a contingency table")
	// ErrTableTooLarge: an exact test would take too long.
	ErrTableTooLarge = errors.New("inference: table too large for an exact test")
	// ErrProbability: a number outside 0 to 1.
	ErrProbability = errors.New("inference: not a probability")
)

// present returns the values of x that are not NaN and how many were left out.
// An infinite value is an error; what names the slice in it.
func present(x []float64, what string) ([]float64, int, error) {
	kept := make([]float64, 0, len(x))
	for i, v := range x {
		if math.IsInf(v, 0) {
			return nil, 0, fault.New(ErrNotFinite, "value %d of %s is %v", i+1, what, v)
		}
		if !math.IsNaN(v) {
			kept = append(kept, v)
		}
	}
	return kept, len(x) - len(kept), nil
}

// presentPairs is [present] for two slices that belong together.
func presentPairs(x, y []float64) (a, b []float64, dropped int, err error) {
	if len(x) != len(y) {
		return nil, nil, 0, fault.New(ErrLength, "%d values beside %d", len(x), len(y))
	}
	for i := range x {
		if math.IsInf(x[i], 0) || math.IsInf(y[i], 0) {
			return nil, nil, 0, fault.New(ErrNotFinite, "pair %d is (%v, %v)", i+1, x[i], y[i])
		}
		if math.IsNaN(x[i]) || math.IsNaN(y[i]) {
			dropped++
			continue
		}
		a = append(a, x[i])
		b = append(b, y[i])
	}
	return a, b, dropped, nil
}

// mean returns the mean of x, computed in two passes as R does: the second
// adds the mean of what is left after subtracting the first.
func mean(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m += v
	}
	m /= float64(len(x))
	rest := 0.0
	for _, v := range x {
		rest += v - m
	}
	return m + rest/float64(len(x))
}

// variance returns the variance of x about its mean m, with len(x)-1 below.
func variance(x []float64, m float64) float64 {
	s := 0.0
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return s / float64(len(x)-1)
}
