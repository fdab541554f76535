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

// The new patients of a demo cohort are few, and come from a seed that is not
// the cohort's.
const (
	newPatients = 3
	newSeed     = 1_000_000
)

// MakeDemo makes the simulated cohort that the study file asks for under demo,
// beside where its cohort is expected, and says in a sentence what was done. A
// few more patients come into the folder of new_patients, where one is named. A
// cohort that is there already is left alone, one of other settings or older
// code is made anew, and a folder that holds anything else is an error. Without
// demo in the file nothing is made.
func MakeDemo(ctx context.Context, path string, progress func(Progress)) (string, error) {
	s, err := readSettings(path)
	if err != nil {
		return "", err
	}
	if s.Demo == nil {
		return fmt.Sprintf("The study has patients of its own (%s); nothing was simulated.", filepath.Base(s.Cohort)), nil
	}
	for _, file := range []string{s.Cohort, s.NewPatients} {
		if file != "" && filepath.Base(file) != "cohort.csv" {
			return "", fault.New(ErrSettings, "demo is set, but the patients are in %s", filepath.Base(file)).At("%s", path).
				Try("simulated cohorts are named cohort.csv; remove demo for patients of your own")
		}
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
	// A simulated cohort of other code or settings is no loss: its seed makes it
	// again. What is not simulated is never replaced.
	o.Force = true
	o.Progress = func(done, total int) {
		progress(Progress{Stage: "Simulating patients", Done: done, Total: total})
	}
	summary, err := simulate.Write(ctx, filepath.Dir(s.Cohort), o)
	if err != nil {
		return "", err
	}
	if s.NewPatients != "" {
		o = o.Sized(newPatients)
		o.Seed += newSeed
		if _, err := simulate.Write(ctx, filepath.Dir(s.NewPatients), o); err != nil {
			return "", err
		}
	}
	verb := "were made"
	if summary.Kept {
		verb = "are there"
	}
	return fmt.Sprintf("%d simulated patients %s, %d of them P53-positive: %d files, %.0f MB.",
		summary.Patients, verb, summary.Positive, summary.Files, float64(summary.Bytes)/1e6), nil
}
