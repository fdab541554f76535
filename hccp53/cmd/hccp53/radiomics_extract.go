package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/batch"
)

// extraction is what the flags of extract say.
type extraction struct {
	settings     radiomicsFlags
	one          batch.Case
	cases, out   string
	labels       []string
	geometry     batch.Geometry
	layout       batch.Layout
	jobs         int
	resume       bool
	force, named bool
}

func radiomicsExtractCommand(s *session) *cobra.Command {
	var e extraction
	cmd := &cobra.Command{
		Use: "extract", Args: cobra.NoArgs,
		Short: "Measure the features of one image and mask, or of a list of cases",
		Long: `extract measures radiomics features. Images are NIfTI or NRRD files or folders with
a DICOM series; masks are label maps (NIfTI, NRRD, .seg.nrrd), DICOM SEG or
RTSTRUCT. Give one case with --image and --mask, or a list with --cases: a CSV
file with the columns Image and Mask, if wanted ID and Label, and any others, as
PyRadiomics reads it. Paths in it are relative to its folder.

Settings are those of PyRadiomics unless --settings, --preset or --profile names
others.
Without --label it is label 1, or the only one there is; --label all measures
each.

The name of --out tells the format: .csv, .json or .parquet. CSV and Parquet have
a row a value (case, setting, feature, value), with --wide a row a case with the
columns of PyRadiomics, diagnostics first. Without --out the result goes to
standard output. Beside F.csv lie F.settings.yaml and F.problems.csv, with what
went wrong and what is doubtful.

A case that fails is reported, the others are measured, and the status at the end
is 1. Cases that are done are kept in F.journal until all are: the same command
goes on from there, also after Ctrl-C. Their number at a time (--jobs) bounds the
memory and does not change the result.

No name, number or date of a patient is read into the output. What you give as ID
and in other columns of the list is handed through, and so is the last part of the
path of images and masks: let none of them name a patient.`,
		Example: `  hccp53 radiomics extract --image ap.nii.gz --mask tumour.nii.gz
  hccp53 radiomics extract --cases cases.csv --settings Params.yaml --out f.csv --wide
  hccp53 radiomics extract --image patients/017 --phase AP --mask rs.dcm --label GTV
  hccp53 radiomics extract --cases cases.csv --label all --jobs 4 --out features.parquet`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e.named = cmd.Flags().Changed("case")
			return e.run(cmd, s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.one.Image, "image", "", "the image of one case")
	f.StringVar(&e.one.Mask, "mask", "", "its mask")
	f.StringVar(&e.one.ID, "case", "Case-1", "what the case is called in the output")
	f.StringVar(&e.cases, "cases", "", "a list of cases, CSV")
	f.StringArrayVar(&e.labels, "label", nil, "label of the mask, by number or name; several as 1,2; or all")
	e.settings.add(cmd)
	f.StringVar(&e.out, "out", "", "the output: .csv, .json or .parquet")
	f.BoolVar(&e.layout.Wide, "wide", false, "a row a case, as PyRadiomics, in place of a row a value")
	f.IntVar(&e.jobs, "jobs", 0, "cases at a time; 0: one a processor")
	f.BoolVar(&e.resume, "resume", true, "take cases that are done from the journal of an interrupted run")
	f.BoolVar(&e.force, "force", false, "write over what is there")
	f.BoolVar(&e.geometry.Correct, "correct-mask", false, "bring a mask on another grid to that of the image (correctMask)")
	f.Float64Var(&e.geometry.Tolerance, "geometry-tolerance", 0, "how far a mask may lie off the image, in voxels (geometryTolerance)")
	choiceFlags(cmd, &e.one.Choice, "the image")
	return cmd
}

// order makes an order of the flags.
func (e *extraction) order(tell func(string)) (o batch.Order, err error) {
	single := e.one.Image != "" || e.one.Mask != ""
	switch {
	case single && e.cases != "":
		return o, fault.New(batch.ErrOrder, "--image, --mask and --cases do not go together").Try("give one case, or a list")
	case single && (e.one.Image == "" || e.one.Mask == ""):
		return o, fault.New(batch.ErrOrder, "a case needs an image and a mask").Try("give --image and --mask")
	case !single && e.cases == "":
		return o, fault.New(batch.ErrOrder, "there is nothing to measure").Try("give --image and --mask, or --cases with a list")
	}
	c, err := e.settings.choose()
	if err != nil {
		return o, err
	}
	o = batch.Order{Settings: c.settings, Name: c.name, Labels: c.labels, Geometry: c.geometry, Jobs: e.jobs, Fresh: !e.resume}
	e.layout.Bare = c.bare
	for _, text := range c.idle {
		tell(text)
	}
	var labels []string
	for _, text := range e.labels {
		labels = append(labels, batch.ParseLabels(text)...)
	}
	if len(labels) > 0 {
		o.Labels = labels
	}
	if e.geometry.Tolerance != 0 {
		o.Geometry.Tolerance = e.geometry.Tolerance
	}
	o.Geometry.Correct = o.Geometry.Correct || e.geometry.Correct
	if single {
		o.List = batch.One(e.one, e.named)
		return o, nil
	}
	o.List, err = batch.ReadCases(e.cases)
	return o, err
}

func (e *extraction) run(cmd *cobra.Command, s *session) error {
	o, err := e.order(func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), "warning:", text) })
	if err != nil {
		return err
	}
	if e.out != "" {
		if err := batch.Known(e.out); err != nil {
			return err
		}
		o.Journal = batch.Beside(e.out, "journal")
		if _, err := os.Stat(e.out); err == nil && !e.force && !batch.HasJournal(o.Journal) {
			return fault.New(batch.ErrOutput, "there is something of this name").At("%s", filepath.Base(e.out)).Try("choose another name, or give --force")
		}
	}
	tell := s.progress()
	o.Progress = func(done, total int, id string) {
		if done == total {
			id = ""
		}
		tell(hccp53.Progress{Stage: "Measuring cases", Done: done, Total: total, Note: id})
	}
	r, err := batch.Run(cmd.Context(), o)
	if err != nil {
		return err
	}
	if err := e.write(cmd.OutOrStdout(), r, s); err != nil {
		return err
	}
	if r.Failed == 0 && e.out != "" {
		if err := batch.RemoveJournal(o.Journal); err != nil {
			return err
		}
	}
	e.report(cmd.ErrOrStderr(), r, s)
	if r.Failed > 0 {
		return fault.New(batch.ErrOrder, "%d of %s could not be measured", r.Failed, counted(len(o.Cases), "case", "cases")).
			Try("read the reasons above; once they are mended, the same command measures what is missing")
	}
	return nil
}

// write writes the output, and with --json or without --out to w.
func (e *extraction) write(w io.Writer, r *batch.Report, s *session) error {
	if e.out != "" {
		if err := batch.Write(e.out, r, e.layout); err != nil {
			return err
		}
		if !s.asJSON {
			return nil
		}
	}
	switch {
	case s.asJSON:
		return r.WriteJSON(w)
	case e.layout.Wide:
		return r.WriteWide(w, e.layout.Bare)
	}
	return r.WriteLong(w)
}

// mostReported bounds the problems on standard error.
const mostReported = 50

// report says on standard error what went wrong, and how much is doubtful.
func (e *extraction) report(w io.Writer, r *batch.Report, s *session) {
	shown, more, warnings := 0, 0, 0
	for _, p := range r.Problems {
		switch {
		case p.Warning && len(r.Order.Cases) > 1:
			warnings++
		case shown == mostReported:
			more++
		default:
			shown++
			what := p.Case
			if p.Label != "" {
				what += ", label " + p.Label
			}
			if p.Warning {
				what = "warning: " + what
			}
			fmt.Fprintf(w, "%s: %s\n", what, p.Message)
		}
	}
	problems := "the output"
	if e.out != "" {
		problems = filepath.Base(batch.Beside(e.out, "problems.csv"))
	}
	if more > 0 {
		fmt.Fprintf(w, "%d more problems: see %s\n", more, problems)
	}
	if warnings > 0 && e.out != "" {
		fmt.Fprintf(w, "%s: see %s\n", counted(warnings, "warning", "warnings"), problems)
	}
	if s.quiet || e.out == "" {
		return
	}
	kept := ""
	if r.Kept > 0 {
		kept = fmt.Sprintf(", %d of them before", r.Kept)
	}
	fmt.Fprintf(w, "%s measured%s, %d failed: %s\n", counted(len(r.Order.Cases)-r.Failed, "case", "cases"), kept, r.Failed, filepath.Base(e.out))
}
