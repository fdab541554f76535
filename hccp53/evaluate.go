package hccp53

import (
	"fmt"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

// Evaluation judges the risks that one model gives one set of patients.
type Evaluation struct {
	Model string `json:"model"`
	// Set is "Training, apparent", "Training, out-of-fold" or "Validation".
	Set         string                   `json:"set"`
	AUC         performance.DeLongResult `json:"auc"`
	ROC         *performance.ROC         `json:"roc"`
	Calibration *performance.Calibration `json:"calibration"`
	Decision    *performance.Decision    `json:"decision"`
	// Cutoff is the model's; Classified is what it does here.
	Cutoff     *float64                    `json:"cutoff"`
	Classified *performance.Classification `json:"classified"`
	// Filled counts the missing values that were filled in with what Training
	// taught, by column.
	Filled map[string]int `json:"filled,omitempty"`

	risk    []float64
	outcome []bool
	hash    provenance.Hash // of the model
}

// TrainingEvaluation judges a model on the patients it was fitted on, in the
// ways in which that can be done.
type TrainingEvaluation struct {
	// Apparent is what most papers print; it flatters.
	Apparent *Evaluation `json:"apparent"`
	// OutOfFold judges each patient by models that never saw the patient.
	OutOfFold *Evaluation `json:"out_of_fold"`
	// Corrected is the optimism-corrected performance, or nil; NotCorrected then
	// says why, where it should be there.
	Corrected    *clinical.Optimism `json:"corrected"`
	NotCorrected string             `json:"not_corrected,omitempty"`
}

// Evaluate judges a frozen model on Validation. It is the only way to the
// outcomes of Validation, and each model judged is counted as a look.
func (s *Study) Evaluate(m Model, v cohort.Validation) (*Evaluation, error) {
	z, err := m.LogOdds(v.Patients())
	if err != nil {
		return nil, err
	}
	outcome, err := v.Look(s.ledger, m.Name(), m.learnt().Hash)
	if err != nil {
		return nil, err
	}
	e, err := s.judge(m, "Validation", outcome, z)
	if err != nil {
		return nil, err
	}
	filled, err := m.filledIn(v.Patients())
	e.Filled = map[string]int{}
	for _, f := range filled {
		e.Filled[f.Column]++
	}
	return e, err
}

// Looks returns the models that have been judged on any validation set of this
// study so far.
func (s *Study) Looks() ([]provenance.Look, error) { return s.ledger.Looks() }

// EvaluateTraining judges a model on Training.
func (s *Study) EvaluateTraining(m Model, t cohort.Training) (*TrainingEvaluation, error) {
	scores := m.learnt().Scores
	if len(scores.Apparent) != t.Len() || len(scores.OutOfFold) != t.Len() {
		return nil, fmt.Errorf("%w: %s was fitted on %d patients, not on these %d", cohort.ErrSplit, m.Name(), len(scores.Apparent), t.Len())
	}
	apparent, err := s.judge(m, "Training, apparent", t.Outcome(), scores.Apparent)
	if err != nil {
		return nil, err
	}
	outOfFold, err := s.judge(m, "Training, out-of-fold", t.Outcome(), scores.OutOfFold)
	if err != nil {
		return nil, err
	}
	e := &TrainingEvaluation{Apparent: apparent, OutOfFold: outOfFold}
	e.Corrected, e.NotCorrected = m.Optimism()
	return e, nil
}

// judge computes everything that is reported of risks and outcomes.
func (s *Study) judge(m Model, set string, outcome []bool, logOdds []float64) (*Evaluation, error) {
	e := &Evaluation{Model: m.Name(), Set: set, outcome: outcome, hash: m.learnt().Hash, risk: make([]float64, len(logOdds))}
	for i, z := range logOdds {
		e.risk[i] = logistic(z)
	}
	var err error
	fail := func(what string) error { return fmt.Errorf("%s, %s: %s: %w", m.Name(), set, what, err) }
	if e.AUC, err = performance.DeLong(outcome, e.risk); err != nil {
		return nil, fail("AUC")
	}
	if e.ROC, err = performance.NewROC(outcome, e.risk); err != nil {
		return nil, fail("ROC")
	}
	if e.Calibration, err = performance.Calibrate(outcome, e.risk); err != nil {
		return nil, fail("calibration")
	}
	if e.Decision, err = performance.DecisionCurve(outcome, e.risk, nil); err != nil {
		return nil, fail("decision curve")
	}
	if e.Cutoff = m.learnt().Cutoff; e.Cutoff != nil {
		classified, err := performance.Classify(outcome, e.risk, *e.Cutoff)
		if err != nil {
			return nil, fail("cut-off")
		}
		e.Classified = &classified
	}
	return e, nil
}
