package stats

import (
	"strings"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/regression"
)

// judged are the patients of one part of a data set who are complete on the
// terms of its model, with the risk that the model gives them.
type judged struct {
	table *dataset.Table
	y     []bool
	terms []regression.Term
	risk  []float64
}

// judged fits the model of the set on its training part and applies it to both
// parts. The second is nil without a split.
func (s *set) judged() (training, validation *judged, err error) {
	training, err = s.part(s.training)
	if err != nil {
		return nil, nil, err
	}
	fit, err := regression.Logistic(training.y, training.terms)
	if err != nil {
		return nil, nil, err
	}
	if err := training.apply(fit.Model); err != nil || s.validation == nil {
		return training, nil, err
	}
	if validation, err = s.part(s.validation); err != nil {
		return nil, nil, err
	}
	return training, validation, validation.apply(fit.Model)
}

// part selects the complete rows.
func (s *set) part(t *dataset.Table) (*judged, error) {
	_, terms, err := model(t, s.spec.Model)
	if err != nil {
		return nil, err
	}
	j := &judged{table: t.Select(regression.CompleteRows(terms))}
	j.y, j.terms, err = model(j.table, s.spec.Model)
	return j, err
}

func (j *judged) apply(m regression.Model) error {
	p, err := m.Predict(j.terms)
	j.risk = p.Probability
	return err
}

// score returns the risk of the model, or a column.
func (j *judged) score(name string) []float64 {
	if name == "model" {
		return j.risk
	}
	return numbers(j.table, name)
}

// scored finds the patients and the score that a key such as "model_train" or
// "risk_validation" means.
func scored(key string, training, validation *judged) (name string, of *judged) {
	if name, found := strings.CutSuffix(key, "_train"); found {
		return name, training
	}
	if name, found := strings.CutSuffix(key, "_validation"); found && validation != nil {
		return name, validation
	}
	return "", nil
}
