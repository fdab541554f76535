package stats

import (
	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

var rulesFilter = []rule{
	{path: ".*note", leave: freeText},
	{path: ".*/cutoff", leave: inputs},
	{path: ".*", tolerance: 1e-9},
}

// answerFilter mirrors filter.json: the univariable tests of each feature and
// the pruning of features that are correlated.
func answerFilter(s *set, facts any) (any, error) {
	var file struct {
		Filter struct {
			Features []string `json:"features"`
		} `json:"filter"`
		Correlation any `json:"correlation"`
	}
	if err := decode(facts, &file); err != nil {
		return nil, err
	}
	features, columns, y := s.features()
	filter, err := filterMirror(features, columns, y)
	if err != nil {
		return nil, err
	}
	return obj{"filter": filter, "correlation": correlationMirror(features, columns, cutoffs(file.Correlation))}, nil
}

// features returns the features of a set that vary, their complete columns and
// the outcome: rows with a missing value are left out, as in the reference.
func (s *set) features() (names []string, columns [][]float64, y []bool) {
	var all []string
	for _, name := range s.table.Names() {
		if name != s.spec.Outcome && name != s.spec.FoldColumn {
			all = append(all, name)
		}
	}
	table := complete(s.table, append([]string{s.spec.Outcome}, all...))
	for _, name := range all {
		x := numbers(table, name)
		for _, v := range x {
			if v != x[0] {
				names, columns = append(names, name), append(columns, x)
				break
			}
		}
	}
	return names, columns, outcome(table, s.spec.Outcome)
}

// complete returns the rows of a table in which none of the columns is missing.
func complete(t *dataset.Table, names []string) *dataset.Table {
	missing := make([]bool, t.Rows())
	for _, name := range names {
		labels, err := t.Labels(name)
		if err != nil {
			continue
		}
		for i, cell := range labels {
			missing[i] = missing[i] || cell == ""
		}
	}
	var rows []int
	for i, m := range missing {
		if !m {
			rows = append(rows, i)
		}
	}
	return t.Select(rows)
}

func filterMirror(features []string, columns [][]float64, y []bool) (obj, error) {
	control := make([]bool, len(y)) // the reference puts controls first
	for i := range y {
		control[i] = !y[i]
	}
	tests, err := inference.MannWhitneyColumns(columns, control)
	if err != nil {
		return nil, err
	}
	auc, err := relevance.AUC(columns, y)
	if err != nil {
		return nil, err
	}
	var mannWhitney, welch []float64
	for j, t := range tests {
		mannWhitney = append(mannWhitney, t.PContinuity)
		first, second := groups(columns[j], control)
		w, err := inference.Welch(first, second)
		if err != nil {
			return nil, err
		}
		welch = append(welch, w.P)
	}
	adjusted, err := adjusted(mannWhitney, inference.BH, inference.BY, inference.Holm)
	if err != nil {
		return nil, err
	}
	return obj{"features": features, "mann_whitney_p": mannWhitney, "mann_whitney_adj": adjusted, "welch_p": welch, "univariable_auc": auc}, nil
}

// groups splits a column in two.
func groups(x []float64, first []bool) (a, b []float64) {
	for i, v := range x {
		if first[i] {
			a = append(a, v)
		} else {
			b = append(b, v)
		}
	}
	return a, b
}

// adjusted returns p values corrected by several methods, by their names in R.
func adjusted(p []float64, methods ...inference.Adjustment) (obj, error) {
	m := obj{}
	for _, method := range methods {
		q, err := inference.Adjust(p, method)
		if err != nil {
			return nil, err
		}
		m[string(method)] = q
	}
	return m, nil
}
