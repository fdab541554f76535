package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// sizeFlags are those of samplesize.
type sizeFlags struct {
	plan            performance.SampleSizePlan
	nagelkerke, auc float64
	n               int
}

func statsSampleSizeCommand(s *session) *cobra.Command {
	var f sizeFlags
	cmd := &cobra.Command{
		Use: "samplesize", Args: cobra.NoArgs,
		Short: "How many patients a model needs, and how precisely so many tell an AUC",
		Long: `samplesize asks before the study. With --parameters, the number of coefficients of
all candidates, it gives the least number of patients for developing a model by the
criteria of Riley et al. (BMJ 2020;368:m441), as pmsampsize of R: shrinkage of at most
10 %, an apparent R² at most 0.05 too good, and the overall risk within 0.05.

With --auc and --n it gives the 95 % interval to expect for that AUC in so many
patients (Hanley & McNeil 1982): what a validation cohort can tell at all.`,
		Example: `  hccp53 stats samplesize --parameters 18 --prevalence .57 --nagelkerke .3
  hccp53 stats samplesize --auc .80 --n 96 --prevalence .57`,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, s) },
	}
	flags := cmd.Flags()
	flags.IntVar(&f.plan.Parameters, "parameters", 0, "coefficients of all candidates; a factor counts one less than its levels")
	flags.Float64Var(&f.plan.Prevalence, "prevalence", 0, "the expected share of cases")
	flags.Float64Var(&f.plan.CoxSnell, "cox-snell", 0, "the R² of Cox & Snell that the model is expected to have")
	flags.Float64Var(&f.nagelkerke, "nagelkerke", 0, "the same as the R² of Nagelkerke")
	flags.Float64Var(&f.plan.Shrinkage, "shrinkage", .9, "the least acceptable calibration slope in new patients")
	flags.Float64Var(&f.auc, "auc", 0, "the AUC to expect")
	flags.IntVar(&f.n, "n", 0, "the number of patients who are to tell it")
	return cmd
}

// sizeResult is the JSON of samplesize.
type sizeResult struct {
	Size  *performance.SampleSize    `json:"sample_size,omitempty"`
	Width *performance.ExpectedWidth `json:"expected_auc,omitempty"`
}

func (f *sizeFlags) run(cmd *cobra.Command, s *session) error {
	switch {
	case f.plan.Parameters == 0 && f.auc == 0:
		return fault.New(errStats, "there is nothing to plan").Try("give --parameters with --prevalence and --nagelkerke, or --auc with --n and --prevalence")
	case !(f.plan.Prevalence > 0 && f.plan.Prevalence < 1):
		return fault.New(errStats, "--prevalence is %v", f.plan.Prevalence).Try("give the expected share of cases, between 0 and 1")
	case f.plan.CoxSnell != 0 && f.nagelkerke != 0:
		return fault.New(errStats, "--cox-snell and --nagelkerke are both given").Try("give one of them")
	}
	var r sizeResult
	var tables []hccp53.Table
	if f.plan.Parameters != 0 {
		if f.nagelkerke != 0 {
			if !(f.nagelkerke > 0 && f.nagelkerke < 1) {
				return fault.New(errStats, "--nagelkerke is %v", f.nagelkerke).Try("give a number between 0 and 1")
			}
			f.plan.CoxSnell = performance.CoxSnellFrom(f.nagelkerke, f.plan.Prevalence)
		}
		if f.plan.CoxSnell == 0 {
			return fault.New(errStats, "how good the model is expected to be is not said").Try("give --nagelkerke, such as .15 where nothing is known, or --cox-snell")
		}
		size, err := performance.RequiredSampleSize(f.plan)
		if err != nil {
			return err
		}
		r.Size = &size
		tables = append(tables, sizeTable(size))
	}
	if f.auc != 0 {
		cases := int(float64(f.n)*f.plan.Prevalence + .5)
		width, err := performance.ExpectAUC(f.auc, cases, f.n-cases)
		if err != nil {
			return err
		}
		r.Width = &width
		tables = append(tables, hccp53.Table{
			Name: "auc", Title: "The interval to expect for an AUC", Header: []string{"cases", "controls", "AUC (95 % CI)", "width", "detectable difference"},
			Rows:  [][]string{{fmt.Sprint(width.Cases), fmt.Sprint(width.Controls), withInterval(width.AUC, width.CI, 3), decimals(width.Width, 3), decimals(width.Detectable, 3)}},
			Notes: []string{"Detectable: with a power of 80 %, against an AUC that is known exactly."},
		})
	}
	if s.asJSON {
		return writeJSON(cmd.OutOrStdout(), r)
	}
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(cmd.OutOrStdout())
		}
		fmt.Fprint(cmd.OutOrStdout(), t)
	}
	return nil
}

func sizeTable(z performance.SampleSize) hccp53.Table {
	return hccp53.Table{
		Name: "samplesize", Title: "Patients to develop a model", Header: []string{"criterion", "patients"},
		Rows: [][]string{
			{fmt.Sprintf("calibration slope of at least %g in new patients", z.Plan.Shrinkage), fmt.Sprint(z.ForShrinkage)},
			{"apparent R² at most 0.05 too good", fmt.Sprint(z.ForOptimism)},
			{"overall risk within 0.05", fmt.Sprint(z.ForPrevalence)},
			{"all of them", fmt.Sprint(z.N)},
		},
		Notes: []string{fmt.Sprintf("%d coefficients, %.1f %% cases, Cox & Snell R² %.3f: %d cases, %.1f a coefficient.", z.Plan.Parameters, 100*z.Plan.Prevalence, z.Plan.CoxSnell, z.Events, z.EventsPerParameter)},
	}
}
