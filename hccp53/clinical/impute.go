package clinical

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// ErrCandidate reports a candidate that cannot be used.
var ErrCandidate = errors.New("clinical: candidate not usable")

// Filling is what is put in place of a missing value, learnt on Training.
type Filling struct {
	Column string `json:"column"`
	// Median of a number, on the modelling scale; Mode of a category.
	Median float64 `json:"median,omitempty"`
	Mode   string  `json:"mode,omitempty"`
	// Seen are the levels that training patients had. The model knows nothing of
	// another level; it is filled in like a missing value.
	Seen []string `json:"seen,omitempty"`
	// Missing counts the empty cells in Training.
	Missing int `json:"missing"`
	// Indicator tells that a second term, 1 where the value is missing, stood
	// among the candidates: see Settings.Indicator.
	Indicator bool `json:"indicator,omitempty"`
}

// missingSuffix is behind the column in the name of an indicator.
const missingSuffix = "_missing"

// raw returns a column of patients as it is, on the scale that models use:
// missing values are NaN or "".
func raw(p cohort.Patients, col cohort.Column) (regression.Term, error) {
	if col.Kind == cohort.Category {
		labels, err := p.Levels(col.Name)
		return regression.Factor(col.Name, col.Levels, labels), err
	}
	values, err := p.Numbers(col.Name)
	for i, v := range values {
		values[i] = col.OnModelScale(v)
	}
	return regression.Numeric(col.Name, values), err
}

// learnFilling learns what to put into the empty cells of a column. It reports
// false for a column that is empty.
func learnFilling(t regression.Term) (f Filling, any bool) {
	f.Column = t.Name
	if t.IsFactor() {
		counts := make([]int, len(t.Levels))
		for _, l := range t.Labels {
			if k := slices.Index(t.Levels, l); k >= 0 {
				counts[k]++
			} else {
				f.Missing++
			}
		}
		if f.Missing == t.Len() {
			return f, false
		}
		f.Mode = t.Levels[slices.Index(counts, slices.Max(counts))] // the first of equals
		for k, n := range counts {
			if n > 0 {
				f.Seen = append(f.Seen, t.Levels[k])
			}
		}
		return f, true
	}
	for _, v := range t.Numbers {
		if math.IsNaN(v) {
			f.Missing++
		}
	}
	q, err := inference.Quantiles(t.Numbers, 0.5)
	if err != nil { // nothing is left
		return f, false
	}
	f.Median = q[0]
	return f, true
}

// Filled is a value that was put in place of a missing one, or of a level that
// no training patient had.
type Filled struct {
	Row    int    `json:"row"` // of the patients
	Column string `json:"column"`
	Level  string `json:"level,omitempty"` // that no training patient had
	Put    string `json:"put"`             // on the modelling scale
}

// fill returns a raw column without missing values, and what was filled in.
func (f Filling) fill(t regression.Term) (regression.Term, []Filled) {
	var filled []Filled
	if t.IsFactor() {
		labels := slices.Clone(t.Labels)
		for i, l := range labels {
			if !slices.Contains(f.Seen, l) {
				labels[i] = f.Mode
				filled = append(filled, Filled{i, t.Name, l, f.Mode})
			}
		}
		return regression.Factor(t.Name, t.Levels, labels), filled
	}
	values := slices.Clone(t.Numbers)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = f.Median
			filled = append(filled, Filled{i, t.Name, "", fmt.Sprintf("%.4g", f.Median)})
		}
	}
	return regression.Numeric(t.Name, values), filled
}

// indicate returns the indicator of a raw column: 1 where the value is missing.
func indicate(t regression.Term) regression.Term {
	values := make([]float64, t.Len())
	for i := range values {
		if t.IsFactor() && t.Labels[i] == "" || !t.IsFactor() && math.IsNaN(t.Numbers[i]) {
			values[i] = 1
		}
	}
	return regression.Numeric(t.Name+missingSuffix, values)
}

// IndicatorOf returns the column whose missing values a term indicates, and
// whether it is named like one that does.
func IndicatorOf(term string) (column string, is bool) {
	return strings.CutSuffix(term, missingSuffix)
}
