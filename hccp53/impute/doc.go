// Package impute fills in missing values of the terms of a model with what was
// learnt on training patients: the median of a number, the commonest level of a
// factor. It is the simplest rule that can be applied to a single new patient, and
// it adds no information; how many values were filled is counted and reported.
//
//	f, err := impute.Learn(training)         // a regression.Term of training patients
//	full, filled := f.Fill(newPatients)      // the same column of anyone
//
// Values that are missing for a reason may say something by being missing:
// [Filling.Terms] adds an indicator. Values missing at random in many columns ask
// for multiple imputation, which is not done here.
package impute

import "errors"

// ErrEmpty reports a column without a single value.
var ErrEmpty = errors.New("impute: column is empty")
