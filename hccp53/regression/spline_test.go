package regression_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"hcclab/hccp53/regression"
)

// A spline is linear beyond its outer knots, and its second derivative is
// continuous, which no other cubic through those pieces is.
func TestSplineIsRestricted(t *testing.T) {
	m := regression.ModelTerm{Name: "x", Knots: []float64{1, 2, 4, 7}, Coefficients: []float64{0.3, -2, 5}}
	second := func(x float64) float64 {
		const h = 1e-3
		return (m.At(x-h) - 2*m.At(x) + m.At(x+h)) / (h * h)
	}
	for _, x := range []float64{-5, 0, 0.9, 7.2, 9, 30} {
		if d := second(x); math.Abs(d) > 1e-4 {
			t.Errorf("second derivative %v at %v", d, x)
		}
	}
	for _, knot := range m.Knots {
		if a, b := second(knot-0.01), second(knot+0.01); math.Abs(a-b) > 0.2 {
			t.Errorf("second derivative jumps from %v to %v at %v", a, b, knot)
		}
	}
	if math.Abs(second(3)) < 0.01 {
		t.Error("the spline does not bend")
	}
}

// A curved effect is found by the spline and missed by the line.
func TestSplineFollowsACurve(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	x := make([]float64, 600)
	y := make([]bool, 600)
	for i := range x {
		x[i] = 4*rng.Float64() - 2
		y[i] = rng.Float64() < 1/(1+math.Exp(-(2*x[i]*x[i]-2)))
	}
	knots, err := regression.Knots(x, 4)
	if err != nil {
		t.Fatal(err)
	}
	line := fit(t, y, []regression.Term{regression.Numeric("x", x)})
	spline := fit(t, y, []regression.Term{regression.Spline("x", x, knots)})
	if line.Deviance-spline.Deviance < 60 || spline.Rank != 4 || spline.Coefficients[2].Level != "'" || spline.Coefficients[3].Level != "''" {
		t.Errorf("deviance %v and %v, coefficients %+v", line.Deviance, spline.Deviance, spline.Coefficients)
	}
	p, err := spline.Model.Predict([]regression.Term{regression.Numeric("x", []float64{-1.9, 0, 1.9, 5})})
	if err != nil {
		t.Fatal(err)
	}
	if !(p.Probability[0] > 0.8 && p.Probability[1] < 0.3 && p.Probability[2] > 0.8) || len(p.OutOfRange) != 1 {
		t.Errorf("%+v", p)
	}
	b, err := json.Marshal(spline.Model)
	var back regression.Model
	if err != nil || json.Unmarshal(b, &back) != nil || !reflect.DeepEqual(back, spline.Model) {
		t.Errorf("JSON %s", b)
	}
	if p2, err := back.Predict([]regression.Term{regression.Numeric("x", []float64{-1.9, 0, 1.9, 5})}); err != nil || !reflect.DeepEqual(p, p2) {
		t.Errorf("%v, %v", p2, err)
	}
}

// Rows and resamples keep the knots: they are part of the model, not of the data.
func TestSplineKeepsItsKnots(t *testing.T) {
	u := regression.Spline("x", []float64{1, 2, 3, 4}, []float64{1, 2, 3})
	if got := u.Rows([]int{3, 3, 0}); !reflect.DeepEqual(got.Knots, u.Knots) || got.Numbers[0] != 4 {
		t.Errorf("%+v", got)
	}
}

func TestKnotsThatMakeNoSpline(t *testing.T) {
	x := []float64{1, 1, 1, 1, 1, 1, 1, 1, 2, 3}
	if k, err := regression.Knots(x, 3); !errors.Is(err, regression.ErrKnots) {
		t.Errorf("%v, %v", k, err)
	}
	for _, count := range []int{0, 2, 8} {
		if _, err := regression.Knots(x, count); !errors.Is(err, regression.ErrKnots) {
			t.Errorf("%d: %v", count, err)
		}
	}
	y := make([]bool, 10)
	y[3] = true
	for _, knots := range [][]float64{{}, {1, 2}, {1, 2, 2}, {1, math.NaN(), 3}} {
		if _, err := regression.Logistic(y, []regression.Term{regression.Spline("x", x, knots)}); !errors.Is(err, regression.ErrKnots) {
			t.Errorf("%v: %v", knots, err)
		}
	}
}
