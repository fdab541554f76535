package nomogram

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Reading is one patient read off a nomogram.
type Reading struct {
	// Points has the points of each axis, in the order of Nomogram.Axes.
	Points []float64 `json:"points"`
	// Total is their sum, LogOdds and Risk what it stands for.
	Total   float64 `json:"total"`
	LogOdds float64 `json:"log_odds"`
	Risk    float64 `json:"risk"`
	// CI is the 95 % confidence interval of Risk, symmetric on the scale of log
	// odds; nil where the nomogram has no covariance.
	CI *[2]float64 `json:"ci,omitempty"`
	// OutOfRange names the terms whose value lies outside the training range.
	// Its points are extrapolated, and may be below 0 or above 100.
	OutOfRange []string `json:"out_of_range,omitempty"`
}

// Points reads the patient in the given row (from 0) of the terms off the
// nomogram. It is exact: the risk is that of the model, not of a reading with
// a ruler. Terms are found by name; others are ignored. A term that is missing
// or of the other kind, a missing value and an unknown level give
// [ErrPatient].
func (n *Nomogram) Points(patient []regression.Term, row int) (Reading, error) {
	r := Reading{Points: make([]float64, len(n.Axes)), LogOdds: n.Model.Intercept}
	design := []float64{1}
	for k, a := range n.Axes {
		i := slices.IndexFunc(patient, func(t regression.Term) bool { return t.Name == a.Term })
		if i < 0 || patient[i].IsFactor() != (a.Levels != nil) || row < 0 || row >= patient[i].Len() {
			return Reading{}, fault.New(ErrPatient, "the patient has no value for %s", a.Label).
				Try("give every term of the model, numbers as numbers and levels as levels")
		}
		x, err := n.logOdds(k, patient[i], row)
		if err != nil {
			return Reading{}, err
		}
		if a.Levels == nil && (patient[i].Numbers[row] < a.Min || patient[i].Numbers[row] > a.Max) {
			r.OutOfRange = append(r.OutOfRange, a.Term)
		}
		r.Points[k] = (x - slices.Min(a.LogOdds)) * n.PointsPerLogOdds
		r.Total += r.Points[k]
		r.LogOdds += x
		design = columns(design, n.Model.Terms[k], patient[i], row)
	}
	r.Risk = risk(r.LogOdds)
	r.CI = n.interval(design, r.LogOdds)
	return r, nil
}

// logOdds returns what the value of a patient on axis k adds to the log odds.
func (n *Nomogram) logOdds(k int, t regression.Term, row int) (float64, error) {
	a := n.Axes[k]
	if a.Levels != nil {
		l := slices.Index(a.Levels, t.Labels[row])
		if l < 0 {
			return 0, fault.New(ErrPatient, "the level %q is not one of %q", t.Labels[row], a.Levels).At("%s", a.Label)
		}
		return a.LogOdds[l], nil
	}
	v := t.Numbers[row]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fault.New(ErrPatient, "the value is %v", v).At("%s", a.Label)
	}
	return n.Model.Terms[k].At(v), nil
}
