package clinical

import (
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/impute"
	"hcclab/hccp53/regression"
)

// build makes the model of raw columns: it learns what stands in for missing
// values, leaves out what does not vary, and searches. It is all that is learnt
// from patients, so that a bootstrap can repeat it. Univariable is left empty.
func build(outcome []bool, columns []regression.Term, s Settings) (*Model, []regression.Term, error) {
	m := &Model{Settings: s, Left: []Left{}}
	var terms []regression.Term
	for _, column := range columns {
		f, err := impute.Learn(column)
		if err != nil {
			m.Left = append(m.Left, Left{column.Name, "empty for all training patients"})
			continue
		}
		f.Indicator = s.Indicator && f.Missing > 0
		own := f.Terms(column)
		if Constant(own[0]) {
			m.Left = append(m.Left, Left{column.Name, "the same for all training patients"})
			if own = own[1:]; len(own) == 0 {
				continue
			}
		}
		m.Fillings = append(m.Fillings, f)
		terms = append(terms, own...)
	}
	if len(terms) == 0 {
		return nil, nil, fault.New(ErrCandidate, "no candidate varies among the training patients").Try("name other columns in clinical.candidates in study.yaml")
	}
	var err error
	if m.Search, err = regression.Stepwise(outcome, terms, s.Direction, s.Criterion); err != nil {
		return nil, nil, fmt.Errorf("clinical: stepwise: %w", err)
	}
	return m, terms, nil
}

// candidates returns all terms that took part in the search, of raw columns.
func (m *Model) candidates(columns []regression.Term) []regression.Term {
	var terms []regression.Term
	for _, f := range m.Fillings {
		i := slices.IndexFunc(columns, func(t regression.Term) bool { return t.Name == f.Column })
		terms = append(terms, f.Terms(columns[i])...)
	}
	return terms
}

// chosen returns the terms of the final model, of raw columns.
func (m *Model) chosen(columns []regression.Term) []regression.Term {
	all := m.candidates(columns)
	var terms []regression.Term
	for _, want := range m.Search.Fit.Model.Terms {
		i := slices.IndexFunc(all, func(t regression.Term) bool { return t.Name == want.Name })
		terms = append(terms, all[i])
	}
	return terms
}

// columns returns the candidates of patients as they are.
func columns(p cohort.Patients, s Settings) ([]regression.Term, error) {
	var all []regression.Term
	for _, name := range s.Candidates {
		col, err := p.Schema().Predictor(name)
		if err != nil {
			return nil, fmt.Errorf("clinical.candidates: %w", err)
		}
		column, err := raw(p, col)
		if err != nil {
			return nil, fmt.Errorf("clinical.candidates: %w", err)
		}
		all = append(all, column)
	}
	return all, nil
}

// Refit repeats everything that [Fit] learns on resamples of Training: what
// stands in for missing values, which candidates vary, and the search; then the
// chosen terms are fitted together with others, one value a training patient,
// such as a Rad-score. It is what [performance.Refit] needs to judge a whole
// modelling.
func Refit(t cohort.Training, s Settings, others []regression.Term) (regression.Refit, error) {
	all, err := columns(t.Patients(), s)
	if err != nil {
		return nil, err
	}
	outcome := t.Outcome()
	return func(rows []int) (func([]int) []float64, error) {
		y := make([]bool, len(rows))
		for i, r := range rows {
			y[i] = outcome[r]
		}
		m, _, err := build(y, regression.Rows(all, rows), s)
		if err != nil {
			return nil, err
		}
		terms := slices.Concat(others, m.chosen(all)) // of all patients of Training
		return regression.FitRows(outcome, terms, rows)
	}, nil
}

// Frequency repeats the modelling on resamples of Training and counts how often
// each candidate is chosen.
func Frequency(t cohort.Training, s Settings, resamples int, seed uint64) (*regression.Frequencies, error) {
	all, err := columns(t.Patients(), s)
	if err != nil {
		return nil, err
	}
	outcome := t.Outcome()
	m, terms, err := build(outcome, all, s)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(terms))
	for k, term := range terms {
		names[k] = term.Name
	}
	f, err := regression.SelectionFrequency(names, regression.Resamples(t.Len(), resamples, seed), func(rows []int) ([]string, error) {
		y := make([]bool, len(rows))
		for i, r := range rows {
			y[i] = outcome[r]
		}
		again, _, err := build(y, regression.Rows(all, rows), m.Settings)
		if err != nil {
			return nil, err
		}
		return again.Search.Path[len(again.Search.Path)-1].Terms, nil
	})
	if err != nil {
		return nil, fmt.Errorf("clinical: selection frequency: %w", err)
	}
	return f, nil
}
