package regression_test

import (
	"math"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

// A refit gives what Logistic gives on the resample, and an error exactly where
// that fit is not to be used: separated, aliased, or without a level that others
// have. The rare level makes many resamples unusual.
func TestLogisticRefitIsLogistic(t *testing.T) {
	rng := provenance.Rand(3, "regression/quick")
	const n = 60
	y := make([]bool, n)
	big, labels := make([]float64, n), make([]string, n)
	for i := range y {
		x := rng.NormFloat64()
		big[i] = 1e6 + 1e4*x
		labels[i] = []string{"a", "b"}[i%2]
		if i%15 == 0 {
			labels[i] = "rare"
		}
		y[i] = rng.Float64() < 1/(1+math.Exp(-2*x))
	}
	terms := []regression.Term{regression.Numeric("big", big), regression.Factor("g", []string{"a", "b", "rare"}, labels)}
	refit := regression.LogisticRefit(y, terms)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	resamples := append(regression.Resamples(n, 300, 4), regression.Resamples(12, 100, 5)...) // of the first twelve: tiny
	used, refused := 0, 0
	for b, rows := range resamples {
		yb := make([]bool, len(rows))
		for i, r := range rows {
			yb[i] = y[r]
		}
		fit, err := regression.Logistic(yb, regression.Rows(terms, rows))
		var want []float64
		if err == nil && !fit.Separated && fit.Converged && fit.Rank == len(fit.Coefficients) {
			if p, err := fit.Model.Predict(terms); err == nil {
				want = p.LogOdds
			}
		}
		predict, err := refit(rows)
		if (err == nil) != (want != nil) {
			t.Errorf("resample %d: %v, Logistic usable %v", b, err, want != nil)
			continue
		}
		if err != nil {
			refused++
			continue
		}
		used++
		for i, eta := range predict(all) {
			if math.Abs(eta-want[i]) > 1e-8*(1+math.Abs(want[i])) {
				t.Errorf("resample %d, patient %d: %v, want %v", b, i, eta, want[i])
				break
			}
		}
	}
	if used < 100 || refused < 20 {
		t.Errorf("%d used and %d refused: too few of a kind to tell", used, refused)
	}
}
