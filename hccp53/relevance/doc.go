// Package relevance narrows many columns of numbers down before a model is
// fitted: it prunes columns that say the same, and it picks columns that tell
// much of the outcome and little of each other.
//
// Columns are plain slices, one value a patient; results name columns by their
// place, counted from 0:
//
//	pruned, err := relevance.Prune(columns, relevance.Spearman, relevance.CaretExact, 0.9)
//	for _, j := range pruned.Kept { … }
//
//	best, err := relevance.MRMR(columns, mutated, 20, relevance.FCQ)
//	for _, c := range best.Chosen {
//		fmt.Println(names[c.Column], c.Score, c.Relevance)
//	}
//
// Neither procedure has one definition. Each rule here has a name, and a paper
// should print it: the three [Rule] values are the two of caret's
// findCorrelation and a plain scan; the five [Definition] values are the common
// readings of "minimum redundancy, maximum relevance".
//
// What is learnt here is learnt from the rows that are given. Give Training
// alone; package selection does so for a study.
//
// # Conditions
//
// Columns must be complete and finite ([inference.ErrNotFinite]) and of one
// length ([inference.ErrLength]). A constant column says nothing and has no
// correlation: it is left out and listed in the result, no error.
package relevance

import (
	"errors"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// The kinds of bad input, beside those of package inference.
var (
	// ErrSettings: a rule, definition, cut-off or number that is none.
	ErrSettings = errors.New("relevance: settings not usable")
	// ErrOneClass: all patients have the same outcome.
	ErrOneClass = errors.New("relevance: one class only")
)

// split checks that the columns are complete and of n values, and returns the
// places of those that vary and of those that do not. A column is constant when
// all of its values are equal.
func split(columns [][]float64, n int) (vary, constant []int, err error) {
	for j, column := range columns {
		if len(column) != n {
			return nil, nil, fault.New(inference.ErrLength, "%d values, expected %d", len(column), n).At("column %d", j+1)
		}
		same := true
		for i, v := range column {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, nil, fault.New(inference.ErrNotFinite, "value %d is %v", i+1, v).At("column %d", j+1).
					Try("impute or leave out what is missing first")
			}
			same = same && v == column[0]
		}
		if same || !inference.UnitLength(make([]float64, n), column) {
			constant = append(constant, j)
		} else {
			vary = append(vary, j)
		}
	}
	return vary, constant, nil
}
