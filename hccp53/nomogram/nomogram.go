package nomogram

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// axisIntervals is the number of intervals that an axis aims at, the nint of
// rms.
const axisIntervals = 10

// Nomogram is a logistic model as scales of points. Make it with [New]. It
// holds no patient, and encodes as JSON.
type Nomogram struct {
	// Axes has one axis a term, in the order of the model.
	Axes []Axis `json:"axes"`
	// PointsPerLogOdds is the number of points that one unit of log odds is
	// worth, Zero the log odds of a patient with 0 points.
	PointsPerLogOdds float64 `json:"points_per_log_odds"`
	Zero             float64 `json:"zero"`
	// Range are the smallest and the largest log odds of the training patients.
	Range [2]float64 `json:"range"`
	// Total are the ticks of the axis of total points, from 0.
	Total []float64 `json:"total"`
	// LogOdds and Risk are the ticks of the two axes below it, over Range. A tick
	// may lie beyond the ends of Total.
	LogOdds []Tick `json:"log_odds"`
	Risk    []Tick `json:"risk"`
	// N is the number of patients of the fit, Cases of those with the outcome; 0
	// where the fit does not say.
	N     int `json:"n,omitempty"`
	Cases int `json:"cases,omitempty"`
	// Model is what is drawn. Covariance is the covariance matrix of its
	// coefficients, the intercept first; nil where the fit has none that can be
	// used, and then no interval is given.
	Model      regression.Model `json:"model"`
	Covariance [][]float64      `json:"covariance,omitempty"`
	// Warnings are those of the fit, for the reader.
	Warnings []string `json:"warnings,omitempty"`
}

// Tick is a mark on an axis below the total points.
type Tick struct {
	Value  float64 `json:"value"`  // log odds, or risk from 0 to 1
	Points float64 `json:"points"` // total points
}

// New draws up the nomogram of a fit. Training are the terms that it was fitted
// on, found by name; patients with a missing value are left out as in the fit.
// They give the ends of the axes and the range of log odds. Label returns what
// is printed beside the axis of a term; nil prints its name. Of the fit only
// Model is needed: one without Covariance, or whose outcomes are separated,
// gives a nomogram without intervals.
//
// The axis of a number goes over the training range in round steps, or has the
// values themselves when there are at most ten different ones; that of a
// factor has all levels. A model without a term, or whose terms say nothing,
// and coefficients so large that the outcomes must be separated, give
// [ErrModel]; training data that do not fit the model give the errors of
// [regression.Model.Predict].
func New(fit *regression.Fit, training []regression.Term, label func(term string) string) (*Nomogram, error) {
	m := cloned(fit.Model)
	used, err := completeTerms(m, training)
	if err != nil {
		return nil, err
	}
	predicted, err := m.Predict(used)
	if err != nil {
		return nil, err
	}
	n := &Nomogram{Zero: m.Intercept, Model: m, N: fit.N, Cases: fit.Cases, Warnings: fit.Warnings}
	n.Range = [2]float64{slices.Min(predicted.LogOdds), slices.Max(predicted.LogOdds)}
	longest := 0.0
	for k, t := range m.Terms {
		a := newAxis(t, used[k])
		if label != nil {
			a.Label = strings.TrimSpace(label(t.Name))
		}
		lo, hi := slices.Min(a.LogOdds), slices.Max(a.LogOdds)
		n.Zero += lo
		longest = math.Max(longest, hi-lo)
		n.Axes = append(n.Axes, a)
	}
	if !(longest > 0) || longest > separatedLogOdds {
		return nil, fault.New(ErrModel, "the strongest term spans %.3g units of log odds", longest).
			Try("a useful axis needs a coefficient other than 0, and outcomes that are not separated")
	}
	n.PointsPerLogOdds = 100 / longest
	for k := range n.Axes {
		n.Axes[k].setPoints(n.PointsPerLogOdds)
	}
	n.setScales()
	n.setCovariance(fit)
	return n, nil
}

// separatedLogOdds is a range of log odds that no finite maximum reaches: a
// risk of 1 − 1e-16 is 1 in floating point.
const separatedLogOdds = 1e3

// cloned returns a model that later changes of the original do not reach.
func cloned(m regression.Model) regression.Model {
	m.Terms = slices.Clone(m.Terms)
	for k := range m.Terms {
		t := &m.Terms[k]
		t.Coefficients, t.Levels, t.Knots = slices.Clone(t.Coefficients), slices.Clone(t.Levels), slices.Clone(t.Knots)
	}
	return m
}

// completeTerms returns the training data of each term of the model, of the
// patients who have them all.
func completeTerms(m regression.Model, training []regression.Term) ([]regression.Term, error) {
	var used []regression.Term
	for _, t := range m.Terms {
		k := slices.IndexFunc(training, func(u regression.Term) bool { return u.Name == t.Name })
		if k < 0 {
			return nil, fault.New(ErrModel, "the training data lack the term %q", t.Name)
		}
		if training[k].Len() != training[0].Len() {
			return nil, fault.New(ErrModel, "the training data have %d values of %q and %d of %q", training[k].Len(), t.Name, training[0].Len(), training[0].Name)
		}
		used = append(used, training[k])
	}
	if len(used) == 0 {
		return nil, fault.New(ErrModel, "the model has no term").Try("draw a nomogram of a model with at least one predictor")
	}
	used = regression.Rows(used, regression.CompleteRows(used))
	if used[0].Len() == 0 {
		return nil, fault.New(ErrModel, "no training patient is complete")
	}
	return used, nil
}

// setScales fills in the axes below the terms.
func (n *Nomogram) setScales() {
	ticks := Pretty(n.Range[0], n.Range[1], axisIntervals)
	for _, v := range ticks {
		n.LogOdds = append(n.LogOdds, Tick{v, n.pointsAt(v)})
	}
	most := 100.0
	if len(n.Axes) > 1 {
		most = n.pointsAt(ticks[len(ticks)-1])
	}
	n.Total = Pretty(0, most, axisIntervals)
	first, last := risk(ticks[0]), risk(ticks[len(ticks)-1])
	marks := []float64{.05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95}
	marks = slices.DeleteFunc(marks, func(p float64) bool { return p < first || p > last })
	if len(marks) < 2 { // all risks are alike: finer marks
		marks = slices.DeleteFunc(Pretty(first, last, axisIntervals), func(p float64) bool { return p <= 0 || p >= 1 })
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
