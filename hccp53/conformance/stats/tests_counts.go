package stats

import (
	"errors"
	"math"
	"slices"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
)

// countsMirror adds to m the tests of a variable with levels by a group, without
// Fisher's where R gave up on it.
func countsMirror(m obj, t *dataset.Table, variable, group string, gaveUp bool) {
	first, _, err := levelled(t, variable, nil)
	if err != nil {
		m["error"] = err.Error()
		return
	}
	second, _, err := levelled(t, group, nil)
	if err != nil {
		m["error"] = err.Error()
		return
	}
	use := make([]bool, len(first))
	for i := range use {
		use[i] = first[i] != "" && second[i] != ""
	}
	_, rows, _ := levelled(t, variable, use)
	_, columns, _ := levelled(t, group, use)
	table := make([][]int, len(rows))
	for i := range table {
		table[i] = make([]int, len(columns))
	}
	for i := range first {
		if use[i] {
			table[slices.Index(rows, first[i])][slices.Index(columns, second[i])]++
		}
	}
	m["row_levels"], m["col_levels"], m["table"] = rows, columns, table
	plain, err := inference.ChiSquare(table, false)
	if err != nil {
		m["error"] = err.Error()
		if errors.Is(err, inference.ErrTable) {
			m["error"] = "one level only"
		}
		return
	}
	m["expected"] = plain.Expected
	m["chisq"] = obj{"x2": plain.X2, "df": plain.DF, "p": plain.P}
	if yates, err := inference.ChiSquare(table, true); err == nil {
		m["chisq_yates"] = obj{"x2": yates.X2, "p": yates.P}
	}
	if g, err := inference.GTest(table); err == nil {
		m["g_test"] = obj{"g": g.G, "df": g.DF, "p": g.P}
	}
	if gaveUp {
		m["fisher"] = left("Fisher's test of a table that is too large for R's workspace")
		return
	}
	fisher, err := inference.Fisher(table)
	if err != nil {
		m["fisher"] = obj{"error": err.Error()}
		return
	}
	f := obj{"p": fisher.P, "cond_or": math.NaN(), "or_ci": math.NaN()} // nothing beyond 2×2
	if fisher.OddsRatio != nil {
		f["cond_or"], f["or_ci"] = oddsRatioMirror(*fisher.OddsRatio, *fisher.OddsRatioAsR)
	}
	m["fisher"] = f
}

// oddsRatioMirror returns estimate and interval. R stops short of its roots, so
// that its numbers are compared with ours that stop alike; where ours to the last
// digit are not within R's tolerance of those, they stand, to be found wrong.
func oddsRatioMirror(exact, asR inference.OddsRatio) (estimate float64, ci [2]float64) {
	const stop = 1.3e-4
	near := func(a, b float64) bool { // R looks for an odds ratio or its inverse, up to 1
		return a == b || math.Abs(math.Min(a, 1/a)-math.Min(b, 1/b)) < stop
	}
	if near(exact.Estimate, asR.Estimate) && near(exact.CI[0], asR.CI[0]) && near(exact.CI[1], asR.CI[1]) {
		return asR.Estimate, asR.CI
	}
	return exact.Estimate, exact.CI
}
