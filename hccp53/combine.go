package hccp53

import (
	"context"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/provenance"
)

// Combine joins clinical model, Rad-score and DL-score in one logistic
// regression, fitted on the out-of-fold scores of Training. Without a DL-score
// (nil) it joins the other two.
func (s *Study) Combine(t cohort.Training, c *Clinical, rad *RadScore, dl *DLScore) (*Combined, error) {
	settings := combined.Settings{Bootstrap: s.settings.Combined.Bootstrap, Seed: s.settings.Seed}
	folds, err := t.Folds(s.settings.Folds, s.settings.Seed)
	if err != nil {
		return nil, err
	}
	step := provenance.Step{
		Name: "combined.fit", Code: combineCode, Seed: s.settings.Seed,
		Params: map[string]any{"combined": settings, "folds": s.settings.Folds},
		Inputs: map[string]provenance.Hash{"training": t.Hash(), "clinical": c.Hash, "rad_score": rad.Hash},
	}
	if dl != nil {
		step.Inputs["dl_score"] = dl.Hash
	}
	m := &Combined{clinical: c, rad: rad, dl: dl}
	outOfFold, flattering := m.trainingScores(t)
	res, err := s.do(step, func(_ context.Context, out *provenance.Output) error {
		s.progress(Progress{Stage: "Fitting the combined model", Total: 1})
		var err error
		if m.Model, err = combined.Fit(t, c.Model, outOfFold, settings); err != nil {
			return err
		}
		inSample := settings
		inSample.InSample, inSample.Bootstrap = true, 0
		if m.InSample, err = combined.Fit(t, c.Model, flattering, inSample); err != nil {
			return err
		}
		apparent, err := m.InSample.Apply(t.Patients(), c.Model, flattering)
		if err != nil {
			return err
		}
		m.Scores.Apparent = apparent.LogOdds
		if m.Scores.OutOfFold, err = combined.CrossFit(t, folds, c.Model.Settings, outOfFold); err != nil {
			return err
		}
		if err := m.freeze(t); err != nil {
			return err
		}
		s.progress(Progress{Stage: "Fitting the combined model", Done: 1, Total: 1})
		return out.WriteJSON("combined.json", m)
	})
	if err != nil {
		return nil, err
	}
	m.Hash = res.Content()
	return m, res.ReadJSON("combined.json", m)
}
