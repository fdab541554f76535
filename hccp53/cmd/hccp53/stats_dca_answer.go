package main

import (
	"fmt"

	"hcclab/hccp53"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
)

// impactResamples make the bands of an impact curve where --bootstrap names none.
const impactResamples = 500

// decide compares all scores in one set.
func (f *dcaFlags) decide(d *statsData, set statsSet, all []statsPrediction, r thresholdRange) (decisionResult, error) {
	one := decisionResult{Set: set.Name, Apparent: map[string]bool{}, Table: map[string]*performance.Decision{}, Impact: map[string]*figure.ImpactModel{}}
	y, place := d.outcome.of(set.Rows), d.name+", "+set.Name
	var models []performance.RiskModel
	for _, p := range all {
		m := performance.RiskModel{Name: p.Name, Risk: pick(p.Value, set.Rows)}
		models = append(models, m)
		if p.seen(set) {
			one.Apparent[p.Name] = true
		}
		table, err := performance.DecisionCurve(y, m.Risk, r.points())
		if err != nil {
			return one, placed(err, place+", "+p.Name)
		}
		one.Table[p.Name] = table
	}
	var o performance.DecisionOptions
	resampling := performance.Unstratified(f.seed, f.bootstrap)
	if f.bootstrap > 0 {
		o.Resampling = &resampling
	}
	var err error
	if one.Curves, err = performance.CompareDecisions(y, models, o); err != nil {
		return one, placed(err, place)
	}
	if !f.impact {
		return one, nil
	}
	if f.bootstrap == 0 {
		resampling = performance.Unstratified(f.seed, impactResamples)
	}
	for i, m := range models {
		points, err := performance.ClinicalImpact(y, m.Risk, nil, resampling)
		if err != nil {
			return one, placed(err, place+", "+m.Name)
		}
		one.Impact[m.Name] = &figure.ImpactModel{Model: set.apparentScore(all[i]), N: one.Curves.N, Points: points, Bands: f.bootstrap > 0}
	}
	return one, nil
}

// decisionTables shows net benefit at the thresholds of interest, a table a set.
func decisionTables(results []decisionResult) []hccp53.Table {
	var all []hccp53.Table
	for _, r := range results {
		t := hccp53.Table{Name: "dca", Title: "Net benefit, " + r.Set, Header: []string{"threshold", "treat all"}}
		for k, m := range r.Curves.Models {
			name := m.Name
			if r.Apparent[name] {
				name += " (apparent)"
			}
			t.Header = append(t.Header, name, "avoided per 100")
			for i, p := range r.Table[m.Name].Points {
				if k == 0 {
					t.Rows = append(t.Rows, []string{fmt.Sprintf("%.4g", p.Threshold), decimals(p.All, 3)})
				}
				t.Rows[i] = append(t.Rows[i], decimals(p.NetBenefit, 3), decimals(p.Avoided, 1))
			}
		}
		t.Notes = append(t.Notes, fmt.Sprintf("n = %d, %.1f %% cases. Treating no one: 0. Avoided: treatments avoided per 100 patients at the same number of cases treated, against treating all.", r.Curves.N, 100*r.Curves.Prevalence))
		all = append(all, t)
	}
	return all
}

func (a *statsAnswer) decisionFile(results []decisionResult) {
	header := []string{"set", "risk", "apparent", "threshold", "tp", "fp", "net_benefit", "treat_all", "standardised", "standardised_all", "avoided_per_100", "low", "high"}
	var rows, impact [][]any
	for _, r := range results {
		for _, m := range r.Curves.Models {
			for i, p := range m.Points {
				row := []any{r.Set, m.Name, r.Apparent[m.Name], p.Threshold, p.TP, p.FP, p.NetBenefit, p.All, p.Standardised, p.StandardisedAll, p.Avoided, "", ""}
				if m.Bands != nil {
					row[11], row[12] = m.Bands[i].NetBenefit[0], m.Bands[i].NetBenefit[1]
				}
				rows = append(rows, row)
			}
			if one := r.Impact[m.Name]; one != nil {
				for _, p := range one.Points {
					impact = append(impact, []any{r.Set, m.Name, p.Threshold, p.HighRisk, p.HighRiskCI[0], p.HighRiskCI[1], p.Cases, p.CasesCI[0], p.CasesCI[1]})
				}
			}
		}
	}
	a.csvFile("dca", header, rows)
	if impact != nil {
		a.csvFile("dca-impact", []string{"set", "risk", "threshold", "high_risk_per_1000", "high_risk_low", "high_risk_high", "cases_per_1000", "cases_low", "cases_high"}, impact)
	}
}
