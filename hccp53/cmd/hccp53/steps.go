package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
)

func checkCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "check [STUDY.yaml | FOLDER]", Args: cobra.MaximumNArgs(1),
		Short: "Read every patient's images and VOI and say what was found",
		Long: `check reads the DICOM series and the VOI of every eligible patient and prints a
row for each: which phases were found, in which series and from what, voxel
sizes, the shift between the phases, the volume of the lesion, and what is wrong
where something is. Phases that are found wrongly can be named in the column
phase_series of the cohort file. It ends with status 1 when a patient cannot be
used.

Given a folder or a file instead of a study (whose name ends in .yaml), check says
what the DICOM files in it are, whatever patients and studies they are of: each
series, the volumes that it becomes, their phases with the evidence, and why a
series makes no volume. ` + "`hccp53 image info`" + ` does the same for NIfTI and NRRD.`,
		Example: "  hccp53 check\n  hccp53 check my/study.yaml\n  hccp53 check patients/017\n  hccp53 check --json > check.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				ext := strings.ToLower(filepath.Ext(args[0]))
				if ext != ".yaml" && ext != ".yml" {
					return s.checkFolder(cmd, args[0])
				}
				s.file = args[0]
			}
			return s.opened(s.checkStudy)(cmd, args)
		},
	}
}

// checkStudy says what the images of a study's patients are.
func (s *session) checkStudy(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
	checked, err := study.Check()
	if err != nil {
		return err
	}
	if err := s.answer(cmd, study, checked, study.CheckTable(checked)); err != nil {
		return err
	}
	if n := len(checked.Problems()); n > 0 && !s.keepGoing {
		return fmt.Errorf("%w: %d of %d, see the remarks; --keep-going goes on without them", hccp53.ErrPatient, n, len(checked.Patients))
	}
	return nil
}

func splitCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "split", Args: cobra.NoArgs,
		Short: "Divide the patients into Training and Validation; Table 1",
		Long: `split divides the usable patients at random, stratified by the outcome, by the
seed of the study file. It writes split.json (case numbers, no identifiers) and
prints the baseline table of the two arms, and of Training by outcome.`,
		Example: "  hccp53 split",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			t, v, err := study.Split()
			if err != nil {
				return err
			}
			arms, err := study.Table1(t, v)
			if err != nil {
				return err
			}
			outcome, err := study.Table1(t)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, study.SplitRecord(t, v), arms, outcome)
		}),
	}
}

func extractCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "extract", Args: cobra.NoArgs,
		Short: "Measure the radiomics features of every VOI",
		Long: `extract measures shape, intensity and texture of every VOI in all phases
(PyRadiomics' 107 features of the original image) and saves them as
tables/features.csv: one row a case, one column a feature.`,
		Example: "  hccp53 extract",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			f, err := study.Extract()
			if err != nil {
				return err
			}
			table := study.FeatureTable(f)
			if err := study.Save(table); err != nil {
				return err
			}
			if s.asJSON {
				return writeJSON(cmd.OutOrStdout(), f.Table)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d features of %d patients in %s\n", len(f.Table.Columns), len(f.Table.Cases), filepath.Join(study.Settings().Results, "tables", "features.csv"))
			for _, w := range f.Warnings {
				fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w)
			}
			return nil
		}),
	}
}

func selectCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "select", Args: cobra.NoArgs,
		Short: "Select features (ICC, U test, correlation, LASSO) and give the Rad-score",
		Long: `select fits the selection chain on Training and prints what each step leaves and
the formula of the Rad-score. Scores inside Training are out-of-fold: the whole
chain is fitted anew in each fold.`,
		Example: "  hccp53 select",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			t, _, err := study.Split()
			if err != nil {
				return err
			}
			f, err := study.Extract()
			if err != nil {
				return err
			}
			m, err := study.Select(t, f)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, m, study.AttritionTable(m), study.RadScoreTable(m))
		}),
	}
}

func trainCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "train [NETWORK...]",
		Short: "Train networks (MC and FF ResNets) by cross-fitting on Training",
		Long: `train cross-fits networks, named by fusion and backbone, or those of networks.list
in the study file. Finished folds are kept: an interrupted training goes on with
the next fold.`,
		Example: `  hccp53 train
  hccp53 train "MC ResNet18"`,
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, names []string) error {
			if len(names) == 0 {
				names = study.Settings().Networks.List
			}
			t, _, err := study.Split()
			if err != nil {
				return err
			}
			var networks []*hccp53.DLScore
			for _, name := range names {
				n, err := study.Train(t, name)
				if err != nil {
					return err
				}
				networks = append(networks, n)
			}
			table, err := study.NetworkTable(t, networks...)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, networks, table)
		}),
	}
}

func clinicalCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "clinical", Args: cobra.NoArgs,
		Short: "Fit the clinical model: candidates alone, stepwise search, final model",
		Long: `clinical fits the logistic regression on each candidate alone, searches stepwise
for the clinical model, and prints both with the path. p values and intervals
are not adjusted for the search.`,
		Example: "  hccp53 clinical",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			t, _, err := study.Split()
			if err != nil {
				return err
			}
			m, err := study.FitClinical(t)
			if err != nil {
				return err
			}
			model, err := study.CoefficientTable(m)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, m, study.UnivariableTable(m), study.StepwiseTable(m), model)
		}),
	}
}

func combineCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "combine", Args: cobra.NoArgs,
		Short: "Fit the combined model: clinical columns, Rad-score and DL-score",
		Long: `combine joins the clinical columns that the stepwise search chose with the
out-of-fold Rad-score and DL-score in one logistic regression, and prints the
model and its nomogram as a table of points.`,
		Example: "  hccp53 combine",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			f, err := study.Fit()
			if err != nil {
				return err
			}
			model, err := study.CoefficientTable(f.Combined)
			if err != nil {
				return err
			}
			points, err := study.NomogramTable(f.Combined, f.Training)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, f.Combined, model, points)
		}),
	}
}

func evaluateCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "evaluate", Args: cobra.NoArgs,
		Short: "Judge every model on Training and Validation; the reproduction table",
		Long: `evaluate judges the frozen models: apparent, out-of-fold and corrected for
optimism in Training, and in Validation, whose outcomes are looked at here only;
each model judged is counted as a look. It prints our AUCs beside the published
ones and checks whether the published intervals are possible.`,
		Example: "  hccp53 evaluate\n  hccp53 evaluate --json > results.json",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, _ []string) error {
			f, err := study.Fit()
			if err != nil {
				return err
			}
			j, err := study.Judge(f)
			if err != nil {
				return err
			}
			tables, err := study.JudgedTables(f, j)
			if err != nil {
				return err
			}
			return s.answer(cmd, study, j, tables...)
		}),
	}
}

func predictCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "predict FILE", Args: oneFile,
		Short: "Apply the combined model to new patients",
		Long: `predict reads a CSV file with the columns of the cohort file (the outcome may be
missing and is not read), takes images and VOI of each new patient the way of
the validation patients, and prints Rad-score, DL-score and risk, with a warning
for every value outside the range of the training patients. Research use only.`,
		Example: "  hccp53 predict new_patients.csv\n  hccp53 predict new_patients.csv --json",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, args []string) error {
			f, err := study.Fit()
			if err != nil {
				return err
			}
			predictions, err := study.Predict(f.Training, f.Combined, args[0])
			if err != nil {
				return err
			}
			return s.answer(cmd, study, predictions, study.PredictionTable(predictions))
		}),
	}
}

func oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("predict takes one file with new patients, not %d; write hccp53 predict new_patients.csv", len(args))
	}
	return nil
}

func drawCommand(s *session) *cobra.Command {
	var list bool
	cmd := &cobra.Command{
		Use:   "draw [NAME...]",
		Short: "Draw the figures as SVG, PNG (300 dpi) and PDF",
		Long: `draw draws all figures of the study, or those named, into figures/ of the
results. Each has a record beside it that says which data made it.`,
		Example: "  hccp53 draw\n  hccp53 draw roc dca\n  hccp53 draw --list",
		RunE: s.opened(func(cmd *cobra.Command, study *hccp53.Study, names []string) error {
			f, err := study.Fit()
			if err != nil {
				return err
			}
			if list {
				var known []string
				for _, g := range study.Figures(f, nil) { // nothing is drawn, nobody is judged
					known = append(known, g.Name)
				}
				return s.lines(cmd, known)
			}
			j, err := study.Judge(f)
			if err != nil {
				return err
			}
			drawn, err := study.DrawAll(study.Figures(f, j), names)
			if err != nil {
				return err
			}
			paths := make([]string, len(drawn))
			for i, name := range drawn {
				paths[i] = filepath.Join(study.Settings().Results, "figures", name+".svg")
			}
			return s.lines(cmd, paths)
		}),
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the names of the figures")
	return cmd
}
