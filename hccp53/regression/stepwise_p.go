package regression

import (
	"fmt"
	"slices"

	"hcclab/hccp53/fault"
)

// The usual limits of a search by p values, those of SPSS.
const (
	DefaultEnter  = 0.05
	DefaultRemove = 0.10
)

// pTie is the share by which p values differ that differ by rounding only.
const pTie = 1e-9

// StepwiseP searches by the p values of likelihood-ratio tests: a term enters
// when its p is the smallest and below enter, and leaves when it is the largest
// and above remove. Forward only adds and Backward only removes. BothFromNull is
// what SPSS calls "Forward: LR": after each try to add, terms are removed as long
// as one can be; the search ends when nothing entered, or a set of terms comes
// back. Both begins with removals from the full model and then goes the same way.
//
// It returns [ErrLimits] unless 0 < enter <= remove < 1. Otherwise it is like
// [Stepwise]; Value on the path is the AIC.
func StepwiseP(outcome []bool, terms []Term, direction Direction, enter, remove float64) (*Search, error) {
	if !(enter > 0 && enter <= remove && remove < 1) {
		return nil, fault.New(ErrLimits, "terms enter at p %v and leave at %v", enter, remove).Try("let both lie between 0 and 1, the first not above the second")
	}
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, err
	}
	s := newStepper(outcome, d, direction, LRTest)
	s.search.Penalty, s.search.Enter, s.search.Remove = 2, enter, remove
	w := &pWalk{stepper: s, current: s.start(direction)}
	w.look()
	w.record("", "")
	if direction == Backward || direction == Both {
		for w.removeWorst() {
		}
	}
	seen := []string{}
	for s.add {
		entered := w.enterBest()
		for s.remove && w.removeWorst() {
		}
		key := fmt.Sprint(slices.Sorted(slices.Values(w.current)))
		if !entered || slices.Contains(seen, key) {
			break
		}
		seen = append(seen, key)
	}
	s.finish(outcome, w.current)
	return &s.search, nil
}

// pWalk is a search by p values under way.
type pWalk struct {
	*stepper
	current    []int
	here       Candidate
	candidates []Candidate
}

// look evaluates the moves from the current model.
func (w *pWalk) look() {
	w.here = w.value(w.current)
	w.candidates, _ = w.moves(w.current, w.here)
}

func (w *pWalk) record(move, term string) {
	w.stepper.record(move, term, w.current, w.here, w.candidates)
}

// enterBest adds the term with the smallest p, the first of several, if it is
// below the limit.
func (w *pWalk) enterBest() bool {
	best := -1
	for i, c := range w.candidates {
		if c.Move == "+" && (best < 0 || c.P < w.candidates[best].P*(1-pTie)) {
			best = i
		}
	}
	return best >= 0 && w.candidates[best].P < w.search.Enter && w.take(best)
}

// removeWorst removes the term with the largest p, the first of several, if it is
// above the limit.
func (w *pWalk) removeWorst() bool {
	worst := -1
	for i, c := range w.candidates {
		if c.Move == "-" && (worst < 0 || c.P > w.candidates[worst].P*(1+pTie)) {
			worst = i
		}
	}
	return worst >= 0 && w.candidates[worst].P > w.search.Remove && w.take(worst)
}

func (w *pWalk) take(i int) bool {
	c := w.candidates[i]
	w.current = w.after(w.current, c)
	w.look()
	w.record(c.Move, c.Term)
	return true
}
