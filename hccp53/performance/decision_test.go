package performance_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/performance"
)

// The identities of Vickers & Elkin: at threshold 0 everyone is positive and the
// net benefit is the prevalence; treating all equals the model below the
// smallest risk; the benefit is at most the prevalence; a perfect model reaches
// it everywhere; a model that says 0.5 to all is "treat all" up to 0.5 and
// "treat none" beyond.
func TestNetBenefitIdentities(t *testing.T) {
	y, risk, _ := scores(31, 150)
	d, err := performance.DecisionCurve(y, risk, nil)
	if err != nil {
		t.Fatal(err)
	}
	smallest := 1.0
	perfect, half := make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		smallest = math.Min(smallest, risk[i])
		half[i] = 0.5
		if y[i] {
			perfect[i] = 1
		}
	}
	if d.Points[0].NetBenefit != d.Prevalence || !math.IsNaN(d.Points[0].Avoided) || len(d.Points) != 100 {
		t.Errorf("at 0: %+v, prevalence %v", d.Points[0], d.Prevalence)
	}
	best, _ := performance.DecisionCurve(y, perfect, nil)
	coin, _ := performance.DecisionCurve(y, half, nil)
	for k, p := range d.Points {
		if p.Threshold < smallest && !near(p.NetBenefit, p.All, 1e-14) {
			t.Errorf("below all risks: %+v", p)
		}
		if p.NetBenefit > d.Prevalence || !near(p.Standardised*d.Prevalence, p.NetBenefit, 1e-14) {
			t.Errorf("%+v above prevalence %v", p, d.Prevalence)
		}
		if p.Threshold > 0 {
			// Avoided: what not treating would have to be worth.
			odds := p.Threshold / (1 - p.Threshold)
			if !near(p.NetBenefit, p.All+p.Avoided/100*odds, 1e-13) {
				t.Errorf("avoided: %+v", p)
			}
			if q := best.Points[k]; !near(q.NetBenefit, d.Prevalence, 1e-14) || !near(q.Avoided, 100*(1-d.Prevalence), 1e-12) {
				t.Errorf("perfect: %+v", q)
			}
		}
		switch q := coin.Points[k]; {
		case q.Threshold <= 0.5 && !near(q.NetBenefit, q.All, 1e-14):
			t.Errorf("0.5 to all: %+v", q)
		case q.Threshold > 0.5 && q.NetBenefit != 0:
			t.Errorf("0.5 to all: %+v", q)
		}
	}
	// The counts by hand: at 0.4 the risks 0.9, 0.4 are positive.
	hand, err := performance.DecisionCurve([]bool{true, false, true, false, false}, []float64{0.9, 0.4, 0.3, 0.1, 0.2}, []float64{0.4})
	if p := hand.Points[0]; err != nil || p.TP != 1 || p.FP != 1 || !near(p.NetBenefit, 0.2-0.2*0.4/0.6, 1e-15) {
		t.Errorf("%+v, %v", p, err)
	}
}

// The published numbers of the study (data/published.csv of the repository):
// with 96 patients split about 55/41 only the validation interval of the
// multi-channel model cannot be what it says.
func TestPublishedIntervals(t *testing.T) {
	for name, c := range map[string]struct {
		auc, lo, hi     float64
		cases, controls int
		want            performance.Verdict
	}{
		"MC training":         {0.731, 0.654, 0.808, 128, 96, performance.Consistent},
		"MC validation":       {0.652, 0.447, 0.858, 55, 41, performance.TooWide},
		"FF training":         {0.779, 0.719, 0.839, 128, 96, performance.Consistent},
		"FF validation":       {0.663, 0.552, 0.774, 55, 41, performance.Consistent},
		"combined training":   {0.838, 0.786, 0.891, 128, 96, performance.Consistent},
		"combined validation": {0.702, 0.598, 0.807, 55, 41, performance.Consistent},
		"far too narrow":      {0.652, 0.632, 0.672, 55, 41, performance.TooNarrow},
	} {
		got, err := performance.CheckInterval(c.auc, [2]float64{c.lo, c.hi}, c.cases, c.controls, 3)
		if err != nil || got.Verdict != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, got.Verdict, c.want, err)
		}
		if !(got.NarrowestSE < got.HanleyMcNeilSE && got.HanleyMcNeilSE < got.WidestSE) {
			t.Errorf("%s: SE %v, %v, %v", name, got.NarrowestSE, got.HanleyMcNeilSE, got.WidestSE)
		}
	}
	mc, _ := performance.CheckInterval(0.652, [2]float64{0.447, 0.858}, 55, 41, 3)
	for _, pair := range [][2]float64{{mc.WidestCI[0], 0.506}, {mc.WidestCI[1], 0.798}, {mc.HanleyMcNeilCI[0], 0.543}, {mc.HanleyMcNeilCI[1], 0.761}} {
		if math.Abs(pair[0]-pair[1]) > 0.0005 {
			t.Errorf("limit %v, want %v", pair[0], pair[1])
		}
	}
	if math.Round(mc.SmallerClass) != 21 {
		t.Errorf("fits %v in the smaller class, want 21", mc.SmallerClass)
	}
	if just, err := performance.CheckInterval(0.652, mc.WidestCI, 55, 41, 3); err != nil || just.Verdict != performance.Consistent {
		t.Errorf("the widest interval is %s, %v", just.Verdict, err)
	}
	turned, _ := performance.CheckInterval(0.652, [2]float64{0.447, 0.858}, 41, 55, 3)
	if turned.WidestSE != mc.WidestSE {
		t.Error("the bound depends on which class is the smaller one")
	}
}

// No scores lie outside the bounds: random curves of many shapes, and the two
// extreme ones, which reach them.
func TestVarianceBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 1))
	check := func(name string, y []bool, s []float64) (lowest, highest float64) {
		r, err := performance.DeLong(y, s)
		if err != nil {
			t.Fatal(err)
		}
		if r.AUC == 0 || r.AUC == 1 {
			return 1, 1
		}
		c, err := performance.CheckInterval(r.AUC, [2]float64{r.AUC / 2, (1 + r.AUC) / 2}, r.Cases, r.Controls, 3)
		if err != nil {
			t.Fatal(err)
		}
		smaller := float64(min(r.Cases, r.Controls))
		lowest, highest = r.SE/c.NarrowestSE, r.SE/(c.WidestSE*math.Sqrt(smaller/(smaller-1)))
		if lowest < 1-1e-9 || highest > 1+1e-9 {
			t.Errorf("%s: SE %v outside %v to %v (AUC %v, %d and %d)", name, r.SE, c.NarrowestSE, c.WidestSE, r.AUC, r.Cases, r.Controls)
		}
		return lowest, highest
	}
	for range 3000 {
		n := 6 + rng.IntN(40)
		y, s := make([]bool, n), make([]float64, n)
		y[0], y[1] = true, true
		centre, spread := 4*rng.NormFloat64(), math.Exp(2*rng.NormFloat64())
		for i := range y {
			y[i] = y[i] || i > 3 && rng.IntN(3) == 0
			s[i] = rng.NormFloat64()
			if y[i] {
				s[i] = centre*rng.Float64() + spread*s[i]
				if rng.IntN(4) == 0 {
					s[i] += 8
				}
			}
		}
		check("random", y, s)
	}
	// All cases side by side, controls on both sides: the AUC hangs on the
	// controls alone and the variance is the largest possible.
	var y []bool
	var s []float64
	for i := range 40 {
		y, s = append(y, true), append(s, float64(i)/100)
		y, s = append(y, false), append(s, float64(i)/100+map[bool]float64{true: -1, false: 1}[i < 26])
	}
	if _, highest := check("widest", y, s); highest < 1-1e-9 {
		t.Errorf("the widest curve reaches %v of the bound", highest)
	}
	// A straight curve: sensitivity 0.3 + 0.7 t.
	y, s = nil, nil
	for i := range 1000 {
		y, s = append(y, false), append(s, (float64(i)+0.5)/1000)
		v := (float64(i) + 0.5) / 1000
		if v > 0.7 {
			y, s = append(y, true), append(s, 1+v)
		} else {
			y, s = append(y, true), append(s, v/0.7+1e-9)
		}
	}
	r, _ := performance.DeLong(y, s)
	c, _ := performance.CheckInterval(r.AUC, [2]float64{0, 1}, 1000, 1000, 3)
	if r.SE < c.NarrowestSE || r.SE > 1.1*c.NarrowestSE {
		t.Errorf("near the narrowest: SE %v, bound %v", r.SE, c.NarrowestSE)
	}
}
