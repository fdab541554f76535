package selection

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// fewestReread is the smallest number of patients on which agreement is
// judged: below ten the interval of an ICC of 0.75 covers almost everything.
const fewestReread = 10

// ICC keeps the features whose ICC(2,1), absolute agreement of single readings,
// is at least Least both between readers and on re-reading, and whose ICC(1,1) is
// over perturbations. Only patients of Training count. Without any reading or
// perturbation, or with Least 0, it keeps everything and says so.
type ICC struct {
	Least    float64
	Readings Readings
}

// Fit implements [Step]. A feature that is constant in the reader study, or over
// the perturbations, has no ICC and is dropped.
func (s *ICC) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	kept := Kept{Step: "ICC", Columns: table.Columns}
	if s.Least == 0 {
		kept.Rule = "agreement was not checked (icc: 0)"
		return kept, nil
	}
	var rules []string
	again := slices.DeleteFunc([]*cohort.Table{s.Readings.Reader2, s.Readings.Reread}, func(t *cohort.Table) bool { return t == nil })
	if len(again)+len(s.Readings.Perturbed) > 0 {
		if _, err := table.Of(t.Patients()); err != nil {
			return Kept{}, err
		}
	}
	judged := 0
	for _, other := range again {
		n, err := s.keep(t, &kept, []*cohort.Table{table, other}, "read twice", func(r inference.ICCResult) float64 { return r.ICC21 })
		if err != nil {
			return Kept{}, err
		}
		judged = max(judged, n)
	}
	if judged > 0 {
		rules = append(rules, fmt.Sprintf("ICC(2,1) ≥ %g between and within readers, %d patients", s.Least, judged))
	}
	if k := len(s.Readings.Perturbed); k > 0 {
		n, err := s.keep(t, &kept, s.Readings.Perturbed, "perturbed", func(r inference.ICCResult) float64 { return r.ICC11 })
		if err != nil {
			return Kept{}, err
		}
		rules = append(rules, fmt.Sprintf("ICC(1,1) ≥ %g over %d perturbations, %d patients", s.Least, k, n))
	}
	if kept.Rule = strings.Join(rules, "; "); kept.Rule == "" {
		kept.Rule = "no reader study: agreement was not checked"
	}
	return kept, nil
}

// keep drops the columns whose ICC over the tables is below Least, and returns
// the number of training patients who are in all of them. What says what was done
// with these.
func (s *ICC) keep(t cohort.Training, kept *Kept, tables []*cohort.Table, what string, of func(inference.ICCResult) float64) (int, error) {
	rows, err := together(t, tables, kept.Columns)
	if err != nil {
		return 0, err
	}
	n := len(rows[0])
	if n < fewestReread {
		return 0, fault.New(ErrSettings, "only %d patients of Training were %s", n, what).At("ICC").
			Try("measure at least %d training patients again, or set selection.icc in study.yaml to 0, which leaves agreement unchecked", fewestReread)
	}
	ratings := make([][]float64, n)
	for i := range ratings {
		ratings[i] = make([]float64, len(tables))
	}
	var stay []string
	for j, column := range kept.Columns {
		for i := range ratings {
			for k := range tables {
				ratings[i][k] = rows[k][i][j]
			}
		}
		r, err := inference.ICC(ratings)
		switch {
		case errors.Is(err, inference.ErrConstant) || errors.Is(err, inference.ErrTooFew):
		case err != nil:
			return 0, fmt.Errorf("ICC of %s: %w", column, err)
		case of(r) >= s.Least:
			stay = append(stay, column)
		}
	}
	kept.Columns = stay
	return n, nil
}

// together returns for each table the rows of the training patients who are in
// all of them, with the given columns.
func together(t cohort.Training, tables []*cohort.Table, columns []string) ([][][]float64, error) {
	p := t.Patients()
	of := make([]map[int][]float64, len(tables))
	for k, table := range tables {
		table, err := table.Pick(columns)
		if err != nil {
			return nil, err
		}
		of[k] = map[int][]float64{}
		for i, c := range table.Cases {
			of[k][c] = table.Rows[i]
		}
	}
	rows := make([][][]float64, len(tables))
	for i := range p.Len() {
		c := p.Case(i)
		if slices.ContainsFunc(of, func(t map[int][]float64) bool { return t[c] == nil }) {
			continue
		}
		for k := range of {
			rows[k] = append(rows[k], of[k][c])
		}
	}
	return rows, nil
}
