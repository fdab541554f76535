package selection

import (
	"errors"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
)

// Test is the U test of one feature.
type Test struct {
	Feature string `json:"feature"`
	// P is the two-sided p value, 1 for a feature that is constant.
	P float64 `json:"p"`
	// AUC is the probability that a positive patient has the larger value.
	AUC float64 `json:"auc"`
}

// UTest keeps the features that differ between the outcomes by the two-sided
// Mann–Whitney U test. It is a filter: its p values are not findings and are
// not adjusted.
type UTest struct {
	P     float64
	Tests []Test // filled by Fit, in the order of the columns
}

// Fit implements [Step].
func (s *UTest) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	rows, err := table.Of(t.Patients())
	if err != nil {
		return Kept{}, err
	}
	outcome := t.Outcome()
	kept := Kept{Step: "U test", Rule: fmt.Sprintf("p < %g, Mann–Whitney", s.P)}
	s.Tests = make([]Test, len(table.Columns))
	for j, column := range table.Columns {
		var groups [2][]float64
		for i, row := range rows {
			g := 1
			if outcome[i] {
				g = 0
			}
			groups[g] = append(groups[g], row[j])
		}
		test := Test{Feature: column, P: 1, AUC: 0.5}
		switch r, err := inference.MannWhitney(groups[0], groups[1]); {
		case err == nil:
			test.P, test.AUC = r.P, r.CommonLanguage
		case !errors.Is(err, inference.ErrConstant):
			return Kept{}, fmt.Errorf("in the U test of %s: %w", column, err)
		}
		s.Tests[j] = test
		if test.P < s.P {
			kept.Columns = append(kept.Columns, column)
		}
	}
	return kept, nil
}

// Value returns the p value of a feature, 1 if it was not tested.
func (s *UTest) Value(feature string) float64 {
	for _, t := range s.Tests {
		if t.Feature == feature {
			return t.P
		}
	}
	return 1
}
