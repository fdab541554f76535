package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// addedFlags are those of added alone.
type addedFlags struct {
	statsFlags
	add []string
}

func statsAddedCommand(s *session) *cobra.Command {
	var f addedFlags
	cmd := &cobra.Command{
		Use:   "added [FILE]",
		Short: "What terms add to a model: likelihood-ratio test, and gains in other patients",
		Long: `added fits the model of --terms and the one that has the terms of --add as well, on
the same training rows, and says what these are worth there: the likelihood-ratio
test of all that was added, and the change of AUC, Brier score and R². The tests of
DeLong and of the net reclassification take risks as given and are not valid for
models on the patients they were fitted on: no p value of theirs is printed.

In validation rows (--set) neither model was fitted, and the paired DeLong test, the
continuous NRI and the IDI are printed with intervals. A continuous NRI above 0 can
be had from a useless marker: read it beside Brier score and decision curve.

Scores as --add must be out-of-fold in the training rows, or they seem to add much.`,
		Example: `  hccp53 stats added cohort.csv --outcome p53 --terms age,afp --add rad_score
  hccp53 stats added cohort.csv --outcome p53 --terms age --add rad_score --set cohort`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.added(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "the terms of the smaller model")
	cmd.Flags().StringArrayVar(&f.add, "add", nil, "the terms that the larger model has besides")
	f.outputFlags(cmd)
	return cmd
}

// addedResult is the JSON of added.
type addedResult struct {
	Training   performance.AddedValue `json:"training"`
	Validation []addedIn              `json:"validation,omitempty"`
}

// addedIn is what was added in a set that neither model was fitted on.
type addedIn struct {
	Set        string                    `json:"set"`
	Comparison performance.FitComparison `json:"comparison"`
	Brier      [2]float64                `json:"brier"` // of the smaller and the larger model
}

func (f *addedFlags) added(cmd *cobra.Command, s *session, args []string) error {
	if len(splitTerms(f.add)) == 0 {
		return fault.New(errStats, "no term is added").Try("give --add with columns, separated by commas")
	}
	if err := f.early("added"); err != nil {
		return err
	}
	d, err := f.readJudged(args)
	if err != nil {
		return err
	}
	few, err := f.candidates(d, false)
	if err != nil {
		return err
	}
	both := f.statsFlags
	both.terms = append(append([]string{}, f.terms...), f.add...)
	raw, err := both.candidates(d, false)
	if err != nil {
		return err
	}
	terms, _, err := f.complete(d, raw)
	if err != nil {
		return err
	}
	train := f.commonTraining(d, terms)
	y, x := d.outcome.of(train), regression.Rows(terms, train)
	small, err := regression.Logistic(y, x[:len(few)])
	if err != nil {
		return placed(err, d.name)
	}
	large, err := regression.Logistic(y, x)
	if err != nil {
		return placed(err, d.name)
	}
	d.warnOf(large)
	var r addedResult
	if r.Training, err = performance.CompareNested(y, x, small, large); err != nil {
		return placed(err, d.name)
	}
	for _, w := range r.Training.Warnings {
		d.warn("%s", w)
	}
	for _, set := range d.sets[1:] {
		one, err := f.elsewhere(d, set, terms, small, large)
		if err != nil {
			return err
		}
		r.Validation = append(r.Validation, one)
	}
	a := d.answer("added")
	a.Settings["terms"], a.Settings["added"], a.Settings["missing"] = splitTerms(f.terms), r.Training.Added, f.missing
	a.Result = r
	a.tables = addedTables(d, r)
	a.addedFile(d, r)
	return f.finish(cmd, s, d, a)
}

// commonTraining returns the training rows that are complete on all terms, so that
// both models are of the same patients.
func (f *addedFlags) commonTraining(d *statsData, terms []regression.Term) []int {
	train := d.training().Rows
	complete := pick(train, regression.CompleteRows(regression.Rows(terms, train)))
	if n := len(train) - len(complete); n > 0 {
		d.warn("%d of %d training rows dropped for a missing value in one of the terms; --missing fill puts in the median or commonest level", n, len(train))
	}
	return complete
}

// elsewhere compares the two fits in rows that neither was fitted on.
func (f *addedFlags) elsewhere(d *statsData, set statsSet, terms []regression.Term, small, large *regression.Fit) (addedIn, error) {
	one, place := addedIn{Set: set.Name}, d.name+", "+set.Name
	rows := pick(set.Rows, regression.CompleteRows(regression.Rows(terms, set.Rows)))
	if n := len(set.Rows) - len(rows); n > 0 {
		d.warn("%s: %s left out: a value is missing", set.Name, fault.Count(n, "row"))
	}
	y, x := d.outcome.of(rows), regression.Rows(terms, rows)
	var err error
	if one.Comparison, err = performance.CompareFits(performance.NotFittedOn, y, x, small, large); err != nil {
		return one, placed(err, place)
	}
	for i, fit := range []*regression.Fit{small, large} {
		p, err := fit.Model.Predict(x)
		if err != nil {
			return one, placed(err, place)
		}
		c, err := performance.Calibrate(y, p.Probability)
		if err != nil {
			return one, placed(err, place)
		}
		one.Brier[i] = c.Brier
	}
	return one, nil
}

func addedTables(d *statsData, r addedResult) []hccp53.Table {
	v := r.Training
	t := hccp53.Table{Name: "added", Title: "What is added by " + fault.List(v.Added, 8, d.label), Header: []string{"", "smaller", "larger", "change"}}
	t.Rows = [][]string{
		{"AUC", decimals(v.AUC[0], 3), decimals(v.AUC[1], 3), decimals(v.DeltaAUC, 3)},
		{"Brier score", decimals(v.Brier[0], 3), decimals(v.Brier[1], 3), decimals(v.DeltaBrier, 3)},
		{"R² (Nagelkerke)", decimals(v.R2[0], 3), decimals(v.R2[1], 3), decimals(v.DeltaR2, 3)},
		{"AIC", decimals(v.AIC[0], 2), decimals(v.AIC[1], 2), decimals(v.AIC[1]-v.AIC[0], 2)},
		{"IDI", "", "", decimals(v.IDI, 3)},
	}
	t.Notes = []string{
		fmt.Sprintf("n = %d, %d cases, the patients of the fit. Likelihood-ratio test of what was added: %.2f, df %d, p %s.", v.N, v.Cases, v.LikelihoodRatio.ChiSquare, v.LikelihoodRatio.DF, significance(v.LikelihoodRatio.P)),
		"AUC, IDI: without p value, for on the patients of the fit none is valid for models of which one contains the other.",
	}
	tables := []hccp53.Table{t}
	for _, one := range r.Validation {
		c := one.Comparison
		t := hccp53.Table{Name: "added", Title: "In " + one.Set + ", which neither model was fitted on", Header: []string{"", "smaller", "larger", "change (95 % CI)", "p"}}
		t.Rows = [][]string{
			{"AUC (DeLong)", decimals(c.AUC.AUC[1], 3), decimals(c.AUC.AUC[0], 3), withInterval(c.AUC.Difference, c.AUC.CI, 3), significance(c.AUC.P)},
			{"Brier score", decimals(one.Brier[0], 3), decimals(one.Brier[1], 3), decimals(one.Brier[1]-one.Brier[0], 3), ""},
			{"IDI", decimals(c.IDI.Before, 3), decimals(c.IDI.After, 3), withInterval(c.IDI.IDI.Value, c.IDI.IDI.CI, 3), significance(c.IDI.Test.P)},
			{"NRI, continuous", "", "", withInterval(c.NRI.Total.Value, c.NRI.Total.CI, 3), significance(c.NRI.Test.P)},
		}
		t.Notes = []string{fmt.Sprintf("n = %d, %d cases.", c.AUC.Cases+c.AUC.Controls, c.AUC.Cases)}
		tables = append(tables, t)
	}
	return tables
}

func (a *statsAnswer) addedFile(d *statsData, r addedResult) {
	v := r.Training
	set := d.training().Name
	rows := [][]any{
		{set, "auc", v.AUC[0], v.AUC[1], v.DeltaAUC, "", "", ""}, {set, "brier", v.Brier[0], v.Brier[1], v.DeltaBrier, "", "", ""},
		{set, "nagelkerke_r2", v.R2[0], v.R2[1], v.DeltaR2, "", "", ""}, {set, "aic", v.AIC[0], v.AIC[1], v.AIC[1] - v.AIC[0], "", "", ""},
		{set, "idi", "", "", v.IDI, "", "", ""}, {set, "likelihood_ratio", "", "", v.LikelihoodRatio.ChiSquare, "", "", v.LikelihoodRatio.P},
	}
	for _, one := range r.Validation {
		c := one.Comparison
		rows = append(rows,
			[]any{one.Set, "auc", c.AUC.AUC[1], c.AUC.AUC[0], c.AUC.Difference, c.AUC.CI[0], c.AUC.CI[1], c.AUC.P},
			[]any{one.Set, "brier", one.Brier[0], one.Brier[1], one.Brier[1] - one.Brier[0], "", "", ""},
			[]any{one.Set, "idi", c.IDI.Before, c.IDI.After, c.IDI.IDI.Value, c.IDI.IDI.CI[0], c.IDI.IDI.CI[1], c.IDI.Test.P},
			[]any{one.Set, "nri", "", "", c.NRI.Total.Value, c.NRI.Total.CI[0], c.NRI.Total.CI[1], c.NRI.Test.P})
	}
	a.csvFile("added", []string{"set", "quantity", "smaller", "larger", "change", "low", "high", "p"}, rows)
}
