package main

import (
	"fmt"

	"hcclab/hccp53"
	"hcclab/hccp53/regression"
)

// coefficientTable shows a fit; note stands behind the headings of p values and
// intervals, such as "not adjusted for selection".
func (d *statsData) coefficientTable(title string, fit *regression.Fit, note string) hccp53.Table {
	or, p := "OR (95 % CI)", "p"
	if note != "" {
		or, p = or+", "+note, p+", "+note
	}
	t := hccp53.Table{Name: "coefficients", Title: title, Header: []string{"term", "level", "coefficient", "SE", or, p}}
	for _, c := range fit.Coefficients {
		row := []string{d.label(c.Term), c.Level, decimals(c.Estimate, 4), decimals(c.SE, 4), oddsRatio(c), significance(c.P)}
		if c.Term == intercept {
			row[0], row[4] = "(intercept)", ""
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, fmt.Sprintf("n = %d, %d cases; %d rows dropped for a missing value. AIC %.2f, BIC %.2f, deviance %.3f, log-likelihood %.3f.",
		fit.N, fit.Cases, fit.Dropped, fit.AIC, fit.BIC, fit.Deviance, fit.LogLikelihood))
	return t
}

const intercept = "(Intercept)"

// coefficientFile adds the table of a fit as CSV.
func (a *statsAnswer) coefficientFile(name string, fit *regression.Fit) {
	var rows [][]any
	for _, c := range fit.Coefficients {
		rows = append(rows, []any{c.Term, c.Level, c.Estimate, c.SE, c.Z, c.P, c.CI[0], c.CI[1], c.OR, c.ORCI[0], c.ORCI[1], c.Aliased, c.Separated})
	}
	a.csvFile(name, []string{"term", "level", "estimate", "se", "z", "p", "low", "high", "or", "or_low", "or_high", "aliased", "separated"}, rows)
}

// warnings of a fit, with what to do about them.
func (d *statsData) warnOf(fit *regression.Fit) {
	for _, w := range fit.Warnings {
		d.warn("%s", w)
	}
	if fit.Dropped > 0 {
		d.warn("%d of %d training rows dropped for a missing value in one of the terms or candidates; --missing fill puts in the median or commonest level", fit.Dropped, fit.Dropped+fit.N)
	}
}
