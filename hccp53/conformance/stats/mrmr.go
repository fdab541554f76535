package stats

import "hcclab/hccp53/relevance"

var rulesMRMR = []rule{
	{path: ".*note", leave: freeText},
	{path: ".*", tolerance: 1e-9},
}

// answerMRMR mirrors mrmr.json: the columns that each definition picks, with
// their scores.
func answerMRMR(s *set, facts any) (any, error) {
	names, columns, y := s.features()
	blocks, _ := facts.(obj)
	m := obj{}
	for key, how := range map[string]struct {
		definition relevance.Definition
		relevance  string // the name that the reference gives to it
	}{
		"FCQ":       {relevance.FCQ, "F"},
		"FCD":       {relevance.FCD, "F"},
		"gauss_mid": {relevance.GaussianMID, "relevance"},
		"disc_mid":  {relevance.DiscreteMID, "relevance"},
		"disc_miq":  {relevance.DiscreteMIQ, "relevance"},
	} {
		if blocks[key] == nil {
			m[key] = left("a definition of mRMR that the reference did not run")
			continue
		}
		block, _ := blocks[key].([]any)
		ranking, err := relevance.MRMR(columns, y, len(block), how.definition)
		if err != nil {
			return nil, err
		}
		var rows []obj
		for i, c := range ranking.Chosen {
			rows = append(rows, obj{"rank": i + 1, "feature": names[c.Column], "score": float64(c.Score), how.relevance: float64(c.Relevance)})
		}
		m[key] = rows
	}
	return m, nil
}
