package regression_test

import (
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/regression"
)

// The bootstrap by its definition, for three resamples.
func TestOptimismByDefinition(t *testing.T) {
	y, terms := simulate(31, 100, 3)
	resamples := regression.Resamples(100, 3, 1)
	b, err := regression.Optimism(y, resamples, regression.LogisticRefit(y, terms))
	if err != nil {
		t.Fatal(err)
	}
	auc := func(y []bool, p []float64) float64 {
		wins, pairs := 0.0, 0.0
		for i := range y {
			for k := range y {
				if y[i] && !y[k] {
					pairs++
					switch {
					case p[i] > p[k]:
						wins++
					case p[i] == p[k]:
						wins += 0.5
					}
				}
			}
		}
		return wins / pairs
	}
	slope := func(y []bool, logOdds []float64) float64 {
		return fit(t, y, []regression.Term{regression.Numeric("lp", logOdds)}).Coefficients[1].Estimate
	}
	training, test, slopeTest := 0.0, 0.0, 0.0
	for _, rows := range resamples {
		yb := make([]bool, len(rows))
		for i, r := range rows {
			yb[i] = y[r]
		}
		f := fit(t, yb, regression.Rows(terms, rows))
		p, _ := f.Model.Predict(regression.Rows(terms, rows))
		q, _ := f.Model.Predict(terms)
		training += auc(yb, p.LogOdds) / 3
		test += auc(y, q.LogOdds) / 3
		slopeTest += slope(y, q.LogOdds) / 3
	}
	if !near(b.AUC.Training, training, 1e-13) || !near(b.AUC.Test, test, 1e-13) || !near(b.AUC.Corrected, b.AUC.Apparent-training+test, 1e-13) {
		t.Errorf("AUC %+v, want training %v, test %v", b.AUC, training, test)
	}
	if !near(b.Slope.Test, slopeTest, 1e-11) || !near(b.Slope.Training, 1, 1e-9) || !near(b.Slope.Apparent, 1, 1e-9) {
		t.Errorf("slope %+v, want test %v", b.Slope, slopeTest)
	}
	if b.Used != 3 || len(b.Runs) != 3 || b.Failed != nil {
		t.Errorf("used %d of %d, failed %v", b.Used, b.Resamples, b.Failed)
	}
}

func TestOptimismCountsFailures(t *testing.T) {
	y, terms := simulate(32, 60, 2)
	once := regression.LogisticRefit(y, terms)
	cases := make([]int, 60)
	for i := range cases {
		cases[i] = slices.Index(y, true) // one class only
	}
	var apart []int // cases with high values and controls with low ones: separated
	for i, v := range terms[0].Numbers {
		if y[i] && v > 0.3 || !y[i] && v < 0 {
			apart = append(apart, i)
		}
	}
	resamples := append(regression.Resamples(60, 4, 2), cases, apart)
	b, err := regression.Optimism(y, resamples, once)
	if err != nil {
		t.Fatal(err)
	}
	if b.Resamples != 6 || b.Used != 4 || len(b.Failed) != 2 || b.Failed[0].Resample != 4 || b.Failed[1].Resample != 5 || b.Failed[0].Reason == "" || !strings.Contains(b.Failed[1].Reason, terms[0].Name) {
		t.Errorf("%+v", b.Failed)
	}
	broken := errors.New("no model")
	if _, err := regression.Optimism(y, resamples, func([]int) (func([]int) []float64, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("the error of the refit is lost: %v", err)
	}
}

// A model that selects nothing predicts a constant: AUC 1/2, slope 1 by rule.
func TestOptimismOfNothing(t *testing.T) {
	y, _ := simulate(33, 50, 1)
	constant := func(rows []int) (func([]int) []float64, error) {
		return func(rows []int) []float64 { return make([]float64, len(rows)) }, nil
	}
	b, err := regression.Optimism(y, regression.Resamples(50, 5, 3), constant)
	if err != nil || b.AUC.Apparent != 0.5 || b.AUC.Corrected != 0.5 || b.Slope.Corrected != 1 || math.Abs(b.Brier.Corrected-0.25) > 1e-15 {
		t.Errorf("%+v, %v", b, err)
	}
}

// Selecting among noise is optimistic, and the bootstrap knows only when it
// repeats the selection.
func TestOptimismSeesTheSearch(t *testing.T) {
	y, terms := simulate(34, 80, 25)
	noise := terms[3:25] // columns that do not matter
	search, err := regression.Stepwise(y, noise, regression.Forward, regression.AIC)
	if err != nil {
		t.Fatal(err)
	}
	var chosen []regression.Term
	for _, m := range search.Fit.Model.Terms {
		chosen = append(chosen, noise[slices.IndexFunc(noise, func(u regression.Term) bool { return u.Name == m.Name })])
	}
	if len(chosen) == 0 {
		t.Fatal("the seed gives a search that selects nothing")
	}
	resamples := regression.Resamples(80, 60, 4)
	fixed, err := regression.Optimism(y, resamples, regression.LogisticRefit(y, chosen))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := regression.Optimism(y, resamples, regression.StepwiseRefit(y, noise, regression.Forward, regression.AIC))
	if err != nil {
		t.Fatal(err)
	}
	if !(whole.AUC.Corrected < fixed.AUC.Corrected-0.05 && fixed.AUC.Corrected < fixed.AUC.Apparent) {
		t.Errorf("AUC %v, corrected for the fit %v, for the search %v", fixed.AUC.Apparent, fixed.AUC.Corrected, whole.AUC.Corrected)
	}
}

func TestOptimismIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	y, terms := simulate(35, 70, 3)
	resamples := regression.Resamples(70, 20, 5)
	many, err := regression.Optimism(y, resamples, regression.LogisticRefit(y, terms))
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.GOMAXPROCS(1)
	one, err := regression.Optimism(y, resamples, regression.LogisticRefit(y, terms))
	runtime.GOMAXPROCS(before)
	if err != nil || !reflect.DeepEqual(one, many) {
		t.Errorf("results differ, %v", err)
	}
}

func TestResamplesArePrefixStable(t *testing.T) {
	a, b := regression.Resamples(40, 5, 9), regression.Resamples(40, 8, 9)
	if !reflect.DeepEqual(a, b[:5]) {
		t.Error("more resamples change the first ones")
	}
	if reflect.DeepEqual(a[0], a[1]) || reflect.DeepEqual(a, regression.Resamples(40, 5, 10)) {
		t.Error("resamples repeat")
	}
}

func BenchmarkOptimism(b *testing.B) { // B = 200, n = 320, p = 6
	y, terms := simulate(36, 320, 20)
	resamples := regression.Resamples(320, 200, 1)
	for name, refit := range map[string]regression.Refit{
		"logistic p=6":           regression.LogisticRefit(y, terms[:6]),
		"stepwise backward p=20": regression.StepwiseRefit(y, terms[:20], regression.Backward, regression.AIC),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := regression.Optimism(y, resamples, refit); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
