package hccp53

import (
	"context"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

// FitClinical builds the clinical model on Training: each candidate alone, the
// stepwise search, its optimism, and out-of-fold scores from searches that are
// repeated in each fold.
func (s *Study) FitClinical(t cohort.Training) (*Clinical, error) {
	settings := clinical.Settings{
		Candidates: s.settings.Clinical.Candidates,
		Direction:  regression.Direction(s.settings.Clinical.Direction),
		Criterion:  regression.Criterion(s.settings.Clinical.Criterion),
		Indicator:  s.settings.Clinical.Indicator,
	}
	folds, err := t.Folds(s.settings.Folds, s.settings.Seed)
	if err != nil {
		return nil, err
	}
	step := provenance.Step{
		Name: "clinical.fit", Code: clinicalCode, Seed: s.settings.Seed,
		Params: map[string]any{"clinical": settings, "folds": s.settings.Folds, "bootstrap": s.settings.Combined.Bootstrap},
		Inputs: map[string]provenance.Hash{"training": t.Hash()},
	}
	m := &Clinical{}
	res, err := s.do(step, func(_ context.Context, out *provenance.Output) error {
		s.progress(Progress{Stage: "Fitting the clinical model", Total: 1})
		var err error
		if m.Model, err = clinical.Fit(t, settings); err != nil {
			return err
		}
		apparent, err := m.Model.Apply(t.Patients())
		if err != nil {
			return err
		}
		m.Scores.Apparent = apparent.LogOdds
		if m.Scores.OutOfFold, err = clinical.CrossFit(t, folds, settings); err != nil {
			return err
		}
		m.Boot, err = m.Model.Optimism(t, s.settings.Combined.Bootstrap, s.settings.Seed)
		switch {
		case clinical.NotEstimable(err):
			m.NoBoot = err.Error()
		case err != nil:
			return err
		}
		if s.settings.Combined.Bootstrap > 0 {
			if m.Frequencies, err = clinical.Frequency(t, settings, s.settings.Combined.Bootstrap, s.settings.Seed); err != nil && !clinical.NotEstimable(err) {
				return err
			}
		}
		if err := m.freeze(t); err != nil {
			return err
		}
		s.progress(Progress{Stage: "Fitting the clinical model", Done: 1, Total: 1})
		return out.WriteJSON("clinical.json", m)
	})
	if err != nil {
		return nil, err
	}
	m.Hash = res.Content()
	return m, res.ReadJSON("clinical.json", m)
}
