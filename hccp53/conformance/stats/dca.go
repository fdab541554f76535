package stats

import (
	"hcclab/hccp53/performance"
)

var rulesDCA = []rule{
	{path: "(train|validation|dca)/rule", leave: freeText},
	{path: ".*models/#/name", leave: inputs},
	{path: ".*treat_none", leave: "the benefit of treating nobody, 0 by definition"},
	// A benefit is a difference of terms of order 1 and may be 0 but for rounding.
	{path: ".*(net_benefit|standardised|treat_all|treat_all_standardised)/#", tolerance: 1e-9, floor: 1e-5},
	{path: ".*net_reduction_per_100/#", tolerance: 1e-9, floor: 1e-3},
}

// answerDCA mirrors dca.json: decision curves of the model and of the scores that
// are risks, in each part.
func answerDCA(s *set, facts any) (any, error) {
	training, validation, err := s.judged()
	if err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	out := obj{"train": decisionMirror(training.y, training.score, file["train"])}
	if validation != nil {
		out["validation"] = decisionMirror(validation.y, validation.score, file["validation"])
	}
	return out, nil
}

// decisionMirror mirrors the curves of the models that the facts name.
func decisionMirror(y []bool, score func(name string) []float64, facts any) obj {
	var named struct{ Models []struct{ Name string } }
	if err := decode(facts, &named); err != nil {
		return obj{"error": err.Error()}
	}
	var models []performance.RiskModel
	for _, m := range named.Models {
		models = append(models, performance.RiskModel{Name: m.Name, Risk: score(m.Name)})
	}
	c, err := performance.CompareDecisions(y, models, performance.DecisionOptions{})
	if err != nil {
		return obj{"error": err.Error()}
	}
	m := obj{"n": c.N, "prevalence": c.Prevalence}
	var curves []any
	for i, model := range c.Models {
		var threshold, benefit, standardised, avoided, all, allStandardised []float64
		var tp, fp []int
		for _, p := range model.Points {
			threshold, tp, fp = append(threshold, p.Threshold), append(tp, p.TP), append(fp, p.FP)
			benefit, standardised, avoided = append(benefit, p.NetBenefit), append(standardised, p.Standardised), append(avoided, p.Avoided)
			all, allStandardised = append(all, p.All), append(allStandardised, p.StandardisedAll)
		}
		if i == 0 {
			m["threshold"], m["treat_all"], m["treat_all_standardised"] = threshold, all, allStandardised
		}
		curves = append(curves, obj{"name": model.Name, "tp": tp, "fp": fp, "net_benefit": benefit, "standardised": standardised, "net_reduction_per_100": avoided})
	}
	m["models"] = curves
	return m
}
