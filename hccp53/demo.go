package hccp53

import (
	"context"
	"fmt"
	"path/filepath"

	"hcclab/data/simulate"
	"hcclab/hccp53/fault"
)

// Demo says which cohort to simulate where the study has no patients of its
// own.
type Demo struct {
	Preset string `yaml:"preset"` // paper, null or strong
	N      int    `yaml:"n"`
	Seed   uint64 `yaml:"seed"`
	Small  bool   `yaml:"small"` // small images, for tests
}

// MakeDemo makes the simulated cohort that the study file asks for under demo,
// beside where its cohort is expected, and says in a sentence what was done. A
// cohort that is there already is left alone; a folder that holds anything else
// is an error. Without demo in the file nothing is made.
func MakeDemo(ctx context.Context, path string, progress func(Progress)) (string, error) {
	s, err := readSettings(path)
	if err != nil {
		return "", err
	}
	if s.Demo == nil {
		return fmt.Sprintf("The study has patients of its own (%s); nothing was simulated.", filepath.Base(s.Cohort)), nil
	}
	if filepath.Base(s.Cohort) != "cohort.csv" {
		return "", fault.New(ErrSettings, "demo is set, but cohort is %s", filepath.Base(s.Cohort)).At("%s", path).
			Try("simulated cohorts are named cohort.csv; remove demo for patients of your own")
	}
	o := simulate.Defaults()
	if s.Demo.N > 0 {
		o = o.Sized(s.Demo.N)
	}
	if s.Demo.Preset != "" {
		o.Preset = s.Demo.Preset
	}
	if s.Demo.Seed > 0 {
		o.Seed = s.Demo.Seed
	}
	if s.Demo.Small {
		o = o.Small()
	}
	o.Progress = func(done, total int) {
		progress(Progress{Stage: "Simulating patients", Done: done, Total: total})
	}
	summary, err := simulate.Write(ctx, filepath.Dir(s.Cohort), o)
	if err != nil {
		return "", err
	}
	verb := "were made"
	if summary.Kept {
		verb = "are there"
	}
	return fmt.Sprintf("%d simulated patients %s, %d of them P53-positive: %d files, %.0f MB.",
		summary.Patients, verb, summary.Positive, summary.Files, float64(summary.Bytes)/1e6), nil
}
