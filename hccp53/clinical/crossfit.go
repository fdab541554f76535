package clinical

import (
	"errors"
	"fmt"

	"hcclab/hccp53/cohort"
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
	return errors.Is(err, regression.ErrNoModel) || errors.Is(err, regression.ErrSeparated)
}

// Optimism estimates by the bootstrap how much the model flatters itself on
// Training; each resample repeats everything that [Fit] learns.
func (m *Model) Optimism(t cohort.Training, resamples int, seed uint64) (*regression.Bootstrap, error) {
	refit, err := Refit(t, m.Settings, nil)
	if err != nil {
		return nil, err
	}
	b, err := regression.Optimism(t.Outcome(), regression.Resamples(t.Len(), resamples, seed), refit)
	if err != nil {
		return nil, fmt.Errorf("clinical: optimism: %w", err)
	}
	return b, nil
}
