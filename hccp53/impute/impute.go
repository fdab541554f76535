package impute

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// Filling is what is put in place of a missing value, learnt on Training.
type Filling struct {
	Column string `json:"column"`
	// Median of a number, on the scale of the model; Mode of a factor.
	Median float64 `json:"median,omitempty"`
	Mode   string  `json:"mode,omitempty"`
	// Seen are the levels that training patients had. A model knows nothing of
	// another level; it is filled in like a missing value.
	Seen []string `json:"seen,omitempty"`
	// Missing counts the missing values in Training.
	Missing int `json:"missing"`
	// Indicator tells that [Filling.Terms] adds a term that is 1 where the value is
	// missing.
	Indicator bool `json:"indicator,omitempty"`
}

// Learn learns from the values of training patients what stands in for a missing
// one: the median (type 7), or the commonest level, of levels equally common the
// first declared. A column without any value is [ErrEmpty].
func Learn(t regression.Term) (Filling, error) {
	f := Filling{Column: t.Name}
	if !t.IsFactor() {
		for _, v := range t.Numbers {
			if math.IsNaN(v) {
				f.Missing++
			}
		}
		if f.Missing == t.Len() {
			return f, f.empty()
		}
		q, err := inference.Quantiles(t.Numbers, 0.5)
		if err != nil {
			return f, fmt.Errorf("column %q: %w", t.Name, err)
		}
		f.Median = q[0]
		return f, nil
	}
	counts := make([]int, len(t.Levels))
	for _, l := range t.Labels {
		if k := slices.Index(t.Levels, l); k >= 0 {
			counts[k]++
		} else {
			f.Missing++
		}
	}
	if f.Missing == t.Len() {
		return f, f.empty()
	}
	f.Mode = t.Levels[slices.Index(counts, slices.Max(counts))]
	for k, n := range counts {
		if n > 0 {
			f.Seen = append(f.Seen, t.Levels[k])
		}
	}
	return f, nil
}

func (f Filling) empty() error {
	return fault.New(ErrEmpty, "column %q is empty for all training patients", f.Column).Try("leave the column out")
}

// Filled is a value that was put in place of a missing one, or of a level that
// no training patient had.
type Filled struct {
	Row    int    `json:"row"` // of the patients
	Column string `json:"column"`
	Level  string `json:"level,omitempty"` // that no training patient had
	Put    string `json:"put"`             // on the scale of the model
}

// Text returns what is put in, for the reader.
func (f Filling) Text() string {
	if f.Mode != "" {
		return f.Mode
	}
	return fmt.Sprintf("%.4g", f.Median)
}

// Fill returns a column without missing values, and what was filled in.
func (f Filling) Fill(t regression.Term) (regression.Term, []Filled) {
	var filled []Filled
	if t.IsFactor() {
		labels := slices.Clone(t.Labels)
		for i, l := range labels {
			if !slices.Contains(f.Seen, l) {
				labels[i] = f.Mode
				filled = append(filled, Filled{i, t.Name, l, f.Text()})
			}
		}
		t.Labels = labels
		return t, filled
	}
	values := slices.Clone(t.Numbers)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = f.Median
			filled = append(filled, Filled{i, t.Name, "", f.Text()})
		}
	}
	t.Numbers = values
	return t, filled
}

// Terms returns a column filled in and, where Indicator says so, its indicator.
func (f Filling) Terms(t regression.Term) []regression.Term {
	full, _ := f.Fill(t)
	if f.Indicator {
		return []regression.Term{full, indicator(t)}
	}
	return []regression.Term{full}
}

// missingSuffix is behind the column in the name of an indicator.
const missingSuffix = "_missing"

// indicator is 1 where the value is missing.
func indicator(t regression.Term) regression.Term {
	values := make([]float64, t.Len())
	for i := range values {
		if t.IsFactor() && t.Labels[i] == "" || !t.IsFactor() && math.IsNaN(t.Numbers[i]) {
			values[i] = 1
		}
	}
	return regression.Numeric(t.Name+missingSuffix, values)
}

// IndicatorOf returns the column whose missing values a term indicates, and
// whether the term is named like one that does.
func IndicatorOf(term string) (column string, is bool) {
	return strings.CutSuffix(term, missingSuffix)
}
