package main

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/regression"
)

// coefficientTable shows a fit. Intervals, which may be nil, take the place of
// those of Wald; note stands behind the headings of p values and intervals, such
// as "not adjusted for selection".
func (d *statsData) coefficientTable(title string, fit *regression.Fit, intervals []regression.Interval, note string) hccp53.Table {
	or, p := "OR (95 % CI)", "p"
	if intervals != nil {
		p = "p (Wald)" // the intervals are not
	}
	if note != "" {
		or, p = or+", "+note, p+", "+note
	}
	t := hccp53.Table{Name: "coefficients", Title: title, Header: []string{"term", "level", "coefficient", "SE", or, p}}
	bent := false
	for i, c := range fit.Coefficients {
		if intervals != nil {
			c.ORCI = intervals[i].OR
			c.Separated = c.Separated && math.IsInf(intervals[i].CI[0], 0) && math.IsInf(intervals[i].CI[1], 0)
		}
		row := []string{d.label(c.Term), c.Level, decimals(c.Estimate, 4), decimals(c.SE, 4), oddsRatio(c), significance(c.P)}
		switch {
		case c.Term == intercept:
			row[0], row[4] = "(intercept)", ""
		case splined(fit.Model, c.Term):
			row[4], bent = "–", true
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, fmt.Sprintf("n = %d, %d cases; %d rows dropped for a missing value. AIC %.2f, BIC %.2f, deviance %.3f, log-likelihood %.3f.",
		fit.N, fit.Cases, fit.Dropped, fit.AIC, fit.BIC, fit.Deviance, fit.LogLikelihood))
	if bent {
		t.Notes = append(t.Notes, "A spline has no single odds ratio: the nomogram shows its effect, the test of the whole term whether there is any.")
	}
	return t
}

// splined reports whether a term of a model is a spline.
func splined(m regression.Model, term string) bool {
	return slices.ContainsFunc(m.Terms, func(t regression.ModelTerm) bool { return t.Name == term && t.Knots != nil })
}

const intercept = "(Intercept)"

// coefficientFile adds the table of a fit as CSV, with profile intervals where
// there are any, and the note on p values and intervals, if there is one.
func (a *statsAnswer) coefficientFile(name string, fit *regression.Fit, intervals []regression.Interval, note string) {
	header := []string{"term", "level", "estimate", "se", "z", "p", "low", "high", "or", "or_low", "or_high", "aliased", "separated"}
	if intervals != nil {
		header = append(header, "profile_low", "profile_high", "or_profile_low", "or_profile_high")
	}
	if note != "" {
		header = append(header, "note")
	}
	var rows [][]any
	for i, c := range fit.Coefficients {
		row := []any{c.Term, c.Level, c.Estimate, c.SE, c.Z, c.P, c.CI[0], c.CI[1], c.OR, c.ORCI[0], c.ORCI[1], c.Aliased, c.Separated}
		if intervals != nil {
			v := intervals[i]
			row = append(row, v.CI[0], v.CI[1], v.OR[0], v.OR[1])
		}
		if note != "" {
			row = append(row, note)
		}
		rows = append(rows, row)
	}
	a.csvFile(name, header, rows)
}

// warnOf repeats the warnings of a fit, with what to do about them.
func (d *statsData) warnOf(fit *regression.Fit) {
	for _, w := range fit.Warnings {
		d.warn("%s", w)
	}
	if fit.Dropped > 0 {
		d.warn("%d of %d training rows dropped for a missing value in one of the terms or candidates; --missing fill puts in the median or commonest level", fit.Dropped, fit.Dropped+fit.N)
	}
}

// termTable shows the tests of whole terms, and how much they overlap.
func (d *statsData) termTable(tests []regression.TermTest, vif []regression.Inflation) hccp53.Table {
	t := hccp53.Table{Name: "terms", Title: "Terms as a whole", Header: []string{"term", "df", "likelihood ratio", "p", "AIC without", "GVIF", "per column"}}
	for _, one := range tests {
		row := []string{d.label(one.Term), fmt.Sprint(one.LikelihoodRatio.DF), decimals(one.LikelihoodRatio.ChiSquare, 3), significance(one.LikelihoodRatio.P), decimals(one.AICWithout, 2), "–", "–"}
		for _, v := range vif {
			if v.Term == one.Term {
				row[5], row[6] = decimals(v.GVIF, 2), decimals(v.PerColumn, 2)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// forest draws odds ratios: those of each candidate alone, where they were
// asked for, and those of the model.
func (a *statsAnswer) forest(d *statsData, m *statsModel, alone []univariable, intervals []regression.Interval) {
	var groups []figure.OddsGroup
	if len(alone) > 0 {
		g := figure.OddsGroup{Title: "Each candidate alone"}
		for _, u := range alone {
			g.Rows = append(g.Rows, u.Rows...)
		}
		groups = append(groups, g)
	}
	rows := slices.Clone(m.Fit.Coefficients)
	for i := range intervals {
		rows[i].ORCI = intervals[i].OR
	}
	rows = slices.DeleteFunc(rows, func(c regression.Coefficient) bool { return splined(m.Fit.Model, c.Term) })
	if len(rows) > 1 {
		groups = append(groups, figure.OddsGroup{Title: fmt.Sprintf("Model, n = %d", m.Fit.N), Rows: rows[1:], Selected: m.Selected})
	}
	if len(groups) == 0 {
		d.warn("there is no forest plot: the model has no term with an odds ratio")
		return
	}
	g, err := figure.OddsRatios(groups, d.label, d.figureOptions())
	a.draw(d, g, err)
}
