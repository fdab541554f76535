package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// logisticFlags are those of logistic alone.
type logisticFlags struct {
	statsFlags
	profile, firth, univariable bool
}

func statsLogisticCommand(s *session) *cobra.Command {
	var f logisticFlags
	cmd := &cobra.Command{
		Use:   "logistic [FILE]",
		Short: "Logistic regression: odds ratios, and how good the model is",
		Long: `logistic fits a logistic regression of the outcome on the terms named, by maximum
likelihood, as glm of R. A column of numbers is one term; any other is a factor
whose first level in alphabetical order is the reference, unless --factor says
otherwise. log10(afp) is the decimal logarithm of a column, rcs(age,4) a restricted
cubic spline with 4 knots, for an effect that may bend.

Separation, terms that depend on earlier ones, and rows dropped for a missing
value are warnings: read them. --firth gives finite estimates where outcomes are
separated; --profile gives intervals that hold in small samples.

With --set the model is fitted on the training rows and judged on the others.
With --out it is saved as model.json, for predict, roc, calibrate, dca, nomogram.`,
		Example: `  hccp53 stats logistic cohort.csv --outcome p53 --terms 'age,sex,log10(afp)'
  hccp53 stats logistic cohort.csv --outcome p53 --terms 'rcs(age,4),sex' --profile
  hccp53 stats logistic cohort.csv --outcome died --positive yes --terms age,stage \
      --factor stage=I,II,III --set cohort --train TC --bootstrap 500 --out results`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.logistic(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "the terms, columns separated by commas")
	cmd.Flags().BoolVar(&f.profile, "profile", false, "intervals by the profile of the likelihood in place of Wald's")
	cmd.Flags().BoolVar(&f.firth, "firth", false, "Firth's penalised likelihood, for separated outcomes and few cases")
	cmd.Flags().BoolVar(&f.univariable, "univariable", false, "each term alone, too")
	f.drawFlags(cmd, 0, "resamples that correct how good the model seems; 0 for none")
	f.outputFlags(cmd)
	return cmd
}

// logisticResult is the JSON of logistic.
type logisticResult struct {
	Fit             *regression.Fit        `json:"fit"`
	Profile         []regression.Interval  `json:"profile,omitempty"`
	LikelihoodRatio *regression.Test       `json:"likelihood_ratio,omitempty"` // against the intercept alone
	R2              *regression.PseudoR2   `json:"pseudo_r2,omitempty"`
	Terms           []regression.TermTest  `json:"terms,omitempty"`
	VIF             []regression.Inflation `json:"vif,omitempty"`
	Univariable     []univariable          `json:"univariable,omitempty"`
	Performance     []setPerformance       `json:"performance"`
	Optimism        *corrected             `json:"optimism,omitempty"`
}

// fit fits the model and what goes with it.
func (f *logisticFlags) fit(y []bool, x []regression.Term) (r logisticResult, err error) {
	if f.firth {
		r.Fit, r.Profile, err = regression.Firth(y, x)
		return r, err
	}
	if r.Fit, err = regression.Logistic(y, x); err != nil {
		return r, err
	}
	ratio, r2 := r.Fit.LikelihoodRatio(), r.Fit.R2()
	r.LikelihoodRatio, r.R2 = &ratio, &r2
	if f.profile {
		if r.Profile, err = regression.ProfileIntervals(y, x); err != nil {
			return r, err
		}
	}
	if r.Terms, err = regression.TermTests(y, x); err != nil {
		return r, err
	}
	if vif, err := regression.VIF(r.Fit); err == nil { // one term, or separated: none
		r.VIF = vif
	}
	return r, nil
}

func (f *logisticFlags) logistic(cmd *cobra.Command, s *session, args []string) error {
	if f.profile && f.firth {
		return fault.New(errStats, "--profile and --firth do not go together: Firth's intervals are those of a profile").Try("leave out --profile")
	}
	if err := f.early("logistic"); err != nil {
		return err
	}
	d, err := f.readJudged(args)
	if err != nil {
		return err
	}
	d.watch(cmd, s)
	raw, err := f.candidates(d, false)
	if err != nil {
		return err
	}
	terms, fillings, err := f.complete(d, raw)
	if err != nil {
		return err
	}
	train := d.training().Rows
	r, err := f.fit(d.outcome.of(train), regression.Rows(terms, train))
	if err != nil {
		return placed(err, d.name)
	}
	if f.univariable {
		r.Univariable = alone(d.outcome.of(train), regression.Rows(terms, train))
	}
	d.warnOf(r.Fit)
	m := f.newStatsModel("logistic", d, r.Fit, terms, fillings)
	m.Recipe.Firth = f.firth
	if r.Performance, err = m.judge(d); err != nil {
		return err
	}
	if f.bootstrap > 0 {
		model := modelling(regression.LogisticRefit)
		if f.firth {
			model = firthRefit
		}
		if r.Optimism, err = f.optimism(d, raw, model); err != nil {
			return err
		}
	}
	m.judged(r.Performance, r.Optimism)
	a := d.answer("logistic")
	a.Settings["terms"], a.Settings["missing"] = m.Recipe.Candidates, f.missing
	a.Settings["firth"], a.Settings["bootstrap"], a.Settings["seed"] = f.firth, f.bootstrap, f.seed
	a.Result = r
	a.tables = append(a.tables, d.logisticTables(r, f.firth)...)
	a.coefficientFile("logistic", r.Fit, r.Profile, "")
	a.performanceFile("logistic-performance", r.Performance)
	a.univariableFile("logistic-univariable", r.Univariable)
	a.forest(d, m, r.Univariable, r.Profile)
	if err := a.saveModel(m); err != nil {
		return err
	}
	return f.finish(cmd, s, d, a)
}

func (d *statsData) logisticTables(r logisticResult, firth bool) []hccp53.Table {
	title := "Logistic regression"
	switch {
	case firth:
		title += ", Firth's penalised likelihood, intervals by its profile"
	case r.Profile != nil:
		title += ", intervals by the profile of the likelihood"
	}
	t := d.coefficientTable(title, r.Fit, r.Profile, "")
	if r.R2 != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("Against the intercept alone: likelihood ratio %.2f, df %d, p %s; Nagelkerke's R² %.3f.", r.LikelihoodRatio.ChiSquare, r.LikelihoodRatio.DF, significance(r.LikelihoodRatio.P), r.R2.Nagelkerke))
	}
	tables := []hccp53.Table{t}
	if r.Univariable != nil {
		tables = []hccp53.Table{d.univariableTable(r.Univariable), t}
	}
	if len(r.Terms) > 0 {
		tables = append(tables, d.termTable(r.Terms, r.VIF))
	}
	return append(tables, performanceTable(r.Performance, r.Optimism))
}
