package inference_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/inference"
)

// At the estimate the expected first cell is the observed one, and at the limits
// the observed cell or one beyond it has a probability of 2.5 %: by whole
// binomial coefficients.
func TestOddsRatioMeetsItsDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	for range 300 {
		a, b, c, d := 1+rng.IntN(12), 1+rng.IntN(12), 1+rng.IntN(12), 1+rng.IntN(12)
		r, err := inference.Fisher([][]int{{a, b}, {c, d}})
		if err != nil {
			t.Fatal(err)
		}
		o := r.OddsRatio
		mean, _, _ := listed(a, b, c, d, o.Estimate)
		_, _, above := listed(a, b, c, d, o.CI[0])
		_, below, _ := listed(a, b, c, d, o.CI[1])
		if !close(mean, float64(a), 1e-11) || !close(above, 0.025, 1e-10) || !close(below, 0.025, 1e-10) {
			t.Errorf("%d %d %d %d: %+v: mean %v, tails %v and %v", a, b, c, d, *o, mean, above, below)
		}
		// Where R stops it is near the root, on the scale on which it looks.
		if p := r.OddsRatioAsR.Estimate; math.Abs(math.Min(p, 1/p)-math.Min(o.Estimate, 1/o.Estimate)) > 1.3e-4 {
			t.Errorf("as R %v, exactly %v", p, o.Estimate)
		}
		turned, _ := inference.Fisher([][]int{{c, d}, {a, b}})
		if !close(turned.OddsRatio.Estimate, 1/o.Estimate, 1e-12) || !close(turned.OddsRatio.CI[0], 1/o.CI[1], 1e-12) {
			t.Errorf("rows swapped %+v, before %+v", *turned.OddsRatio, *o)
		}
		if other, _ := inference.Fisher([][]int{{a, c}, {b, d}}); !close(other.OddsRatio.Estimate, o.Estimate, 1e-12) {
			t.Errorf("transposed %+v, before %+v", *other.OddsRatio, *o)
		}
	}
}

// listed returns mean, P(X <= a) and P(X >= a) at the odds ratio w.
func listed(a, b, c, d int, w float64) (mean, below, above float64) {
	total := 0.0
	for x := max(0, a-d); x <= min(a+b, a+c); x++ {
		ways := new(big.Int).Mul(new(big.Int).Binomial(int64(a+b), int64(x)), new(big.Int).Binomial(int64(c+d), int64(a+c-x)))
		p, _ := new(big.Float).SetInt(ways).Float64()
		p *= math.Pow(w, float64(x))
		total += p
		mean += p * float64(x)
		if x <= a {
			below += p
		}
		if x >= a {
			above += p
		}
	}
	return mean / total, below / total, above / total
}

// The tables and results of fisher.test in R 4.2.2: estimate and interval.
func TestOddsRatioAsR(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		table [][]int
		want  [3]float64
	}{
		{[][]int{{3, 1}, {1, 3}}, [3]float64{6.408308867005788, 0.211732915305503, 621.933750545417297}},
		{[][]int{{10, 0}, {3, 5}}, [3]float64{inf, 1.7008436843577293, inf}},
		{[][]int{{0, 5}, {7, 3}}, [3]float64{0, 0, 0.8791745543254974}},
	} {
		r, err := inference.Fisher(c.table)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]float64{r.OddsRatioAsR.Estimate, r.OddsRatioAsR.CI[0], r.OddsRatioAsR.CI[1]}
		for i := range got {
			if got[i] != c.want[i] && !close(got[i], c.want[i], 1e-11) {
				t.Errorf("%v: %v, want %v", c.table, got, c.want)
			}
		}
	}
}

func TestOddsRatioOnlyForFourCells(t *testing.T) {
	r, err := inference.Fisher([][]int{{3, 1, 2}, {1, 3, 1}})
	if err != nil || r.OddsRatio != nil || r.OddsRatioAsR != nil {
		t.Errorf("%+v, %v", r, err)
	}
	// An empty column leaves four cells.
	if r, err = inference.Fisher([][]int{{3, 0, 1}, {1, 0, 3}}); err != nil || !close(r.OddsRatio.Estimate, 6.408319658, 1e-9) {
		t.Errorf("%+v, %v", r, err)
	}
}

// G of a 2×2 table is twice the gain in log likelihood of two proportions over
// one.
func TestGTestByHand(t *testing.T) {
	l := func(k, n float64) float64 { return k*math.Log(k/n) + (n-k)*math.Log((n-k)/n) }
	r, err := inference.GTest([][]int{{12, 5}, {6, 14}})
	if want := 2 * (l(12, 17) + l(6, 20) - l(18, 37)); err != nil || !close(r.G, want, 1e-13) || r.DF != 1 || r.N != 37 {
		t.Errorf("%+v, %v, want %v", r, err, want)
	}
	if r, err = inference.GTest([][]int{{2, 4, 0}, {3, 6, 0}}); err != nil || r.G > 1e-14 || r.DF != 1 || !(r.P > 0.99) {
		t.Errorf("%+v, %v", r, err)
	}
}
