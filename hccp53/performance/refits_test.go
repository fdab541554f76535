package performance_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// integerTerms are the terms of lrm(y ~ s + s2) and, with a factor of three
// levels, lrm(y ~ s + g).
func integerTerms() (y []bool, s, s2, g regression.Term) {
	y, a, b := integerScores()
	labels := make([]string, len(y))
	for i := range labels {
		labels[i] = []string{"a", "b", "c"}[i%3]
	}
	return y, regression.Numeric("s", a), regression.Numeric("s2", b), regression.Factor("g", []string{"a", "b", "c"}, labels)
}

// residuals(f, "gof") of rms 6.5.
func TestSquaresOfFitOfR(t *testing.T) {
	y, s, s2, g := integerTerms()
	for _, c := range []struct {
		terms []regression.Term
		want  [5]float64
	}{
		{[]regression.Term{s, s2}, [5]float64{12.199867527155982, 12.117176294207422, 0.111579531350564, 0.741096793898144, 0.458634753433028}},
		{[]regression.Term{s, g}, [5]float64{13.4680204088349100, 13.4822442200320847, 0.0460782781224684, -0.3086879930575991, 0.7575588782286374}},
	} {
		got, err := performance.SquaresOfFit(y, c.terms, fitOf(t, y, c.terms...))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range []float64{got.Squares, got.Expected, got.SD, got.Z, got.P} {
			if math.Abs(v/c.want[k]-1) > 1e-9 {
				t.Errorf("%d: %v, want %v", k, v, c.want[k])
			}
		}
	}
	separated := make([]float64, len(y))
	for i, v := range y {
		if v {
			separated[i] = 1
		}
	}
	x := regression.Numeric("x", separated)
	if _, err := performance.SquaresOfFit(y, []regression.Term{x}, fitOf(t, y, x)); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("separated: %v", err)
	}
	if _, err := performance.SquaresOfFit(y, nil, fitOf(t, y)); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("no terms: %v", err)
	}
	if _, err := performance.SquaresOfFit(y[:9], []regression.Term{s}, fitOf(t, y, s)); !errors.Is(err, performance.ErrLength) {
		t.Errorf("lengths: %v", err)
	}
	// A model with a risk of its own for each group fits by construction.
	if _, err := performance.SquaresOfFit(y, []regression.Term{g}, fitOf(t, y, g)); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("saturated: %v", err)
	}
}

// val.prob((s+1)/25, y) of rms 6.5, whose C is exact here: no two risks share a bin.
func TestCalibrateOfR(t *testing.T) {
	y, s, _ := integerScores()
	p := make([]float64, len(s))
	for i, v := range s {
		p[i] = (v + 1) / 25
	}
	c, err := performance.Calibrate(y, p)
	if err != nil {
		t.Fatal(err)
	}
	l := c.Likelihood
	for name, v := range map[string][2]float64{
		"C": {c.C, 0.6640625}, "R2": {l.R2, -0.05132628465750}, "D": {l.D, -0.05438386054409}, "D chi": {l.DChiSquare, -2.26303163264555},
		"U": {l.U, 0.09320517223522}, "U chi": {l.UChiSquare, 7.59231033411331}, "U p": {l.UP, 0.02245694929954}, "Q": {l.Q, -0.14758903277931},
		"Brier": {c.Brier, 0.24722666666667}, "intercept": {c.Intercept.Value, 0.21774777160098}, "slope": {c.Slope.Value, 0.43976220329678},
		"Emax": {c.Emax, 0.23988558003389}, "E90": {c.E90, 0.21265899753375}, "Eavg": {c.ICI, 0.12040291552767},
		"S:z": {c.Spiegelhalter.Z, 2.89573723836570}, "S:p": {c.Spiegelhalter.P, 0.00378268987227},
	} {
		tolerance := 2e-9
		if name == "intercept" || name == "slope" {
			tolerance = 2e-7 // rms stops its fit early
		}
		if math.Abs(v[0]/v[1]-1) > tolerance {
			t.Errorf("%s: %v, want %v", name, v[0], v[1])
		}
	}
	if c.InTheLarge.Value == c.Intercept.Value {
		t.Error("the two intercepts are one")
	}
	// ECE by hand: groups of width 1/10 hold two or three of the 23 values.
	sum := 0.0
	for k := range 10 {
		excess := 0.0
		for i, v := range p {
			if int(v*10) == k {
				if y[i] {
					excess++
				}
				excess -= v
			}
		}
		sum += math.Abs(excess) / float64(len(p))
	}
	if !near(c.ECE, sum, 1e-14) {
		t.Errorf("ECE %v, want %v", c.ECE, sum)
	}
}

// Risks of 0 and 1 are counted and named; where nothing is left, the likelihood
// is undefined and the result still encodes.
func TestCalibrateExtremes(t *testing.T) {
	c, err := performance.Calibrate([]bool{true, false, true, false}, []float64{1, 0, 0.7, 0.2})
	if err != nil || c.Extreme != 2 || len(c.Warnings) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	if c.Likelihood.UChiSquare <= 0 || c.Likelihood.R2Recalibrated != 1 { // 0.7 and 0.2 can be told apart perfectly
		t.Errorf("%+v", c.Likelihood)
	}
	none, err := performance.Calibrate([]bool{true, false}, []float64{1, 0})
	if err != nil || !math.IsNaN(none.Likelihood.D) || !math.IsNaN(none.Spiegelhalter.Z) || none.Brier != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if b, err := json.Marshal(none); err != nil {
		t.Errorf("%s, %v", b, err)
	}
	var back performance.Calibration
	b, _ := json.Marshal(none)
	if err := json.Unmarshal(b, &back); err != nil || !math.IsNaN(back.Likelihood.Q) || !math.IsNaN(back.Spiegelhalter.P) {
		t.Errorf("%s, %v", b, err)
	}
	// A constant risk: all patients share one log odds, so L1 is L0.
	flat, err := performance.Calibrate([]bool{true, false, false}, []float64{.5, .5, .5})
	if err != nil || !flat.Separated || !near(flat.Likelihood.UChiSquare, -flat.Likelihood.DChiSquare, 1e-12) {
		t.Errorf("%+v, %v", flat.Likelihood, err)
	}
	// Cases and controls meet at 0.5 only: its three patients keep their deviance.
	meet, err := performance.Calibrate([]bool{false, false, true, true, true}, []float64{.2, .5, .5, .5, .9})
	want := -2 * (2*math.Log(2.0/3) + math.Log(1.0/3))
	given := 2 * float64(meet.N) * meet.Likelihood.LogLoss
	if err != nil || !meet.Separated || !near(given-meet.Likelihood.UChiSquare, want, 1e-12) {
		t.Errorf("%v, want %v, %v", given-meet.Likelihood.UChiSquare, want, err)
	}
}

func integerResamples(n, count int) [][]int {
	resamples := make([][]int, count)
	for b := range resamples {
		for i := range n {
			resamples[b] = append(resamples[b], (i*i*(b+3)+7*i+b*b)%n)
		}
	}
	return resamples
}

// The indices are those of the slow way: the expanded resample, judged by the
// public functions.
func TestValidateCountsLikeExpandedResamples(t *testing.T) {
	y, s, s2, _ := integerTerms()
	terms := []regression.Term{s, s2}
	resamples := append(regression.Resamples(len(y), 30, 3), integerResamples(len(y), 10)...)
	refit := regression.LogisticRefit(y, terms)
	refits, err := performance.Refit(y, resamples, refit)
	if err != nil {
		t.Fatal(err)
	}
	v := refits.Validate()
	if v.Used != refits.Used || v.Resamples != 40 || v.Used+len(v.Failed) != 40 {
		t.Errorf("%d of %d used, %d failed", v.Used, v.Resamples, len(v.Failed))
	}
	for _, run := range v.Runs[:5] {
		rows := resamples[run.Resample]
		predict, err := refit(rows)
		if err != nil {
			t.Fatal(err)
		}
		var yb []bool
		var p []float64
		for i, eta := range predict(rows) {
			yb, p = append(yb, y[rows[i]]), append(p, 1/(1+math.Exp(-eta)))
		}
		c, err := performance.Calibrate(yb, p)
		if err != nil {
			t.Fatal(err)
		}
		gini := 0.0
		for i := range p {
			for j := range p {
				gini += math.Abs(p[i]-p[j]) / float64(len(p)*(len(p)-1))
			}
		}
		for name, pair := range map[string][2]float64{
			"AUC": {run.Training.AUC, c.C}, "Brier": {run.Training.Brier, c.Brier}, "R2": {run.Training.R2, c.Likelihood.R2Recalibrated},
			"U": {run.Training.U, c.Likelihood.U}, "D": {run.Training.D, c.Likelihood.D + (c.Likelihood.UChiSquare)/float64(c.N)}, "slope": {run.Training.Slope, c.Slope.Value}, "Gp": {run.Training.Gp, gini},
		} {
			if !near(pair[0], pair[1], 1e-9) {
				t.Errorf("resample %d: %s %v, want %v", run.Resample, name, pair[0], pair[1])
			}
		}
	}
	// lrm of rms 6.5.
	first := v.Runs[0]
	if first.Resample != 0 && v.Used == 40 {
		t.Errorf("%d", first.Resample)
	}
	for name, pair := range map[string][2]float64{"g": {v.G.Apparent, 1.186998968506}, "gp": {v.Gp.Apparent, 0.253677869318}, "R2": {v.R2.Apparent, 0.244480287547}, "Brier": {v.Brier.Apparent, 0.203331125453}} {
		if math.Abs(pair[0]/pair[1]-1) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
}

// The curve of a resample is Lowess of the expanded resample.
func TestCurveCountsLikeExpandedResamples(t *testing.T) {
	y, s, s2, _ := integerTerms()
	terms := []regression.Term{s, s2}
	refit := regression.LogisticRefit(y, terms)
	for _, rows := range integerResamples(len(y), 6) {
		refits, err := performance.Refit(y, [][]int{rows}, refit)
		if err != nil {
			continue // separated
		}
		curve, err := refits.Curve()
		if err != nil {
			t.Fatal(err)
		}
		predict, _ := refit(rows)
		all := firstRows(len(y))
		smooth := func(rows []int, x float64) float64 {
			var p, numbers []float64
			for i, eta := range predict(rows) {
				p, numbers = append(p, 1/(1+math.Exp(-eta))), append(numbers, 0)
				if y[rows[i]] {
					numbers[i] = 1
				}
			}
			points := performance.Lowess(p, numbers, 2.0/3)
			for k := 1; k < len(points); k++ {
				a, b := points[k-1], points[k]
				if a.X <= x && x <= b.X && a.X < b.X {
					return a.Y + (x-a.X)/(b.X-a.X)*(b.Y-a.Y)
				}
			}
			return math.NaN()
		}
		for _, p := range curve.Points {
			want := p.Apparent - (smooth(rows, p.X) - smooth(all, p.X))
			if math.IsNaN(want) != (p.Used == 0) || p.Used == 1 && !near(p.Corrected, want, 1e-9) {
				t.Errorf("at %v: %v, want %v, used %d", p.X, p.Corrected, want, p.Used)
			}
		}
		if b, err := json.Marshal(curve); err != nil {
			t.Errorf("%s, %v", b, err)
		}
	}
}

func TestRefitsCountFailures(t *testing.T) {
	y, s, s2, _ := integerTerms()
	refit := regression.LogisticRefit(y, []regression.Term{s, s2})
	good := regression.Resamples(len(y), 3, 1)
	var cases []int
	for i, v := range y {
		if v {
			cases = append(cases, i)
		}
	}
	r, err := performance.Refit(y, append(good, cases), refit)
	if err != nil || r.Used != 3 || len(r.Failed) != 1 || r.Failed[0].Resample != 3 || r.Failed[0].Reason == "" {
		t.Errorf("%+v, %v", r, err)
	}
	if v := r.Validate(); v.Used != 3 || len(v.Failed) != 1 || v.Cases != len(cases) {
		t.Errorf("%+v", v)
	}
	separating := func([]int) (func([]int) []float64, error) {
		return func(rows []int) []float64 {
			eta := make([]float64, len(rows))
			for i, r := range rows {
				if eta[i] = -float64(i + 1); y[r] {
					eta[i] = float64(i + 1)
				}
			}
			return eta
		}, nil
	}
	constant := func([]int) (func([]int) []float64, error) {
		return func(rows []int) []float64 { return make([]float64, len(rows)) }, nil
	}
	nan := func([]int) (func([]int) []float64, error) {
		return func(rows []int) []float64 { return []float64{math.NaN()} }, nil
	}
	for name, c := range map[string]struct {
		y         []bool
		resamples [][]int
		refit     regression.Refit
		want      error
	}{
		"no resamples": {y, nil, refit, performance.ErrResample},
		"other rows":   {y, [][]int{{0, 60}}, refit, performance.ErrResample},
		"all useless":  {y, [][]int{cases}, refit, regression.ErrNoModel},
		"one class":    {make([]bool, 60), good, refit, performance.ErrOneClass},
		"separated":    {y, good, separating, performance.ErrDegenerate},
		"not a number": {y, good, nan, performance.ErrNotFinite},
	} {
		if _, err := performance.Refit(c.y, c.resamples, c.refit); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	flat, err := performance.Refit(y, good, constant)
	if err != nil {
		t.Fatal(err)
	}
	if v := flat.Validate(); v.Slope.Corrected != 1 || v.AUC.Corrected != 0.5 {
		t.Errorf("constant: slope %v, AUC %v", v.Slope.Corrected, v.AUC.Corrected)
	}
	if _, err := flat.Curve(); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("constant: %v", err)
	}
}

func TestRefitsDoNotDependOnProcessors(t *testing.T) {
	y, s, s2, _ := integerTerms()
	run := func() any {
		r, err := performance.Refit(y, regression.Resamples(len(y), 25, 9), regression.LogisticRefit(y, []regression.Term{s, s2}))
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Curve()
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal([]any{r.Validate(), c})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	many := run()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(many, run()) {
		t.Error("the number of processors matters")
	}
}

func TestCalibrationBand(t *testing.T) {
	y, risk, _ := scores(61, 150)
	band, err := performance.CalibrationBand(y, risk, nil, performance.Unstratified(1, 200))
	if err != nil || len(band.Points) != 50 || band.Used != 200 {
		t.Fatalf("%+v, %v", band, err)
	}
	c, _ := performance.Calibrate(y, risk)
	for _, p := range band.Points[5:45] {
		if p.CI[0] >= p.CI[1] || p.Used < 190 {
			t.Errorf("%+v", p)
		}
		for k := 1; k < len(c.Curve); k++ { // the curve itself is that of Calibrate
			if a, b := c.Curve[k-1], c.Curve[k]; a.X < p.X && p.X <= b.X {
				if want := a.Y + (p.X-a.X)/(b.X-a.X)*(b.Y-a.Y); !near(p.Y, want, 1e-10) {
					t.Errorf("%+v, want %v", p, want)
				}
			}
		}
	}
	for _, at := range [][]float64{{.5, .4}, {-.1}, {1.1}} {
		if _, err := performance.CalibrationBand(y, risk, at, performance.Unstratified(1, 10)); !errors.Is(err, performance.ErrProbability) {
			t.Errorf("%v: %v", at, err)
		}
	}
	beyond, err := performance.CalibrationBand(y, risk, []float64{0, .5}, performance.Unstratified(1, 10))
	if b, jerr := json.Marshal(beyond); err != nil || jerr != nil || beyond.Points[0].Used != 0 || !math.IsNaN(beyond.Points[0].Y) {
		t.Errorf("%s, %v, %v", b, err, jerr)
	}
}
