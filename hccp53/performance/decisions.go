package performance

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
)

// RiskModel is a model with the risks it predicts for the patients.
type RiskModel struct {
	Name string
	Risk []float64
}

// ThresholdRange is the range of thresholds that make sense in the clinic. Name
// it before the curves are seen: whoever looks for the range in which a model
// does best will find one.
type ThresholdRange struct {
	// From and To are risks, 0 <= From < To < 1.
	From, To float64
	// Reason says why these, such as "below 10 % nobody would operate".
	Reason string `json:",omitempty"`
}

// DecisionOptions say how models are compared by [CompareDecisions].
type DecisionOptions struct {
	// Range of the thresholds; the zero value is 0 to 0.99.
	Range ThresholdRange
	// Step between thresholds; 0 means 0.01.
	Step float64
	// Resampling makes bands; nil makes none. Take [Unstratified] resamples, since
	// net benefit depends on the prevalence.
	Resampling *Resampling
}

// DecisionComparison holds the decision curves of several models on the same
// patients. Treating no one has net benefit 0 everywhere; what treating everyone
// has is in each point.
type DecisionComparison struct {
	// N is the number of patients with a risk from every model, Dropped that of
	// the others.
	N, Dropped int
	Prevalence float64
	// Range is what was named beforehand.
	Range ThresholdRange
	// Resampling of the bands, nil without.
	Resampling *Resampling `json:",omitempty"`
	Models     []ModelDecision
}

// ModelDecision is the decision curve of one model.
type ModelDecision struct {
	Name   string
	Points []DecisionPoint
	// Bands has one element a point; nil without resampling.
	Bands []DecisionBand `json:",omitempty"`
}

// CompareDecisions returns the decision curves (Vickers & Elkin 2006) of several
// models on the same patients: those without a risk from one of them are left
// out. It returns [ErrProbability] for risks outside 0 to 1, an unsuitable range
// or step, [ErrLength] (without models, too), [ErrOneClass], and [ErrResample] for
// a resampling that cannot be drawn.
func CompareDecisions(outcome []bool, models []RiskModel, o DecisionOptions) (*DecisionComparison, error) {
	if len(models) == 0 {
		return nil, fault.New(ErrLength, "there are no models").Try("give at least one")
	}
	thresholds, err := o.thresholds()
	if err != nil {
		return nil, err
	}
	scores := make([][]float64, len(models))
	for i, m := range models {
		scores[i] = m.Risk
	}
	y, kept, dropped, err := complete(outcome, 1, scores...)
	if err != nil {
		return nil, err
	}
	c := &DecisionComparison{N: len(y), Dropped: dropped, Range: o.Range, Resampling: o.Resampling}
	for i, m := range models {
		d, err := DecisionCurve(y, kept[i], thresholds)
		if err != nil {
			return nil, fmt.Errorf("model %q: %w", m.Name, err)
		}
		c.Prevalence = d.Prevalence
		one := ModelDecision{Name: m.Name, Points: d.Points}
		if o.Resampling != nil {
			if one.Bands, err = decisionBands(y, kept[i], dropped, thresholds, *o.Resampling); err != nil {
				return nil, err
			}
		}
		c.Models = append(c.Models, one)
	}
	return c, nil
}

// thresholds checks the range, filling in what is left out.
func (o *DecisionOptions) thresholds() ([]float64, error) {
	if o.Range.From == 0 && o.Range.To == 0 {
		o.Range.To = 0.99
	}
	if o.Step == 0 {
		o.Step = 0.01
	}
	if !(o.Range.From >= 0 && o.Range.From < o.Range.To && o.Range.To < 1) {
		return nil, fault.New(ErrProbability, "the thresholds go from %v to %v", o.Range.From, o.Range.To).Try("give risks of 0 or more and less than 1, the lower first")
	}
	if !(o.Step >= 1e-4 && o.Step <= 1) {
		return nil, fault.New(ErrProbability, "the step between thresholds is %v", o.Step).Try("0.01 is usual")
	}
	var thresholds []float64
	places := 1 / o.Step // so that 0.07 is 7/100 and not 7 × 0.01
	for i := 0; ; i++ {
		t := math.Round((o.Range.From+float64(i)/places)*1e12) / 1e12
		if t > o.Range.To+1e-12 {
			return thresholds, nil
		}
		thresholds = append(thresholds, t)
	}
}
