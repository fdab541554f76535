package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/images"
	"hcclab/hccp53/conformance/radiomics"
	"hcclab/hccp53/conformance/stats"
	"hcclab/hccp53/fault"
)

var (
	errUsage  = errors.New("usage")
	errReport = errors.New("report not writable")
)

// referenceVariable names the folder of reference data.
const referenceVariable = "HCCP53_REFERENCE"

func conformanceCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "conformance",
		Short: "Compare the engines with what other programs found in the same data",
		Long: `conformance judges an engine by a folder of reference data: files together with
what independent programs found in them. It counts, for each data set and
quantity, how many agree within the stated tolerance, shows what does not, and
ends with status 1 when anything is missed or nothing was found to judge by.`,
		Args: cobra.NoArgs, RunE: helpOf,
	}
	cmd.AddCommand(judgeCommand(s, "images", "Reading of DICOM, NIfTI and NRRD, against pydicom, SimpleITK, nibabel, dcm2niix",
		`images reads every file that ROOT/dicom/facts.json describes and compares header
elements, stored pixels (by hash), frames, segments, regions, and the volumes
that series become; and, where ROOT/ibsi holds phantoms both as DICOM with an
RTSTRUCT and as NIfTI, the one with the other.`, images.Judge),
		judgeCommand(s, "radiomics", "Radiomics features and filters, against IBSI 1, IBSI 2 and PyRadiomics",
			`radiomics computes what ROOT/ibsi and ROOT/pyradiomics have values of: the
features of IBSI 1 (digital phantom; CT phantom A to E, from NIfTI and from DICOM
with RTSTRUCT), the response maps and statistics of IBSI 2, and every setting and
case of PyRadiomics. It takes half a minute to a minute.`, radiomics.Judge),
		judgeCommand(s, "stats", "Clinical statistics, against R (rms, pROC, glmnet, MASS, Hmisc, car and others)",
			`stats repeats every analysis that ROOT/stats has the answers of: logistic
regression with profile intervals and Firth's estimate, stepwise searches, LASSO
and elastic net, tests, ROC curves, calibration, decision curves, nomograms, ICC
and mRMR. Every number in the files of answers is compared, leaf by leaf; one that
is not computed counts as wrong. It takes some seconds.`, stats.Judge))
	return cmd
}

// judgeCommand is the verb of one engine.
func judgeCommand(s *session, use, short, long string, judge func(context.Context, string) (*conformance.Report, error)) *cobra.Command {
	var root, markdown string
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long, Args: cobra.NoArgs,
		Example: "  hccp53 conformance " + use + " --reference ../reference --report conformance-" + use + ".md",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if root == "" {
				return fault.New(errUsage, "where the reference data are is not known").
					Try("give --reference ROOT, or set %s; docs/conformance.md says what belongs there", referenceVariable)
			}
			report, err := judge(cmd.Context(), root)
			if err != nil {
				return err
			}
			if err := writeReport(markdown, report); err != nil {
				return err
			}
			if s.asJSON {
				err = writeJSON(cmd.OutOrStdout(), report)
			} else {
				err = report.WriteText(cmd.OutOrStdout())
			}
			return errors.Join(err, report.Err())
		},
	}
	cmd.Flags().StringVar(&root, "reference", os.Getenv(referenceVariable), "the folder of reference data, "+referenceVariable+" by default")
	cmd.Flags().StringVar(&markdown, "report", "", "write a Markdown report to this file, too")
	return cmd
}

// writeReport writes the report to a file, whole or not at all.
func writeReport(path string, report *conformance.Report) error {
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b); err != nil {
		return err
	}
	if err := renameio.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fault.Wrap(errReport, fault.Bare(err), "the report cannot be written").At("%s", filepath.Base(path)).Try("check the folder that --report names")
	}
	return nil
}
