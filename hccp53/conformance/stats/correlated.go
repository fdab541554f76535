package stats

import (
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// correlationFacts is what a block on correlation says of its columns, of which
// it gives no list.
type correlationFacts struct {
	Head [][]float64 `json:"pearson_head"`
	Cuts []struct {
		Cutoff   float64 `json:"cutoff"`
		Exact    names   `json:"caret_exact_removed"`
		Fast     names   `json:"caret_fast_removed"`
		Pearson  names   `json:"greedy_first_kept_pearson"`
		Spearman names   `json:"greedy_first_kept_spearman"`
	} `json:"cuts"`
}

// correlated returns the columns that a block on correlation is about, in their
// order. Most are named by one rule or another. One that each rule drops silently
// is alike to one that is named; and the columns, and their order, must give the
// head of the matrix.
func (s *set) correlated(facts any) []string {
	var block correlationFacts
	if decode(facts, &block) != nil {
		return nil
	}
	var named, kept names
	least := 1.0
	for _, cut := range block.Cuts {
		named = slices.Concat(named, cut.Exact, cut.Fast, cut.Pearson, cut.Spearman)
		if len(cut.Pearson) > len(kept) {
			kept = cut.Pearson
		}
		least = min(least, cut.Cutoff)
	}
	sure := s.variables(func(name string) bool { return slices.Contains(named, name) })
	silent := s.variables(func(name string) bool { return !slices.Contains(named, name) && s.alike(name, sure, least) })
	silent = silent[:min(len(silent), 10)]
	for count := range len(silent) + 1 {
		for subset := range 1 << len(silent) {
			columns := slices.Clone(sure)
			for i, name := range silent {
				if subset>>i&1 == 1 {
					columns = append(columns, name)
				}
			}
			if len(columns) != len(sure)+count {
				continue
			}
			if order := s.ordered(columns, kept, block.Head); order != nil {
				return order
			}
		}
	}
	return sure
}

// variables returns the numeric variables that are so, in the order of spec.json.
func (s *set) variables(so func(name string) bool) []string {
	var all []string
	for _, v := range s.spec.Variables {
		if v.Type == "numeric" && so(v.Name) {
			all = append(all, v.Name)
		}
	}
	return all
}

// alike reports whether the correlation of a variable with one of others is above
// the cut-off.
func (s *set) alike(name string, others []string, cutoff float64) bool {
	return slices.ContainsFunc(others, func(other string) bool {
		r, err := inference.Pearson(numbers(s.table, name), numbers(s.table, other))
		return err == nil && math.Abs(r.R) > cutoff
	})
}

// ordered returns the columns in an order that gives the head, nil if none does:
// that of spec.json, or that in which the scan kept them, with those that it
// dropped wherever they fit.
func (s *set) ordered(columns, kept []string, head [][]float64) []string {
	if len(head) != min(8, len(columns)) {
		return nil
	}
	table := complete(s.table, columns)
	var x [][]float64
	for _, name := range columns {
		x = append(x, numbers(table, name))
	}
	r, err := inference.PearsonMatrix(x)
	if err != nil {
		return nil
	}
	fits := func(order []string) bool {
		place := make([]int, len(head))
		for i := range head {
			place[i] = slices.Index(columns, order[i])
		}
		for i, row := range head {
			for j, v := range row {
				if !(math.Abs(r[place[i]][place[j]]-v) < 1e-8) {
					return false
				}
			}
		}
		return true
	}
	inSpec := s.variables(func(name string) bool { return slices.Contains(columns, name) })
	if fits(inSpec) {
		return inSpec
	}
	var dropped []string
	for _, name := range inSpec {
		if !slices.Contains(kept, name) {
			dropped = append(dropped, name)
		}
	}
	return inserted(kept, dropped, fits)
}

// inserted looks for places of some names, few, among others.
func inserted(among, some []string, fits func([]string) bool) []string {
	const few = 3
	switch {
	case len(some) > few:
		return nil
	case len(some) == 0 && fits(among):
		return among
	case len(some) == 0:
		return nil
	}
	for i := range len(among) + 1 {
		if order := inserted(slices.Insert(slices.Clone(among), i, some[0]), some[1:], fits); order != nil {
			return order
		}
	}
	return nil
}
