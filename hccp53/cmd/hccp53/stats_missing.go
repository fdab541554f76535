package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// statsFilling is what stands in for a missing value of a term, learnt on the
// training rows.
type statsFilling struct {
	Term    string  `json:"term"`
	Median  float64 `json:"median,omitempty"` // of a number
	Mode    string  `json:"mode,omitempty"`   // of a factor
	Missing int     `json:"missing"`          // training rows that were filled in
}

func (f statsFilling) text() string {
	if f.Mode != "" {
		return f.Mode
	}
	return fmt.Sprintf("%.4g", f.Median)
}

// learnFillings returns the median or commonest level of each term in the
// training rows. Of levels equally common it is the first.
func learnFillings(terms []regression.Term, rows []int) ([]statsFilling, error) {
	var all []statsFilling
	for _, t := range terms {
		f := statsFilling{Term: t.Name}
		if t.IsFactor() {
			count := map[string]int{}
			for _, v := range pick(t.Labels, rows) {
				count[v]++
			}
			f.Missing = count[""]
			for _, level := range t.Levels {
				if count[level] > count[f.Mode] || f.Mode == "" && count[level] > 0 {
					f.Mode = level
				}
			}
			if f.Missing == len(rows) {
				return nil, fault.New(errStats, "the column is empty in all training rows").At("column %s", t.Name).Try("leave it out with --exclude")
			}
		} else {
			known := slices.DeleteFunc(pick(t.Numbers, rows), math.IsNaN)
			f.Missing = len(rows) - len(known)
			if len(known) == 0 {
				return nil, fault.New(errStats, "the column is empty in all training rows").At("column %s", t.Name).Try("leave it out with --exclude")
			}
			q, err := inference.Quantiles(known, .5)
			if err != nil {
				return nil, err
			}
			f.Median = q[0]
		}
		all = append(all, f)
	}
	return all, nil
}

// fill returns the term with its missing values filled in, and how many.
func (f statsFilling) fill(t regression.Term) (regression.Term, int) {
	n := 0
	if t.IsFactor() {
		labels := slices.Clone(t.Labels)
		for i, v := range labels {
			if v == "" {
				labels[i] = f.Mode
				n++
			}
		}
		t.Labels = labels
		return t, n
	}
	numbers := slices.Clone(t.Numbers)
	for i, v := range numbers {
		if math.IsNaN(v) {
			numbers[i] = f.Median
			n++
		}
	}
	t.Numbers = numbers
	return t, n
}

// complete fills in the missing values of all rows, when --missing says so, by
// what the training rows teach.
func (f *statsFlags) complete(d *statsData, terms []regression.Term) ([]regression.Term, []statsFilling, error) {
	if f.missing != "fill" {
		return terms, nil, nil
	}
	fillings, err := learnFillings(terms, d.training().Rows)
	if err != nil {
		return nil, nil, placed(err, d.name)
	}
	full := make([]regression.Term, len(terms))
	var filled []string
	for i, t := range terms {
		n := 0
		if full[i], n = fillings[i].fill(t); n > 0 {
			filled = append(filled, fmt.Sprintf("%s %d × %s", t.Name, n, fillings[i].text()))
		}
	}
	if len(filled) > 0 {
		d.warn("missing values filled in with the median or commonest level of the training rows: %s", strings.Join(filled, ", "))
	}
	return full, fillings, nil
}
