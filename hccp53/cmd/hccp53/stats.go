package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// errStats: a statistic that cannot be had from the table and the flags.
var errStats = errors.New("statistics")

func statsCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Statistics of any table: Table 1, logistic models, ROC, calibration, decision curves, nomogram",
		Long: `stats works on a CSV file with one row a patient, without a study: a table of the
patients, a logistic model, chosen stepwise or by the LASSO if wanted, and how
good it is. Each verb prints a table; with --out DIR it also writes CSV, JSON and
figures for a journal (SVG, PNG, PDF).

From a table to a paper in five commands:
  hccp53 stats table1 cohort.csv --outcome p53 --out out
  hccp53 stats stepwise cohort.csv --outcome p53 --exclude id,mvi,edmondson --out out
  hccp53 stats nomogram cohort.csv --model out/model.json --out out
  hccp53 stats calibrate cohort.csv --model out/model.json --out out
  hccp53 stats dca cohort.csv --model out/model.json --thresholds .05:.6 --out out

Leave out of a search what is known only after surgery: --exclude names it, or
--schema the data dictionary that tells.

With --set COLUMN --train VALUE a model learns from the training rows alone, and
the others judge it. Nothing is ever learnt from them: no level, no median, no
cut-off.

The numbers are those of R (glm, stepAIC, glmnet, pROC, rms): docs/statistics.md
says which function each verb equals, and what to look out for.`,
		Args: cobra.NoArgs, RunE: helpOf,
	}
	cmd.AddCommand(statsTable1Command(s), statsLogisticCommand(s), statsStepwiseCommand(s), statsLassoCommand(s),
		statsROCCommand(s), statsCompareCommand(s), statsCalibrateCommand(s), statsDCACommand(s),
		statsNomogramCommand(s), statsPredictCommand(s), statsAddedCommand(s), statsICCCommand(s), statsSampleSizeCommand(s))
	return cmd
}
