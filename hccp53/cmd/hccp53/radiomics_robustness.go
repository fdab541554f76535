package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/radiomics/perturb"
)

// robustness is what the flags of radiomics robustness say.
type robustness struct {
	settings    radiomicsFlags
	cases, out  string
	labels      []string
	geometry    batch.Geometry
	chain       string
	repetitions int
	seed        uint64
	least       float64
	force       bool
}

func radiomicsRobustnessCommand(s *session) *cobra.Command {
	var r robustness
	cmd := &cobra.Command{
		Use: "robustness --cases LIST --chain CHAIN", Args: cobra.NoArgs,
		Short: "Find the features that survive small changes of image and mask",
		Long: `robustness measures each case of a list again and again, with image and mask a
little changed, and says of each feature how much of its variance lies between the
cases: ICC(1,1) with its 95 % interval (Zwanenburg et al., Sci Rep 2019;9:614).

CHAIN is a word of these letters, each at most once, such as RVC or NTCV:
  R  rotation in the plane of the slices     V  growing and shrinking of the mask
  T  translation by parts of a voxel         C  contours drawn anew, by supervoxels
  N  noise as strong as that of the image
Each chain has some 30 repetitions; --repetitions takes fewer by chance, the same
in all cases.

The list and the settings are those of radiomics extract. A case that fails is
reported and left out, and the status at the end is 1. With --out the table goes
to a CSV file with the columns feature, icc, low, high and robust.

Where the result is to choose features for a model, list training cases alone.`,
		Example: `  hccp53 radiomics robustness --cases train.csv --chain RVC --preset mr --out robust.csv
  hccp53 radiomics robustness --cases train.csv --chain NTCV --repetitions 10 --icc 0.75`,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd, s) },
	}
	f := cmd.Flags()
	f.StringVar(&r.cases, "cases", "", "a list of cases, CSV (needed)")
	f.StringVar(&r.chain, "chain", "", "which perturbations, such as RVC or NTCV (needed)")
	f.IntVar(&r.repetitions, "repetitions", 0, "how many of the chain's are made; 0: all")
	f.Uint64Var(&r.seed, "seed", 1, "seed of all random draws")
	f.Float64Var(&r.least, "icc", perturb.Robust, "the least ICC of a robust feature")
	f.StringArrayVar(&r.labels, "label", nil, "label of the mask, by number or name; several as 1,2; or all")
	r.settings.add(cmd)
	f.StringVar(&r.out, "out", "", "the table, a .csv file")
	f.BoolVar(&r.force, "force", false, "write over what is there")
	f.BoolVar(&r.geometry.Correct, "correct-mask", false, "bring a mask on another grid to that of the image")
	for _, name := range []string{"cases", "chain"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // there is no such flag
		}
	}
	return cmd
}

func (r *robustness) run(cmd *cobra.Command, s *session) error {
	chain, err := perturb.Named(r.chain)
	if err != nil {
		return err
	}
	if n := r.repetitions; n != 0 && (n < 2 || n > chain.Repetitions()) {
		return fault.New(perturb.ErrChain, "%d repetitions of chain %s", n, r.chain).Try("give 2 to %d, or 0 for all", chain.Repetitions())
	}
	if r.out != "" {
		if filepath.Ext(r.out) != ".csv" {
			return fault.New(batch.ErrOutput, "the name does not end in .csv").At("%s", filepath.Base(r.out)).Try("choose another name")
		}
		if _, err := os.Stat(r.out); err == nil && !r.force {
			return fault.New(batch.ErrOutput, "there is something of this name").At("%s", filepath.Base(r.out)).Try("choose another name, or give --force")
		}
	}
	c, err := r.settings.choose()
	if err != nil {
		return err
	}
	if err := c.settings.Validate(); err != nil {
		return err
	}
	list, err := batch.ReadCases(r.cases)
	if err != nil {
		return err
	}
	labels := c.labels
	for k, text := range r.labels {
		if k == 0 {
			labels = nil
		}
		labels = append(labels, batch.ParseLabels(text)...)
	}
	r.geometry.Correct, r.geometry.Tolerance = r.geometry.Correct || c.geometry.Correct, c.geometry.Tolerance
	tell := s.progress()
	var results []*perturb.Result
	failed := 0
	for i, one := range list.Cases {
		tell(hccp53.Progress{Stage: "Perturbing cases", Done: i, Total: len(list.Cases), Note: one.ID})
		found, err := r.perturb(cmd.Context(), one, labels, c, chain)
		if ctx := cmd.Context().Err(); ctx != nil {
			return ctx
		}
		if err != nil {
			failed++
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", one.ID, err)
			continue
		}
		results = append(results, found...)
	}
	tell(hccp53.Progress{Stage: "Perturbing cases", Done: len(list.Cases), Total: len(list.Cases)})
	all, err := perturb.Judge(results, r.least)
	if err != nil {
		return err
	}
	if err := r.write(cmd, s, all); err != nil {
		return err
	}
	if failed > 0 {
		return fault.New(batch.ErrOrder, "%d of %s could not be measured and were left out", failed, counted(len(list.Cases), "case", "cases")).Try("read the reasons above")
	}
	return nil
}

// perturb runs the chain on each region of a case.
func (r *robustness) perturb(ctx context.Context, c batch.Case, labels []string, chosen chosen, chain perturb.Chain) ([]*perturb.Result, error) {
	regions, err := batch.Open(ctx, c, labels, r.geometry)
	if err != nil {
		return nil, err
	}
	var all []*perturb.Result
	for _, region := range regions {
		o := perturb.Options{Seed: r.seed, Case: fmt.Sprintf("%s/%d", c.ID, region.Label), Repetitions: r.repetitions}
		res, err := perturb.Run(ctx, region.Image, region.Mask, chosen.settings, chain, o)
		if err != nil {
			return nil, fmt.Errorf("label %d: %w", region.Label, err)
		}
		all = append(all, res)
	}
	return all, nil
}

// write writes the table to the file, or to standard output, and says how many
// features are robust.
func (r *robustness) write(cmd *cobra.Command, s *session, all []perturb.Robustness) error {
	var b bytes.Buffer
	if err := perturb.WriteCSV(&b, all); err != nil {
		return err
	}
	if r.out != "" {
		if err := renameio.WriteFile(r.out, b.Bytes(), 0o644); err != nil {
			return fault.Wrap(batch.ErrOutput, fault.Bare(err), "the table cannot be written").At("%s", filepath.Base(r.out)).Try("check the folder that --out names")
		}
	}
	robust := 0
	for _, f := range all {
		if f.Robust {
			robust++
		}
	}
	if !s.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %s are robust: ICC(1,1) of at least %g\n", robust, counted(len(all), "feature", "features"), r.least)
	}
	switch {
	case s.asJSON:
		return writeJSON(cmd.OutOrStdout(), all)
	case r.out == "":
		_, err := cmd.OutOrStdout().Write(b.Bytes())
		return err
	}
	return nil
}
