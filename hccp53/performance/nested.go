package performance

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// AddedValue is what a model gains over a smaller one that it contains, on the
// patients that both were fitted on. The likelihood-ratio test is the test of
// what was added; the other gains come without interval or p value, because on
// these patients they have none that is valid. See [CompareNested].
type AddedValue struct {
	N, Cases, Dropped int
	// Added are the terms that only the larger model has.
	Added []string
	// LikelihoodRatio tests them all at once.
	LikelihoodRatio regression.Test
	// Each pair is of the smaller and of the larger model; AIC is better when
	// smaller, R2 is that of Nagelkerke.
	AUC, Brier, R2, AIC [2]float64
	// DeltaAUC, DeltaBrier and DeltaR2 are larger less smaller. On the patients of
	// the fit they are too good, and never honest about new ones.
	DeltaAUC, DeltaBrier, DeltaR2 float64
	// IDI is the integrated discrimination improvement.
	IDI float64
	// EventsPerParameter is the number of patients in the smaller class for each
	// coefficient of the larger model beside the intercept.
	EventsPerParameter float64
	// Note says why there are no further p values; Warnings are sentences about
	// these fits.
	Note     string
	Warnings []string `json:",omitempty"`
}

// noteNested is the reason, for the reader.
const noteNested = "no p value for the difference of the AUCs, for NRI or IDI: on the patients that nested models were fitted on these tests are not valid (Demler, Pencina & D'Agostino 2012; Pepe, Kerr, Longton & Wang 2013); the likelihood-ratio test is the test of the added terms"

// CompareNested says what the terms that large has beyond small are worth, on the
// patients that both were fitted on. The tests of DeLong and of the NRI take the
// two risks as given, not as fitted: for nested models on their own patients,
// DeLong's finds too little and that of the NRI too much. So there is the
// likelihood-ratio test, which knows of the fitting, and the rest is description.
//
// Outcome and terms are those given to the fits; terms of neither are ignored. It
// returns [ErrNested] when small is no part of large or not smaller, [ErrRows]
// when the two were fitted on different patients (a missing value of an added
// term does that), [ErrDegenerate] for a separated fit or one by
// Firth's penalty, and the errors of
// [regression.Model.Predict].
func CompareNested(outcome []bool, terms []regression.Term, small, large *regression.Fit) (AddedValue, error) {
	var a AddedValue
	if !contains(large, small) {
		return a, fault.New(ErrNested, "the terms %v are not all among %v", termNames(small), termNames(large)).Try("compare models of which one contains the other, or validate both on other patients")
	}
	if large.Rank <= small.Rank {
		return a, fault.New(ErrNested, "the larger model has %d coefficients, the smaller one %d", large.Rank, small.Rank).Try("check that the added terms are not combinations of the others")
	}
	rows, err := sameRows(outcome, terms, small, large)
	if err != nil {
		return a, err
	}
	if small.Separated || large.Separated {
		return a, fault.New(ErrDegenerate, "a fit is separated: its likelihood has no maximum").Try("leave out the term that separates")
	}
	if small.Penalised || large.Penalised {
		return a, fault.New(ErrDegenerate, "a fit is Firth's: at its solution the likelihood has no maximum, and its ratio is no test").Try("compare fits by maximum likelihood")
	}
	y, p, q, err := fittedRisks(outcome, terms, rows, small, large)
	if err != nil {
		return a, err
	}
	a = AddedValue{N: small.N, Cases: small.Cases, Dropped: len(outcome) - len(rows), Note: noteNested}
	for _, name := range termNames(large) {
		if !slices.Contains(termNames(small), name) {
			a.Added = append(a.Added, name)
		}
	}
	chi := math.Max(0, small.Deviance-large.Deviance)
	df := large.Rank - small.Rank
	a.LikelihoodRatio = regression.Test{ChiSquare: chi, DF: df, P: inference.ChiSquareTail(chi, float64(df))}
	for k, fit := range []*regression.Fit{small, large} {
		risk := [][]float64{p, q}[k]
		a.AUC[k] = inference.CommonLanguage(split(y, risk))
		a.Brier[k] = meanSquare(y, risk)
		a.R2[k], a.AIC[k] = fit.R2().Nagelkerke, fit.AIC
	}
	a.DeltaAUC, a.DeltaBrier, a.DeltaR2 = a.AUC[1]-a.AUC[0], a.Brier[1]-a.Brier[0], a.R2[1]-a.R2[0]
	if gain, err := IDI(y, p, q); err == nil {
		a.IDI = gain.IDI.Value
	}
	a.EventsPerParameter = EventsPerParameter(large)
	if a.EventsPerParameter < 10 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%.1f events per coefficient: the gain is likely to be mostly optimism", a.EventsPerParameter))
	}
	return a, nil
}

// EventsPerParameter returns the number of patients in the smaller class for each
// coefficient of a fit beside the intercept, +Inf without any. After a selection
// of terms the coefficients of all candidates count, which a fit does not know.
func EventsPerParameter(fit *regression.Fit) float64 {
	if fit.Rank <= 1 {
		return math.Inf(1)
	}
	return float64(min(fit.Cases, fit.N-fit.Cases)) / float64(fit.Rank-1)
}

// contains reports whether large has every term of small.
func contains(large, small *regression.Fit) bool {
	names := termNames(large)
	for _, name := range termNames(small) {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

func termNames(fit *regression.Fit) []string {
	names := []string{}
	for _, t := range fit.Model.Terms {
		names = append(names, t.Name)
	}
	return names
}

// sameRows returns the rows that both models were fitted on.
func sameRows(outcome []bool, terms []regression.Term, first, second *regression.Fit) ([]int, error) {
	for _, t := range terms {
		if t.Len() != len(outcome) {
			return nil, fault.New(ErrLength, "%d outcomes, %d values of %q", len(outcome), t.Len(), t.Name)
		}
	}
	rows := fittedRows(len(outcome), terms, first)
	others := fittedRows(len(outcome), terms, second)
	if !slices.Equal(rows, others) || len(rows) != first.N || first.N != second.N || first.Cases != second.Cases {
		return nil, fault.New(ErrRows, "the models were fitted on %d and %d patients, of whom the terms given are complete in %d and %d", first.N, second.N, len(rows), len(others)).
			Try("fit both on the patients who are complete on all terms")
	}
	return rows, nil
}

// fittedRows returns the rows complete on the terms of a fit.
func fittedRows(n int, terms []regression.Term, fit *regression.Fit) []int {
	var used []regression.Term
	names := termNames(fit)
	for _, t := range terms {
		if slices.Contains(names, t.Name) {
			used = append(used, t)
		}
	}
	if len(used) > 0 {
		return regression.CompleteRows(used)
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// fittedRisks returns outcomes and the risks of two models on rows.
func fittedRisks(outcome []bool, terms []regression.Term, rows []int, first, second *regression.Fit) (y []bool, p, q []float64, err error) {
	for _, r := range rows {
		y = append(y, outcome[r])
	}
	if p, err = riskOn(terms, rows, first); err != nil {
		return nil, nil, nil, err
	}
	q, err = riskOn(terms, rows, second)
	return y, p, q, err
}

func riskOn(terms []regression.Term, rows []int, fit *regression.Fit) ([]float64, error) {
	if len(fit.Model.Terms) == 0 { // the same risk for everyone
		risk := make([]float64, len(rows))
		for i := range risk {
			risk[i] = logistic(fit.Model.Intercept)
		}
		return risk, nil
	}
	p, err := fit.Model.Predict(regression.Rows(terms, rows))
	return p.Probability, err
}

func meanSquare(y []bool, risk []float64) float64 {
	sum := 0.0
	for i, p := range risk {
		if y[i] {
			p = 1 - p
		}
		sum += p * p
	}
	return sum / float64(len(risk))
}
