package hccp53

import (
	"errors"
	"fmt"
	"math"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
)

// Model is a frozen model: everything it knows it learnt on Training.
type Model interface {
	// Name as figures print it, such as "Radiomics" or "MC ResNet18".
	Name() string
	// LogOdds returns the log odds of the positive outcome for patients outside
	// Training.
	LogOdds(p cohort.Patients) ([]float64, error)
	// Optimism returns the bootstrap estimate of how much the apparent
	// performance flatters. It is nil where the modelling cannot be repeated
	// hundreds of times, and where the text says why there is none.
	Optimism() (*clinical.Optimism, string)

	learnt() *Learnt
	// filledIn returns the values that LogOdds puts in place of missing ones.
	filledIn(p cohort.Patients) ([]clinical.Filled, error)
}

// Learnt is what every model keeps of its training.
type Learnt struct {
	// Scores are the log odds of the training patients.
	Scores cohort.TrainingScores `json:"scores"`
	// Cutoff is the risk from which a patient counts as positive: the Youden
	// cut-off of the out-of-fold scores. Nil when none is better than chance.
	Cutoff *float64 `json:"cutoff"`
	// Hash identifies everything the model learnt.
	Hash provenance.Hash `json:"-"`
}

func (l *Learnt) learnt() *Learnt { return l }

// filledIn implements [Model] for models that no missing value reaches.
func (l *Learnt) filledIn(cohort.Patients) ([]clinical.Filled, error) { return nil, nil }

// freeze learns the cut-off, when the scores are there.
func (l *Learnt) freeze(t cohort.Training) error {
	risk := make([]float64, t.Len())
	for i, z := range l.Scores.OutOfFold {
		risk[i] = logistic(z)
	}
	roc, err := performance.NewROC(t.Outcome(), risk)
	if err != nil {
		return err
	}
	cut, err := roc.Youden()
	if errors.Is(err, performance.ErrNoCutoff) {
		return nil
	}
	l.Cutoff = &cut.Chosen.Threshold
	return err
}

// logistic is the probability with the given log odds.
func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// RadScore is the radiomics model.
type RadScore struct {
	Learnt
	// Fitted is the chain fitted on all of Training, Folds the chains of the folds.
	Fitted *selection.Fitted   `json:"fitted"`
	Folds  []*selection.Fitted `json:"folds"`

	features *Features
}

// Name implements [Model].
func (m *RadScore) Name() string { return "Radiomics" }

// Optimism implements [Model]: the chain is not repeated hundreds of times.
func (m *RadScore) Optimism() (*clinical.Optimism, string) { return nil, "" }

// LogOdds implements [Model].
func (m *RadScore) LogOdds(p cohort.Patients) ([]float64, error) {
	return m.Fitted.Score(p, m.features.Table)
}

// Clinical is the clinical model.
type Clinical struct {
	Learnt
	Model *clinical.Model    `json:"model"`
	Boot  *clinical.Optimism `json:"optimism"`
	// Frequencies say how often each candidate is chosen on the resamples; nil
	// without any.
	Frequencies *regression.Frequencies `json:"frequencies"`
	// NoBoot says why there is no estimate of the optimism.
	NoBoot string `json:"no_optimism,omitempty"`
}

// Name implements [Model].
func (m *Clinical) Name() string { return "Clinical" }

// Optimism implements [Model].
func (m *Clinical) Optimism() (*clinical.Optimism, string) { return m.Boot, m.NoBoot }

func (m *Clinical) filledIn(p cohort.Patients) ([]clinical.Filled, error) {
	_, filled, err := m.Model.Terms(p)
	return filled, err
}

// LogOdds implements [Model].
func (m *Clinical) LogOdds(p cohort.Patients) ([]float64, error) {
	predictions, err := m.Model.Apply(p)
	return predictions.LogOdds, err
}

// Combined is the combined model, with the models whose scores it weighs.
type Combined struct {
	Learnt
	Model *combined.Model `json:"model"`
	// InSample is the same model fitted on in-sample scores, as is usual in
	// papers. It is there to be compared, never to be used.
	InSample *combined.Model `json:"in_sample"`

	clinical *Clinical
	rad      *RadScore
	dl       *DLScore // nil without networks
}

// Name implements [Model].
func (m *Combined) Name() string { return "Combined" }

// Optimism implements [Model].
func (m *Combined) Optimism() (*clinical.Optimism, string) {
	return m.Model.Optimism, m.Model.NoOptimism
}

func (m *Combined) filledIn(p cohort.Patients) ([]clinical.Filled, error) {
	return m.clinical.filledIn(p)
}

// LogOdds implements [Model].
func (m *Combined) LogOdds(p cohort.Patients) ([]float64, error) {
	rad, err := m.rad.LogOdds(p)
	if err != nil {
		return nil, fmt.Errorf("the Rad-score: %w", err)
	}
	dl := make([]float64, p.Len())
	if m.dl != nil {
		if dl, err = m.dl.LogOdds(p); err != nil {
			return nil, fmt.Errorf("the DL-score: %w", err)
		}
	}
	predictions, err := m.Model.Apply(p, m.clinical.Model, combined.Scores{Rad: rad, DL: dl})
	return predictions.LogOdds, err
}

// trainingScores returns the scores of the training patients. Without networks
// the DL-score is 0 for everyone; the model leaves out a score that is the same
// for everyone.
func (m *Combined) trainingScores(t cohort.Training) (outOfFold, apparent combined.Scores) {
	none := make([]float64, t.Len())
	outOfFold = combined.Scores{Rad: m.rad.Scores.OutOfFold, DL: none}
	apparent = combined.Scores{Rad: m.rad.Scores.Apparent, DL: none}
	if m.dl != nil {
		outOfFold.DL, apparent.DL = m.dl.Scores.OutOfFold, m.dl.Scores.Apparent
	}
	return outOfFold, apparent
}
