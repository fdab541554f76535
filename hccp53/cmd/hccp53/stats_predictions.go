package main

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// statsPrediction is a score of every row, NaN where there is none: a column of
// the table, or the risk by a model.
type statsPrediction struct {
	Name   string
	Value  []float64
	model  *statsModel // nil for a column
	fitted []bool      // rows that the model was fitted on; nil where it was on others
}

// readPredicted reads the table with the models and score columns to judge, the
// outcome and the sets. What the flags leave open is as in the first model.
func (f *statsFlags) readPredicted(args []string) (*statsData, []statsPrediction, error) {
	if len(f.models)+len(f.scores) == 0 {
		return nil, nil, fault.New(errStats, "there is nothing to judge").Try("give --model with a saved model, or --score with columns of the table")
	}
	var models []*statsModel
	for _, text := range f.models {
		m, err := readModel(text)
		if err != nil {
			return nil, nil, err
		}
		models = append(models, m)
	}
	d, err := f.read(args)
	if err != nil {
		return nil, nil, err
	}
	learnt := make([]*fittedRows, len(models))
	for i, m := range models {
		learnt[i] = m.fitted(d)
	}
	if err := f.adopt(d, models, learnt); err != nil {
		return nil, nil, err
	}
	if err := f.findOutcome(d); err != nil {
		return nil, nil, err
	}
	if len(models) > 0 && models[0].Outcome.Column == d.outcome.Column && d.outcome.Title == "" {
		d.outcome.Title = models[0].Outcome.Title
	}
	if err := f.findSets(d); err != nil {
		return nil, nil, err
	}
	var all []statsPrediction
	for i, m := range models {
		p := statsPrediction{Name: m.name, model: m}
		if p.Value, err = m.predict(d); err != nil {
			return nil, nil, err
		}
		if learnt[i] != nil {
			n := 0
			if p.fitted, n = learnt[i].on(d, p.Value); n > 0 {
				d.warn("%s left out that took no part in the fit of %s, for a candidate is missing", fault.Count(n, "training row"), m.name)
			}
		}
		for _, set := range d.sets {
			if text, mixed := p.share(set); mixed {
				d.warn("%s: %s was fitted on some of these patients (%s): what is judged on all of them is apparent", set.Name, p.Name, text)
			}
		}
		all = append(all, p)
	}
	for _, name := range f.scores {
		values, err := d.table.Numbers(name)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, statsPrediction{Name: name, Value: values})
	}
	for i, p := range all {
		if slices.ContainsFunc(all[:i], func(o statsPrediction) bool { return o.Name == p.Name }) {
			return nil, nil, fault.New(errStats, "two of what is to be judged are called %s", p.Name).Try("give models names: --model NAME=FILE")
		}
	}
	if f.set == "" && !slices.ContainsFunc(all, func(p statsPrediction) bool { return p.seen(d.sets[0]) }) {
		d.sets[0].Training = false
	}
	return d, all, nil
}

// adopt takes outcome and sets from the first model where the flags are silent,
// and refuses flags that contradict one of the models.
func (f *statsFlags) adopt(d *statsData, models []*statsModel, learnt []*fittedRows) error {
	for i, m := range models {
		d.simulated = d.simulated || m.Simulated
		if err := f.agrees(d, m); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if f.outcome == "" {
			f.outcome = m.Outcome.Column
		}
		if f.positive == "" && f.outcome == m.Outcome.Column {
			f.positive = m.Outcome.Positive
		}
		if f.set == "" && learnt[0] != nil {
			f.set, f.train = m.Training.Set, m.Training.Train
		}
	}
	return nil
}

// agrees reports an outcome of the flags, or of an earlier model, that is not what
// m predicts. A column that has another name in this table is well.
func (f *statsFlags) agrees(d *statsData, m *statsModel) error {
	switch {
	case f.outcome != "" && f.outcome != m.Outcome.Column && d.table.Has(m.Outcome.Column):
		return fault.New(errStats, "the model %s predicts %s, not %s", m.name, m.Outcome.Column, f.outcome).At("%s", d.name).
			Try("leave out --outcome, and judge models of different outcomes one by one")
	case f.positive != "" && f.positive != m.Outcome.Positive && (f.outcome == "" || f.outcome == m.Outcome.Column):
		return fault.New(errStats, "the model %s predicts %s, not %s", m.name, m.Outcome.class(m.Outcome.Positive), f.positive).At("%s", d.name).
			Try("leave out --positive, and judge models of different outcomes one by one")
	}
	return nil
}

// probabilities reports a score that is no risk.
func probabilities(d *statsData, all []statsPrediction) error {
	for _, p := range all {
		for i, v := range p.Value {
			if v < 0 || v > 1 || math.IsInf(v, 0) {
				return fault.New(errStats, "%v is not a risk from 0 to 1", v).At("%s, row %d, column %s", d.name, d.numbers[i], p.Name).
					Try("give risks; `hccp53 stats logistic --terms %s` makes a model of a score", p.Name)
			}
		}
	}
	return nil
}

// apparent adds to the name of a set that a model was fitted on it.
func (s statsSet) apparent(p statsPrediction) string {
	if p.seen(s) {
		return s.Name + " (apparent)"
	}
	return s.Name
}

// apparentScore adds to the name of a score that it was fitted on the set.
func (s statsSet) apparentScore(p statsPrediction) string {
	if p.seen(s) {
		return p.Name + " (apparent)"
	}
	return p.Name
}
