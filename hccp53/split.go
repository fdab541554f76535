package hccp53

import (
	"encoding/json"
	"path/filepath"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/cohort"
)

// Split divides the patients whose images can be used into Training and
// Validation, by the plan in the study file, and writes who went where to
// split.json in the results: case numbers, no identifiers.
func (s *Study) Split() (cohort.Training, cohort.Validation, error) {
	u, err := s.usable()
	if err != nil {
		return cohort.Training{}, cohort.Validation{}, err
	}
	plan := s.plan()
	t, v, err := u.cohort.Split(plan)
	if err != nil {
		return t, v, err
	}
	return t, v, s.writeResult("split.json", s.SplitRecord(t, v))
}

// SplitRecord returns who went where: case numbers, no identifiers.
func (s *Study) SplitRecord(t cohort.Training, v cohort.Validation) cohort.Record {
	return cohort.Describe(s.plan(), t, v)
}

func (s *Study) plan() cohort.Plan {
	return cohort.Plan{Training: s.settings.Split.Training, Seed: s.settings.Seed}
}

// Flow returns how the patients of the cohort file became those of the study.
func (s *Study) Flow() (cohort.Flow, error) {
	u, err := s.usable()
	return u.flow, err
}

// writeResult writes v as JSON to a file below the results folder.
func (s *Study) writeResult(name string, v any) error {
	content, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return s.writeFile(name, append(content, '\n'))
}

// writeFile writes a file below the results folder, whole or not at all.
func (s *Study) writeFile(name string, content []byte) error {
	path := filepath.Join(s.settings.Results, name)
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return disk(renameio.WriteFile(path, content, 0o644), path)
}
