package combined

import (
	"errors"
	"math"
	"slices"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// ErrNomogram reports a model or a patient that cannot be drawn as a nomogram.
var ErrNomogram = errors.New("combined: nomogram not possible")

const (
	// axisIntervals is the number of intervals that an axis aims at, the nint of
	// rms.
	axisIntervals = 10
	// fewValues is the largest number of distinct values at which the axis of a
	// number shows exactly those: n.unique of datadist in rms. A column of 0 and
	// 1 thus has an axis of two points.
	fewValues = 10
)

// Nomogram is a logistic model as scales of points: each term's contribution
// to the log odds is shifted to begin at 0 and stretched so that the longest
// axis is 100 points long. The sum of the points gives the log odds and the
// risk.
//
// The axes are those of nomogram() of R's rms (Harrell); only the risk axis
// differs, which rms interpolates and which here is exact.
type Nomogram struct {
	// Axes has one axis a term, in the order of the model.
	Axes []Axis `json:"axes"`
	// PointsPerLogOdds is the number of points that one unit of log odds is
	// worth, Zero the log odds of a patient with 0 points.
	PointsPerLogOdds float64 `json:"points_per_log_odds"`
	Zero             float64 `json:"zero"`
	// Total are the ticks of the axis of total points, from 0.
	Total []float64 `json:"total"`
	// LogOdds and Risk are the ticks of the two axes below it, over the range of
	// the training patients. A tick may lie beyond the ends of Total.
	LogOdds []Tick `json:"log_odds"`
	Risk    []Tick `json:"risk"`
}

// Axis is the axis of one term.
type Axis struct {
	Term string `json:"term"`
	// Label is the title with its unit, for people.
	Label string `json:"label"`
	// Levels are the marks of a factor, the reference first; nil for a number.
	Levels []string `json:"levels,omitempty"`
	// Values are the marks of a number, rising, on the scale of the model; nil
	// for a factor.
	Values []float64 `json:"values,omitempty"`
	// LogOdds and Points hold one value a mark.
	LogOdds []float64 `json:"log_odds"`
	Points  []float64 `json:"points"`
	// Min and Max are the range of a number in Training.
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Tick is a mark on an axis below the total points.
type Tick struct {
	Value  float64 `json:"value"`  // log odds, or risk from 0 to 1
	Points float64 `json:"points"` // total points
}

// NewNomogram draws up the nomogram of a fitted model. Training are the terms
// that it was fitted on, found by name; patients with a missing value are left
// out as in the fit. They give the ends of the axes and the range of log odds.
// Label returns what is printed beside the axis of a term; nil prints its name.
//
// The axis of a number goes over the training range in round steps, or has the
// values themselves when there are at most ten different ones; that of a
// factor has all levels. A model without a term, or whose terms say nothing,
// and coefficients so large that the outcomes must be separated, give
// [ErrNomogram].
func NewNomogram(m regression.Model, training []regression.Term, label func(term string) string) (*Nomogram, error) {
	var used []regression.Term
	for _, t := range m.Terms {
		k := slices.IndexFunc(training, func(u regression.Term) bool { return u.Name == t.Name })
		if k < 0 {
			return nil, fault.New(ErrNomogram, "the training data lack the term %q", t.Name)
		}
		used = append(used, training[k])
	}
	if len(used) == 0 {
		return nil, fault.New(ErrNomogram, "the model has no term").Try("draw a nomogram of a model with at least one predictor")
	}
	used = regression.Rows(used, regression.CompleteRows(used))
	if used[0].Len() == 0 {
		return nil, fault.New(ErrNomogram, "no training patient is complete")
	}
	predicted, err := m.Predict(used)
	if err != nil {
		return nil, err
	}
	n := &Nomogram{Zero: m.Intercept}
	longest := 0.0
	for k, t := range m.Terms {
		a := newAxis(t, used[k])
		if label != nil {
			a.Label = label(t.Name)
		}
		lo, hi := slices.Min(a.LogOdds), slices.Max(a.LogOdds)
		n.Zero += lo
		longest = math.Max(longest, hi-lo)
		n.Axes = append(n.Axes, a)
	}
	if !(longest > 0) || longest > separatedLogOdds {
		return nil, fault.New(ErrNomogram, "the strongest term spans %.3g units of log odds", longest).
			Try("a useful axis needs a coefficient other than 0, and outcomes that are not separated")
	}
	n.PointsPerLogOdds = 100 / longest
	for k := range n.Axes {
		n.Axes[k].setPoints(n.PointsPerLogOdds)
	}
	n.setScales(slices.Min(predicted.LogOdds), slices.Max(predicted.LogOdds))
	return n, nil
}

// separatedLogOdds is a range of log odds that no finite maximum reaches: a
// risk of 1 − 1e-16 is 1 in floating point.
const separatedLogOdds = 1e3

func newAxis(t regression.ModelTerm, data regression.Term) Axis {
	a := Axis{Term: t.Name, Label: t.Name}
	if t.Levels != nil {
		a.Levels, a.LogOdds = t.Levels, slices.Clone(t.Coefficients)
		return a
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(data.Numbers)))
	a.Min, a.Max = distinct[0], distinct[len(distinct)-1]
	if a.Values = distinct; len(distinct) > fewValues {
		a.Values = pretty(a.Min, a.Max, axisIntervals)
	}
	for _, v := range a.Values {
		a.LogOdds = append(a.LogOdds, t.Coefficients[0]*v)
	}
	return a
}

func (a *Axis) setPoints(perLogOdds float64) {
	lo := slices.Min(a.LogOdds)
	a.Points = make([]float64, len(a.LogOdds))
	for i, x := range a.LogOdds {
		a.Points[i] = (x - lo) * perLogOdds
	}
}

// setScales fills in the axes below the terms, for training patients whose log
// odds lie between lo and hi.
func (n *Nomogram) setScales(lo, hi float64) {
	ticks := pretty(lo, hi, axisIntervals)
	for _, v := range ticks {
		n.LogOdds = append(n.LogOdds, Tick{v, n.pointsAt(v)})
	}
	most := 100.0
	if len(n.Axes) > 1 {
		most = n.pointsAt(ticks[len(ticks)-1])
	}
	n.Total = pretty(0, most, axisIntervals)
	first, last := risk(ticks[0]), risk(ticks[len(ticks)-1])
	marks := []float64{.05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95}
	marks = slices.DeleteFunc(marks, func(p float64) bool { return p < first || p > last })
	if len(marks) < 2 { // all risks are alike: finer marks
		marks = slices.DeleteFunc(pretty(first, last, axisIntervals), func(p float64) bool { return p <= 0 || p >= 1 })
	}
	for _, p := range marks {
		n.Risk = append(n.Risk, Tick{p, n.PointsAtRisk(p)})
	}
}

// pointsAt returns the total points of a log odds.
func (n *Nomogram) pointsAt(logOdds float64) float64 { return (logOdds - n.Zero) * n.PointsPerLogOdds }

// PointsAtRisk returns the total points at which the risk is p, which must lie
// between 0 and 1.
func (n *Nomogram) PointsAtRisk(p float64) float64 { return n.pointsAt(math.Log(p / (1 - p))) }

func risk(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// Nomogram draws up the nomogram of the combined model from the data that it
// was fitted on: numbers on the scale of the model, such as the logarithm of
// AFP, and scores in standard deviations.
func (m *Model) Nomogram(t cohort.Training, c *clinical.Model, scores Scores) (*Nomogram, error) {
	terms, err := m.Terms(t.Patients(), c, scores)
	if err != nil {
		return nil, err
	}
	return NewNomogram(m.Fit.Model, terms, func(term string) string { return termLabel(t.Schema(), term) })
}

// Terms returns the terms of the model for any patients, given their scores:
// missing values filled in, scores standardised. They serve
// [Nomogram.Points].
func (m *Model) Terms(p cohort.Patients, c *clinical.Model, scores Scores) ([]regression.Term, error) {
	if err := scores.check(p); err != nil {
		return nil, err
	}
	terms, _, err := c.Terms(p)
	if err != nil {
		return nil, err
	}
	return slices.Concat(terms, m.terms(scores)), nil
}

// termLabel is the label of a term as the schema has it.
func termLabel(s cohort.Schema, term string) string {
	switch term {
	case RadScore:
		return "Rad-score (SD)"
	case DLScore:
		return "DL-score (SD)"
	}
	if c, err := s.Column(term); err == nil {
		return c.Label(true)
	}
	return term
}
