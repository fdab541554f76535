package stats

import (
	"strings"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

var rulesNRI = []rule{
	{path: ".*/category_rule", leave: freeText},
	{path: ".*/(old|new|old_formula|set)|.*/cuts(/#)?", leave: inputs},
}

// answerNRI mirrors nri.json: what a model gains over a smaller one or a score
// over another, and the Brier scores.
func answerNRI(s *set, facts any) (any, error) {
	training, validation, err := s.judged()
	if err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	out := obj{"nri_idi": each(file["nri_idi"], func(f obj) obj {
		r, _ := f["r"].(obj)
		of := training
		if f["set"] == "validation" {
			of = validation
		}
		before, err := riskOf(text(r["old"]), training, of)
		if err != nil {
			return obj{"error": err.Error()}
		}
		after, err := riskOf(text(r["new"]), training, of)
		if err != nil {
			return obj{"error": err.Error()}
		}
		return obj{"r": reclassificationMirror(of.y, before, after, cutsOf(r))}
	})}
	brier := obj{"train": brierMirror(training)}
	if validation != nil {
		brier["validation"] = brierMirror(validation)
	}
	out["brier"] = brier
	return out, nil
}

// riskOf returns the risks of a formula fitted on Training, of "model", or of a
// column.
func riskOf(name string, training, of *judged) ([]float64, error) {
	if !strings.Contains(name, "~") {
		return of.score(name), nil
	}
	y, terms, err := model(training.table, name)
	if err != nil {
		return nil, err
	}
	fit, err := regression.Logistic(y, terms)
	if err != nil {
		return nil, err
	}
	_, terms, err = model(of.table, name)
	if err != nil {
		return nil, err
	}
	p, err := fit.Model.Predict(terms)
	return p.Probability, err
}

func cutsOf(r obj) []float64 {
	var c struct{ Categorical struct{ Cuts []float64 } }
	_ = decode(r, &c) // without cuts the mirror differs, and says so
	return c.Categorical.Cuts
}

func reclassificationMirror(y []bool, before, after, cuts []float64) obj {
	n, err := performance.ContinuousNRI(y, before, after)
	if err != nil {
		return obj{"error": err.Error()}
	}
	i, err := performance.IDI(y, before, after)
	if err != nil {
		return obj{"error": err.Error()}
	}
	c, err := performance.CategoricalNRI(y, before, after, cuts)
	if err != nil {
		return obj{"error": err.Error()}
	}
	m := obj{
		"continuous_nri_idi_hmisc": obj{
			"nri": n.Total.Value, "se_nri": n.Total.SE, "z_nri": n.Test.Z, "p_nri": n.Test.P, "nri_ev": n.OfCases.Value, "se_nri_ev": n.OfCases.SE,
			"nri_ne": n.OfControls.Value, "se_nri_ne": n.OfControls.SE, "idi": i.IDI.Value, "se_idi": i.IDI.SE, "z_idi": i.Test.Z, "p_idi": i.Test.P,
		},
		"categorical": obj{
			"table_events": c.CasesTable, "table_nonevents": c.ControlsTable, "up_events": c.UpCases, "down_events": c.DownCases,
			"up_nonevents": c.UpControls, "down_nonevents": c.DownControls, "nri_events": c.OfCases.Value, "nri_nonevents": c.OfControls.Value,
			"nri": c.Total.Value, "se": c.Total.SE, "z": c.Test.Z, "p": c.Test.P, "ci": c.Total.CI, "se_null": c.NullSE, "z_null": c.NullTest.Z,
		},
	}
	if c.Total.SE == 0 && c.Total.Value == 0 {
		for _, key := range []string{"z", "p", "z_null"} {
			m["categorical"].(obj)[key] = left("tests of reclassification where nobody is reclassified, 0/0")
		}
	}
	return m
}

func brierMirror(j *judged) obj {
	c, err := performance.Calibrate(j.y, j.risk)
	if err != nil {
		return obj{"error": err.Error()}
	}
	share := float64(c.Cases) / float64(c.N)
	return obj{"brier": c.Brier, "brier_max": share * (1 - share), "scaled": c.ScaledBrier}
}
