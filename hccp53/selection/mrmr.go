package selection

import (
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

// Ranked is a feature that [MRMR] picked.
type Ranked struct {
	Feature string `json:"feature"`
	// Score is relevance balanced with redundancy at the time of picking,
	// Relevance the F statistic or the information about the outcome.
	Score     inference.Number `json:"score"`
	Relevance inference.Number `json:"relevance"`
}

// MRMR picks features by minimum redundancy and maximum relevance, in the
// definition named. Where fewer vary in Training than are to be picked, all of
// those stay.
type MRMR struct {
	Definition relevance.Definition
	Features   int
	Ranking    []Ranked // filled by Fit, in the order of picking
}

// Fit implements [Step]. The features that stay keep the order of the table;
// Ranking has them in the order of picking. The errors are those of
// [relevance.MRMR].
func (s *MRMR) Fit(t cohort.Training, table *cohort.Table) (Kept, error) {
	kept := Kept{Step: "mRMR", Rule: fmt.Sprintf("%s, %d features", s.Definition, s.Features)}
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return Kept{}, err
	}
	r, err := relevance.MRMR(columns, t.Outcome(), s.Features, s.Definition)
	if err != nil {
		return Kept{}, err
	}
	s.Ranking = nil
	var places []int
	for _, c := range r.Chosen {
		places = append(places, c.Column)
		s.Ranking = append(s.Ranking, Ranked{Feature: table.Columns[c.Column], Score: c.Score, Relevance: c.Relevance})
	}
	slices.Sort(places)
	for _, j := range places {
		kept.Columns = append(kept.Columns, table.Columns[j])
	}
	return kept, nil
}
