package performance

import (
	"fmt"

	"hcclab/hccp53/inference"
)

// Direction says which end of a score means "more likely a case". Every function
// of this package takes [HigherIsCase]; a score that runs the other way is
// mirrored by the caller, in the open, with [Direction.Turn].
type Direction string

// The two directions, in the notation of pROC (controls < cases).
const (
	HigherIsCase Direction = "<"
	LowerIsCase  Direction = ">"
)

// AutoDirection returns the direction that pROC picks by itself (direction =
// "auto"): [HigherIsCase] when the median of the controls is at most that of the
// cases. It looks at the outcomes, so an AUC in the direction it returns is
// hardly ever below one half, whatever the score is worth; for a model the
// direction is known beforehand. Missing scores are left out; the errors are
// [ErrLength], [ErrNotFinite] and [ErrOneClass].
func AutoDirection(outcome []bool, score []float64) (Direction, error) {
	y, s, _, err := complete(outcome, 1, score)
	if err != nil {
		return "", err
	}
	cases, controls := split(y, s[0])
	a, err := inference.Quantiles(cases, 0.5)
	if err != nil {
		return "", err
	}
	b, err := inference.Quantiles(controls, 0.5)
	if err != nil {
		return "", err
	}
	if b[0] > a[0] {
		return LowerIsCase, nil
	}
	return HigherIsCase, nil
}

// Turn returns the score so that a higher value means a case: a copy, mirrored
// about 0 for [LowerIsCase].
func (d Direction) Turn(score []float64) []float64 {
	turned := make([]float64, len(score))
	for i, v := range score {
		if turned[i] = v; d == LowerIsCase {
			turned[i] = -v
		}
	}
	return turned
}

// caution returns the sentence that goes with an AUC, or "".
func caution(auc float64) string {
	switch {
	case auc < 0.5:
		return fmt.Sprintf("the AUC of %.3f is below one half: the score points the other way here, and was not turned round", auc)
	case auc == 1:
		return "the score separates these patients completely: an interval of no width says nothing about new ones"
	}
	return ""
}
