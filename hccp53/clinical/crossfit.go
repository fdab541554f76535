package clinical

import (
	"errors"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// CrossFit returns the out-of-fold log odds of every patient in Training: in
// each fold the search is repeated on the others.
func CrossFit(t cohort.Training, folds []cohort.Fold, s Settings) ([]float64, error) {
	z := make([]float64, t.Len())
	for k, fold := range folds {
		m, err := Fit(fold.Fit, s)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		held, err := m.Apply(fold.Held)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		for i, row := range fold.Rows {
			z[row] = held.LogOdds[i]
		}
	}
	return z, nil
}

// NotEstimable reports whether err says that the optimism of a model cannot be
// estimated: its terms separate the outcomes, here or in every resample. The
// model itself stands.
func NotEstimable(err error) bool {
	return errors.Is(err, regression.ErrNoModel) || errors.Is(err, regression.ErrSeparated) || errors.Is(err, performance.ErrDegenerate)
}

// Optimism says by how much a modelling flatters itself on Training.
type Optimism struct {
	*performance.Validation
	// Curve is the calibration curve, corrected in the same way; nil where nearly
	// all risks are alike.
	Curve *performance.CorrectedCurve
}

// NewOptimism estimates it by the bootstrap: refit (see [Refit]) is repeated on
// each resample. [NotEstimable] tells of the errors that leave the model standing.
func NewOptimism(t cohort.Training, refit regression.Refit, resamples int, seed uint64) (*Optimism, error) {
	refits, err := performance.Refit(t.Outcome(), regression.Resamples(t.Len(), resamples, seed), refit)
	if err != nil {
		return nil, fmt.Errorf("optimism: %w", err)
	}
	o := &Optimism{Validation: refits.Validate()}
	if o.Curve, err = refits.Curve(); err != nil && !errors.Is(err, performance.ErrDegenerate) && !errors.Is(err, performance.ErrOneClass) {
		return nil, fmt.Errorf("optimism: %w", err)
	}
	return o, nil
}

// Optimism estimates how much the model flatters itself on Training; each
// resample repeats everything that [Fit] learns.
func (m *Model) Optimism(t cohort.Training, resamples int, seed uint64) (*Optimism, error) {
	refit, err := Refit(t, m.Settings, nil)
	if err != nil {
		return nil, err
	}
	o, err := NewOptimism(t, refit, resamples, seed)
	if err != nil {
		return nil, fmt.Errorf("clinical: %w", err)
	}
	return o, nil
}
