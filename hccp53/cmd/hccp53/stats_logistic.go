package main

import (
	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/regression"
)

func statsLogisticCommand(s *session) *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:   "logistic [FILE]",
		Short: "Logistic regression: odds ratios, and how good the model is",
		Long: `logistic fits a logistic regression of the outcome on the terms named, by maximum
likelihood, as glm of R. A column of numbers is one term; any other is a factor
whose first level in alphabetical order is the reference, unless --factor says
otherwise. log10(afp) is the decimal logarithm of a column.

Separation, terms that depend on earlier ones, and rows dropped for a missing
value are warnings: read them.

With --set the model is fitted on the training rows and judged on the others.
With --out it is saved as model.json, for predict, roc, calibrate, dca, nomogram.`,
		Example: `  hccp53 stats logistic cohort.csv --outcome p53 --terms 'age,sex,log10(afp)'
  hccp53 stats logistic cohort.csv --outcome died --positive yes --terms age,stage \
      --factor stage=I,II,III --set cohort --train TC --bootstrap 500 --out results`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.logistic(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "the terms, columns separated by commas")
	f.drawFlags(cmd, 0, "resamples that correct how good the model seems; 0 for none")
	f.outputFlags(cmd)
	return cmd
}

// logisticResult is the JSON of logistic.
type logisticResult struct {
	Fit         *regression.Fit       `json:"fit"`
	Performance []setPerformance      `json:"performance"`
	Optimism    *regression.Bootstrap `json:"optimism,omitempty"`
}

func (f *statsFlags) logistic(cmd *cobra.Command, s *session, args []string) error {
	if err := f.early("logistic"); err != nil {
		return err
	}
	d, err := f.readJudged(args)
	if err != nil {
		return err
	}
	raw, err := f.candidates(d, false)
	if err != nil {
		return err
	}
	terms, fillings, err := f.complete(d, raw)
	if err != nil {
		return err
	}
	train := d.training().Rows
	fit, err := regression.Logistic(d.outcome.of(train), regression.Rows(terms, train))
	if err != nil {
		return fault.Place(err, d.name)
	}
	d.warnOf(fit)
	m := f.newStatsModel("logistic", d, fit, terms, fillings)
	r := logisticResult{Fit: fit}
	if r.Performance, err = m.judge(d); err != nil {
		return err
	}
	if f.bootstrap > 0 {
		if r.Optimism, err = f.optimism(d, raw, regression.LogisticRefit); err != nil {
			return err
		}
	}
	m.judged(r.Performance, r.Optimism)
	a := d.answer("logistic")
	a.Settings["terms"], a.Settings["missing"] = m.Recipe.Candidates, f.missing
	a.Result = r
	a.tables = append(a.tables, d.coefficientTable("Logistic regression", fit, ""), performanceTable(r.Performance, r.Optimism))
	a.coefficientFile("logistic", fit)
	a.performanceFile("logistic-performance", r.Performance)
	g, err := figure.Forest(nil, fit, m.label, d.figureOptions())
	a.draw(d, g, err)
	if err := a.saveModel(m); err != nil {
		return err
	}
	return f.finish(cmd, s, d, a)
}
