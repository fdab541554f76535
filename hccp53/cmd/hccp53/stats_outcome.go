package main

import (
	"slices"
	"strings"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// statsSet is a part of the rows: Training, Validation, or all of them.
type statsSet struct {
	Name     string
	Training bool
	Rows     []int // of the table, from 0
}

// everyone is the name of the set of a table that is not divided.
const everyone = "All patients"

// readJudged reads the table with outcome and sets.
func (f *statsFlags) readJudged(args []string) (*statsData, error) {
	d, err := f.read(args)
	if err != nil {
		return nil, err
	}
	if err := f.findOutcome(d); err != nil {
		return nil, err
	}
	return d, f.findSets(d)
}

// findOutcome reads the outcome. Rows without one are left out.
func (f *statsFlags) findOutcome(d *statsData) error {
	column, positive := f.outcome, f.positive
	if d.schema != nil {
		if c, ok := d.schema.Role(cohort.RoleOutcome); ok {
			if column == "" {
				column = c.Name
			}
			if positive == "" && column == c.Name && len(c.Levels) == 2 {
				positive = c.Levels[1]
			}
		}
	}
	if column == "" {
		return fault.New(errStats, "which column is the outcome is not known").At("%s", d.name).
			Try("give --outcome with one of %s", fault.List(d.table.Names(), 12, func(s string) string { return s }))
	}
	if err := d.withoutMissing(column, "outcome"); err != nil {
		return err
	}
	found, err := distinct(d.table, column)
	if err != nil {
		return err
	}
	o := &statsOutcome{Column: column}
	if o.cases, err = d.table.Outcome(column, positive); err != nil {
		return err
	}
	cells, err := d.table.Labels(column)
	if err != nil {
		return err
	}
	o.Positive = cells[slices.Index(o.cases, true)]
	others := slices.DeleteFunc(found, func(v string) bool { return v == o.Positive })
	o.Negative = strings.Join(others, " or ")
	if f.positive == "" && positive == "" && o.Positive != "1" {
		d.warn("%s %s counts as a case, for it comes second; --positive names another", column, o.Positive)
	}
	if len(others) > 1 {
		d.warn("%s: every value but %s counts as no case: %s", column, o.Positive, strings.Join(others, ", "))
	}
	if d.schema != nil {
		if c, err := d.schema.Column(column); err == nil && c.Title != column {
			o.Title = c.Title
		}
	}
	d.outcome = o
	return nil
}

// trainingNames are values of a column of sets that need no --train.
var trainingNames = []string{"train", "training", "tc", "training cohort", "training set"}

// findSets divides the rows as --set says. The training rows come first.
func (f *statsFlags) findSets(d *statsData) error {
	if f.set == "" {
		rows := make([]int, d.table.Rows())
		for i := range rows {
			rows[i] = i
		}
		d.sets = []statsSet{{Name: everyone, Training: true, Rows: rows}}
		return nil
	}
	if err := d.withoutMissing(f.set, "set"); err != nil {
		return err
	}
	values, err := distinct(d.table, f.set)
	if err != nil {
		return err
	}
	train := f.train
	for _, v := range values {
		if train == "" && slices.Contains(trainingNames, strings.ToLower(v)) {
			train = v
		}
	}
	list := fault.List(values, 12, func(s string) string { return s })
	switch {
	case train == "":
		return fault.New(errStats, "which rows are for training is not known").At("%s, column %s", d.name, f.set).Try("give --train with one of %s", list)
	case !slices.Contains(values, train):
		return fault.New(errStats, "no row has the value %q", train).At("%s, column %s", d.name, f.set).Try("give --train with one of %s", list)
	case len(values) > 3:
		return fault.New(errStats, "the column has %d values, and at most three sets have room in a figure: %s", len(values), list).
			At("%s, column %s", d.name, f.set).Try("name a column with a training and up to two validation sets")
	}
	cells, err := d.table.Labels(f.set)
	if err != nil {
		return err
	}
	for _, v := range append([]string{train}, slices.DeleteFunc(values, func(v string) bool { return v == train })...) {
		s := statsSet{Name: v, Training: v == train}
		for i, cell := range cells {
			if cell == v {
				s.Rows = append(s.Rows, i)
			}
		}
		d.sets = append(d.sets, s)
	}
	return nil
}

// of returns the outcome of some rows.
func (o *statsOutcome) of(rows []int) []bool {
	return pick(o.cases, rows)
}

func pick[T any](all []T, rows []int) []T {
	some := make([]T, len(rows))
	for i, r := range rows {
		some[i] = all[r]
	}
	return some
}

// training returns the rows that a model learns from.
func (d *statsData) training() statsSet { return d.sets[0] }
