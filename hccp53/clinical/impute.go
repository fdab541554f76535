package clinical

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
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
}

// learnFilling learns from Training what to put into the empty cells of a
// column.
func learnFilling(t cohort.Training, col cohort.Column) (Filling, error) {
	f := Filling{Column: col.Name}
	empty := func() error {
		return fault.New(ErrCandidate, "column %q is empty for all training patients", col.Name).Try("take it out of clinical.candidates in study.yaml")
	}
	if col.Kind == cohort.Category {
		labels, err := t.Patients().Levels(col.Name)
		if err != nil {
			return f, err
		}
		counts := make([]int, len(col.Levels))
		for _, l := range labels {
			if k := slices.Index(col.Levels, l); k >= 0 {
				counts[k]++
			} else {
				f.Missing++
			}
		}
		if f.Missing == len(labels) {
			return f, empty()
		}
		f.Mode = col.Levels[slices.Index(counts, slices.Max(counts))] // the first of equals
		for k, n := range counts {
			if n > 0 {
				f.Seen = append(f.Seen, col.Levels[k])
			}
		}
		return f, nil
	}
	values, err := modelScale(t.Patients(), col)
	if err != nil {
		return f, err
	}
	for _, v := range values {
		if math.IsNaN(v) {
			f.Missing++
		}
	}
	if f.Missing == len(values) {
		return f, empty()
	}
	q, err := inference.Quantiles(values, 0.5)
	if err != nil {
		return f, fmt.Errorf("clinical: column %q: %w", col.Name, err)
	}
	f.Median = q[0]
	return f, nil
}

// modelScale returns a number on the scale that models use.
func modelScale(p cohort.Patients, col cohort.Column) ([]float64, error) {
	values, err := p.Numbers(col.Name)
	for i, v := range values {
		values[i] = col.OnModelScale(v)
	}
	return values, err
}

// Filled is a value that was put in place of a missing one, or of a level that
// no training patient had.
type Filled struct {
	Row    int    `json:"row"` // of the patients
	Column string `json:"column"`
	Level  string `json:"level,omitempty"` // that no training patient had
	Put    string `json:"put"`             // on the modelling scale
}

// term returns the column as a term without missing values, and what was filled
// in.
func (f Filling) term(p cohort.Patients, col cohort.Column) (regression.Term, []Filled, error) {
	var filled []Filled
	if col.Kind == cohort.Category {
		labels, err := p.Levels(col.Name)
		for i, l := range labels {
			if !slices.Contains(f.Seen, l) {
				labels[i] = f.Mode
				filled = append(filled, Filled{i, col.Name, l, f.Mode})
			}
		}
		return regression.Factor(col.Name, col.Levels, labels), filled, err
	}
	values, err := modelScale(p, col)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = f.Median
			filled = append(filled, Filled{i, col.Name, "", fmt.Sprintf("%.4g", f.Median)})
		}
	}
	return regression.Numeric(col.Name, values), filled, err
}
