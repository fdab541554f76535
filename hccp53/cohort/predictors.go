package cohort

import (
	"slices"

	"hcclab/hccp53/fault"
)

// predictor returns the named column if it may predict and is of one of the
// kinds.
func (p Patients) predictor(name string, kinds ...Kind) (Column, error) {
	col, err := p.cohort.schema.Predictor(name)
	if err != nil {
		return Column{}, err
	}
	if !slices.Contains(kinds, col.Kind) {
		return Column{}, fault.New(ErrNotPredictor, "column %q holds a %s", name, col.Kind).Try("ask for it as a %s", col.Kind)
	}
	if !slices.ContainsFunc(p.cohort.present, func(c Column) bool { return c.Name == name }) {
		return Column{}, fault.New(ErrMissingColumn, "column %q is not in the cohort file", name).
			Try("add the column, or take %q out of the candidates in study.yaml", name)
	}
	return col, nil
}

func (p Patients) numbers(column string) []float64 {
	v := make([]float64, len(p.rows))
	for i, r := range p.rows {
		v[i] = r.number[column]
	}
	return v
}

func (p Patients) words(column string) []string {
	v := make([]string, len(p.rows))
	for i, r := range p.rows {
		v[i] = r.word[column]
	}
	return v
}
