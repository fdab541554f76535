package combined

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// ErrScores reports scores that do not belong to the patients.
var ErrScores = errors.New("combined: scores do not fit the patients")

// The names of the two scores as terms of the model.
const (
	RadScore = "rad_score"
	DLScore  = "dl_score"
)

// Settings of the fit.
type Settings struct {
	// Bootstrap is the number of resamples for the optimism, 0 for none.
	Bootstrap int `json:"bootstrap"`
	// Seed draws the resamples.
	Seed uint64 `json:"seed"`
	// InSample says that the scores given were fitted on the same patients. It
	// changes nothing in the fit; it labels the model for all who read it.
	InSample bool `json:"in_sample"`
}

// Scores are the Rad-score and DL-score of patients, in their order, as log
// odds.
type Scores struct {
	Rad []float64 `json:"rad"`
	DL  []float64 `json:"dl"`
}

// check reports scores that are not one finite number a patient.
func (s Scores) check(p cohort.Patients) error {
	if len(s.Rad) != p.Len() || len(s.DL) != p.Len() {
		return fault.New(ErrScores, "%d Rad-scores and %d DL-scores for %d patients", len(s.Rad), len(s.DL), p.Len()).
			Try("give one Rad-score and one DL-score a patient, in the order of the patients")
	}
	for i := range s.Rad {
		if sum := s.Rad[i] + s.DL[i]; math.IsNaN(sum) || math.IsInf(sum, 0) {
			return fault.New(ErrScores, "the Rad-score is %v and the DL-score %v", s.Rad[i], s.DL[i]).At("case %d", p.Case(i)).
				Try("look at the images and the features of this patient, and make the scores again")
		}
	}
	return nil
}

// Scale standardises a score.
type Scale struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// Model is the fitted combined model.
type Model struct {
	Settings Settings `json:"settings"`
	// Rad and DL hold the scales of the scores; a score that is the same for all
	// training patients has SD 0 and is left out of the model.
	Rad Scale           `json:"rad"`
	DL  Scale           `json:"dl"`
	Fit *regression.Fit `json:"fit"`
	// Optimism repeats filling in, the stepwise search and the fit in each
	// resample. The scores are held fixed: selection chain and networks are not
	// fitted again.
	Optimism *clinical.Optimism `json:"optimism"` // nil without resamples
	// NoOptimism says why there is no estimate where one was asked for.
	NoOptimism string `json:"no_optimism,omitempty"`
}

// Fit fits the model on Training. The scores must be those of the training
// patients, out-of-fold unless the settings say otherwise.
func Fit(t cohort.Training, c *clinical.Model, scores Scores, s Settings) (*Model, error) {
	if err := scores.check(t.Patients()); err != nil {
		return nil, err
	}
	m := &Model{Settings: s, Rad: scaleOf(scores.Rad), DL: scaleOf(scores.DL)}
	terms, _, err := c.Terms(t.Patients())
	if err != nil {
		return nil, err
	}
	own := m.terms(scores)
	outcome := t.Outcome()
	if m.Fit, err = regression.Logistic(outcome, slices.Concat(terms, own)); err != nil {
		return nil, fmt.Errorf("combined: %w", err)
	}
	if s.Bootstrap == 0 {
		return m, nil
	}
	refit, err := clinical.Refit(t, c.Settings, own)
	if err != nil {
		return nil, err
	}
	m.Optimism, err = clinical.NewOptimism(t, refit, s.Bootstrap, s.Seed)
	switch {
	case clinical.NotEstimable(err):
		m.NoOptimism = err.Error()
	case err != nil:
		return nil, fmt.Errorf("combined: %w", err)
	}
	return m, nil
}

// terms returns the standardised scores that vary in Training.
func (m *Model) terms(s Scores) []regression.Term {
	var terms []regression.Term
	for _, score := range []struct {
		name  string
		scale Scale
		value []float64
	}{{RadScore, m.Rad, s.Rad}, {DLScore, m.DL, s.DL}} {
		if score.scale.SD == 0 {
			continue
		}
		z := make([]float64, len(score.value))
		for i, v := range score.value {
			z[i] = (v - score.scale.Mean) / score.scale.SD
		}
		terms = append(terms, regression.Numeric(score.name, z))
	}
	return terms
}

func scaleOf(v []float64) Scale {
	var s Scale
	for _, x := range v {
		s.Mean += x / float64(len(v))
	}
	for _, x := range v {
		s.SD += (x - s.Mean) * (x - s.Mean) / float64(len(v)-1)
	}
	s.SD = math.Sqrt(s.SD)
	if s.SD <= 1e-9*math.Max(1, math.Abs(s.Mean)) {
		s.SD = 0 // rounding of a score that is the same for everyone
	}
	return s
}

// Apply returns log odds and risk of any patients, given their scores: those
// of the chain fitted on all of Training, and the mean logit of the fold
// networks.
func (m *Model) Apply(p cohort.Patients, c *clinical.Model, scores Scores) (regression.Predictions, error) {
	if err := scores.check(p); err != nil {
		return regression.Predictions{}, err
	}
	terms, _, err := c.Terms(p)
	if err != nil {
		return regression.Predictions{}, err
	}
	terms = slices.Concat(terms, m.terms(scores))
	if len(terms) == 0 {
		terms = []regression.Term{regression.Numeric("none", make([]float64, p.Len()))}
	}
	predictions, err := m.Fit.Model.Predict(terms)
	if err != nil {
		return regression.Predictions{}, fmt.Errorf("combined model: %w", err)
	}
	return predictions, nil
}
