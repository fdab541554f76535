package selection

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

// Correlation prunes features that say the same: going through them from the
// smallest Rank to the largest, it keeps one if its absolute correlation with
// every feature kept before is below Most. See [Pruning] for the rules of others.
type Correlation struct {
	Most float64
	// By is the correlation, Spearman's where it is empty.
	By relevance.Coefficient
	// Rank orders the features, here by the p value of the U test. Equal ranks
	// keep the order of the columns.
	Rank func(feature string) float64
}

// Fit implements [Step].
func (s *Correlation) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	kept := Kept{Step: "Correlation", Rule: fmt.Sprintf("|%s| < %g", title(s.By), s.Most)}
	if len(table.Columns) == 0 {
		return kept, nil
	}
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return Kept{}, err
	}
	matrix := inference.SpearmanMatrix
	switch s.By {
	case "", relevance.Spearman:
	case relevance.Pearson:
		matrix = inference.PearsonMatrix
	default:
		return Kept{}, fault.New(ErrSettings, "no correlation is called %q", s.By)
	}
	rho, err := matrix(columns)
	if err != nil {
		return Kept{}, err
	}
	order := make([]int, len(table.Columns))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int {
		ra, rb := s.Rank(table.Columns[a]), s.Rank(table.Columns[b])
		switch {
		case ra < rb:
			return -1
		case ra > rb:
			return 1
		}
		return 0
	})
	var stay []int
	for _, j := range order {
		if !slices.ContainsFunc(stay, func(k int) bool { return math.Abs(rho[j][k]) >= s.Most }) {
			stay = append(stay, j)
		}
	}
	slices.Sort(stay)
	for _, j := range stay {
		kept.Columns = append(kept.Columns, table.Columns[j])
	}
	return kept, nil
}

// columnsOf returns the table column by column for the given patients.
func columnsOf(p cohort.Patients, table *cohort.Table) ([][]float64, error) {
	rows, err := table.Of(p)
	if err != nil {
		return nil, err
	}
	columns := make([][]float64, len(table.Columns))
	for j := range columns {
		columns[j] = make([]float64, len(rows))
		for i, row := range rows {
			columns[j][i] = row[j]
		}
	}
	return columns, nil
}
