package inference_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/inference"
)

// Means 2 and 4, both variances 1, three values each: t = -2/√(1·2/3).
func TestStudentByHand(t *testing.T) {
	r, err := inference.Student([]float64{1, 2, 3}, []float64{3, 4, 5, math.NaN()})
	if err != nil || !close(r.T, -math.Sqrt(6), 1e-15) || r.DF != 4 || r.Dropped != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	// One value beside three: the pooled variance is that of the three.
	r, err = inference.Student([]float64{7}, []float64{1, 2, 3})
	if err != nil || !close(r.T, 5/math.Sqrt(4./3), 1e-15) || r.DF != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// With groups of one size the two t statistics agree, and only then the two
// standard errors; a linear change of units changes neither t nor p; swapping
// the groups turns the sign.
func TestStudentAndWelch(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 100 {
		a, b := make([]float64, 12), make([]float64, 12)
		for i := range a {
			a[i], b[i] = rng.NormFloat64(), 0.5+3*rng.NormFloat64()
		}
		s, _ := inference.Student(a, b)
		w, _ := inference.Welch(a, b)
		if !close(s.T, w.T, 1e-12) || !(s.DF > w.DF) {
			t.Errorf("Student %+v, Welch %+v", s, w)
		}
		for i := range a {
			a[i], b[i] = 32-9*a[i], 32-9*b[i]
		}
		c, _ := inference.Student(b, a)
		if !close(s.T, c.T, 1e-9) || !close(s.P, c.P, 1e-9) || !close(c.CI[0], 9*s.CI[0], 1e-9) {
			t.Errorf("after a change of units and a swap %+v, before %+v", c, s)
		}
	}
}

// The samples and results of shapiro.test in R 4.2.2.
func TestShapiroWilkByR(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		w, p float64
	}{
		{[]float64{1, 2, 4}, 0.964285714285714, 0.636886845028963},
		{[]float64{1, 2, 2}, 0.75, 0},
		{[]float64{1, 2, 4, 9}, 0.894686270839335, 0.405147211173890},
		{[]float64{1, 2, 3, 5, 9}, 0.912400656158813, 0.482150530173392},
		{[]float64{1, 2, 3, 4, 5, 9}, 0.922385420746264, 0.522705238668903},
		{[]float64{1, 3, 3, 4, 5, 6, 7, 8, 9, 10, 30}, 0.689072414152086, 0.000338664214014271},
		{[]float64{1, 3, 3, 4, 5, 6, 7, 8, 9, 10, 30, 12}, 0.737136501082403, 0.0019679678686177},
	} {
		r, err := inference.ShapiroWilk(c.x)
		if err != nil || !close(r.W, c.w, 1e-12) || !close(r.P, c.p, 1e-12) {
			t.Errorf("%v: W %.15g, p %.15g, %v; R has %.15g and %.15g", c.x, r.W, r.P, err, c.w, c.p)
		}
	}
}

// W does not depend on unit, origin, sign or order.
func TestShapiroWilkIsInvariant(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, n := range []int{3, 4, 7, 11, 12, 50, 5000} {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.ExpFloat64()
		}
		want, err := inference.ShapiroWilk(x)
		if err != nil {
			t.Fatal(err)
		}
		rng.Shuffle(n, func(i, j int) { x[i], x[j] = x[j], x[i] })
		for i := range x {
			x[i] = 5 - 1e6*x[i]
		}
		got, err := inference.ShapiroWilk(x)
		if err != nil || !close(got.W, want.W, 1e-9) || !close(got.P, want.P, 1e-6) || got.N != n {
			t.Errorf("n %d: %+v, %v, want %+v", n, got, err, want)
		}
	}
}

// D against its definition, and the p value where the argument of the limit
// distribution is 1: P(K > 1) is 0.27 by any table.
func TestKolmogorovSmirnov(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		a, b := sample(rng, 1+rng.IntN(30)), sample(rng, 1+rng.IntN(30))
		share := func(x []float64, at float64) float64 {
			n := 0.0
			for _, v := range x {
				if v <= at {
					n++
				}
			}
			return n / float64(len(x))
		}
		want := 0.0
		for _, v := range append(append([]float64{}, a...), b...) {
			want = math.Max(want, math.Abs(share(a, v)-share(b, v)))
		}
		r, err := inference.KolmogorovSmirnov(a, b)
		if err != nil || !close(r.D, want, 1e-12) || math.Abs(r.P-r.PAsR) > 5e-5 || !(r.P >= 0 && r.P <= 1) {
			t.Errorf("%+v, %v, want D %v", r, err, want)
		}
		if s, _ := inference.KolmogorovSmirnov(b, a); s.D != r.D || s.P != r.P {
			t.Errorf("swapped %+v, %+v", s, r)
		}
	}
	// Eight and eight with D = 1/2: √(64/16)/2 = 1.
	r, err := inference.KolmogorovSmirnov([]float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{5, 6, 7, 8, 9, 10, 11, 12})
	if err != nil || r.D != 0.5 || math.Abs(r.P-0.26999967) > 1e-8 {
		t.Errorf("%+v, %v", r, err)
	}
	// The two series of the limit distribution meet.
	below, _ := inference.KolmogorovSmirnov(ramp(5000, 0), ramp(5000, 99))
	above, _ := inference.KolmogorovSmirnov(ramp(5000, 0), ramp(5000, 100))
	if d := below.P - above.P; !(d > 0 && d < 0.012) {
		t.Errorf("P is %v just below 1 and %v at 1", below.P, above.P)
	}
}

// ramp returns from, from+1, and so on: n values.
func ramp(n int, from float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = from + float64(i)
	}
	return x
}

func TestSummariseByHand(t *testing.T) {
	s, err := inference.Summarise([]float64{4, math.NaN(), 1, 3, 2})
	want := inference.Summary{N: 4, Dropped: 1, Mean: 2.5, SD: math.Sqrt(5. / 3), Median: 2.5, Q1: 1.75, Q3: 3.25, Min: 1, Max: 4}
	if err != nil || s != want {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = inference.Summarise([]float64{7})
	if err != nil || !math.IsNaN(s.SD) || s.Median != 7 || s.Q1 != 7 {
		t.Errorf("%+v, %v", s, err)
	}
}
