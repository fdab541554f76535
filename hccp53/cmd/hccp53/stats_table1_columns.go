package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// variables returns the columns to describe.
func (f *table1Flags) variables(d *statsData) ([]baseline.Variable, error) {
	for _, name := range slices.Concat(f.exclude, f.medians) {
		if _, err := d.table.Labels(name); err != nil {
			return nil, err
		}
	}
	names := splitTerms(f.terms)
	if len(names) == 0 {
		names = f.describable(d)
	}
	var all []baseline.Variable
	for _, name := range names {
		if slices.Contains(f.exclude, name) {
			continue
		}
		v := baseline.Variable{Name: name}
		labels, err := d.table.Labels(name)
		if err != nil {
			return nil, err
		}
		if d.table.IsFactor(name) {
			v.Words = labels
			if d.declared[name] {
				v.Levels = d.table.Levels(name)
			}
		} else if v.Numbers, err = d.table.Numbers(name); err != nil {
			return nil, err
		} else if words, ok := zeroOne(v.Numbers); ok && !slices.Contains(f.medians, name) {
			v.Numbers, v.Words, v.Levels, v.Show = nil, words, []string{"0", "1"}, "1"
		}
		if d.schema != nil {
			if c, err := d.schema.Column(name); err == nil {
				v.Name, v.Unit = c.Title, c.Unit
				if v.Numbers != nil && len(c.Allowed) > 0 { // a few values only
					v.Numbers, v.Words, v.Unit = nil, labels, ""
					v.Name = c.Label(false)
				} else if v.Numbers != nil && c.Scale == baseline.Log10 {
					v.Scale, v.Summary = baseline.Log10, baseline.Median
				}
			}
		}
		if slices.Contains(f.medians, name) {
			if v.Numbers == nil {
				return nil, fault.New(errStats, "a column of words has no median").At("%s, column %s", d.name, name).Try("take it out of --median")
			}
			v.Summary = baseline.Median
		}
		all = append(all, v)
	}
	if len(all) == 0 {
		return nil, fault.New(errStats, "no column is left to describe").At("%s", d.name).Try("give --terms, or exclude fewer columns")
	}
	return all, nil
}

// zeroOne returns a column that holds nothing but 0 and 1, both, as words.
func zeroOne(numbers []float64) ([]string, bool) {
	words, seen := make([]string, len(numbers)), map[float64]bool{}
	for i, v := range numbers {
		switch {
		case math.IsNaN(v):
			continue
		case v != 0 && v != 1:
			return nil, false
		}
		words[i], seen[v] = fmt.Sprint(v), true
	}
	return words, len(seen) == 2
}

// describable returns the columns that Table 1 describes by itself: not the
// groups, and no codes.
func (f *table1Flags) describable(d *statsData) []string {
	var names, left []string
	for _, name := range d.table.Names() {
		switch {
		case name == f.group || slices.Contains(f.exclude, name):
		case d.schema != nil:
			if c, err := d.schema.Column(name); err != nil || c.Kind == cohort.Text {
				left = append(left, name)
			} else {
				names = append(names, name)
			}
		case len(d.table.Levels(name)) > mostWords:
			left = append(left, name)
		default:
			names = append(names, name)
		}
	}
	if len(left) > 0 {
		reason := "more than 12 different words"
		if d.schema != nil {
			reason = "text by the schema"
		}
		d.warn("not described (%s): %s", reason, strings.Join(left, ", "))
	}
	return names
}
