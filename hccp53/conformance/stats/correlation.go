package stats

import (
	"math"
	"slices"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
)

// cutoffs returns those of a block of facts on correlation.
func cutoffs(facts any) []float64 {
	var block struct {
		Cuts []struct {
			Cutoff float64 `json:"cutoff"`
		} `json:"cuts"`
	}
	if decode(facts, &block) != nil {
		return nil
	}
	var all []float64
	for _, c := range block.Cuts {
		all = append(all, c.Cutoff)
	}
	return all
}

// correlationMirror mirrors a block on correlation: the head of both matrices
// and what each rule of pruning leaves.
func correlationMirror(names []string, columns [][]float64, cutoffs []float64) obj {
	if len(columns) == 1 {
		return obj{"error": "only one variable given"} // as caret has it
	}
	m := obj{}
	for key, matrix := range map[string]func([][]float64) ([][]float64, error){"pearson_head": inference.PearsonMatrix, "spearman_head": inference.SpearmanMatrix} {
		r, err := matrix(columns[:min(8, len(columns))])
		if err != nil {
			return obj{"error": err.Error()}
		}
		m[key] = r
	}
	var cuts []obj
	for _, cutoff := range cutoffs {
		cut := obj{"cutoff": cutoff}
		for _, c := range []struct {
			key  string
			by   relevance.Coefficient
			rule relevance.Rule
			kept bool
		}{
			{"caret_exact_removed", relevance.Pearson, relevance.CaretExact, false},
			{"caret_fast_removed", relevance.Pearson, relevance.CaretFast, false},
			{"greedy_first_kept_pearson", relevance.Pearson, relevance.GreedyFirst, true},
			{"greedy_first_kept_spearman", relevance.Spearman, relevance.GreedyFirst, true},
		} {
			p, err := relevance.Prune(columns, c.by, c.rule, cutoff)
			if err != nil {
				return obj{"error": err.Error()}
			}
			places := p.Removed
			if c.kept {
				places = p.Kept
			}
			named := []string{}
			for _, j := range places {
				named = append(named, names[j])
			}
			cut[c.key] = named
		}
		cuts = append(cuts, cut)
	}
	m["cuts"] = cuts
	return m
}

// correlated returns the columns that a block on correlation is about, in the
// order of the table's variables. The reference does not list them. Most are named
// by one rule or another; one that each rule drops silently shows by a column that
// caret removes although none that is named is too like it.
func (s *set) correlated(facts any) []string {
	var block struct {
		Cuts []struct {
			Cutoff   float64  `json:"cutoff"`
			Exact    []string `json:"caret_exact_removed"`
			Fast     []string `json:"caret_fast_removed"`
			Pearson  []string `json:"greedy_first_kept_pearson"`
			Spearman []string `json:"greedy_first_kept_spearman"`
		} `json:"cuts"`
	}
	if decode(facts, &block) != nil {
		return nil
	}
	named := map[string]bool{}
	for _, cut := range block.Cuts {
		for _, name := range slices.Concat(cut.Exact, cut.Fast, cut.Pearson, cut.Spearman) {
			named[name] = true
		}
	}
	unnamed := map[string]bool{}
	for _, cut := range block.Cuts {
		for _, removed := range slices.Concat(cut.Exact, cut.Fast) {
			alike := s.alike(removed, cut.Cutoff)
			if !slices.ContainsFunc(alike, func(name string) bool { return named[name] }) {
				for _, name := range alike {
					unnamed[name] = true
				}
			}
		}
	}
	var names []string
	for _, v := range s.spec.Variables {
		if named[v.Name] || unnamed[v.Name] {
			names = append(names, v.Name)
		}
	}
	return names
}

// alike returns the other numeric variables whose correlation with one is above
// the cut-off.
func (s *set) alike(name string, cutoff float64) []string {
	var names []string
	for _, v := range s.spec.Variables {
		if v.Name == name || v.Type != "numeric" {
			continue
		}
		r, err := inference.Pearson(numbers(s.table, name), numbers(s.table, v.Name))
		if err == nil && math.Abs(r.R) > cutoff {
			names = append(names, v.Name)
		}
	}
	return names
}
