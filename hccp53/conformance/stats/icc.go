package stats

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"hcclab/hccp53/inference"
)

var rulesICC = []rule{
	{path: ".*note", leave: "free text and labels"},
	{path: ".*", tolerance: 1e-9},
}

// answerICC mirrors icc.json: a table of subject, rater and features in long
// format.
func answerICC(s *set, _ any) (any, error) {
	subjects, err := s.table.Labels("subject")
	if err != nil {
		return nil, err
	}
	raters, err := s.table.Labels("rater")
	if err != nil {
		return nil, err
	}
	row, column := places(subjects), places(raters)
	var rows []obj
	for _, name := range s.table.Names() {
		if name == "subject" || name == "rater" {
			continue
		}
		ratings := make([][]float64, len(row))
		for i := range ratings {
			ratings[i] = make([]float64, len(column))
			for j := range ratings[i] {
				ratings[i][j] = math.NaN()
			}
		}
		for i, v := range numbers(s.table, name) {
			ratings[row[subjects[i]]][column[raters[i]]] = v
		}
		r, err := inference.ICC(ratings)
		if err != nil {
			rows = append(rows, obj{"feature": name, "error": err.Error()})
			continue
		}
		rows = append(rows, obj{
			"feature": name, "n": r.N, "k": r.Raters, "msr": r.MSR, "msc": r.MSC, "mse": r.MSE, "msw": r.MSW,
			"icc1_1": r.ICC11, "icc1_1_ci": r.ICC11CI, "icc2_1": r.ICC21, "icc2_1_ci": r.ICC21CI, "icc3_1": r.ICC31, "icc3_1_ci": r.ICC31CI,
			"icc2_k": float64(r.ICC2K), "icc3_k": float64(r.ICC3K), "F": float64(r.F), "p": r.P,
		})
	}
	return obj{"rows": rows}, nil
}

// places numbers the distinct labels in the order in which R sorts them.
func places(labels []string) map[string]int {
	levels := slices.Clone(labels)
	slices.SortFunc(levels, func(a, b string) int {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a, b)
	})
	place := map[string]int{}
	for i, level := range slices.Compact(levels) {
		place[level] = i
	}
	return place
}
