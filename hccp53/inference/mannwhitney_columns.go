package inference

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// MannWhitneyColumns tests many variables of the same patients: each column is
// split by first, the values of the patients for whom it is true against those
// of the others, and tested as [MannWhitney] does. The results stand in the order
// of the columns and equal those of MannWhitney bit for bit; nothing is allocated
// per column, so that thousands of features are tested in milliseconds.
//
// A NaN is missing and left out of its column (Dropped). A column whose values
// are all equal is no error here: its result is marked Constant, with p values of
// 1. The function returns [ErrLength] for a column that is not as long as first,
// [ErrNotFinite] for an infinite value and [ErrTooFew] when a group of a column
// holds no value; the error says which column, counted from 1.
func MannWhitneyColumns(columns [][]float64, first []bool) ([]MannWhitneyResult, error) {
	results := make([]MannWhitneyResult, len(columns))
	w := rankSumWork{groups: [2][]float64{make([]float64, 0, len(first)), make([]float64, 0, len(first))}}
	for j, column := range columns {
		r, err := w.test(column, first)
		if err != nil {
			return nil, err.At("column %d", j+1)
		}
		results[j] = r
	}
	return results, nil
}

// rankSumWork is the memory that the columns share.
type rankSumWork struct {
	groups [2][]float64
	// below[u] is the exact P(U <= u) for groups of m and n values.
	below []float64
	m, n  int
}

func (w *rankSumWork) test(column []float64, first []bool) (MannWhitneyResult, *fault.Error) {
	if len(column) != len(first) {
		return MannWhitneyResult{}, fault.New(ErrLength, "%d values for %d patients", len(column), len(first))
	}
	a, b := w.groups[0][:0], w.groups[1][:0]
	for i, v := range column {
		switch {
		case math.IsInf(v, 0):
			return MannWhitneyResult{}, fault.New(ErrNotFinite, "value %d is %v", i+1, v)
		case math.IsNaN(v):
		case first[i]:
			a = append(a, v)
		default:
			b = append(b, v)
		}
	}
	m, n := len(a), len(b)
	if m == 0 || n == 0 {
		return MannWhitneyResult{}, fault.New(ErrTooFew, "the groups hold %d and %d values", m, n)
	}
	slices.Sort(a)
	slices.Sort(b)
	u, ties := mergedRanks(a, b)
	r := rankSumTest(u, ties, m, n, w.tail)
	r.Dropped = len(column) - m - n
	return r, nil
}

// mergedRanks walks over two sorted groups together and returns U, the number
// of pairs in which the value of a is the larger one, ties counting one half, and
// Σ(t³−t) over the groups of t tied values. Both are exact: they are sums of
// halves and of whole numbers.
func mergedRanks(a, b []float64) (u, ties float64) {
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		var v float64
		if j == len(b) || i < len(a) && a[i] <= b[j] {
			v = a[i]
		} else {
			v = b[j]
		}
		fromA, fromB := i, j
		for i < len(a) && a[i] == v {
			i++
		}
		for j < len(b) && b[j] == v {
			j++
		}
		na, nb := float64(i-fromA), float64(j-fromB)
		u += na * (float64(fromB) + nb/2)
		t := na + nb
		ties += t*t*t - t
	}
	return u, ties
}

// tail is [rankSumTail] from a table that is kept while the group sizes stay.
func (w *rankSumWork) tail(u, m, n int) float64 {
	if w.m != m || w.n != n {
		w.below, w.m, w.n = rankSumDistribution(m*n/2, m, n), m, n
	}
	return w.below[u]
}
