package hccp53

import (
	"context"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/selection"
)

// Select fits the selection chain (ICC, U test, correlation, LASSO) and gives
// every patient a Rad-score: on all of Training for patients outside it, and
// anew in each fold for those inside. Where radiomics.perturbation names a chain,
// the lesions of Training are measured in perturbed images first, for the ICC.
func (s *Study) Select(t cohort.Training, f *Features) (*RadScore, error) {
	folds, err := t.Folds(s.settings.Folds, s.settings.Seed)
	if err != nil {
		return nil, err
	}
	step := provenance.Step{
		Name: "selection.fit", Code: selectCode, Seed: s.settings.Seed,
		Params: map[string]any{"selection": s.settings.Selection, "folds": s.settings.Folds},
		Inputs: map[string]provenance.Hash{"features": f.hash, "training": t.Hash()},
	}
	readings := f.Readings
	if s.settings.Radiomics.Perturbation.Chain != "" && s.settings.Selection.ICC > 0 {
		if readings.Perturbed, step.Inputs["perturbed"], err = s.perturbed(t); err != nil {
			return nil, err
		}
	}
	m := &RadScore{features: f}
	res, err := s.do(step, func(_ context.Context, out *provenance.Output) error {
		s.progress(Progress{Stage: "Selecting features", Total: len(folds) + 1})
		var err error
		if m.Fitted, err = selection.Fit(t, f.Table, readings, s.settings.Selection, s.settings.Seed); err != nil {
			return err
		}
		if m.Scores.Apparent, err = m.Fitted.Score(t.Patients(), f.Table); err != nil {
			return err
		}
		if m.Scores.OutOfFold, m.Folds, err = selection.CrossFit(t, folds, f.Table, readings, s.settings.Selection, s.settings.Seed); err != nil {
			return err
		}
		if err := m.freeze(t); err != nil {
			return err
		}
		s.progress(Progress{Stage: "Selecting features", Done: len(folds) + 1, Total: len(folds) + 1})
		return out.WriteJSON("radscore.json", m)
	})
	if err != nil {
		return nil, err
	}
	m.Hash = res.Content()
	return m, res.ReadJSON("radscore.json", m)
}
