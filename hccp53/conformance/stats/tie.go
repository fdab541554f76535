package stats

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/regression"
)

// asStated searches, and where two moves are worth the same but for rounding (as
// with one measurement in two units) makes that which the facts make: ours is
// the first, R's the one whose sum happened to come out smaller.
func asStated(terms []regression.Term, facts any, search func([]regression.Term) (*regression.Search, error)) (*regression.Search, error) {
	var stated struct {
		Path    []stated
		History []stated
	}
	if err := decode(facts, &stated); err != nil {
		return nil, err
	}
	moves := stated.History
	if len(stated.Path) > 0 {
		moves = stated.Path[1:]
	}
	order := slices.Clone(terms)
	for range terms {
		s, err := search(order)
		if err != nil {
			return nil, err
		}
		ours, theirs := otherwise(s, moves)
		if ours == "" {
			sortMoves(s, terms)
			return s, nil
		}
		i, j := place(order, ours), place(order, theirs)
		order[i], order[j] = order[j], order[i]
	}
	return search(terms)
}

// stated is a move that the facts make.
type stated struct{ Move, Term string }

// otherwise returns the terms of the first moves that differ although they are
// worth the same, ours and that of the facts.
func otherwise(s *regression.Search, moves []stated) (ours, theirs string) {
	for i, step := range s.Path[1:] {
		if i >= len(moves) {
			return "", ""
		}
		if step.Move == moves[i].Move && step.Term == moves[i].Term {
			continue
		}
		for _, c := range s.Path[i].Candidates {
			if c.Move == step.Move && c.Move == moves[i].Move && c.Term == moves[i].Term && math.Abs(c.Deviance-step.Deviance) <= 1e-9*(math.Abs(step.Deviance)+1) {
				return step.Term, c.Term
			}
		}
		return "", ""
	}
	return "", ""
}

func place(terms []regression.Term, name string) int {
	return slices.IndexFunc(terms, func(t regression.Term) bool { return t.Name == name })
}

// sortMoves puts the additions of each step in the order of the terms.
func sortMoves(s *regression.Search, terms []regression.Term) {
	for _, step := range s.Path {
		slices.SortStableFunc(step.Candidates, func(a, b regression.Candidate) int {
			if a.Move != "+" || b.Move != "+" {
				return 0
			}
			return cmp.Compare(place(terms, a.Term), place(terms, b.Term))
		})
	}
}
