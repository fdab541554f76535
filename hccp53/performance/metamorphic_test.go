package performance_test

import (
	"math"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// shuffled returns a fixed order of n patients.
func shuffled(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i * 37 % n
	}
	return order
}

func reordered[T any](x []T, order []int) []T {
	out := make([]T, len(order))
	for i, k := range order {
		out[i] = x[k]
	}
	return out
}

// figures are numbers of every verb that draws nothing at random.
func figures(t *testing.T, y []bool, risk, other []float64) []float64 {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	roc, err := performance.NewROC(y, risk)
	check(err)
	partial, err := roc.Partial(performance.OverSensitivity, .7, 1)
	check(err)
	cut, err := roc.TopLeft()
	check(err)
	u, err := performance.DeLongUnpaired(y, risk, y, other)
	check(err)
	c, err := performance.Calibrate(y, risk)
	check(err)
	h, err := performance.HosmerLemeshow(y, risk, 8)
	check(err)
	d, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: risk}, {Risk: other}}, performance.DecisionOptions{})
	check(err)
	n, err := performance.CategoricalNRI(y, other, risk, []float64{.25, .5})
	check(err)
	i, err := performance.IDI(y, other, risk)
	check(err)
	return []float64{
		partial.Area, partial.Corrected, cut.Threshold, u.T, u.DF, u.P, c.C, c.Likelihood.D, c.Likelihood.U, c.Likelihood.R2, c.Spiegelhalter.Z, c.ECE, c.ICI, c.Emax,
		c.InTheLarge.Value, c.Intercept.Value, c.Slope.Value, c.Slope.SE, h.X2, d.Models[0].Points[40].NetBenefit, d.Models[1].Points[40].Avoided, n.Total.Value, n.Total.SE, i.IDI.Value, i.IDI.SE,
	}
}

func TestOrderOfPatientsDoesNotMatter(t *testing.T) {
	y, risk, coarse := scores(91, 131)
	for i, v := range coarse {
		coarse[i] = math.Min(.95, math.Max(.05, v))
	}
	order := shuffled(len(y))
	a := figures(t, y, risk, coarse)
	b := figures(t, reordered(y, order), reordered(risk, order), reordered(coarse, order))
	for k := range a {
		if !near(a[k], b[k], 1e-10) {
			t.Errorf("figure %d: %v and %v", k, a[k], b[k])
		}
	}
}

// Other units of the terms and another order of the patients leave what the
// refits say, when the resamples are of the same patients.
func TestRefitsAreInvariant(t *testing.T) {
	y, s, s2, g := integerTerms()
	resamples := regression.Resamples(len(y), 40, 6)
	run := func(y []bool, resamples [][]int, terms ...regression.Term) (*performance.Validation, *performance.CorrectedCurve) {
		r, err := performance.Refit(y, resamples, regression.LogisticRefit(y, terms))
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Curve()
		if err != nil {
			t.Fatal(err)
		}
		return r.Validate(), c
	}
	v, c := run(y, resamples, s, s2, g)
	other := make([]float64, len(y))
	for i, x := range s.Numbers {
		other[i] = 1e5 - 250*x
	}
	order := shuffled(len(y))
	place := make([]int, len(y)) // of each patient in the new order
	for i, k := range order {
		place[k] = i
	}
	moved := make([][]int, len(resamples))
	for b, rows := range resamples {
		moved[b] = reordered(place, rows)
	}
	terms := regression.Rows([]regression.Term{s, s2, g}, order)
	for name, again := range map[string]func() (*performance.Validation, *performance.CorrectedCurve){
		"units": func() (*performance.Validation, *performance.CorrectedCurve) {
			return run(y, resamples, g, regression.Numeric("s", other), s2)
		},
		"order": func() (*performance.Validation, *performance.CorrectedCurve) {
			return run(reordered(y, order), moved, terms...)
		},
	} {
		w, d := again()
		if w.Used != v.Used || len(w.Failed) != len(v.Failed) {
			t.Errorf("%s: %d used, before %d", name, w.Used, v.Used)
		}
		for what, pair := range map[string][2]float64{
			"AUC": {v.AUC.Corrected, w.AUC.Corrected}, "slope": {v.Slope.Corrected, w.Slope.Corrected}, "U": {v.U.Corrected, w.U.Corrected},
			"Brier": {v.Brier.Corrected, w.Brier.Corrected}, "G": {v.G.Corrected, w.G.Corrected}, "Emax": {v.Emax, w.Emax}, "curve": {c.Points[20].Corrected, d.Points[20].Corrected},
		} {
			if !near(pair[0], pair[1], 1e-8) {
				t.Errorf("%s: %s %v, before %v", name, what, pair[1], pair[0])
			}
		}
	}
}
