package hccp53

import (
	"fmt"
	"path/filepath"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
)

// Prediction is what the combined model says of a new patient.
type Prediction struct {
	Line int `json:"line"` // of the file with the new patients
	// RadScore and DLScore are log odds; Risk is the probability of the positive
	// outcome.
	RadScore float64 `json:"rad_score"`
	DLScore  float64 `json:"dl_score"`
	Risk     float64 `json:"risk"`
	// Positive compares the risk with the cut-off learnt in Training; nil where
	// there is none.
	Positive *bool `json:"positive"`
	// Warnings name what is outside the range of the training patients, and what
	// was filled in.
	Warnings []string `json:"warnings"`
}

// Predict applies the combined model to new patients, given in a file with the
// columns of the cohort file (the outcome may be missing and is not read). They
// go the way of the validation patients: images → phases → VOI → features and
// crop → Rad-score and DL-score → risk.
func (s *Study) Predict(t cohort.Training, m *Combined, path string) ([]Prediction, error) {
	p, err := cohort.ReadPatients(path, s.schema)
	if err != nil {
		return nil, err
	}
	if err := checkPhaseSeries(p); err != nil {
		return nil, err
	}
	features, err := s.extract(p)
	if err != nil {
		return nil, err
	}
	var scores combined.Scores
	if scores.Rad, err = m.rad.Fitted.Score(p, features.Table); err != nil {
		return nil, err
	}
	scores.DL = make([]float64, p.Len())
	if m.dl != nil {
		if scores.DL, err = s.logits(t, m.dl.Network, p); err != nil {
			return nil, err
		}
	}
	risk, err := m.Model.Apply(p, m.clinical.Model, scores)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	predictions := make([]Prediction, p.Len())
	for i := range predictions {
		predictions[i] = Prediction{Line: p.Line(i), RadScore: scores.Rad[i], DLScore: scores.DL[i], Risk: risk.Probability[i], Warnings: []string{}}
		if m.Cutoff != nil {
			positive := risk.Probability[i] >= *m.Cutoff
			predictions[i].Positive = &positive
		}
	}
	filled, err := m.filledIn(p)
	if err != nil {
		return nil, err
	}
	for _, f := range filled {
		why := "is missing"
		if f.Level != "" {
			why = fmt.Sprintf("is %s, which no training patient had", f.Level)
		}
		predictions[f.Row].Warnings = append(predictions[f.Row].Warnings, fmt.Sprintf("%s %s; filled in with %s from Training", s.label(f.Column), why, f.Put))
	}
	for _, o := range risk.OutOfRange {
		predictions[o.Row].Warnings = append(predictions[o.Row].Warnings,
			fmt.Sprintf("%s is %.3g; the training patients had %.3g to %.3g", s.label(o.Term), o.Value, o.Min, o.Max))
	}
	return predictions, nil
}

// logits returns the mean logit of the fold networks for new patients. The
// networks are recalled, or trained if they are not kept.
func (s *Study) logits(t cohort.Training, network string, p cohort.Patients) ([]float64, error) {
	job, err := s.newJob(t, network)
	if err != nil {
		return nil, err
	}
	if err := job.fit(); err != nil {
		return nil, err
	}
	crops, _, err := s.crops(p)
	if err != nil {
		return nil, err
	}
	return job.machine.Score(s.ctx, job.fitted, p, crops)
}
