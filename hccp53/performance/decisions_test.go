package performance_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
)

// Several models share patients, prevalence and "treat all"; each is what
// DecisionCurve says of those patients.
func TestCompareDecisions(t *testing.T) {
	y, risk, coarse := scores(71, 90)
	holed := slices.Clone(coarse)
	holed[4], holed[50] = math.NaN(), math.NaN()
	named := performance.ThresholdRange{From: 0.05, To: 0.5, Reason: "nobody operates below 5 %"}
	c, err := performance.CompareDecisions(y, []performance.RiskModel{{Name: "a", Risk: risk}, {Name: "b", Risk: holed}}, performance.DecisionOptions{Range: named})
	if err != nil || c.N != 88 || c.Dropped != 2 || c.Range != named || len(c.Models) != 2 || c.Models[0].Bands != nil {
		t.Fatalf("%+v, %v", c, err)
	}
	var yk []bool
	var rk []float64
	for i := range y {
		if !math.IsNaN(holed[i]) {
			yk, rk = append(yk, y[i]), append(rk, risk[i])
		}
	}
	var at []float64
	for _, p := range c.Models[0].Points {
		at = append(at, p.Threshold)
	}
	if len(at) != 46 || at[0] != 0.05 || at[2] != 0.07 || at[45] != 0.5 {
		t.Errorf("%v", at)
	}
	d, _ := performance.DecisionCurve(yk, rk, at)
	if !reflect.DeepEqual(d.Points, c.Models[0].Points) {
		t.Error("not the curve of the patients in common")
	}
	for k, p := range c.Models[1].Points {
		if p.All != c.Models[0].Points[k].All {
			t.Errorf("%+v", p)
		}
	}
	whole, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: risk}}, performance.DecisionOptions{})
	if d, _ := performance.DecisionCurve(y, risk, nil); err != nil || whole.Range.To != .99 {
		t.Errorf("%+v, %v", whole.Range, err)
	} else if b, _ := json.Marshal(d.Points); true {
		if w, _ := json.Marshal(whole.Models[0].Points); string(b) != string(w) {
			t.Error("without options the thresholds are others")
		}
	}
	for name, o := range map[string]performance.DecisionOptions{
		"turned": {Range: performance.ThresholdRange{From: .5, To: .2}}, "to 1": {Range: performance.ThresholdRange{To: 1}},
		"step": {Step: -1}, "tiny step": {Step: 1e-9}, "NaN": {Range: performance.ThresholdRange{From: math.NaN(), To: .5}},
	} {
		if _, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: risk}}, o); !errors.Is(err, performance.ErrProbability) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := performance.CompareDecisions(y, nil, performance.DecisionOptions{}); !errors.Is(err, performance.ErrLength) {
		t.Errorf("no models: %v", err)
	}
	logOdds := []performance.RiskModel{{Name: "log odds", Risk: performance.LowerIsCase.Turn(risk)}}
	if _, err := performance.CompareDecisions(y, logOdds, performance.DecisionOptions{}); !errors.Is(err, performance.ErrProbability) {
		t.Errorf("log odds: %v", err)
	}
	var none performance.Resampling
	if _, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: risk}}, performance.DecisionOptions{Resampling: &none}); !errors.Is(err, performance.ErrResample) {
		t.Errorf("resampling: %v", err)
	}
}

// The bands are the quantiles of the curves of the resamples.
func TestDecisionBandsCountLikeExpandedResamples(t *testing.T) {
	y, risk, coarse := scores(72, 60)
	given := append(integerResamples(60, 12), []int{0, 0, 0})
	for i := range y { // one class: no standardised net benefit
		if !y[i] {
			given[12] = []int{i, i}
			break
		}
	}
	r := performance.Given(given)
	for _, p := range [][]float64{risk, coarse} {
		c, err := performance.CompareDecisions(y, []performance.RiskModel{{Risk: p}}, performance.DecisionOptions{Step: .05, Resampling: &r})
		if err != nil {
			t.Fatal(err)
		}
		impact, err := performance.ClinicalImpact(y, p, []float64{.35, .1, .6}, r)
		if err != nil {
			t.Fatal(err)
		}
		count := func(rows []int, at float64) (tp, fp, cases, n float64) {
			for _, i := range rows {
				n++
				if y[i] {
					cases++
				}
				if p[i] >= at && y[i] {
					tp++
				} else if p[i] >= at {
					fp++
				}
			}
			return tp, fp, cases, n
		}
		quantiles := func(v []float64) [2]float64 {
			q, err := inference.Quantiles(v, .025, .975)
			if err != nil {
				t.Fatal(err)
			}
			return [2]float64{q[0], q[1]}
		}
		same := func(a, b [2]float64) bool { return near(a[0], b[0], 1e-12) && near(a[1], b[1], 1e-12) }
		for _, b := range c.Models[0].Bands {
			odds := b.Threshold / (1 - b.Threshold)
			var benefit, standard, avoided []float64
			for _, rows := range given {
				tp, fp, cases, n := count(rows, b.Threshold)
				benefit = append(benefit, tp/n-fp/n*odds)
				if cases > 0 {
					standard = append(standard, (tp/n-fp/n*odds)/(cases/n))
				}
				avoided = append(avoided, 100*((tp/n-fp/n*odds)-(cases/n-(1-cases/n)*odds))/odds)
			}
			if !same(b.NetBenefit, quantiles(benefit)) || !same(b.Standardised, quantiles(standard)) || odds > 0 && !same(b.Avoided, quantiles(avoided)) || odds == 0 && !math.IsNaN(b.Avoided[0]) {
				t.Errorf("%+v", b)
			}
		}
		for _, q := range impact {
			var high, cases []float64
			for _, rows := range given {
				tp, fp, _, n := count(rows, q.Threshold)
				high, cases = append(high, 1000*(tp+fp)/n), append(cases, 1000*tp/n)
			}
			tp, fp, _, n := count(firstRows(60), q.Threshold)
			if !near(q.HighRisk, 1000*(tp+fp)/n, 1e-12) || !near(q.Cases, 1000*tp/n, 1e-12) || !same(q.HighRiskCI, quantiles(high)) || !same(q.CasesCI, quantiles(cases)) {
				t.Errorf("%+v", q)
			}
		}
	}
}

func TestDecisionBandsSurviveJSONAndProcessors(t *testing.T) {
	y, risk, _ := scores(73, 70)
	r := performance.Unstratified(5, 40)
	run := func() string {
		c, err := performance.CompareDecisions(y, []performance.RiskModel{{Name: "m", Risk: risk}}, performance.DecisionOptions{Resampling: &r})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	many := run()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := run(); one != many {
		t.Error("the number of processors matters")
	}
	var back performance.DecisionComparison
	if err := json.Unmarshal([]byte(many), &back); err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(back); string(b) != many {
		t.Error("came back as another")
	}
	if back.Resampling.Seed != 5 || back.Resampling.Count != 40 {
		t.Errorf("%+v", back.Resampling)
	}
}
