// Package regression fits logistic models: by maximum likelihood, stepwise by
// AIC or BIC, and by the LASSO; and it says by how much a model flatters itself
// on the patients it was fitted on.
//
// A model is made of terms. A numeric term is one column; a factor is a set of
// dummy columns against its first level, which enter and leave a model together:
//
//	terms := []regression.Term{
//		regression.Numeric("log_afp", logAFP),
//		regression.Factor("edmondson", []string{"I", "II", "III", "IV"}, grade),
//	}
//	fit, err := regression.Logistic(mutated, terms)
//	for _, c := range fit.Coefficients {
//		fmt.Println(c.Term, c.Level, c.OR, c.ORCI, c.P)
//	}
//	p, err := fit.Model.Predict(newTerms)
//
// [Logistic] equals glm of R 4.2 with family binomial: the same start, the same
// pivoted QR, the same rule for columns that depend on earlier ones, run to
// convergence by restarting. [Stepwise] equals stepAIC of MASS, [Lasso] and
// [LassoCV] equal glmnet, [Optimism] is Harrell's bootstrap.
//
// Missing values (NaN, or "" for a factor) are left out by row and counted.
// Infinite values and levels that are not declared are errors. A model that
// separates the outcomes, so that an odds ratio runs off to infinity, is
// returned with Separated set and the terms named, never silently.
//
// The package works on what it is given: keeping validation patients out of it
// is the task of package hccp53.
package regression

import "errors"

// The kinds of bad input, and the ways in which a fit can fail.
var (
	// ErrOneClass: all outcomes are the same, or there are none.
	ErrOneClass = errors.New("regression: only one class of outcome")
	// ErrLength: slices that belong together differ in length.
	ErrLength = errors.New("regression: lengths differ")
	// ErrNotFinite: a value is infinite, or missing where that is not allowed.
	ErrNotFinite = errors.New("regression: not a finite number")
	// ErrTerm: a term that is named twice, is missing or is of another kind.
	ErrTerm = errors.New("regression: unsuitable term")
	// ErrUnknownLevel: a factor has a level that was not declared or not fitted.
	ErrUnknownLevel = errors.New("regression: unknown level")
	// ErrConstant: a factor with a single level in use.
	ErrConstant = errors.New("regression: no variation")
	// ErrSeparated: the outcomes are separated, so that no finite maximum exists.
	ErrSeparated = errors.New("regression: separated outcomes")
	// ErrAliased: a column depends linearly on earlier ones.
	ErrAliased = errors.New("regression: linearly dependent column")
	// ErrFolds: fold numbers that cannot be used for cross-validation.
	ErrFolds = errors.New("regression: unsuitable folds")
	// ErrLambda: penalties that are not positive and falling.
	ErrLambda = errors.New("regression: unsuitable penalties")
	// ErrResample: a resample that names rows that do not exist, or too few
	// resamples that could be used.
	ErrResample = errors.New("regression: unsuitable resamples")
	// ErrLimits: limits of p values that make no search.
	ErrLimits = errors.New("regression: unsuitable limits of p")
	// ErrKnots: knots that make no spline.
	ErrKnots = errors.New("regression: unsuitable knots")
	// ErrNoModel reports a bootstrap in which no resample gave a model.
	ErrNoModel = errors.New("regression: no resample gave a model")
)
