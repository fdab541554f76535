package combined

import (
	"slices"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// Nomogram draws up the nomogram of the combined model from the data that it
// was fitted on: numbers on the scale of the model, such as the logarithm of
// AFP, and scores in standard deviations.
func (m *Model) Nomogram(t cohort.Training, c *clinical.Model, scores Scores) (*nomogram.Nomogram, error) {
	terms, err := m.Terms(t.Patients(), c, scores)
	if err != nil {
		return nil, err
	}
	return nomogram.New(m.Fit, terms, func(term string) string { return termLabel(t.Schema(), term) })
}

// Terms returns the terms of the model for any patients, given their scores:
// missing values filled in, scores standardised. They serve
// [nomogram.Nomogram.Points].
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
