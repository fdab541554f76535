package main

import (
	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
)

// statsFlags are the flags that the verbs of stats share. Each verb takes the
// groups that mean something to it.
type statsFlags struct {
	data, schema      string
	factors           []string
	simulated         bool
	outcome, positive string
	set, train        string
	terms, exclude    []string
	log10s, splines   []string
	missing           string
	models, scores    []string
	bootstrap         int
	seed              uint64
	out               string
	force             bool
}

// dataFlags say what is read.
func (f *statsFlags) dataFlags(cmd *cobra.Command) {
	cmd.Args = cobra.MaximumNArgs(1)
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "", "the table, CSV; may be given without the flag")
	flags.StringVar(&f.schema, "schema", "", "a description of the columns, as of a cohort: titles, levels, what is known before surgery")
	flags.StringArrayVar(&f.factors, "factor", nil, "column=reference,level,…: a factor and the order of its levels; again for another")
	flags.BoolVar(&f.simulated, "simulated", false, "say in figures and tables that the patients are simulated")
}

func (f *statsFlags) outcomeFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.outcome, "outcome", "", "the column of the outcome")
	flags.StringVar(&f.positive, "positive", "", "the value of the outcome that is a case; 1, or the second in alphabetical order")
	flags.StringVar(&f.set, "set", "", "the column that tells training from validation rows")
	flags.StringVar(&f.train, "train", "", "its value for training rows")
}

func (f *statsFlags) termFlags(cmd *cobra.Command, what string) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.terms, "terms", nil, what)
	flags.StringSliceVar(&f.exclude, "exclude", nil, "columns that take no part")
	flags.StringSliceVar(&f.log10s, "log10", nil, "columns that enter as their decimal logarithm")
	flags.StringSliceVar(&f.splines, "spline", nil, "column:knots, a restricted cubic spline; the same as rcs(column,knots) in --terms")
	flags.StringVar(&f.missing, "missing", "drop", "drop rows with a missing value, or fill in the median or commonest level of the training rows")
}

func (f *statsFlags) predictionFlags(cmd *cobra.Command, what string) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.models, "model", nil, "models that logistic, stepwise or lasso saved; NAME=FILE gives one a name")
	flags.StringSliceVar(&f.scores, "score", nil, what)
}

func (f *statsFlags) drawFlags(cmd *cobra.Command, bootstrap int, what string) {
	flags := cmd.Flags()
	flags.IntVar(&f.bootstrap, "bootstrap", bootstrap, what)
	flags.Uint64Var(&f.seed, "seed", 1, "the number from which all random draws follow")
}

func (f *statsFlags) outputFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "folder for CSV, JSON and figures; none are written without it")
	flags.BoolVar(&f.force, "force", false, "write over what is there")
}

// check reports values of flags that no verb takes.
func (f *statsFlags) check(args []string) error {
	switch {
	case len(args) == 1 && f.data != "":
		return fault.New(errStats, "two tables are named, %q and %q", args[0], f.data).Try("give one of them")
	case len(args) == 1:
		f.data = args[0]
	}
	switch {
	case f.data == "":
		return fault.New(errStats, "no table is named").Try("give a CSV file, one row a patient")
	case f.missing != "" && f.missing != "drop" && f.missing != "fill":
		return fault.New(errStats, "--missing is %q", f.missing).Try("use drop or fill")
	case f.bootstrap < 0 || f.bootstrap > 1e6:
		return fault.New(errStats, "--bootstrap is %d", f.bootstrap).Try("use 0 for none, or up to a million; 200 to 2000 are usual")
	case f.train != "" && f.set == "":
		return fault.New(errStats, "--train is given without --set").Try("name the column that tells training from validation rows with --set")
	}
	return nil
}
