package main

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// fittedRows are the rows of a table that a model learnt from.
type fittedRows struct {
	training []bool // of the training rows of the model, by the number of the row less 1
	used     []bool // those of them that took part in the fit: nothing was missing
}

// fitted finds the rows of a table, before any was left out, that the model was
// fitted on: it is the very table, or one with other bytes that has as many of
// such rows, with the same outcomes and ranges. It is nil for another table.
func (m *statsModel) fitted(d *statsData) *fittedRows {
	f, err := m.learntFrom(d)
	switch {
	case m.Training.SHA256 == d.hash && err != nil: // the model was changed: what cannot be told counts as seen
		all := make([]bool, d.table.Rows())
		for i := range all {
			all[i] = true
		}
		return &fittedRows{all, all}
	case m.Training.SHA256 == d.hash:
		return f
	case err == nil && m.alike(d, f):
		d.warn("%s: the table is not to the byte that which %s was fitted on, but has the same patients: what is judged on them is apparent", d.name, m.name)
		return f
	case d.name == m.Training.File:
		d.warn("%s: %s was fitted on a table of this name, which has been changed since: whether patients are the same is not known, and nothing is marked as apparent", d.name, m.name)
	}
	return nil
}

// learntFrom returns the rows that the model would be fitted on in a table.
func (m *statsModel) learntFrom(d *statsData) (*fittedRows, error) {
	n := d.table.Rows()
	f := &fittedRows{make([]bool, n), make([]bool, n)}
	cells, err := d.table.Labels(m.Outcome.Column)
	if err != nil {
		return nil, err
	}
	sets := make([]string, n)
	if m.Training.Set != "" {
		if sets, err = d.table.Labels(m.Training.Set); err != nil {
			return nil, err
		}
	}
	var rows []int
	for i := range n {
		if f.training[i] = cells[i] != "" && sets[i] == m.Training.Train; f.training[i] {
			rows = append(rows, i)
		}
	}
	if m.Recipe.Missing == "fill" || len(rows) == 0 {
		f.used = f.training
		return f, nil
	}
	part := *d // rows without outcome are not looked at
	part.table, part.numbers = d.table.Select(rows), rows
	raw, err := m.candidates(&part)
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 {
		f.used = f.training
		return f, nil
	}
	for _, i := range regression.CompleteRows(raw) {
		f.used[rows[i]] = true
	}
	return f, nil
}

// alike reports whether the rows are as many as those of the fit, with as many
// cases, and each number has the range it had there.
func (m *statsModel) alike(d *statsData, f *fittedRows) bool {
	cells, err := d.table.Labels(m.Outcome.Column)
	if err != nil {
		return false
	}
	var rows []int
	cases := 0
	for i, used := range f.used {
		if used {
			rows = append(rows, i)
			if cells[i] == m.Outcome.Positive {
				cases++
			}
		}
	}
	if len(rows) == 0 || len(rows) != m.Training.N || cases != m.Training.Cases {
		return false
	}
	for _, t := range m.Fit.Model.Terms {
		if t.Levels != nil {
			labels, err := d.table.Labels(d.specOf(t.Name).column)
			if err != nil || slices.ContainsFunc(pick(labels, rows), func(v string) bool { return v != "" && (!slices.Contains(t.Levels, v) || slices.Contains(t.Unused, v)) }) {
				return false
			}
			continue
		}
		x, err := d.number(d.specOf(t.Name))
		if err != nil {
			return false
		}
		known := slices.DeleteFunc(pick(x.Numbers, rows), math.IsNaN)
		if len(known) == 0 || slices.Min(known) != t.Min || slices.Max(known) != t.Max {
			return false
		}
	}
	return true
}

// on brings the rows to those of the table that are left, and takes the risk away
// of training rows that took no part in the fit, so that the apparent performance
// is that of the rows fitted. It returns their number.
func (f *fittedRows) on(d *statsData, risk []float64) (used []bool, unfitted int) {
	used = make([]bool, len(d.numbers))
	for i, n := range d.numbers {
		used[i] = f.used[n-1]
		if f.training[n-1] && !used[i] && !math.IsNaN(risk[i]) {
			risk[i] = math.NaN()
			unfitted++
		}
	}
	return used, unfitted
}

// seen reports whether a score was fitted on patients of a set.
func (p statsPrediction) seen(s statsSet) bool {
	return p.fitted != nil && slices.ContainsFunc(s.Rows, func(r int) bool { return p.fitted[r] })
}

// share says how many rows of a set the score was fitted on, where it is neither
// all nor none of those with a score.
func (p statsPrediction) share(s statsSet) (text string, mixed bool) {
	if p.fitted == nil {
		return "", false
	}
	seen, all := 0, 0
	for _, r := range s.Rows {
		if math.IsNaN(p.Value[r]) {
			continue
		}
		if all++; p.fitted[r] {
			seen++
		}
	}
	return fault.Count(all, "row") + ", of which " + fault.Count(seen, "row"), seen > 0 && seen < all
}

// repeatable reports whether the training rows of the table are those of the model.
func (p statsPrediction) repeatable(d *statsData) bool {
	if p.fitted == nil {
		return false
	}
	seen := 0
	for _, used := range p.fitted {
		if used {
			seen++
		}
	}
	for _, r := range d.training().Rows {
		if p.fitted[r] {
			seen--
		} else if !math.IsNaN(p.Value[r]) {
			return false
		}
	}
	return seen == 0
}
