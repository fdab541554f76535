package stats

import (
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
