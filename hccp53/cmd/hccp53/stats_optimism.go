package main

import (
	"math"
	"sync/atomic"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// corrected is how good a model is after its optimism was taken off.
type corrected struct {
	*performance.Validation
	Curve *performance.CorrectedCurve
}

// modelling fits terms to an outcome, as [regression.LogisticRefit].
type modelling func(outcome []bool, terms []regression.Term) regression.Refit

func firthRefit(outcome []bool, terms []regression.Term) regression.Refit {
	return refitting(outcome, terms, func(y []bool, x []regression.Term) (*regression.Fit, error) {
		fit, _, err := regression.Firth(y, x)
		return fit, err
	})
}

// refitting repeats a fit on the rows of a resample.
func refitting(outcome []bool, terms []regression.Term, fit func([]bool, []regression.Term) (*regression.Fit, error)) regression.Refit {
	return func(rows []int) (func([]int) []float64, error) {
		found, err := fit(pick(outcome, rows), regression.Rows(terms, rows))
		if err != nil {
			return nil, err
		}
		return applied(found, terms)
	}
}

// applied returns the log odds that a fit gives to any rows of terms. One that is
// separated, or has lost a column, is an error, as in [regression.LogisticRefit].
func applied(fit *regression.Fit, terms []regression.Term) (func([]int) []float64, error) {
	if fit.Separated && !fit.Penalised {
		return nil, fault.New(regression.ErrSeparated, "the outcomes of the resample are separated")
	}
	for _, c := range fit.Coefficients {
		if c.Aliased {
			return nil, fault.New(regression.ErrAliased, "%s depends on earlier terms in the resample", c.Term)
		}
	}
	p, err := fit.Model.Predict(terms)
	if err != nil {
		return nil, err
	}
	return func(rows []int) []float64 { return pick(p.LogOdds, rows) }, nil
}

// resampling is what resamples are drawn from: the training rows, those that are
// complete where missing values are not filled in.
type resampling struct {
	outcome []bool
	raw     []regression.Term
	fill    bool
}

// resampled prepares resamples. Raw are the terms before missing values were
// filled in.
func (f *statsFlags) resampled(d *statsData, raw []regression.Term) resampling {
	train := d.training().Rows
	r := resampling{d.outcome.of(train), regression.Rows(raw, train), f.missing == "fill"}
	if !r.fill {
		complete := regression.CompleteRows(r.raw)
		r.outcome, r.raw = pick(r.outcome, complete), regression.Rows(r.raw, complete)
	}
	return r
}

// draw draws resamples.
func (r resampling) draw(count int, seed uint64) [][]int {
	return regression.Resamples(len(r.outcome), count, seed)
}

// terms returns the terms of all rows, missing values filled in by what the rows
// of a resample teach.
func (r resampling) terms(rows []int) ([]regression.Term, error) {
	if !r.fill {
		return r.raw, nil
	}
	fillings, err := learnFillings(r.raw, rows)
	if err != nil {
		return nil, err
	}
	full := make([]regression.Term, len(r.raw))
	for i, t := range r.raw {
		full[i], _ = fillings[i].fill(t)
	}
	return full, nil
}

// optimism repeats the modelling on resamples of the training rows. Where missing
// values are filled in, each resample learns anew what to put there.
func (f *statsFlags) optimism(d *statsData, raw []regression.Term, model modelling) (*corrected, error) {
	r := f.resampled(d, raw)
	y := r.outcome
	refit := model(y, r.raw)
	if r.fill {
		refit = func(rows []int) (func([]int) []float64, error) {
			full, err := r.terms(rows)
			if err != nil {
				return nil, err
			}
			return model(y, full)(rows)
		}
	}
	return d.correct(y, regression.Resamples(len(y), f.bootstrap, f.seed), refit)
}

// correct repeats a modelling on resamples and takes off what it says too well of
// itself.
func (d *statsData) correct(y []bool, resamples [][]int, refit regression.Refit) (*corrected, error) {
	refits, err := performance.Refit(y, resamples, d.watched(len(resamples), refit))
	if d.context != nil && d.context.Err() != nil {
		return nil, d.context.Err()
	}
	if clinical.NotEstimable(err) { // the model stands, its optimism is not known
		d.warn("not corrected for optimism: %v", err)
		return nil, nil
	}
	if err != nil {
		return nil, placed(err, d.name)
	}
	c := &corrected{Validation: refits.Validate()}
	c.Validation.Runs = nil
	if c.Curve, err = refits.Curve(); err != nil {
		d.warn("no corrected calibration curve: %v", err)
	}
	return c, nil
}

// watched tells how many resamples are done, and ends early when interrupted.
func (d *statsData) watched(total int, refit regression.Refit) regression.Refit {
	if d.tell == nil {
		return refit
	}
	var done atomic.Int64
	return func(rows []int) (func([]int) []float64, error) {
		if err := d.context.Err(); err != nil {
			return nil, err
		}
		found, err := refit(rows)
		d.tell(hccp53.Progress{Stage: "Repeating the modelling in resamples", Done: min(int(done.Add(1)), total), Total: total})
		return found, err
	}
}

// watch lets long work tell how far it is, on standard error.
func (d *statsData) watch(cmd *cobra.Command, s *session) {
	d.context, d.tell = cmd.Context(), s.progress()
}

// optimism repeats the modelling that made m, on the table it was made from.
func (m *statsModel) optimism(d *statsData, bootstrap int, seed uint64) (*corrected, error) {
	raw, err := m.candidates(d)
	if err != nil {
		return nil, err
	}
	f := statsFlags{bootstrap: bootstrap, seed: seed, missing: m.Recipe.Missing}
	switch {
	case m.Verb == "logistic" && m.Recipe.Firth:
		return f.optimism(d, raw, firthRefit)
	case m.Verb == "logistic":
		return f.optimism(d, raw, regression.LogisticRefit)
	case m.Verb == "stepwise":
		rule := searchRule{m.Recipe.Direction, m.Recipe.Criterion, m.Recipe.Enter, m.Recipe.Remove}
		again := newSearching(f.resampled(d, raw), rule)
		return d.correct(again.outcome, again.draw(bootstrap, seed), again.refit)
	case m.Verb == "lasso" && m.Recipe.Lasso != nil:
		return m.Recipe.Lasso.optimism(f, d, raw)
	}
	return nil, fault.New(errStats, "the modelling of %s cannot be repeated here", m.Verb).At("%s", m.name).Try("leave out --bootstrap, and judge the model in other patients")
}

// optimism repeats the LASSO with the folds it was made with.
func (r lassoRecipe) optimism(f statsFlags, d *statsData, raw []regression.Term) (*corrected, error) {
	l := lassoFlags{statsFlags: f, folds: r.Folds, foldColumn: r.FoldColumn, lambda: r.Lambda, alpha: r.Alpha, measure: string(r.Measure)}
	l.seed = r.Seed
	rows := d.training().Rows
	if f.missing != "fill" {
		rows = pick(rows, regression.CompleteRows(regression.Rows(raw, rows)))
	}
	folds, err := l.dealt(d, rows, d.outcome.of(rows))
	if err != nil {
		return nil, err
	}
	again := newLassoResampling(f.resampled(d, raw), l.rule(), folds)
	return d.correct(again.outcome, again.draw(f.bootstrap, f.seed), again.refit)
}

// candidates returns the terms that took part when m was made, from the table it
// was made from.
func (m *statsModel) candidates(d *statsData) ([]regression.Term, error) {
	var raw []regression.Term
	for _, name := range m.Recipe.Candidates {
		levels := m.Recipe.Factors[name]
		if levels != nil {
			labels, err := d.table.Labels(name)
			if err != nil {
				return nil, err
			}
			raw = append(raw, regression.Factor(name, levels, labels))
			continue
		}
		t, err := d.number(d.specOf(name))
		if err != nil {
			return nil, err
		}
		t.Name, t.Knots = name, m.Recipe.Knots[name]
		raw = append(raw, t)
	}
	return raw, nil
}

// leaveUnfitted takes away the risk of training rows that took no part in the
// fit, for a candidate is missing there, so that the apparent performance is that
// of the rows fitted. It returns their number.
func (m *statsModel) leaveUnfitted(d *statsData, risk []float64) (int, error) {
	if m.Recipe.Missing == "fill" {
		return 0, nil
	}
	raw, err := m.candidates(d)
	if err != nil {
		return 0, err
	}
	train := d.training().Rows
	fitted := make([]bool, len(risk))
	for _, i := range regression.CompleteRows(regression.Rows(raw, train)) {
		fitted[train[i]] = true
	}
	n := 0
	for _, r := range train {
		if !fitted[r] && !math.IsNaN(risk[r]) {
			risk[r] = math.NaN()
			n++
		}
	}
	return n, nil
}
