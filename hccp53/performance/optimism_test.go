package performance_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// noise returns outcomes and columns that have nothing to do with them.
func noise(seed uint64, n, p int) ([]bool, []regression.Term) {
	rng := rand.New(rand.NewPCG(seed, 1))
	y := make([]bool, n)
	for i := range y {
		y[i] = rng.IntN(2) == 1
	}
	terms := make([]regression.Term, p)
	for j := range terms {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		terms[j] = regression.Numeric(string(rune('a'+j)), x)
	}
	return y, terms
}

// optimism corrects the indices of a modelling.
func optimism(y []bool, resamples [][]int, refit regression.Refit) (*performance.Validation, error) {
	r, err := performance.Refit(y, resamples, refit)
	if err != nil {
		return nil, err
	}
	return r.Validate(), nil
}

// A model that selects nothing predicts a constant: AUC 1/2, slope 1 by rule.
func TestOptimismOfNothing(t *testing.T) {
	y, _ := noise(33, 50, 1)
	constant := func(rows []int) (func([]int) []float64, error) {
		return func(rows []int) []float64 { return make([]float64, len(rows)) }, nil
	}
	b, err := optimism(y, regression.Resamples(50, 5, 3), constant)
	if err != nil || b.AUC.Apparent != 0.5 || b.AUC.Corrected != 0.5 || b.Slope.Corrected != 1 || math.Abs(b.Brier.Corrected-0.25) > 1e-15 {
		t.Errorf("%+v, %v", b, err)
	}
}

// Selecting among noise is optimistic, and the bootstrap knows only when it
// repeats the selection.
func TestOptimismSeesTheSearch(t *testing.T) {
	y, terms := noise(34, 80, 22)
	search, err := regression.Stepwise(y, terms, regression.Forward, regression.AIC)
	if err != nil {
		t.Fatal(err)
	}
	var chosen []regression.Term
	for _, m := range search.Fit.Model.Terms {
		chosen = append(chosen, terms[slices.IndexFunc(terms, func(u regression.Term) bool { return u.Name == m.Name })])
	}
	if len(chosen) == 0 {
		t.Fatal("the seed gives a search that selects nothing")
	}
	resamples := regression.Resamples(80, 60, 4)
	fixed, err := optimism(y, resamples, regression.LogisticRefit(y, chosen))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := optimism(y, resamples, regression.StepwiseRefit(y, terms, regression.Forward, regression.AIC))
	if err != nil {
		t.Fatal(err)
	}
	if !(whole.AUC.Corrected < fixed.AUC.Corrected-0.05 && fixed.AUC.Corrected < fixed.AUC.Apparent) {
		t.Errorf("AUC %v, corrected for the fit %v, for the search %v", fixed.AUC.Apparent, fixed.AUC.Corrected, whole.AUC.Corrected)
	}
}
