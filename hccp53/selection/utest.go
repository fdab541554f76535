package selection

import (
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
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return Kept{}, err
	}
	results, err := inference.MannWhitneyColumns(columns, t.Outcome())
	if err != nil {
		return Kept{}, fmt.Errorf("in the U test of %s: %w", firstUntestable(table.Columns, columns, t.Outcome()), err)
	}
	kept := Kept{Step: "U test", Rule: fmt.Sprintf("p < %g, Mann–Whitney", s.P)}
	s.Tests = make([]Test, len(table.Columns))
	for j, column := range table.Columns {
		s.Tests[j] = Test{Feature: column, P: results[j].P, AUC: results[j].CommonLanguage} // constant: 1 and ½
		if s.Tests[j].P < s.P {
			kept.Columns = append(kept.Columns, column)
		}
	}
	return kept, nil
}

// firstUntestable names the column that the test of all stopped at.
func firstUntestable(names []string, columns [][]float64, outcome []bool) string {
	for j := range columns {
		if _, err := inference.MannWhitneyColumns(columns[j:j+1], outcome); err != nil {
			return names[j]
		}
	}
	return "the features"
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
