// Package clinical builds the clinical model: from the columns of the cohort
// that are known before surgery, a logistic regression whose terms are chosen
// stepwise.
//
//	model, err := clinical.Fit(training, settings)
//	risk, err := model.Risk(patients)
//
// Fit reports each candidate alone (the univariable table), the path of the
// stepwise search, and the final model. p values and intervals after a search
// take no account of it, and every print of them says so.
//
// Missing values are filled in with what was learnt on Training: the median of
// a number, the commonest level of a category. How many were filled is counted
// and reported.
package clinical
