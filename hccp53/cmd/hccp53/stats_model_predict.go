package main

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// terms returns the terms of the model for all rows of a table, missing values
// filled in where the model knows how, and marks rows that cannot be predicted.
func (m *statsModel) terms(d *statsData) (terms []regression.Term, unusable []bool, err error) {
	unusable = make([]bool, d.table.Rows())
	missing, filled := 0, 0
	for _, mt := range m.Fit.Model.Terms {
		t, err := m.term(d, mt, unusable)
		if err != nil {
			return nil, nil, err
		}
		if i := slices.IndexFunc(m.Fillings, func(f statsFilling) bool { return f.Term == mt.Name }); i >= 0 {
			n := 0
			t, n = m.Fillings[i].fill(t)
			filled += n
		}
		terms = append(terms, t)
	}
	complete := make([]bool, len(unusable))
	for _, r := range regression.CompleteRows(terms) {
		complete[r] = true
	}
	for i := range unusable {
		if !complete[i] && len(terms) > 0 && !unusable[i] {
			unusable[i] = true
			missing++
		}
	}
	if filled > 0 {
		d.warn("%s filled in with the median or commonest level of the training rows", fault.Count(filled, "missing value"))
	}
	if missing > 0 {
		d.warn("%s without a prediction by %s: a value is missing", fault.Count(missing, "row"), m.name)
	}
	return terms, unusable, nil
}

// term returns one term of the model. Rows with a level that the fit did not
// have are marked as unusable.
func (m *statsModel) term(d *statsData, mt regression.ModelTerm, unusable []bool) (regression.Term, error) {
	spec := d.specOf(mt.Name)
	column := spec.column
	if !d.table.Has(column) {
		return regression.Term{}, fault.New(errStats, "the model %s needs the column %s, which is not there", m.name, column).At("%s", d.name).
			Try("add the column, or correct its name; names are case sensitive")
	}
	if mt.Levels == nil {
		t, err := d.number(spec)
		t.Knots = mt.Knots
		t.Name = mt.Name
		return t, err
	}
	cells, err := d.table.Labels(column)
	if err != nil {
		return regression.Term{}, err
	}
	labels := slices.Clone(cells)
	unknown := map[string]int{}
	for i, v := range labels {
		if v != "" && (!slices.Contains(mt.Levels, v) || slices.Contains(mt.Unused, v)) {
			unknown[v]++
			labels[i], unusable[i] = "", true
		}
	}
	for _, v := range slices.Sorted(maps.Keys(unknown)) {
		d.warn("%s without a prediction by %s: no training row has the level %q of %s", fault.Count(unknown[v], "row"), m.name, v, column)
	}
	return regression.Factor(mt.Name, mt.Levels, labels), nil
}

// predict returns the risk of each row, NaN where there is none.
func (m *statsModel) predict(d *statsData) ([]float64, error) {
	terms, unusable, err := m.terms(d)
	if err != nil {
		return nil, err
	}
	var usable []int
	risk := make([]float64, len(unusable))
	for i, bad := range unusable {
		if risk[i] = math.NaN(); !bad {
			usable = append(usable, i)
		}
	}
	if len(usable) == 0 {
		return nil, fault.New(errStats, "no row has all that the model %s needs", m.name).At("%s", d.name).Try("complete the columns %s", strings.Join(m.Recipe.Candidates, ", "))
	}
	if len(terms) == 0 { // the intercept alone
		for _, r := range usable {
			risk[r] = 1 / (1 + math.Exp(-m.Fit.Model.Intercept))
		}
		return risk, nil
	}
	p, err := m.Fit.Model.Predict(regression.Rows(terms, usable))
	if err != nil {
		return nil, placed(err, d.name)
	}
	for i, r := range usable {
		risk[r] = p.Probability[i]
	}
	outside := map[string]int{}
	for _, o := range p.OutOfRange {
		outside[fmt.Sprintf("%s outside %.4g to %.4g", o.Term, o.Min, o.Max)]++
	}
	for _, what := range slices.Sorted(maps.Keys(outside)) {
		d.warn("%s with %s, the range of the training rows: the risk is extrapolated", fault.Count(outside[what], "row"), what)
	}
	return risk, nil
}

// intervals returns the 95 % interval of each risk, NaN where there is none, and
// whether the model has any.
func (m *statsModel) intervals(d *statsData, risk []float64) ([][2]float64, bool, error) {
	if m.Nomogram == nil || m.Nomogram.Covariance == nil {
		return nil, false, nil
	}
	quiet := *d // its warnings were given with the risks
	terms, _, err := m.terms(&quiet)
	if err != nil {
		return nil, false, err
	}
	ci := make([][2]float64, len(risk))
	for i, p := range risk {
		ci[i] = [2]float64{math.NaN(), math.NaN()}
		if math.IsNaN(p) {
			continue
		}
		r, err := m.Nomogram.Points(terms, i)
		if err != nil {
			return nil, false, placed(err, d.name)
		}
		if r.CI != nil {
			ci[i] = *r.CI
		}
	}
	return ci, true, nil
}

// judge returns how well the model does in each set of the table it was fitted on.
func (m *statsModel) judge(d *statsData) ([]setPerformance, error) {
	risk, err := m.predict(d)
	if err != nil {
		return nil, err
	}
	if _, err := m.leaveUnfitted(d, risk); err != nil {
		return nil, err
	}
	return d.perform(risk), nil
}

// saveModel adds model.json to the files of the answer.
func (a *statsAnswer) saveModel(m *statsModel) error {
	var b bytes.Buffer
	if err := writeJSON(&b, m); err != nil {
		return err
	}
	a.files["model.json"] = b.Bytes()
	return nil
}
