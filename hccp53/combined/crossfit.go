package combined

import (
	"fmt"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
)

// CrossFit returns the out-of-fold log odds of every patient in Training: in
// each fold the clinical terms are searched for and the scores weighed anew.
// The scores must be out-of-fold already, on the same folds.
func CrossFit(t cohort.Training, folds []cohort.Fold, c clinical.Settings, scores Scores) ([]float64, error) {
	if err := scores.check(t.Patients()); err != nil {
		return nil, err
	}
	z := make([]float64, t.Len())
	for k, fold := range folds {
		held := make([]bool, t.Len())
		for _, row := range fold.Rows {
			held[row] = true
		}
		terms, err := clinical.Fit(fold.Fit, c)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		m, err := Fit(fold.Fit, terms, scores.where(held, false), Settings{})
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		p, err := m.Apply(fold.Held, terms, scores.where(held, true))
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		for i, row := range fold.Rows {
			z[row] = p.LogOdds[i]
		}
	}
	return z, nil
}

// where returns the scores of the patients marked with want.
func (s Scores) where(marked []bool, want bool) Scores {
	var part Scores
	for i, m := range marked {
		if m == want {
			part.Rad, part.DL = append(part.Rad, s.Rad[i]), append(part.DL, s.DL[i])
		}
	}
	return part
}
