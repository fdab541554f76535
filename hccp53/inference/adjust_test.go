package inference_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
)

// p.adjust of R 4.2.2.
func TestAdjustByR(t *testing.T) {
	p := []float64{.01, .02, .03, .005, .5, .04}
	for method, want := range map[inference.Adjustment][]float64{
		inference.Hommel:   {0.05, 0.06, 0.06, 0.03, 0.5, 0.08},
		inference.Hochberg: {0.05, 0.08, 0.08, 0.03, 0.5, 0.08},
		inference.BY:       {0.0735, 0.098, 0.11025, 0.0735, 1, 0.1176},
	} {
		got, err := inference.Adjust(p, method)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p {
			if !close(got[i], want[i], 1e-14) {
				t.Errorf("%s: %v, want %v", method, got, want)
				break
			}
		}
	}
}

// The corrections have a known order, keep the order of the p values, and do not
// depend on where a p value stands.
func TestAdjustmentsInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	lenientFirst := []inference.Adjustment{inference.BH, inference.Hommel, inference.Hochberg, inference.Holm, inference.Bonferroni}
	for range 300 {
		p := make([]float64, 1+rng.IntN(12))
		for i := range p {
			p[i] = float64(1+rng.IntN(40)) / 200
		}
		slices.Sort(p)
		before := p
		for _, method := range append(lenientFirst, inference.BY) {
			got, err := inference.Adjust(p, method)
			if err != nil {
				t.Fatal(err)
			}
			for i := range p {
				if method != inference.BY && got[i] < before[i]-1e-15 || got[i] > 1 || got[i] < p[i] || i > 0 && got[i] < got[i-1] {
					t.Errorf("%s of %v: %v after %v", method, p, got, before)
				}
			}
			if method != inference.BY {
				before = got
			}
			reversed := slices.Clone(p)
			slices.Reverse(reversed)
			again, _ := inference.Adjust(reversed, method)
			slices.Reverse(again)
			if !slices.Equal(again, got) {
				t.Errorf("%s of %v: %v, backwards %v", method, p, got, again)
			}
		}
	}
}
