package main

import (
	"fmt"

	"hcclab/hccp53"
	"hcclab/hccp53/regression"
)

// univariable is the logistic regression on one candidate alone.
type univariable struct {
	Term string                   `json:"term"`
	N    int                      `json:"n"`
	Rows []regression.Coefficient `json:"rows"` // without the intercept
	Test regression.Test          `json:"likelihood_ratio"`
	Note string                   `json:"note,omitempty"` // why there is none, or separation
}

// alone fits each candidate by itself, on the rows where it is known.
func alone(outcome []bool, terms []regression.Term) []univariable {
	var all []univariable
	for _, t := range terms {
		u := univariable{Term: t.Name}
		fit, err := regression.Logistic(outcome, []regression.Term{t})
		if err != nil {
			u.Note = err.Error()
			all = append(all, u)
			continue
		}
		u.N, u.Rows, u.Test = fit.N, fit.Coefficients[1:], fit.LikelihoodRatio()
		if t.Knots != nil { // columns of a spline have no odds ratio of their own
			u.Rows, u.Note = nil, "spline, p of the term "+significance(u.Test.P)
		}
		if fit.Separated {
			u.Note = "separated"
		}
		all = append(all, u)
	}
	return all
}

// univariableTable shows each candidate alone.
func (d *statsData) univariableTable(all []univariable) hccp53.Table {
	t := hccp53.Table{Name: "univariable", Title: "Each candidate alone", Header: []string{"term", "level", "n", "OR (95 % CI)", "p", "p of the term"}}
	for _, u := range all {
		if len(u.Rows) == 0 {
			t.Rows = append(t.Rows, []string{d.label(u.Term), "", "", "–", "–", u.Note})
		}
		for i, c := range u.Rows {
			row := []string{d.label(u.Term), c.Level, fmt.Sprint(u.N), oddsRatio(c), significance(c.P), ""}
			if i == 0 {
				row[5] = significance(u.Test.P)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	t.Notes = []string{"p of the term: likelihood-ratio test. Choosing terms by these p values is a search, too."}
	return t
}

// univariableFile adds the candidates alone as CSV.
func (a *statsAnswer) univariableFile(name string, all []univariable) {
	if len(all) == 0 {
		return
	}
	var rows [][]any
	for _, u := range all {
		for _, c := range u.Rows {
			rows = append(rows, []any{u.Term, c.Level, u.N, c.Estimate, c.SE, c.P, c.OR, c.ORCI[0], c.ORCI[1], u.Test.ChiSquare, u.Test.DF, u.Test.P, u.Note})
		}
	}
	a.csvFile(name, []string{"term", "level", "n", "estimate", "se", "p", "or", "or_low", "or_high", "lr", "lr_df", "lr_p", "note"}, rows)
}
