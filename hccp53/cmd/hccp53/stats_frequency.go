package main

import (
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/regression"
)

// frequencies repeats the search on the resamples of the optimism, and counts how
// often each candidate is chosen.
func (f *statsFlags) frequencies(d *statsData, raw []regression.Term, rule searchRule) (*regression.Frequencies, error) {
	r := f.resampled(d, raw)
	var names []string
	for _, t := range raw {
		names = append(names, t.Name)
	}
	found, err := regression.SelectionFrequency(names, regression.Resamples(len(r.outcome), f.bootstrap, f.seed), func(rows []int) ([]string, error) {
		terms, err := r.terms(rows)
		if err != nil {
			return nil, err
		}
		search, err := rule.search(pick(r.outcome, rows), regression.Rows(terms, rows))
		if err != nil {
			return nil, err
		}
		return search.Path[len(search.Path)-1].Terms, nil
	})
	if err != nil {
		return nil, fault.Place(err, d.name)
	}
	return found, nil
}

// mostFrequencies bounds the lines that are printed.
const mostFrequencies = 30

// frequencyTable shows how often each candidate was chosen, the most often first.
func (d *statsData) frequencyTable(f *regression.Frequencies, in []string) hccp53.Table {
	t := hccp53.Table{Name: "frequency", Title: fmt.Sprintf("How often each term is chosen in %d resamples", f.Used), Header: []string{"term", "chosen", "%", "in the model"}}
	order := slices.Clone(f.Terms)
	slices.SortStableFunc(order, func(a, b regression.Frequency) int { return b.Count - a.Count })
	for i, one := range order {
		if i == mostFrequencies {
			t.Notes = append(t.Notes, fmt.Sprintf("%d further terms are in the CSV.", len(order)-i))
			break
		}
		row := []string{d.label(one.Term), fmt.Sprint(one.Count), decimals(100*one.Share, 0), ""}
		if slices.Contains(in, one.Term) {
			row[3] = "yes"
		}
		t.Rows = append(t.Rows, row)
	}
	same := 0
	for _, m := range f.Models {
		if len(m.Terms) == len(in) && !slices.ContainsFunc(in, func(v string) bool { return !slices.Contains(m.Terms, v) }) {
			same = m.Count
		}
	}
	t.Notes = append(t.Notes, fmt.Sprintf("The very same set of terms came out %s; there were %d different sets.", times(same), len(f.Models)))
	if n := len(f.Failed); n > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d of %d resamples gave no usable model.", n, f.Resamples))
	}
	return t
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// frequencyFiles adds the counts as CSV and as a figure; in are the terms of the
// model.
func (a *statsAnswer) frequencyFiles(d *statsData, name string, f *regression.Frequencies, in []string) {
	if f == nil {
		return
	}
	o := d.figureOptions()
	o.Name = name
	g, err := figure.SelectionFrequency(f, in, d.label, o)
	a.draw(d, g, err)
	var rows [][]any
	for _, one := range f.Terms {
		rows = append(rows, []any{"term", one.Term, one.Count, one.Share})
	}
	for _, m := range f.Models {
		rows = append(rows, []any{"model", strings.Join(m.Terms, " + "), m.Count, float64(m.Count) / float64(f.Used)})
	}
	a.csvFile(name, []string{"kind", "terms", "count", "share"}, rows)
}
