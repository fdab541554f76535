package nomogram_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// byHand is a model whose nomogram can be worked out by hand: log odds =
// -3 + 0.5 x + (0, 1, -1 for grade a, b, c). Over 0..10, x spans 5 units of log
// odds, which are 100 points: 20 points a unit. Grade c is worth 0 points, a 20
// and b 40. With x = 0 and grade c there are 0 points and log odds of -4.
func byHand() (regression.Model, []regression.Term) {
	m := regression.Model{Intercept: -3, Terms: []regression.ModelTerm{
		{Name: "x", Coefficients: []float64{.5}, Min: 0, Max: 10},
		{Name: "grade", Levels: []string{"a", "b", "c"}, Coefficients: []float64{0, 1, -1}},
	}}
	var x []float64
	var grade []string
	for i := range 21 {
		x = append(x, float64(i)/2)
		grade = append(grade, []string{"a", "b", "c"}[i%3])
	}
	return m, []regression.Term{regression.Numeric("x", x), regression.Factor("grade", []string{"a", "b", "c"}, grade)}
}

func ExampleNew() {
	model, training := byHand()
	n, _ := nomogram.New(&regression.Fit{Model: model}, training, func(term string) string {
		return map[string]string{"x": "Tumour size (cm)", "grade": "Grade"}[term]
	})
	fmt.Print(strings.ReplaceAll(n.String(), "\n\n\n", "\n\n")) // expected output cannot have two empty lines
	// Output:
	// Points per unit of linear predictor: 20
	// Linear predictor units per point   : 0.05
	//
	//
	//  Tumour size (cm) Points
	//   0                 0
	//   1                10
	//   2                20
	//   3                30
	//   4                40
	//   5                50
	//   6                60
	//   7                70
	//   8                80
	//   9                90
	//  10               100
	//
	//
	//  Grade Points
	//  a     20
	//  b     40
	//  c      0
	//
	//
	//  Total Points Risk
	//            21 0.05
	//            36 0.10
	//            52 0.20
	//            63 0.30
	//            72 0.40
	//            80 0.50
	//            88 0.60
	//            97 0.70
	//           108 0.80
	//           124 0.90
	//           139 0.95
}

func ExampleNomogram_Points() {
	model, training := byHand()
	n, _ := nomogram.New(&regression.Fit{Model: model}, training, nil)
	patient := []regression.Term{regression.Numeric("x", []float64{7}), regression.Factor("grade", nil, []string{"b"})}
	r, _ := n.Points(patient, 0)
	fmt.Printf("%.0f + %.0f = %.0f points, risk %.3f\n", r.Points[0], r.Points[1], r.Total, r.Risk)
	// Output: 70 + 40 = 110 points, risk 0.818
}

// TestNomogramInvertsTheModel reads every patient off the nomogram: the risk
// must be the one the model predicts.
func TestNomogramInvertsTheModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 300
	a, b, level := make([]float64, n), make([]float64, n), make([]string, n)
	outcome := make([]bool, n)
	for i := range n {
		a[i], b[i], level[i] = 1e4*rng.NormFloat64(), float64(rng.IntN(2)), []string{"I", "II", "III"}[rng.IntN(3)]
		outcome[i] = rng.Float64() < 1/(1+math.Exp(-a[i]/1e4+b[i]))
	}
	terms := []regression.Term{regression.Numeric("a", a), regression.Factor("level", []string{"I", "II", "III"}, level), regression.Numeric("b", b)}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := nomogram.New(fit, terms, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := fit.Model.Predict(terms)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		r, err := drawn.Points(terms, i)
		if err != nil {
			t.Fatal(err)
		}
		if d := math.Abs(r.LogOdds - want.LogOdds[i]); d > 1e-12 {
			t.Fatalf("patient %d: log odds off by %g", i, d)
		}
		if d := math.Abs(drawn.PointsAtRisk(r.Risk) - r.Total); d > 1e-9 {
			t.Fatalf("patient %d: total points and PointsAtRisk differ by %g", i, d)
		}
		if len(r.OutOfRange) > 0 {
			t.Fatalf("patient %d of the fit is out of range: %v", i, r.OutOfRange)
		}
	}
	longest := 0.0
	for _, axis := range drawn.Axes {
		if lo := slices.Min(axis.Points); lo != 0 {
			t.Errorf("axis %s starts at %g", axis.Term, lo)
		}
		longest = max(longest, slices.Max(axis.Points))
	}
	if math.Abs(longest-100) > 1e-12 {
		t.Errorf("the longest axis has %v points", longest)
	}
	if got := drawn.Axes[2].Marks(); !slices.Equal(got, []string{"0", "1"}) {
		t.Errorf("marks of a 0/1 column: %v", got)
	}
}

// TestNomogramUnits: in other units a term has other marks but the same
// patients have the same points, up to the ends of the axis.
func TestNomogramUnits(t *testing.T) {
	model, training := byHand()
	one, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		t.Fatal(err)
	}
	model.Terms[0].Coefficients = []float64{.05} // x in mm instead of cm
	mm := slices.Clone(training[0].Numbers)
	for i := range mm {
		mm[i] *= 10
	}
	other := []regression.Term{regression.Numeric("x", mm), training[1]}
	two, err := nomogram.New(&regression.Fit{Model: model}, other, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range mm {
		a, _ := one.Points(training, i)
		b, _ := two.Points(other, i)
		if math.Abs(a.Total-b.Total) > 1e-9 || math.Abs(a.Risk-b.Risk) > 1e-12 {
			t.Errorf("patient %d: %v points in cm, %v in mm", i, a.Total, b.Total)
		}
	}
}

func TestNomogramOutOfRange(t *testing.T) {
	model, training := byHand()
	n, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x, total float64
		out      []string
	}{{12, 120, []string{"x"}}, {-1, -10, []string{"x"}}, {10, 100, nil}, {0, 0, nil}} {
		r, err := n.Points([]regression.Term{regression.Numeric("x", []float64{c.x}), regression.Factor("grade", nil, []string{"c"})}, 0)
		if err != nil || !slices.Equal(r.OutOfRange, c.out) || math.Abs(r.Total-c.total) > 1e-9 {
			t.Errorf("x = %g: %+v, %v; want %g points, out of range %v", c.x, r, err, c.total, c.out)
		}
	}
}

// TestNomogramFewValues: up to ten distinct values are the marks themselves,
// from eleven on the axis has round steps. So does rms 6.5 (R 4.2.2) with the
// same values.
func TestNomogramFewValues(t *testing.T) {
	ten := []float64{1, 2, 4, 7, 8, 11, 13, 17, 18, 23}
	eleven := append(slices.Clone(ten), 29)
	for _, c := range []struct{ values, want []float64 }{
		{ten, ten},
		{eleven, []float64{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30}},
	} {
		m := regression.Model{Terms: []regression.ModelTerm{{Name: "a", Coefficients: []float64{.1}, Min: 1, Max: 29}}}
		n, err := nomogram.New(&regression.Fit{Model: m}, []regression.Term{regression.Numeric("a", c.values)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(n.Axes[0].Values, c.want) {
			t.Errorf("%d values give the marks %v, want %v", len(c.values), n.Axes[0].Values, c.want)
		}
	}
}

// TestNomogramOfOneTerm: with one term the total points end at 100, where the
// axis of log odds may go on. The numbers are those of rms for this model.
func TestNomogramOfOneTerm(t *testing.T) {
	x := make([]float64, 12)
	for i := range x {
		x[i] = float64(1+i/3) + .01*float64(i+1)
	}
	m := regression.Model{Intercept: 3.007788983992032, Terms: []regression.ModelTerm{{Name: "x", Coefficients: []float64{-.502535643367727}, Min: 1.01, Max: 4.12}}}
	n, err := nomogram.New(&regression.Fit{Model: m}, []regression.Term{regression.Numeric("x", x)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}; !slices.Equal(n.Total, want) {
		t.Errorf("total points %v, want %v", n.Total, want)
	}
	last := n.LogOdds[len(n.LogOdds)-1]
	if math.Abs(last.Value-2.6) > 1e-9 || math.Abs(last.Points-105.38677693107095) > 1e-9 {
		t.Errorf("the axis of log odds ends with %+v, want 2.6 at 105.387 points", last)
	}
	var risks []float64
	for _, r := range n.Risk {
		risks = append(risks, r.Value)
	}
	if !slices.Equal(risks, []float64{.7, .8, .9}) {
		t.Errorf("risks %v, want 0.7, 0.8, 0.9", risks)
	}
}

// TestNomogramOfRareRisk: where all risks are below the usual marks, the axis
// has finer ones.
func TestNomogramOfRareRisk(t *testing.T) {
	model, training := byHand()
	model.Intercept = -12
	n, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Risk) < 3 {
		t.Errorf("the risk axis has the marks %v", n.Risk)
	}
	for _, tick := range n.Risk {
		if !(tick.Value > 0 && tick.Value < 1) || math.IsInf(tick.Points, 0) {
			t.Errorf("mark %+v", tick)
		}
	}
}

func TestNomogramErrors(t *testing.T) {
	model, training := byHand()
	flat, runaway := model, model
	flat.Terms = []regression.ModelTerm{{Name: "x", Coefficients: []float64{0}}}
	runaway.Terms = []regression.ModelTerm{{Name: "x", Coefficients: []float64{3e14}}}
	for name, c := range map[string]struct {
		model regression.Model
		data  []regression.Term
		text  string
	}{
		"no term":      {regression.Model{Intercept: 1}, training, "no term"},
		"term missing": {model, training[:1], `lack the term "grade"`},
		"all missing":  {flat, []regression.Term{regression.Numeric("x", []float64{math.NaN()})}, "no training patient"},
		"says nothing": {flat, training, "spans 0 units"},
		"separated":    {runaway, training, "spans 3e+15 units"},
	} {
		_, err := nomogram.New(&regression.Fit{Model: c.model}, c.data, nil)
		if !errors.Is(err, nomogram.ErrModel) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
	n, err := nomogram.New(&regression.Fit{Model: model}, training, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, grade := regression.Numeric("x", []float64{1}), regression.Factor("grade", nil, []string{"a"})
	for name, patient := range map[string][]regression.Term{
		"term missing":  {x},
		"wrong kind":    {regression.Factor("x", nil, []string{"1"}), grade},
		"missing value": {regression.Numeric("x", []float64{math.NaN()}), grade},
		"unknown level": {x, regression.Factor("grade", nil, []string{"d"})},
		"no such row":   {regression.Numeric("x", nil), grade},
	} {
		if _, err := n.Points(patient, 0); !errors.Is(err, nomogram.ErrPatient) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
