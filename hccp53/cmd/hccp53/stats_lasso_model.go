package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
)

// designColumn is one column of the LASSO: a number, or a level of a factor.
type designColumn struct {
	name, level string
	term        int
	values      []float64
}

// design makes columns of terms: a factor has one for each level but the
// reference.
func design(terms []regression.Term) []designColumn {
	var all []designColumn
	for k, t := range terms {
		if !t.IsFactor() {
			all = append(all, designColumn{name: t.Name, term: k, values: t.Numbers})
			continue
		}
		for _, level := range t.Levels[1:] {
			c := designColumn{name: t.Name + "=" + level, level: level, term: k, values: make([]float64, len(t.Labels))}
			for i, v := range t.Labels {
				if v == level {
					c.values[i] = 1
				}
			}
			all = append(all, c)
		}
	}
	return all
}

// lassoRule says how the penalty is chosen.
type lassoRule struct {
	options regression.LassoOptions
	oneSE   bool
}

// lassoFit is what a rule finds.
type lassoFit struct {
	cv      *regression.LassoValidation
	chosen  int
	columns []designColumn
	model   regression.Model
}

// fit cross-validates and fits on complete terms.
func (r lassoRule) fit(y []bool, x []regression.Term, folds []int) (lassoFit, error) {
	f := lassoFit{columns: design(x)}
	values := make([][]float64, len(f.columns))
	for j, c := range f.columns {
		values[j] = c.values
	}
	var err error
	if f.cv, err = regression.LassoCV(y, values, folds, r.options); err != nil {
		return f, err
	}
	if f.chosen = f.cv.Min; r.oneSE {
		f.chosen = f.cv.OneSE
	}
	f.model = penalised(x, f.columns, f.cv.Path, f.chosen)
	return f, nil
}

// lassoResampling repeats the LASSO on resamples.
type lassoResampling struct {
	resampling
	rule  lassoRule
	folds []int // of each row: a patient who is drawn several times stays in one
	memory
}

func newLassoResampling(r resampling, rule lassoRule, folds []int) *lassoResampling {
	return &lassoResampling{resampling: r, rule: rule, folds: folds}
}

// fit fits a resample, and returns the terms of all rows as it fills them in.
func (r *lassoResampling) fit(rows []int) (lassoFit, []regression.Term, error) {
	terms, err := r.terms(rows)
	if err != nil {
		return lassoFit{}, nil, err
	}
	found, err := r.rule.fit(pick(r.outcome, rows), regression.Rows(terms, rows), pick(r.folds, rows))
	if err == nil {
		r.keep(rows, termNames(found.model))
	}
	return found, terms, err
}

// refit is the modelling for [statsData.correct].
func (r *lassoResampling) refit(rows []int) (func([]int) []float64, error) {
	found, terms, err := r.fit(rows)
	if err != nil {
		return nil, err
	}
	return func(rows []int) []float64 {
		z := make([]float64, len(rows))
		for i, row := range rows {
			z[i] = logOdds(found.model, terms, row)
		}
		return z
	}, nil
}

// choose returns the terms that are left.
func (r *lassoResampling) choose(rows []int) ([]string, error) {
	if terms, ok := r.recall(rows); ok {
		return terms, nil
	}
	found, _, err := r.fit(rows)
	return termNames(found.model), err
}

// logOdds applies a model without splines to one row. A level that the fit did not
// have counts as the reference, for its column was constant.
func logOdds(m regression.Model, terms []regression.Term, row int) float64 {
	z := m.Intercept
	for _, mt := range m.Terms {
		t := terms[slices.IndexFunc(terms, func(t regression.Term) bool { return t.Name == mt.Name })]
		if t.IsFactor() {
			z += mt.Coefficients[max(0, slices.Index(mt.Levels, t.Labels[row]))]
		} else {
			z += mt.Coefficients[0] * t.Numbers[row]
		}
	}
	return z
}

// termNames returns the names of the terms of a model.
func termNames(m regression.Model) []string {
	var names []string
	for _, t := range m.Terms {
		names = append(names, t.Name)
	}
	return names
}

// penalised returns the model at one place of the path; terms without a
// coefficient are left out.
func penalised(terms []regression.Term, columns []designColumn, path *regression.LassoPath, k int) regression.Model {
	m := regression.Model{Intercept: path.Intercept[k]}
	for i, t := range terms {
		mt := regression.ModelTerm{Name: t.Name, Levels: t.Levels}
		if t.IsFactor() {
			mt.Coefficients = make([]float64, len(t.Levels))
			for _, level := range t.Levels {
				if !slices.Contains(t.Labels, level) {
					mt.Unused = append(mt.Unused, level)
				}
			}
		} else {
			mt.Coefficients = []float64{0}
			mt.Min, mt.Max = slices.Min(t.Numbers), slices.Max(t.Numbers)
		}
		any := false
		for j, c := range columns {
			b := path.Coefficients[k][j]
			if c.term != i || b == 0 {
				continue
			}
			any = true
			mt.Coefficients[max(0, slices.Index(t.Levels, c.level))] = b
		}
		if any {
			m.Terms = append(m.Terms, mt)
		}
	}
	return m
}

// deviations returns the standard deviation of each column, with n below.
func deviations(columns [][]float64) []float64 {
	all := make([]float64, len(columns))
	for j, column := range columns {
		mean, sum := 0.0, 0.0
		for _, v := range column {
			mean += v / float64(len(column))
		}
		for _, v := range column {
			sum += (v - mean) * (v - mean)
		}
		all[j] = math.Sqrt(sum / float64(len(column)))
	}
	return all
}

// penalty is the path as the figure takes it.
func penalty(names []string, cv *regression.LassoValidation, chosen int, sd []float64) *selection.Penalty {
	p := &selection.Penalty{Columns: names, Lambda: cv.Path.Lambda, Deviance: cv.Mean, SE: cv.SE, Min: cv.Min, OneSE: cv.OneSE, Chosen: chosen, NonZero: cv.Path.NonZero}
	for _, row := range cv.Path.Coefficients {
		per := make([]float64, len(row))
		for j, b := range row {
			per[j] = b * sd[j]
		}
		p.PerSD = append(p.PerSD, per)
	}
	return p
}

func lassoTable(d *statsData, columns []designColumn, cv *regression.LassoValidation, chosen int, sd []float64) hccp53.Table {
	t := hccp53.Table{Name: "lasso", Title: "LASSO: the terms that are left", Header: []string{"term", "level", "coefficient", "per SD"}}
	for j, c := range columns {
		if b := cv.Path.Coefficients[chosen][j]; b != 0 {
			name := strings.TrimSuffix(c.name, "="+c.level)
			t.Rows = append(t.Rows, []string{d.label(name), c.level, threeDigits(b), decimals(b*sd[j], 3)})
		}
	}
	t.Notes = []string{
		fmt.Sprintf("%d of %d columns at λ = %.4g; λ.min %.4g leaves %d, λ.1se %.4g leaves %d. n = %d, %d folds.", cv.Path.NonZero[chosen], len(columns), cv.Path.Lambda[chosen],
			cv.Path.Lambda[cv.Min], cv.Path.NonZero[cv.Min], cv.Path.Lambda[cv.OneSE], cv.Path.NonZero[cv.OneSE], cv.Path.N, cv.Folds),
		"Penalised coefficients have no p values.",
	}
	if dup := cv.Path.Duplicate; len(dup) > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("Columns that repeat an earlier one get no coefficient: %s.", fault.List(dup, 8, func(j int) string { return columns[j].name })))
	}
	return t
}

func (a *statsAnswer) lassoFiles(names []string, cv *regression.LassoValidation, chosen int, sd []float64) {
	var rows, path [][]any
	rows = append(rows, []any{intercept, cv.Path.Intercept[chosen], ""})
	for j, name := range names {
		b := cv.Path.Coefficients[chosen][j]
		rows = append(rows, []any{name, b, b * sd[j]})
	}
	for k, v := range cv.Path.Lambda {
		path = append(path, []any{v, cv.Mean[k], cv.SE[k], cv.Path.NonZero[k], cv.Path.DevianceRatio[k], k == cv.Min, k == cv.OneSE, k == chosen})
	}
	a.csvFile("lasso", []string{"column", "coefficient", "per_sd"}, rows)
	a.csvFile("lasso-path", []string{"lambda", string(cv.Measure), "se", "nonzero", "deviance_ratio", "min", "1se", "chosen"}, path)
}
