package selection

import (
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/relevance"
)

// Pruning removes features by a rule of package relevance until no two have an
// absolute correlation above Most. Unlike [Correlation] it does not look at the
// outcome. Features that are constant in Training go, too.
type Pruning struct {
	Most float64
	By   relevance.Coefficient
	Rule relevance.Rule
}

// Fit implements [Step]. The errors are those of [relevance.Prune].
func (s *Pruning) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	kept := Kept{Step: "Correlation", Rule: fmt.Sprintf("|%s| ≤ %g, %s", title(s.By), s.Most, s.Rule)}
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return Kept{}, err
	}
	p, err := relevance.Prune(columns, s.By, s.Rule, s.Most)
	if err != nil {
		return Kept{}, err
	}
	for _, j := range p.Kept {
		kept.Columns = append(kept.Columns, table.Columns[j])
	}
	return kept, nil
}

// title is the name of a coefficient in a table.
func title(c relevance.Coefficient) string {
	if c == relevance.Pearson {
		return "Pearson"
	}
	return "Spearman"
}
