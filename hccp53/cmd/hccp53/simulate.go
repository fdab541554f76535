package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/data/simulate"
	"hcclab/hccp53"
)

func simulateCommand(s *session) *cobra.Command {
	o := simulate.Defaults()
	var (
		out   string
		n     int
		small bool
	)
	cmd := &cobra.Command{
		Use: "simulate", Args: cobra.NoArgs,
		Short: "Make a simulated cohort: DICOM series, VOIs, cohort.csv and the truth",
		Long: `simulate makes a cohort of patients who never lived: DCE-MRI as real DICOM series,
VOIs as NIfTI, cohort.csv, and truth.json, which no step of the study reads.
Without flags it makes the cohort that demo: in the study file asks for, where
it is missing. Everything comes from the seed: the same flags give the same
bytes. An interrupted run goes on from where it stopped.

Presets: paper (tuned to the published range), null (nothing to find),
strong (easy).`,
		Example: `  hccp53 simulate
  hccp53 simulate --out /tmp/null --preset null --n 120 --small`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			tell := s.progress()
			if out == "" {
				made, err := hccp53.MakeDemo(ctx, s.file, tell)
				if err != nil {
					return err
				}
				return s.lines(cmd, []string{made})
			}
			if small {
				o = o.Small()
			}
			o = o.Sized(n)
			o.Progress = func(done, total int) {
				tell(hccp53.Progress{Stage: "Simulating patients", Done: done, Total: total})
			}
			summary, err := simulate.Write(ctx, out, o)
			if err != nil {
				return err
			}
			if s.asJSON {
				return writeJSON(cmd.OutOrStdout(), summary)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d simulated patients, %d P53-positive, in %s\n", summary.Patients, summary.Positive, summary.Dir)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "folder to make; empty: the one that the study file asks for")
	f.StringVar(&o.Preset, "preset", o.Preset, "paper, null or strong")
	f.IntVar(&n, "n", o.N, "number of patients")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed of everything")
	f.BoolVar(&small, "small", false, "small images, for tests")
	f.BoolVar(&o.Force, "force", false, "replace another simulated cohort in the folder")
	return cmd
}
