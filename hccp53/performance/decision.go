package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Decision is a decision curve (Vickers & Elkin 2006). Treating no one has net
// benefit 0 everywhere.
type Decision struct {
	N, Dropped int
	// Prevalence is the share of cases.
	Prevalence float64
	Points     []DecisionPoint
}

// DecisionPoint is what acting on a predicted risk >= Threshold does.
type DecisionPoint struct {
	// Threshold is the risk at which a patient is indifferent between being
	// treated and not: Threshold/(1-Threshold) is the harm of treating a control
	// over the good of treating a case.
	Threshold float64
	// TP and FP count the positives, true and false.
	TP, FP int
	// NetBenefit is TP/n - FP/n·t/(1-t); All is that of treating everyone.
	NetBenefit, All float64
	// Standardised and StandardisedAll are these over the prevalence, so that the
	// most that can be reached is 1.
	Standardised, StandardisedAll float64
	// Avoided is the number of treatments avoided in 100 patients, at the same
	// number of cases treated, in comparison with treating everyone. It is not
	// defined at threshold 0: NaN, null in JSON.
	Avoided float64
}

// DecisionCurve returns the net benefit of acting on a predicted risk over
// thresholds from 0 to below 1; nil means 0, 0.01, … 0.99. A risk equal to the
// threshold counts as positive. Risks outside 0 to 1 and thresholds outside
// [0, 1) give [ErrProbability].
func DecisionCurve(outcome []bool, p []float64, thresholds []float64) (*Decision, error) {
	y, risk, dropped, err := risks(outcome, p)
	if err != nil {
		return nil, err
	}
	if thresholds == nil {
		for i := range 100 {
			thresholds = append(thresholds, float64(i)/100)
		}
	}
	cases, controls := split(y, risk)
	n := float64(len(y))
	d := &Decision{N: len(y), Dropped: dropped, Prevalence: float64(len(cases)) / n}
	for i, t := range thresholds {
		if !(t >= 0 && t < 1) {
			return nil, fault.New(ErrProbability, "threshold %d is %v, expected 0 or more and less than 1", i+1, t)
		}
		odds := t / (1 - t)
		q := DecisionPoint{Threshold: t, TP: reached(cases, t), FP: reached(controls, t)}
		q.NetBenefit = float64(q.TP)/n - float64(q.FP)/n*odds
		q.All = d.Prevalence - (1-d.Prevalence)*odds
		q.Standardised = q.NetBenefit / d.Prevalence
		q.StandardisedAll = q.All / d.Prevalence
		q.Avoided = math.NaN()
		if t > 0 {
			q.Avoided = (q.NetBenefit - q.All) / odds * 100
		}
		d.Points = append(d.Points, q)
	}
	return d, nil
}

// reached counts the values that reach t.
func reached(x []float64, t float64) int {
	n := 0
	for _, v := range x {
		if v >= t {
			n++
		}
	}
	return n
}

type plainDecision DecisionPoint

type decisionJSON struct {
	plainDecision
	Avoided inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (p DecisionPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(decisionJSON{plainDecision(p), inference.Number(p.Avoided)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *DecisionPoint) UnmarshalJSON(b []byte) error {
	var v decisionJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = DecisionPoint(v.plainDecision)
	p.Avoided = float64(v.Avoided)
	return nil
}
