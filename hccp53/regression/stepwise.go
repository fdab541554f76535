package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// Direction says where a stepwise search starts and how it may move.
type Direction string

// The directions of [Stepwise].
const (
	Forward      Direction = "forward"        // from no term, adding
	Backward     Direction = "backward"       // from all terms, removing
	Both         Direction = "both"           // from all terms, both ways
	BothFromNull Direction = "both from null" // from no term, both ways
)

// Criterion is what a stepwise search makes small: deviance + k × rank.
type Criterion string

// The criteria of [Stepwise].
const (
	AIC Criterion = "AIC" // k = 2
	BIC Criterion = "BIC" // k = log of the number of patients
	// LRTest is no sum but the p value of a likelihood-ratio test: see [StepwiseP].
	LRTest Criterion = "p"
)

// Search is the outcome of [Stepwise].
type Search struct {
	Direction Direction
	Criterion Criterion
	// Penalty is k, the price of one coefficient.
	Penalty float64
	// Enter and Remove are the limits of p in a search by [LRTest].
	Enter  float64 `json:",omitempty"`
	Remove float64 `json:",omitempty"`
	// N is the number of patients used, those complete on all candidates;
	// Dropped is how many were not.
	N, Dropped int
	// Path holds the start and each move made.
	Path []Step
	// Fit is the model at the end of the path, on the N patients.
	Fit *Fit
}

// Step is one model on the path of a search.
type Step struct {
	// Move is "+" or "-" and Term what was added or removed to come here; both
	// are empty at the start.
	Move, Term string
	// Terms are the terms in the model, in the order in which they entered.
	Terms []string
	// Deviance, Value (deviance + k × rank) and ResidualDF of the model.
	Deviance, Value float64
	ResidualDF      int
	// Candidates are all moves from here, removals first.
	Candidates []Candidate
}

// Candidate is a move that was considered.
type Candidate struct {
	Move, Term      string
	Deviance, Value float64
	// DF is the number of coefficients that the move adds or removes. A move
	// with DF 0 changes nothing: the term is a combination of others.
	DF int
	// P is that of the likelihood-ratio test of the term, 1 with DF 0. It takes no
	// account of the search.
	P float64
}

// stepTie is the share of a value by which another must differ to be another.
const stepTie = 1e-10

// The constants of stepAIC: the fall of the criterion below which it stops, and
// the number of steps after which it does, which no search reaches because the
// criterion never rises.
const (
	stepGain  = 1e-7
	stepLimit = 1000
)

// Stepwise searches for the model with the smallest AIC or BIC by moving one
// term at a time, as stepAIC of MASS does: a factor moves as a whole; of all
// moves, removals in the order of the model and then additions in the order of
// terms, the first with the smallest value is made (values that differ by rounding
// only, as those of one measurement in two units, count as equal; R takes one by
// chance); the search ends when no move lowers it by more than 1e-7. A term that is a combination of others, so that
// removing it costs nothing, is removed before any comparison, the last such
// term first.
//
// All candidates are compared on the same patients: those complete on every
// term. The errors are those of [Logistic]; an unknown direction or criterion is
// a programmer's error and panics.
//
// The p values and intervals of the resulting fit take no account of the
// search, and its AUC is too good; see [Optimism] with [StepwiseRefit].
func Stepwise(outcome []bool, terms []Term, direction Direction, criterion Criterion) (*Search, error) {
	d, err := newDesign(outcome, terms)
	if err != nil {
		return nil, err
	}
	s := newStepper(outcome, d, direction, criterion)
	switch criterion {
	case AIC:
		s.search.Penalty = 2
	case BIC:
		s.search.Penalty = math.Log(float64(len(d.y)))
	case LRTest:
		return StepwiseP(outcome, terms, direction, DefaultEnter, DefaultRemove)
	default:
		panic("regression: unknown criterion " + string(criterion))
	}
	current := s.start(direction)
	s.finish(outcome, s.walk(current))
	return &s.search, nil
}

// start sets which moves a direction has and returns the terms it starts from.
func (s *stepper) start(direction Direction) (current []int) {
	switch direction {
	case Forward:
		s.add = true
	case Backward:
		s.remove = true
	case Both, BothFromNull:
		s.add, s.remove = true, true
	default:
		panic("regression: unknown direction " + string(direction))
	}
	if direction == Backward || direction == Both {
		for k := range s.design.terms {
			current = append(current, k)
		}
	}
	return current
}

// finish fits the model at the end of the path.
func (s *stepper) finish(outcome []bool, current []int) {
	s.search.Fit = s.irls.fitDesign(s.design, current)
	s.search.Fit.Dropped = s.search.Dropped
}

// stepper carries a search along.
type stepper struct {
	design      *design
	search      Search
	add, remove bool
	irls        irls
	quick       *quickStep
}

func newStepper(outcome []bool, d *design, direction Direction, criterion Criterion) *stepper {
	return &stepper{design: d, quick: newQuickStep(d), search: Search{Direction: direction, Criterion: criterion, N: len(d.y), Dropped: len(outcome) - len(d.y)}}
}

// walk moves until nothing is gained and returns the terms of the last model.
func (s *stepper) walk(current []int) []int {
	here := s.value(current)
	move, term := "", ""
	for range stepLimit {
		candidates, change := s.moves(current, here)
		s.record(move, term, current, here, candidates)
		if change < 0 {
			break
		}
		next := s.after(current, candidates[change])
		there := s.value(next)
		if there.Value >= here.Value+stepGain {
			break
		}
		move, term = candidates[change].Move, candidates[change].Term
		current, here = next, there
	}
	return current
}

// record appends a model to the path.
func (s *stepper) record(move, term string, current []int, here Candidate, candidates []Candidate) {
	step := Step{Move: move, Term: term, Deviance: here.Deviance, Value: here.Value, ResidualDF: len(s.design.y) - here.DF, Candidates: candidates, Terms: []string{}}
	for _, k := range current {
		step.Terms = append(step.Terms, s.design.terms[k].Name)
	}
	s.search.Path = append(s.search.Path, step)
}

// value fits a set of terms, which the next moves are made from; DF is its rank.
func (s *stepper) value(terms []int) Candidate {
	columns := s.columns(terms)
	if deviance, ok := s.quick.leave(columns, nil); ok {
		return s.candidate(deviance, len(columns))
	}
	return s.slowly(terms)
}

// moved fits the terms after one move from the model left.
func (s *stepper) moved(move string, k int, terms []int) Candidate {
	change := s.columnsOf(nil, k)
	deviance, ok := 0.0, false
	if move == "-" {
		deviance, ok = s.quick.remove(change)
	} else {
		deviance, ok = s.quick.add(change)
	}
	if ok {
		return s.candidate(deviance, len(s.quick.candidate))
	}
	return s.slowly(terms)
}

func (s *stepper) candidate(deviance float64, rank int) Candidate {
	return Candidate{Deviance: deviance, Value: deviance + s.search.Penalty*float64(rank), DF: rank}
}

// columns returns the places in the design of the intercept and the columns of
// the terms.
func (s *stepper) columns(terms []int) []int {
	columns := []int{0}
	for _, k := range terms {
		columns = s.columnsOf(columns, k)
	}
	return columns
}

func (s *stepper) columnsOf(columns []int, term int) []int {
	for j, t := range s.design.term {
		if t == term {
			columns = append(columns, j)
		}
	}
	return columns
}

// slowly fits a set of terms from R's start.
func (s *stepper) slowly(terms []int) Candidate {
	fit := s.irls.run(s.design.columns(terms), s.design.y, nil)
	return s.candidate(fit.deviance, fit.rank)
}

// moves evaluates all moves from a model and chooses one, -1 for none.
func (s *stepper) moves(current []int, here Candidate) (candidates []Candidate, choice int) {
	choice = -1
	best := here.Value
	free := -1
	consider := func(move string, k int, terms []int) {
		c := s.moved(move, k, terms)
		c.Move, c.Term = move, s.design.terms[k].Name
		c.DF -= here.DF
		if move == "-" {
			c.DF = -c.DF
		}
		c.P = 1
		if c.DF > 0 {
			c.P = inference.ChiSquareTail(math.Abs(here.Deviance-c.Deviance), float64(c.DF))
		}
		if c.DF == 0 {
			if move == "-" {
				free = len(candidates) // the last one stands
			}
		} else if better(c.Value, best) {
			best, choice = c.Value, len(candidates)
		}
		candidates = append(candidates, c)
	}
	if s.remove {
		for _, k := range current {
			consider("-", k, without(current, k))
		}
	}
	if s.add {
		for k := range s.design.terms {
			if !slices.Contains(current, k) {
				consider("+", k, append(slices.Clone(current), k))
			}
		}
	}
	if free >= 0 {
		choice = free
	}
	return candidates, choice
}

// better reports whether a value is smaller by more than rounding, so that of
// moves that are worth the same, as of columns that differ by their unit only, the
// first is made.
func better(value, best float64) bool { return best-value > stepTie*(math.Abs(best)+1) }

// after returns the terms once a move is made.
func (s *stepper) after(current []int, c Candidate) []int {
	k := slices.IndexFunc(s.design.terms, func(t ModelTerm) bool { return t.Name == c.Term })
	if c.Move == "-" {
		return without(current, k)
	}
	return append(slices.Clone(current), k)
}

func without(terms []int, k int) []int {
	return slices.DeleteFunc(slices.Clone(terms), func(t int) bool { return t == k })
}
