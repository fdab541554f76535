package main

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// mostWords is the largest number of levels with which a column of words is a
// candidate without being named. Codes of patients and paths have more.
const mostWords = 12

// candidates returns the terms that the flags name, for all rows. Without
// --terms, and if all is set, they are all columns but the outcome and what
// cannot be a predictor, which is said.
func (f *statsFlags) candidates(d *statsData, all bool) ([]regression.Term, error) {
	names := splitTerms(f.terms)
	if len(names) == 0 {
		if !all {
			return nil, fault.New(errStats, "no term is named").At("%s", d.name).Try("give --terms with columns, separated by commas")
		}
		names = f.everyColumn(d)
	}
	if err := f.known(d); err != nil {
		return nil, err
	}
	var terms []regression.Term
	seen := map[string]bool{}
	for _, name := range names {
		if name = strings.TrimSpace(name); slices.Contains(f.exclude, name) {
			continue
		}
		t, err := f.candidate(d, name)
		if err != nil {
			return nil, err
		}
		if seen[t.Name] {
			return nil, fault.New(errStats, "the term %s is named twice", t.Name).At("%s", d.name).Try("name it once in --terms")
		}
		seen[t.Name] = true
		if column, _ := columnOf(t.Name); d.outcome != nil && column == d.outcome.Column {
			return nil, fault.New(errStats, "the outcome %s cannot be a term", column).At("%s", d.name).Try("take it out of --terms")
		}
		if len(f.terms) == 0 && constantIn(t, d.training().Rows) {
			d.warn("%s takes no part: it is the same in all training rows", t.Name)
			continue
		}
		terms = append(terms, t)
	}
	if len(terms) == 0 {
		return nil, fault.New(errStats, "no column is left as a term").At("%s", d.name).Try("give --terms, or exclude fewer columns")
	}
	return terms, nil
}

// known reports a column in a flag that the table does not have.
func (f *statsFlags) known(d *statsData) error {
	var splines []string
	for _, text := range f.splines {
		name, _, _ := strings.Cut(text, ":")
		splines = append(splines, name)
	}
	for _, name := range slices.Concat(f.exclude, f.log10s, splines) {
		if _, err := d.table.Labels(name); err != nil {
			return err
		}
	}
	return nil
}

// everyColumn returns the columns that may be predictors.
func (f *statsFlags) everyColumn(d *statsData) []string {
	var names, left []string
	for _, name := range d.table.Names() {
		switch {
		case name == f.set || d.outcome != nil && name == d.outcome.Column || slices.Contains(f.exclude, name):
		case d.schema != nil:
			if _, err := d.schema.Predictor(name); err != nil {
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
			reason = "no predictors by the schema"
		}
		d.warn("no candidates (%s): %s", reason, strings.Join(left, ", "))
	}
	return names
}

// candidate returns one term, for all rows.
func (f *statsFlags) candidate(d *statsData, name string) (regression.Term, error) {
	spec, err := f.specOf(d, name)
	if err != nil {
		return regression.Term{}, err
	}
	if d.schema != nil {
		c, err := d.schema.Predictor(spec.column)
		if err != nil {
			return regression.Term{}, placed(err, d.name)
		}
		spec.logarithm = spec.logarithm || c.Scale == "log10"
	}
	if !spec.logarithm && spec.knots == 0 {
		t, err := d.table.Term(spec.column)
		if err != nil || !t.IsFactor() || d.declared[spec.column] {
			return t, err
		}
		// Levels that were not declared are those of the training rows.
		found := slices.DeleteFunc(pick(t.Labels, d.training().Rows), func(v string) bool { return v == "" })
		return regression.Factor(t.Name, slices.Compact(slices.Sorted(slices.Values(found))), t.Labels), nil
	}
	t, err := d.number(spec)
	if err != nil || spec.knots == 0 {
		return t, err
	}
	knots, err := regression.Knots(pick(t.Numbers, d.training().Rows), spec.knots)
	if err != nil {
		return t, placed(err, d.name+", column "+spec.column)
	}
	return regression.Spline(t.Name, t.Numbers, knots), nil
}

// number returns a column of numbers, or its logarithm.
func (d *statsData) number(spec termSpec) (regression.Term, error) {
	if spec.logarithm {
		return d.logarithmOf(spec.column)
	}
	values, err := d.table.Numbers(spec.column)
	return regression.Numeric(spec.column, values), err
}

// logarithmOf returns the decimal logarithm of a column.
func (d *statsData) logarithmOf(column string) (regression.Term, error) {
	values, err := d.table.Numbers(column)
	if err != nil {
		return regression.Term{}, err
	}
	logs := make([]float64, len(values))
	for i, v := range values {
		if v <= 0 {
			return regression.Term{}, fault.New(errStats, "%v has no logarithm", v).At("%s, row %d, column %s", d.name, d.numbers[i], column).
				Try("correct the cell, leave it empty, or take the column out of --log10")
		}
		logs[i] = math.Log10(v)
	}
	return regression.Numeric("log10("+column+")", logs), nil
}

// constantIn reports whether a term is the same, or missing, in all the rows.
func constantIn(t regression.Term, rows []int) bool {
	if t.IsFactor() {
		found := slices.DeleteFunc(pick(t.Labels, rows), func(v string) bool { return v == "" })
		return len(slices.Compact(slices.Sorted(slices.Values(found)))) < 2
	}
	found := slices.DeleteFunc(pick(t.Numbers, rows), math.IsNaN)
	return len(slices.Compact(slices.Sorted(slices.Values(found)))) < 2
}
