package performance_test

import (
	"encoding/json"
	"math"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// The recalibration is the logistic regression of the outcome on the log odds:
// the general fit of package regression must agree with the small one here.
func TestRecalibrationEqualsLogistic(t *testing.T) {
	for seed := range uint64(4) {
		y, risk, _ := scores(seed, 80)
		shift := []float64{0, 3, -2, 0.5}[seed]
		logOdds := make([]float64, len(risk))
		for i, p := range risk {
			logOdds[i] = shift + 2*math.Log(p/(1-p)) // too extreme and off
			risk[i] = 1 / (1 + math.Exp(-logOdds[i]))
		}
		c, err := performance.Calibrate(y, risk)
		if err != nil {
			t.Fatal(err)
		}
		fit, err := regression.Logistic(y, []regression.Term{regression.Numeric("lp", logOdds)})
		if err != nil {
			t.Fatal(err)
		}
		for k, e := range []performance.Estimate{c.Intercept, c.Slope} {
			want := fit.Coefficients[k]
			if !near(e.Value, want.Estimate, 1e-9) || !near(e.SE, want.SE, 1e-9) || !near(e.CI[1], want.CI[1], 1e-9) {
				t.Errorf("seed %d: got %+v, want %+v", seed, e, want)
			}
		}
	}
}

// Calibration in the large is 0 exactly when the mean risk equals the share of
// cases after shifting by it: Σ(y - p) = 0 at the shifted log odds.
func TestInTheLargeSolvesItsEquation(t *testing.T) {
	y, risk, _ := scores(21, 90)
	for i := range risk {
		risk[i] *= risk[i] // risks that are too low
	}
	c, err := performance.Calibrate(y, risk)
	if err != nil {
		t.Fatal(err)
	}
	sum, weight := 0.0, 0.0
	for i, p := range risk {
		q := 1 / (1 + math.Exp(-math.Log(p/(1-p))-c.InTheLarge.Value))
		if y[i] {
			sum++
		}
		sum -= q
		weight += q * (1 - q)
	}
	if math.Abs(sum) > 1e-10 || !near(c.InTheLarge.SE, 1/math.Sqrt(weight), 1e-10) || c.InTheLarge.Value <= 0 {
		t.Errorf("score %v at %+v", sum, c.InTheLarge)
	}
}

// A model fitted by maximum likelihood is calibrated on its own patients.
func TestFittedModelIsCalibrated(t *testing.T) {
	y, x, _ := scores(22, 100)
	fit, err := regression.Logistic(y, []regression.Term{regression.Numeric("x", x)})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := fit.Model.Predict([]regression.Term{regression.Numeric("x", x)})
	c, err := performance.Calibrate(y, p.Probability)
	if err != nil || math.Abs(c.InTheLarge.Value) > 1e-9 || math.Abs(c.Intercept.Value) > 1e-9 || math.Abs(c.Slope.Value-1) > 1e-9 {
		t.Errorf("%+v %+v %+v, %v", c.InTheLarge, c.Intercept, c.Slope, err)
	}
}

// Brier's score by hand: risks 0.8, 0.4, 0 against 1, 0, 0 give
// (0.04 + 0.16 + 0)/3; a share of 1/3 gives 2/9 for no knowledge.
func TestBrierByHand(t *testing.T) {
	c, err := performance.Calibrate([]bool{true, false, false}, []float64{0.8, 0.4, 0})
	if err != nil || !near(c.Brier, 0.2/3, 1e-15) || !near(c.ScaledBrier, 1-0.2/3/(2.0/9), 1e-14) || c.Extreme != 1 || !c.Separated {
		t.Errorf("%+v, %v", c, err)
	}
}

// Cases and controls that meet in one point only are separated as well.
func TestTouchingRisksAreSeparated(t *testing.T) {
	y := []bool{true, true, false, false}
	c, err := performance.Calibrate(y, []float64{0.5, 0.8, 0.2, 0.5})
	if err != nil || !c.Separated {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err = performance.Calibrate(y, []float64{0.5, 0.8, 0.2, 0.6}); err != nil || c.Separated {
		t.Errorf("%+v, %v", c, err)
	}
}

// When every weight is positive a straight line is reproduced, and constant
// data are.
func TestLowessReproducesLines(t *testing.T) {
	var x, line, flat []float64
	for i := range 50 {
		v := math.Mod(float64(i)*0.618, 1)
		x, line, flat = append(x, v), append(line, 2-3*v), append(flat, 7)
	}
	for i, p := range performance.Lowess(x, line, 0.5) {
		if !near(p.Y, 2-3*p.X, 1e-10) {
			t.Errorf("point %d: %v at %v", i, p.Y, p.X)
		}
	}
	for _, p := range performance.Lowess(x, flat, 2.0/3) {
		if !near(p.Y, 7, 1e-12) {
			t.Errorf("%v at %v", p.Y, p.X)
		}
	}
	if got := performance.Lowess([]float64{1}, []float64{4}, 2.0/3); len(got) != 1 || got[0] != (performance.CurvePoint{X: 1, Y: 4}) {
		t.Errorf("one point: %v", got)
	}
	for _, p := range performance.Lowess([]float64{2, 2, 2, 2}, []float64{0, 1, 1, 0}, 2.0/3) { // no range at all
		if p.Y != 0.5 && p.Y != 0 && p.Y != 1 {
			t.Errorf("ties: %v", p)
		}
	}
}

// Groups hold everyone; X² by hand for two groups: expected 0.5 and 1.5 of two
// each, observed 1 and 1: 0.25/0.5 + 0.25/1.5 twice.
func TestHosmerLemeshowByHand(t *testing.T) {
	r, err := performance.HosmerLemeshow([]bool{true, false, true, false}, []float64{0.2, 0.3, 0.7, 0.8}, 2)
	want := 2 * (0.25/0.5 + 0.25/1.5)
	if err != nil || len(r.Groups) != 2 || !near(r.X2, want, 1e-13) || r.DF != 0 {
		t.Errorf("%+v, want X² %v, %v", r, want, err)
	}
	y, _, coarse := scores(23, 200)
	for i := range coarse {
		coarse[i] = math.Min(0.95, math.Max(0.05, coarse[i]))
	}
	h, err := performance.HosmerLemeshow(y, coarse, 10)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range h.Groups {
		n += g.N
	}
	if n != 200 || h.DF != 8 || h.DFGroups != len(h.Groups)-2 || len(h.Groups) != len(h.Breaks)-1 {
		t.Errorf("%d patients in %d groups, breaks %v", n, len(h.Groups), h.Breaks)
	}
}

// Log odds so far out that no patient has any weight at slope 1, yet overlapping:
// the slope is finite and small, and indices can be stored.
func TestRecalibrationOfExtremeLogOdds(t *testing.T) {
	n := 40
	y := make([]bool, n)
	eta := make([]float64, n)
	for i := range y {
		y[i] = i%2 == 0
		eta[i] = 900
		if y[i] != (i == 6 || i == 11) {
			eta[i] = -800 + float64(i)
		}
	}
	refit := func([]int) (func([]int) []float64, error) {
		return func(rows []int) []float64 {
			out := make([]float64, len(rows))
			for k, r := range rows {
				out[k] = eta[r]
			}
			return out
		}, nil
	}
	refits, err := performance.Refit(y, regression.Resamples(n, 20, 1), refit)
	if err != nil {
		t.Fatal(err)
	}
	v := refits.Validate()
	if _, err := json.Marshal(v); err != nil {
		t.Error(err)
	}
	if s := v.Slope.Apparent; !(math.Abs(s) > 1e-4 && math.Abs(s) < 0.1) {
		t.Errorf("slope %v", s)
	}
}
