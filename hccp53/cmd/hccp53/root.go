package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/kernel-ext/lab"
)

// session is what all verbs share: the flags before the verb.
type session struct {
	file      string
	keepGoing bool
	asJSON    bool
	quiet     bool
}

func root() *cobra.Command {
	s := &session{}
	cmd := &cobra.Command{
		Use:   "hccp53",
		Short: "Predict P53-mutated hepatocellular carcinoma from DCE-MRI: the study, a verb a step",
		Long: `hccp53 walks the study after Weng et al. (J Gastrointest Oncol 2026;17(2):79):
from DICOM folders and a cohort file to the combined model and its figures.

Every choice stands in the study file. Each verb takes the steps before it
first; a step that was taken before, with the same code, settings, inputs and
seed, is remembered and costs nothing.`,
		Example: `  hccp53 simulate                      make the demo cohort of the study file
  hccp53 check                         what was found in each patient's folder
  hccp53 reproduce                     everything, with notebooks and figures
  hccp53 --study my/study.yaml check   the same for your own patients`,
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w; `%s --help` lists the flags", err, c.CommandPath())
	})
	f := cmd.PersistentFlags()
	f.StringVar(&s.file, "study", "notebooks/study.yaml", "the study file")
	f.BoolVar(&s.keepGoing, "keep-going", false, "leave out patients whose images cannot be used, and count them (on_problem: leave)")
	f.BoolVar(&s.asJSON, "json", false, "print JSON on standard output, for programs")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "show no progress")
	cmd.AddCommand(
		simulateCommand(s), checkCommand(s), splitCommand(s), extractCommand(s), selectCommand(s), trainCommand(s),
		clinicalCommand(s), combineCommand(s), evaluateCommand(s), predictCommand(s), drawCommand(s), reproduceCommand(s),
		imageCommand(s), radiomicsCommand(s), conformanceCommand(s), deidentifyCommand(s), statsCommand(s),
	)
	return cmd
}

// open opens the study, with progress on standard error.
func (s *session) open(cmd *cobra.Command, options ...hccp53.Option) (*hccp53.Study, error) {
	options = append(options, hccp53.WithContext(cmd.Context()), hccp53.WithProgress(s.progress()))
	if s.keepGoing {
		options = append(options, hccp53.KeepGoing())
	}
	return hccp53.Open(s.file, options...)
}

// opened is the run of a verb that works on the opened study.
func (s *session) opened(run func(cmd *cobra.Command, study *hccp53.Study, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		study, err := s.open(cmd)
		if err != nil {
			return err
		}
		return run(cmd, study, args)
	}
}

// progress returns what tells of long steps on standard error.
func (s *session) progress() func(hccp53.Progress) {
	if s.quiet {
		return func(hccp53.Progress) {}
	}
	return lab.Progress()
}

// answer prints a result: as JSON when that was asked for, else as tables, which
// are saved as CSV too.
func (s *session) answer(cmd *cobra.Command, study *hccp53.Study, value any, tables ...hccp53.Table) error {
	for _, t := range tables {
		if err := study.Save(t); err != nil {
			return err
		}
	}
	if s.asJSON {
		return writeJSON(cmd.OutOrStdout(), value)
	}
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(cmd.OutOrStdout())
		}
		fmt.Fprint(cmd.OutOrStdout(), t)
	}
	return nil
}

// lines prints texts, one a line or as a JSON list.
func (s *session) lines(cmd *cobra.Command, texts []string) error {
	if s.asJSON {
		return writeJSON(cmd.OutOrStdout(), texts)
	}
	for _, t := range texts {
		fmt.Fprintln(cmd.OutOrStdout(), t)
	}
	return nil
}

func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
