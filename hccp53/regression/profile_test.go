package regression_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"hcclab/hccp53/regression"
)

// held returns the deviance with one coefficient held at b, by the definition:
// the column moves into an offset, which is searched over by a crude method that
// shares nothing with the package, coordinate by coordinate.
func held(y []bool, columns [][]float64, at int, b float64, start []float64) float64 {
	theta := append([]float64(nil), start...)
	theta[at] = b
	deviance := func() float64 {
		d := 0.0
		for i := range y {
			eta := theta[0]
			for j, c := range columns {
				eta += theta[j+1] * c[i]
			}
			if y[i] {
				eta = -eta
			}
			d += 2 * math.Log1p(math.Exp(eta))
		}
		return d
	}
	for range 400 {
		for j := range theta {
			if j == at {
				continue
			}
			// A parabola through three points, twice, on a convex function.
			for _, h := range []float64{1e-2, 1e-3} {
				m, c := theta[j], 0.0
				theta[j] = m - h
				left := deviance()
				theta[j] = m + h
				right := deviance()
				theta[j] = m
				c = deviance()
				if bend := left - 2*c + right; bend > 0 {
					theta[j] = m + h*(left-right)/(2*bend)
				}
			}
		}
	}
	return deviance()
}

func TestProfileIntervalsByDefinition(t *testing.T) {
	y, terms := simulate(5, 60, 3)
	terms = terms[:3]
	f := fit(t, y, terms)
	intervals, err := regression.ProfileIntervals(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	var columns [][]float64
	var estimates []float64
	for _, c := range f.Coefficients {
		estimates = append(estimates, c.Estimate)
	}
	for _, u := range terms {
		columns = append(columns, u.Numbers)
	}
	for k, r := range intervals {
		for _, b := range r.CI {
			if rise := held(y, columns, k, b, estimates) - f.Deviance; math.Abs(rise-3.841458820694124) > 1e-6 {
				t.Errorf("%s at %v: the deviance rises by %v", r.Term, b, rise)
			}
		}
		if r.OR[0] != math.Exp(r.CI[0]) || !(r.CI[0] < f.Coefficients[k].Estimate && f.Coefficients[k].Estimate < r.CI[1]) {
			t.Errorf("%+v around %v", r, f.Coefficients[k].Estimate)
		}
	}
}

// Other units change the interval by the same factor; the intercept's moves with
// the origin only by what the fit says.
func TestProfileIntervalsFollowTheUnits(t *testing.T) {
	y, terms := simulate(6, 80, 2)
	before, err := regression.ProfileIntervals(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, len(y))
	for i, v := range terms[0].Numbers {
		x[i] = 1e6*v + 3e8
	}
	terms[0].Numbers = x
	after, err := regression.ProfileIntervals(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < len(before); k++ {
		scale := 1.0
		if k == 1 {
			scale = 1e6
		}
		for end := range 2 {
			if a, b := before[k].CI[end], after[k].CI[end]*scale; math.Abs(a-b) > 1e-7*math.Abs(a) {
				t.Errorf("%s%s: %v became %v", before[k].Term, before[k].Level, a, b)
			}
		}
	}
}

// twoByTwo returns a column of 0 and 1 with the given counts.
func twoByTwo(cases1, controls1, cases0, controls0 int) ([]bool, []regression.Term) {
	var y []bool
	var x []float64
	add := func(n int, outcome bool, v float64) {
		for range n {
			y, x = append(y, outcome), append(x, v)
		}
	}
	add(cases1, true, 1)
	add(controls1, false, 1)
	add(cases0, true, 0)
	add(controls0, false, 0)
	return y, []regression.Term{regression.Numeric("x", x)}
}

// With one column of 0 and 1, Firth's estimate is the log odds ratio after adding
// one half to each of the four counts (Firth 1993, section 3.1), even where a
// count is 0 and maximum likelihood has no estimate.
func TestFirthAddsOneHalf(t *testing.T) {
	for _, c := range [][4]int{{7, 3, 4, 9}, {5, 0, 6, 8}, {4, 0, 0, 6}, {1, 1, 1, 30}} {
		y, terms := twoByTwo(c[0], c[1], c[2], c[3])
		f, intervals, err := regression.Firth(y, terms)
		if err != nil {
			t.Fatal(c, err)
		}
		half := func(n int) float64 { return float64(n) + 0.5 }
		want := math.Log(half(c[0]) * half(c[3]) / (half(c[1]) * half(c[2])))
		if got := f.Coefficients[1].Estimate; !near(got, want, 1e-9) || !f.Penalised || f.Separated {
			t.Errorf("%v: %v, want %v", c, got, want)
		}
		if r := intervals[1]; !(r.CI[0] < want && want < r.CI[1]) || math.IsInf(r.CI[0], 0) || math.IsInf(r.CI[1], 0) {
			t.Errorf("%v: interval %v", c, r.CI)
		}
	}
}

func TestProfileOfSeparatedOutcomes(t *testing.T) {
	y, terms := twoByTwo(5, 0, 6, 8) // quasi: nobody with x = 1 is a control
	intervals, err := regression.ProfileIntervals(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	if ci := intervals[1].CI; !math.IsInf(ci[1], 1) || math.IsInf(ci[0], 0) || ci[0] > 3 {
		t.Errorf("interval %v, expected one finite end", ci)
	}
	b, err := json.Marshal(intervals)
	var back []regression.Interval
	if err != nil || json.Unmarshal(b, &back) != nil || !reflect.DeepEqual(back, intervals) {
		t.Errorf("JSON %s, %v", b, err)
	}
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	y = []bool{false, false, false, false, true, true, true, true}
	terms = []regression.Term{regression.Numeric("x", x)}
	if intervals, err = regression.ProfileIntervals(y, terms); err != nil || !math.IsInf(intervals[1].CI[1], 1) || !(intervals[1].CI[0] > 0) {
		t.Errorf("complete separation: %v, %v", intervals, err)
	}
}

// Penalised or not, an aliased column has no interval and changes nothing else.
func TestProfileWithAliasedColumn(t *testing.T) {
	y, terms := simulate(7, 70, 2)
	want, err := regression.ProfileIntervals(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	double := make([]float64, len(y))
	for i, v := range terms[0].Numbers {
		double[i] = 2*v - 1
	}
	got, err := regression.ProfileIntervals(y, append(terms, regression.Numeric("again", double)))
	if err != nil {
		t.Fatal(err)
	}
	if last := got[len(got)-1]; !math.IsNaN(last.CI[0]) || !math.IsNaN(last.OR[1]) {
		t.Errorf("%+v", last)
	}
	if !reflect.DeepEqual(got[:len(want)], want) {
		t.Errorf("%v became %v", want, got)
	}
}

// Firth's estimates have less bias than those of maximum likelihood, which are
// too far from 0 (the reason for the method).
func TestFirthHasLessBias(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const truth = 1.0
	plain, firth, n := 0.0, 0.0, 0
	for range 300 {
		x := make([]float64, 40)
		y := make([]bool, 40)
		for i := range x {
			x[i] = rng.NormFloat64()
			y[i] = rng.Float64() < 1/(1+math.Exp(-truth*x[i]))
		}
		terms := []regression.Term{regression.Numeric("x", x)}
		a, err := regression.Logistic(y, terms)
		if err != nil || a.Separated {
			continue
		}
		b, _, err := regression.Firth(y, terms)
		if err != nil {
			t.Fatal(err)
		}
		plain += a.Coefficients[1].Estimate
		firth += b.Coefficients[1].Estimate
		n++
	}
	plain, firth = plain/float64(n), firth/float64(n)
	if !(math.Abs(firth-truth) < math.Abs(plain-truth)) || plain < truth {
		t.Errorf("mean of %d: maximum likelihood %v, Firth %v, truth %v", n, plain, firth, truth)
	}
}

func BenchmarkProfileIntervals(b *testing.B) { // n = 320, p = 20
	y, terms := simulate(1, 320, 18)
	for b.Loop() {
		if _, err := regression.ProfileIntervals(y, terms); err != nil {
			b.Fatal(err)
		}
	}
}
