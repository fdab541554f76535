package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
)

func reproduceCommand(s *session) *cobra.Command {
	r := &reproduction{session: s}
	cmd := &cobra.Command{
		Use: "reproduce", Args: cobra.NoArgs,
		Short: "Everything: demo cohort, all notebooks, figures, results page",
		Long: `reproduce makes the demo cohort where the study file asks for one, runs the
notebooks in their order through the kernel "Go (hccp53)", and writes the results
folder with index.html, where every figure leads to the notebook cell and the
data that made it. It ends with our AUCs beside those of the paper.

A notebook that ran before, with the same code, settings and patients, is kept.
After an interruption the same command goes on from there. make reproduce sets
up what is needed first.`,
		Example: `  make reproduce
  hccp53 reproduce --results /tmp/results
  make reproduce STUDY=my/study.yaml`,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&r.results, "results", "", "results folder; empty: the one that the study file names")
	f.StringVar(&r.folder, "notebooks", "notebooks", "folder of the notebooks")
	f.BoolVar(&r.again, "again", false, "run every notebook again; remembered steps are still recalled")
	return cmd
}

// reproduction is one run of the whole study.
type reproduction struct {
	*session
	folder, results string
	again           bool

	cmd   *cobra.Command
	study *hccp53.Study
}

func (r *reproduction) run(cmd *cobra.Command) error {
	r.cmd = cmd
	made, err := hccp53.MakeDemo(cmd.Context(), r.file, r.progress())
	if err != nil {
		return err
	}
	r.say("%s", made)
	var options []hccp53.Option
	if r.results != "" {
		options = append(options, hccp53.WithResults(r.results))
	}
	if r.study, err = r.open(cmd, options...); err != nil {
		return err
	}
	if r.results, err = filepath.Abs(r.study.Settings().Results); err != nil {
		return err
	}
	chapters, err := r.runChapters()
	if err != nil {
		return err
	}
	tables, err := r.judge()
	if err != nil {
		return err
	}
	page := filepath.Join(r.results, "index.html")
	if err := r.writePage(page, chapters, tables); err != nil {
		return err
	}
	if r.asJSON {
		return writeJSON(cmd.OutOrStdout(), map[string]any{"results": r.shown(r.results), "page": r.shown(page), "tables": tables})
	}
	for _, t := range tables {
		fmt.Fprintf(cmd.OutOrStdout(), "\n%s", t)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nDone: figures, tables and notebooks are in %s; open %s in a browser.\n", r.shown(r.results), r.shown(page))
	return nil
}

// judge returns the tables that the run ends with: ours beside the published
// AUCs, and the check of the published intervals. The models are recalled.
func (r *reproduction) judge() ([]hccp53.Table, error) {
	fitted, err := r.study.Fit()
	if err != nil {
		return nil, err
	}
	judged, err := r.study.Judge(fitted)
	if err != nil {
		return nil, err
	}
	tables, err := r.study.JudgedTables(fitted, judged)
	if err != nil {
		return nil, err
	}
	return tables[:2], nil
}

// say prints a line of progress.
func (r *reproduction) say(format string, args ...any) {
	if !r.quiet {
		fmt.Fprintf(r.cmd.ErrOrStderr(), format+"\n", args...)
	}
}

// shown returns a path as the user would type it: relative to the working
// folder where it lies below.
func (r *reproduction) shown(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if short, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(short, "..") {
		return short
	}
	return path
}
