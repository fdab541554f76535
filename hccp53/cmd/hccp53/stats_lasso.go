package main

import (
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/regression"
)

// lassoFlags are those of lasso alone.
type lassoFlags struct {
	statsFlags
	folds      int
	foldColumn string
	lambda     string
	alpha      float64
	measure    string
}

func statsLassoCommand(s *session) *cobra.Command {
	var f lassoFlags
	cmd := &cobra.Command{
		Use:   "lasso [FILE]",
		Short: "Logistic regression with a penalty that leaves few terms (LASSO)",
		Long: `lasso fits logistic regressions with an L1 penalty for a falling row of penalties and
chooses one by cross-validation, as cv.glmnet of R: lambda.min, where the deviance
of patients left out is smallest, or lambda.1se, the largest penalty within one
standard error of it; --measure auc or class compares by these in place of the
deviance. --alpha below 1 is the elastic net. Terms are standardised for the
penalty; coefficients are printed on the scale of the table. A factor enters as one
column a level.

With --bootstrap the whole is repeated in resamples: how often each term is left,
and how good the model is once that is accounted for.

Folds are dealt by chance, the same share of cases in each (--seed), or read from a
column (--fold-column). Coefficients of the LASSO have no p values: the table shows
none. Rows with a missing value in any candidate are dropped, or filled in.`,
		Example: `  hccp53 stats lasso features.csv --outcome p53 --exclude id --lambda 1se --out results
  hccp53 stats lasso features.csv --outcome p53 --fold-column fold --set cohort --train TC`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.lasso(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "the candidates, columns separated by commas; all that can be when left out")
	cmd.Flags().IntVar(&f.folds, "folds", 10, "the number of folds, dealt by chance")
	cmd.Flags().StringVar(&f.foldColumn, "fold-column", "", "the column with the number of the fold of each row")
	cmd.Flags().StringVar(&f.lambda, "lambda", "min", "min or 1se: which penalty of the path is chosen")
	cmd.Flags().Float64Var(&f.alpha, "alpha", 1, "1 for the LASSO, between 0 and 1 for the elastic net")
	cmd.Flags().StringVar(&f.measure, "measure", "deviance", "deviance, auc or class: what cross-validation compares")
	f.drawFlags(cmd, 0, "resamples that repeat the whole, cross-validation included; 0 for none")
	f.outputFlags(cmd)
	return cmd
}

// lassoResult is the JSON of lasso.
type lassoResult struct {
	Columns     []string                    `json:"columns"`
	Validation  *regression.LassoValidation `json:"validation"`
	Lambda      float64                     `json:"lambda"` // chosen
	Model       regression.Model            `json:"model"`
	Performance []setPerformance            `json:"performance"`
	Frequency   *regression.Frequencies     `json:"selection_frequency,omitempty"`
	Optimism    *corrected                  `json:"optimism,omitempty"`
}

func (f *lassoFlags) lasso(cmd *cobra.Command, s *session, args []string) error {
	if f.lambda != "min" && f.lambda != "1se" {
		return fault.New(errStats, "--lambda is %q", f.lambda).Try("use min or 1se")
	}
	measure := regression.Measure(strings.ToLower(f.measure))
	switch {
	case !slices.Contains([]regression.Measure{regression.Deviance, regression.AUC, regression.Misclassification}, measure):
		return fault.New(errStats, "--measure is %q", f.measure).Try("use deviance, auc or class")
	case !(f.alpha > 0 && f.alpha <= 1):
		return fault.New(errStats, "--alpha is %v", f.alpha).Try("use a number above 0, and at most 1 for the LASSO")
	}
	if err := f.early("lasso"); err != nil {
		return err
	}
	if f.foldColumn != "" {
		f.exclude = append(slices.Clone(f.exclude), f.foldColumn)
	}
	d, err := f.readJudged(args)
	if err != nil {
		return err
	}
	d.watch(cmd, s)
	raw, err := f.candidates(d, true)
	if err != nil {
		return err
	}
	for _, t := range raw {
		if t.Knots != nil {
			return fault.New(errStats, "the LASSO takes no spline").At("%s, column %s", d.name, t.Name).Try("name the column alone")
		}
	}
	terms, fillings, err := f.complete(d, raw)
	if err != nil {
		return err
	}
	train := d.training().Rows
	complete := pick(train, regression.CompleteRows(regression.Rows(terms, train)))
	if n := len(train) - len(complete); n > 0 {
		d.warn("%d of %d training rows dropped for a missing value in one of the candidates; --missing fill puts in the median or commonest level", n, len(train))
	}
	if len(complete) == 0 {
		return fault.New(errStats, "no training row is complete on all candidates").At("%s", d.name).Try("leave out columns with --exclude, or give --missing fill")
	}
	y, x := d.outcome.of(complete), regression.Rows(terms, complete)
	folds, err := f.dealt(d, complete, y)
	if err != nil {
		return err
	}
	rule := f.rule()
	found, err := rule.fit(y, x, folds)
	if err != nil {
		return placed(err, d.name)
	}
	cv, chosen, columns := found.cv, found.chosen, found.columns
	names, values := make([]string, len(columns)), make([][]float64, len(columns))
	for j, c := range columns {
		names[j], values[j] = c.name, c.values
	}
	fit := &regression.Fit{Model: found.model, N: len(y), Dropped: len(train) - len(complete)}
	for _, v := range y {
		if v {
			fit.Cases++
		}
	}
	m := f.newStatsModel("lasso", d, fit, terms, fillings)
	m.Selected, m.Recipe.Penalty = true, cv.Path.Lambda[chosen]
	r := lassoResult{Columns: names, Validation: cv, Lambda: cv.Path.Lambda[chosen], Model: fit.Model}
	if r.Performance, err = m.judge(d); err != nil {
		return err
	}
	m.Recipe.Lasso = &lassoRecipe{f.alpha, measure, f.lambda, f.folds, f.foldColumn, f.seed}
	if f.bootstrap > 0 {
		again := newLassoResampling(f.resampled(d, raw), rule, folds)
		resamples := again.draw(f.bootstrap, f.seed)
		if r.Optimism, err = d.correct(again.outcome, resamples, again.refit); err != nil {
			return err
		}
		if r.Frequency, err = again.frequencies(resamples, again.choose); err != nil {
			return placed(err, d.name)
		}
	}
	m.judged(r.Performance, r.Optimism)
	a := d.answer("lasso")
	a.Settings["bootstrap"] = f.bootstrap
	a.Settings["lambda"], a.Settings["seed"], a.Settings["missing"] = f.lambda, f.seed, f.missing
	a.Settings["alpha"], a.Settings["measure"] = f.alpha, measure
	a.Settings["folds"], a.Settings["fold_column"] = cv.Folds, f.foldColumn
	a.Result = r
	spread := deviations(values)
	a.tables = []hccp53.Table{lassoTable(d, columns, cv, chosen, spread), performanceTable(r.Performance, r.Optimism)}
	if r.Frequency != nil {
		a.tables = append(a.tables[:1:1], d.frequencyTable(r.Frequency, termNames(fit.Model)), a.tables[1])
		a.frequencyFiles(d, "lasso-frequency", r.Frequency, termNames(fit.Model))
	}
	a.lassoFiles(names, cv, chosen, spread)
	a.performanceFile("lasso-performance", r.Performance)
	g, err := figure.LassoBy(penalty(names, cv, chosen, spread), measure, d.figureOptions())
	a.draw(d, g, err)
	if err := a.saveModel(m); err != nil {
		return err
	}
	return f.finish(cmd, s, d, a)
}

// rule returns how the penalty is chosen.
func (f *lassoFlags) rule() lassoRule {
	measure := regression.Measure(strings.ToLower(f.measure))
	return lassoRule{regression.LassoOptions{Interpolate: true, Alpha: f.alpha, Measure: measure}, f.lambda == "1se"}
}

// dealt returns the fold of each complete training row.
func (f *lassoFlags) dealt(d *statsData, rows []int, y []bool) ([]int, error) {
	if f.foldColumn == "" {
		if f.folds < 3 || f.folds > len(rows) {
			return nil, fault.New(errStats, "--folds is %d", f.folds).Try("use a number from 3 to that of the rows; 10 is usual")
		}
		return stratifiedFolds(y, f.folds, f.seed), nil
	}
	numbers, err := d.table.Numbers(f.foldColumn)
	if err != nil {
		return nil, err
	}
	folds := make([]int, len(rows))
	for i, r := range rows {
		v := numbers[r]
		if v != math.Trunc(v) || math.Abs(v) > 1e6 { // also where it is missing
			return nil, fault.New(errStats, "the number of a fold is %v", v).At("%s, row %d, column %s", d.name, d.numbers[r], f.foldColumn).Try("write whole numbers")
		}
		folds[i] = int(v)
	}
	return folds, nil
}
