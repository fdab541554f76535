package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"hcclab/hccp53"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/regression"
)

// memory remembers what a search chose on each resample, so that optimism and
// frequencies search once.
type memory struct {
	lock   sync.Mutex
	chosen map[*int][]string // by the first place of the resample
}

func (m *memory) keep(rows []int, terms []string) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.chosen == nil {
		m.chosen = map[*int][]string{}
	}
	m.chosen[&rows[0]] = terms
}

func (m *memory) recall(rows []int) ([]string, bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	terms, ok := m.chosen[&rows[0]]
	return terms, ok
}

// frequencies counts how often each candidate is chosen on resamples.
func (r resampling) frequencies(resamples [][]int, choose regression.Select) (*regression.Frequencies, error) {
	var names []string
	for _, t := range r.raw {
		names = append(names, t.Name)
	}
	return regression.SelectionFrequency(names, resamples, choose)
}

// searching repeats a stepwise search on resamples.
type searching struct {
	resampling
	rule searchRule
	memory
}

func newSearching(r resampling, rule searchRule) *searching {
	return &searching{resampling: r, rule: rule}
}

// search searches on a resample, and returns the terms of all rows as it fills
// them in.
func (s *searching) search(rows []int) (*regression.Search, []regression.Term, error) {
	terms, err := s.terms(rows)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.rule.search(pick(s.outcome, rows), regression.Rows(terms, rows))
	if err != nil {
		return nil, nil, err
	}
	s.keep(rows, termNames(found.Fit.Model))
	return found, terms, nil
}

// refit is the modelling for [statsData.correct].
func (s *searching) refit(rows []int) (func([]int) []float64, error) {
	found, terms, err := s.search(rows)
	if err != nil {
		return nil, err
	}
	return applied(found.Fit, terms)
}

// choose returns the terms that the search leaves.
func (s *searching) choose(rows []int) ([]string, error) {
	if terms, ok := s.recall(rows); ok {
		return terms, nil
	}
	found, _, err := s.search(rows)
	if err != nil {
		return nil, err
	}
	return termNames(found.Fit.Model), nil
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
