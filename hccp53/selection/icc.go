package selection

import (
	"errors"
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// fewestReread is the smallest number of patients on which agreement is
// judged: below ten the interval of an ICC of 0.75 covers almost everything.
const fewestReread = 10

// ICC keeps the features whose ICC(2,1), absolute agreement of single readings,
// is at least Least both between readers and on re-reading. Only patients of
// Training count. Without any reading, or with Least 0, it keeps everything and
// says so.
type ICC struct {
	Least    float64
	Readings Readings
}

// Fit implements [Step]. A feature that is constant in the reader study has no
// ICC and is dropped.
func (s *ICC) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	kept := Kept{Step: "ICC", Columns: table.Columns}
	if s.Least == 0 {
		kept.Rule = "agreement was not checked (icc: 0)"
		return kept, nil
	}
	judged := 0
	for _, again := range []*cohort.Table{s.Readings.Reader2, s.Readings.Reread} {
		if again == nil {
			continue
		}
		first, second, err := pairs(t, table, again)
		if err != nil {
			return Kept{}, err
		}
		if len(first) < fewestReread {
			return Kept{}, fault.New(ErrSettings, "only %d patients of Training were read twice", len(first)).At("ICC").
				Try("read at least %d training patients twice, or set selection.icc in study.yaml to 0, which leaves agreement unchecked", fewestReread)
		}
		judged = max(judged, len(first))
		agree := func(column string) (bool, error) {
			j := slices.Index(table.Columns, column)
			ratings := make([][]float64, len(first))
			for i := range first {
				ratings[i] = []float64{first[i][j], second[i][j]}
			}
			r, err := inference.ICC(ratings)
			if errors.Is(err, inference.ErrConstant) || errors.Is(err, inference.ErrTooFew) {
				return false, nil
			}
			return err == nil && r.ICC21 >= s.Least, err
		}
		var stay []string
		for _, column := range kept.Columns {
			ok, err := agree(column)
			if err != nil {
				return Kept{}, fmt.Errorf("ICC of %s: %w", column, err)
			}
			if ok {
				stay = append(stay, column)
			}
		}
		kept.Columns = stay
	}
	if judged == 0 {
		kept.Rule = "no reader study: agreement was not checked"
	} else {
		kept.Rule = fmt.Sprintf("ICC(2,1) ≥ %g between and within readers, %d patients", s.Least, judged)
	}
	return kept, nil
}

// pairs returns the rows of the training patients who are in both tables, with
// the columns of the first.
func pairs(t cohort.Training, table, again *cohort.Table) (first, second [][]float64, err error) {
	again, err = again.Pick(table.Columns)
	if err != nil {
		return nil, nil, err
	}
	row := map[int][]float64{}
	for i, c := range again.Cases {
		row[c] = again.Rows[i]
	}
	p := t.Patients()
	all, err := table.Of(p)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		if r, ok := row[p.Case(i)]; ok {
			first, second = append(first, all[i]), append(second, r)
		}
	}
	return first, second, nil
}
