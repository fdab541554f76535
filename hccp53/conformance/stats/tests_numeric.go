package stats

import (
	"errors"
	"math"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
)

// numericMirror adds to m the tests of a number between the first two levels of
// a group.
func numericMirror(m obj, t *dataset.Table, variable, group string) {
	x := numbers(t, variable)
	use := make([]bool, len(x))
	for i, v := range x {
		use[i] = !math.IsNaN(v)
	}
	of, levels, err := levelled(t, group, use)
	if err != nil {
		m["error"] = err.Error()
		return
	}
	var groups [2][]float64
	for i, level := range of {
		for k := range min(2, len(levels)) {
			if use[i] && level == levels[k] {
				groups[k] = append(groups[k], x[i])
			}
		}
	}
	a, b := groups[0], groups[1]
	u, err := inference.MannWhitney(a, b)
	if err != nil {
		m["error"] = err.Error()
		return
	}
	ties := false // among all groups, of which the tests take two
	seen := map[float64]bool{}
	for i, v := range x {
		if use[i] && of[i] != "" {
			ties = ties || seen[v]
			seen[v] = true
		}
	}
	exact := math.NaN()
	if u.Exact && !ties {
		exact = u.P
	}
	m["mann_whitney"] = obj{"U_first": u.U, "p_continuity": u.PContinuity, "p_no_continuity": u.PNoContinuity, "p_exact": exact}
	m["levels"], m["has_ties"] = levels, ties
	m["desc"] = []any{summaryMirror(a), summaryMirror(b)}
	w, err := inference.Welch(a, b)
	m["welch"] = tMirror(w.T, w.DF, w.P, w.CI, err)
	s, err := inference.Student(a, b)
	m["student"] = tMirror(s.T, s.DF, s.P, s.CI, err)
	m["shapiro"] = []any{shapiroMirror(a), shapiroMirror(b)}
	if k, err := inference.KolmogorovSmirnov(a, b); err == nil {
		m["ks_p"] = k.PAsR
	}
	d, err := inference.SMD(a, b)
	switch {
	case errors.Is(err, inference.ErrConstant):
		d = math.Inf(1)
		if a[0] < b[0] {
			d = math.Inf(-1)
		}
	case err != nil:
		d = math.NaN()
	}
	m["smd"] = d
}

func summaryMirror(x []float64) obj {
	s, err := inference.Summarise(x)
	if err != nil {
		return obj{"error": err.Error()}
	}
	return obj{"n": s.N, "mean": s.Mean, "sd": s.SD, "median": s.Median, "q1": s.Q1, "q3": s.Q3, "min": s.Min, "max": s.Max}
}

func tMirror(t, df, p float64, ci [2]float64, err error) obj {
	switch {
	case errors.Is(err, inference.ErrConstant):
		return obj{"error": "data are essentially constant"}
	case err != nil:
		return obj{"error": err.Error()}
	}
	return obj{"t": t, "df": df, "p": p, "diff_ci": ci}
}

// shapiroMirror is nothing where the test is not defined, as in the reference.
func shapiroMirror(x []float64) any {
	r, err := inference.ShapiroWilk(x)
	if err != nil {
		return math.NaN()
	}
	return obj{"W": r.W, "p": r.P}
}
