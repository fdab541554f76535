package regression

import "hcclab/hccp53/provenance"

// Refit repeats the whole of the modelling on the given patients (rows from 0,
// repeats as in a bootstrap resample) and returns a function that gives the log
// odds of any patients. It returns an error when no usable model comes out. It
// is called from several goroutines at once.
type Refit func(rows []int) (logOdds func(rows []int) []float64, err error)

// Resamples draws count bootstrap resamples of n patients with replacement.
// Each has a random stream of its own, so the first 200 of 1000 are the same 200.
func Resamples(n, count int, seed uint64) [][]int {
	resamples := make([][]int, count)
	for b := range resamples {
		rng := provenance.Rand(seed, "regression/bootstrap", b)
		rows := make([]int, n)
		for i := range rows {
			rows[i] = rng.IntN(n)
		}
		resamples[b] = rows
	}
	return resamples
}

// LogisticRefit repeats [Logistic] with fixed terms. The terms must be complete
// (see [CompleteRows]). A resample that is separated, or in which a column has
// become a combination of others, is an error.
func LogisticRefit(outcome []bool, terms []Term) Refit {
	careful := refit(outcome, terms, Logistic)
	quick := newQuickRefit(outcome, terms)
	if quick == nil {
		return careful
	}
	return func(rows []int) (func([]int) []float64, error) {
		everyone := quick.logOdds(rows)
		if everyone == nil {
			return careful(rows)
		}
		return func(rows []int) []float64 { return pick(everyone, rows) }, nil
	}
}

// StepwiseRefit repeats the whole search of [Stepwise] and the fit of its last
// model, under the conditions of [LogisticRefit].
func StepwiseRefit(outcome []bool, terms []Term, direction Direction, criterion Criterion) Refit {
	return refit(outcome, terms, func(y []bool, terms []Term) (*Fit, error) {
		search, err := Stepwise(y, terms, direction, criterion)
		if err != nil {
			return nil, err
		}
		return search.Fit, nil
	})
}

// FitRows fits the terms of all patients on the given rows, as [LogisticRefit]
// does, and returns the log odds of any of them.
func FitRows(outcome []bool, terms []Term, rows []int) (func(rows []int) []float64, error) {
	return refit(outcome, terms, Logistic)(rows)
}

func refit(outcome []bool, terms []Term, fit func([]bool, []Term) (*Fit, error)) Refit {
	// Predicting the original patients must succeed for each model, so levels are
	// checked at the fit: a resample without one of them cannot judge it.
	return func(rows []int) (func([]int) []float64, error) {
		f, err := fit(pick(outcome, rows), Rows(terms, rows))
		if err != nil {
			return nil, err
		}
		if err := f.check(); err != nil {
			return nil, err
		}
		of := terms
		if len(of) == 0 {
			of = []Term{Numeric("none", make([]float64, len(outcome)))} // tells the number of patients
		}
		everyone, err := f.Model.Predict(of)
		if err != nil {
			return nil, err
		}
		return func(rows []int) []float64 {
			eta := make([]float64, len(rows))
			for i, r := range rows {
				eta[i] = everyone.LogOdds[r]
			}
			return eta
		}, nil
	}
}
