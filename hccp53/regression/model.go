package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Model is a fitted linear predictor with all that is needed to apply it to a
// new patient. It encodes as JSON and comes back bit for bit.
type Model struct {
	Intercept float64
	Terms     []ModelTerm
}

// ModelTerm is one term of a [Model].
type ModelTerm struct {
	Name string
	// Levels of a factor, the reference first; nil for a numeric term.
	Levels []string `json:",omitempty"`
	// Unused are declared levels that no patient of the fit had.
	Unused []string `json:",omitempty"`
	// Knots of a spline; nil for other terms.
	Knots []float64 `json:",omitempty"`
	// Coefficients holds one value for a numeric term, one a column for a spline,
	// and one a level for a factor, 0 for the reference. An aliased column has 0.
	Coefficients []float64
	// Min and Max are the range of a numeric term in the fit.
	Min, Max float64
}

// Predictions are the results of [Model.Predict], one a patient.
type Predictions struct {
	// LogOdds is the linear predictor, Probability its inverse logit.
	LogOdds, Probability []float64
	// OutOfRange lists the values outside the range of the fit, by row.
	OutOfRange []OutOfRange
}

// OutOfRange is a value of a new patient that the fit never saw the like of.
type OutOfRange struct {
	Row             int // from 0
	Term            string
	Value, Min, Max float64
}

// Predict applies the model to new patients. The terms are found by name, in
// any order; others are ignored. It returns [ErrTerm] for a term that is missing
// or of the other kind, [ErrUnknownLevel] for a level the fit did not have,
// [ErrNotFinite] for a missing or infinite value (see [CompleteRows]) and
// [ErrLength] for terms of different lengths.
func (m Model) Predict(terms []Term) (Predictions, error) {
	found := make([]Term, len(m.Terms))
	n := 0
	if len(terms) > 0 {
		n = terms[0].Len()
	}
	for k, want := range m.Terms {
		if len(want.Coefficients) != want.size() {
			return Predictions{}, fault.New(ErrTerm, "term %q of the model has %d coefficients, not %d", want.Name, len(want.Coefficients), want.size()).
				Try("store and load the model again: this one is damaged")
		}
		i := slices.IndexFunc(terms, func(t Term) bool { return t.Name == want.Name })
		if i < 0 {
			return Predictions{}, fault.New(ErrTerm, "the model needs the term %q", want.Name)
		}
		t := terms[i]
		if t.IsFactor() != (want.Levels != nil) {
			return Predictions{}, fault.New(ErrTerm, "term %q is numeric in one of fit and data and a factor in the other", t.Name)
		}
		if t.Len() != n {
			return Predictions{}, fault.New(ErrLength, "term %q has %d values, %q has %d", t.Name, t.Len(), terms[0].Name, n)
		}
		found[k] = t
	}
	p := Predictions{LogOdds: make([]float64, n), Probability: make([]float64, n)}
	for i := range n {
		eta := m.Intercept
		for k, t := range found {
			x, out, err := m.Terms[k].contribution(t, i)
			if err != nil {
				return Predictions{}, err
			}
			if out {
				p.OutOfRange = append(p.OutOfRange, OutOfRange{Row: i, Term: t.Name, Value: t.Numbers[i], Min: m.Terms[k].Min, Max: m.Terms[k].Max})
			}
			eta += x
		}
		p.LogOdds[i] = eta
		p.Probability[i] = 1 / (1 + math.Exp(-eta))
	}
	return p, nil
}

// contribution returns what the term adds to the linear predictor of patient i.
func (m ModelTerm) contribution(t Term, i int) (x float64, outOfRange bool, err error) {
	if m.Levels != nil {
		label := t.Labels[i]
		if label == "" {
			return 0, false, fault.New(ErrNotFinite, "row %d of term %q is missing", i+1, t.Name)
		}
		l := slices.Index(m.Levels, label)
		if l < 0 {
			e := fault.New(ErrUnknownLevel, "row %d of term %q has the level %q, the model knows %q", i+1, t.Name, label, m.Levels)
			if slices.Contains(m.Unused, label) {
				return 0, false, e.Try("the level was declared, but no patient of the fit had it")
			}
			return 0, false, e
		}
		return m.Coefficients[l], false, nil
	}
	v := t.Numbers[i]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false, fault.New(ErrNotFinite, "row %d of term %q is %v", i+1, t.Name, v)
	}
	return m.At(v), v < m.Min || v > m.Max, nil
}

// At returns what a value of a numeric term or spline adds to the log odds.
func (m ModelTerm) At(x float64) float64 {
	sum := m.Coefficients[0] * x
	for j := 1; j < len(m.Coefficients); j++ {
		sum += m.Coefficients[j] * splineBasis(m.Knots, j, x)
	}
	return sum
}

// size is the number of coefficients the term must have.
func (m ModelTerm) size() int {
	switch {
	case m.Levels != nil:
		return len(m.Levels)
	case m.Knots != nil:
		return max(1, len(m.Knots)-1)
	}
	return 1
}
