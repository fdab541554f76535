package stats

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"

	"hcclab/hccp53/inference"
)

var rulesICC = []rule{
	{path: ".*note", leave: freeText},
	{path: ".*", tolerance: 1e-9},
}

// answerICC mirrors icc.json: a table of subject, rater and features in long
// format.
func answerICC(s *set, _ any) (any, error) {
	if s.table == nil {
		return nil, errors.New("there is no data.csv")
	}
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
		rows = append(rows, agreementMirror(name, ratings))
	}
	return obj{"rows": rows}, nil
}

// agreementMirror mirrors the row of one feature.
func agreementMirror(name string, ratings [][]float64) obj {
	r, err := inference.ICC(ratings)
	if err != nil && !errors.Is(err, inference.ErrConstant) {
		return obj{"feature": name, "error": err.Error()}
	}
	m := obj{
		"feature": name, "n": r.N, "k": r.Raters, "msr": r.MSR, "msc": r.MSC, "mse": r.MSE, "msw": r.MSW,
		"icc1_1": r.ICC11, "icc1_1_ci": r.ICC11CI, "icc2_1": r.ICC21, "icc2_1_ci": r.ICC21CI, "icc3_1": r.ICC31, "icc3_1_ci": r.ICC31CI,
		"icc2_k": float64(r.ICC2K), "icc3_k": float64(r.ICC3K), "F": float64(r.F), "p": r.P,
	}
	why := left("")
	switch {
	case r.Dropped > 0: // the reference has n of all subjects and nothing else
		why = left("intraclass correlations with a missing rating, which R's formulae do not give")
	case r.MSR+r.MSC+r.MSE == 0:
		why = left("intraclass correlations where nothing varies, 0/0")
	case math.IsInf(float64(r.F), 1):
		for _, key := range []string{"icc1_1_ci", "icc2_1_ci", "icc3_1_ci"} {
			m[key] = left("limits of an intraclass correlation where raters agree in all, Inf/Inf in R")
		}
	}
	for key := range m {
		if square := key[0] == 'm' && r.Dropped == 0; why != "" && key != "feature" && key != "n" && key != "k" && !square {
			m[key] = why
		}
	}
	m["n"] = r.N + r.Dropped
	return m
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
