package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Term is one variable with its values, one a patient. Make it with [Numeric],
// [Spline] or [Factor].
type Term struct {
	Name string
	// Numbers are the values of a numeric term; NaN is missing. Nil in a factor.
	Numbers []float64
	// Knots are those of a spline, nil for a term that is linear or a factor.
	Knots []float64
	// Levels are the levels of a factor, the reference first.
	Levels []string
	// Labels are the levels of the patients; "" is missing. Nil in a numeric term.
	Labels []string
}

// Numeric returns a numeric term. The values are not copied.
func Numeric(name string, values []float64) Term {
	if values == nil {
		values = []float64{}
	}
	return Term{Name: name, Numbers: values}
}

// Factor returns a factor whose first level is the reference. The slices are
// not copied. For prediction levels may be nil: the model knows them.
func Factor(name string, levels, labels []string) Term {
	if labels == nil {
		labels = []string{}
	}
	return Term{Name: name, Levels: levels, Labels: labels}
}

// IsFactor reports whether t is a factor.
func (t Term) IsFactor() bool { return t.Labels != nil }

// Len returns the number of patients.
func (t Term) Len() int {
	if t.IsFactor() {
		return len(t.Labels)
	}
	return len(t.Numbers)
}

// Rows returns the term for the given patients, who may repeat, as in a
// bootstrap resample.
func (t Term) Rows(rows []int) Term {
	if t.IsFactor() {
		return Term{Name: t.Name, Levels: t.Levels, Labels: pick(t.Labels, rows)}
	}
	return Term{Name: t.Name, Numbers: pick(t.Numbers, rows), Knots: t.Knots}
}

// Rows applies [Term.Rows] to each term.
func Rows(terms []Term, rows []int) []Term {
	out := make([]Term, len(terms))
	for k, t := range terms {
		out[k] = t.Rows(rows)
	}
	return out
}

// CompleteRows returns the patients without a missing value in any term. The
// terms must be of one length.
func CompleteRows(terms []Term) []int {
	if len(terms) == 0 {
		return nil
	}
	var rows []int
	for i := range terms[0].Len() {
		if !slices.ContainsFunc(terms, func(t Term) bool { return t.missing(i) }) {
			rows = append(rows, i)
		}
	}
	return rows
}

func (t Term) missing(i int) bool {
	if t.IsFactor() {
		return t.Labels[i] == ""
	}
	return math.IsNaN(t.Numbers[i])
}

// checkTerms checks terms of n patients for fitting.
func checkTerms(terms []Term, n int) error {
	for k, t := range terms {
		if t.Name == "" || slices.ContainsFunc(terms[:k], func(u Term) bool { return u.Name == t.Name }) {
			return fault.New(ErrTerm, "term %d is named %q, which is empty or taken", k+1, t.Name)
		}
		if t.Len() != n {
			return fault.New(ErrLength, "term %q has %d values for %d outcomes", t.Name, t.Len(), n)
		}
		for i, v := range t.Numbers {
			if math.IsInf(v, 0) {
				return fault.New(ErrNotFinite, "row %d of term %q is %v", i+1, t.Name, v)
			}
		}
		if t.Knots != nil {
			if err := checkKnots(t.Name, t.Knots); err != nil {
				return err
			}
		}
		for l, level := range t.Levels {
			if level == "" || slices.Contains(t.Levels[:l], level) {
				return fault.New(ErrTerm, "level %d of term %q is %q, which is empty or taken", l+1, t.Name, level)
			}
		}
		for i, label := range t.Labels {
			if label != "" && !slices.Contains(t.Levels, label) {
				return fault.New(ErrUnknownLevel, "row %d of term %q has the level %q, declared are %q", i+1, t.Name, label, t.Levels).
					Try("declare the level, or correct the value")
			}
		}
	}
	return nil
}
