package hccp53

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// PerformanceTable returns discrimination, calibration and classification of
// several evaluations.
func (s *Study) PerformanceTable(evaluations ...*Evaluation) Table {
	t := Table{Name: "performance", Title: "Performance", Header: []string{"model", "set", "n (cases)", "AUC (95 % CI)", "calibration slope", "in the large", "Brier", "sensitivity", "specificity", "PPV", "NPV"}}
	var filled []string
	for _, e := range evaluations {
		row := []string{
			e.Model, e.Set, fmt.Sprintf("%d (%d)", e.AUC.Cases+e.AUC.Controls, e.AUC.Cases), intervalText(e.AUC.AUC, e.AUC.CI),
			twoDigits(e.Calibration.Slope.Value), twoDigits(e.Calibration.InTheLarge.Value), fmt.Sprintf("%.3f", e.Calibration.Brier), "–", "–", "–", "–",
		}
		if c := e.Classified; c != nil {
			for k, p := range []float64{c.Sensitivity.Estimate, c.Specificity.Estimate, c.PPV.Estimate, c.NPV.Estimate} {
				row[7+k] = twoDigits(p)
			}
		}
		t.Rows = append(t.Rows, row)
		for _, column := range slices.Sorted(maps.Keys(e.Filled)) {
			filled = append(filled, fmt.Sprintf("%s, %s: %d of %s", e.Model, e.Set, e.Filled[column], s.label(column)))
		}
	}
	t.Notes = []string{
		"AUC with DeLong's interval. Slope below 1: risks too extreme; in the large below 0: risks too high.",
		"Sensitivity to NPV at the Youden cut-off of the out-of-fold scores of Training.",
	}
	if len(filled) > 0 {
		t.Notes = append(t.Notes, "Missing values filled in from Training: "+strings.Join(filled, "; ")+".")
	}
	return s.note(t)
}

// PredictionTable returns what the combined model says of new patients.
func (s *Study) PredictionTable(predictions []Prediction) Table {
	t := Table{Name: "predictions", Title: "Predicted risk of a P53-mutated tumour", Header: []string{"line", "Rad-score", "DL-score", "risk", "above the cut-off", "warnings"}}
	for _, p := range predictions {
		above := "–"
		if p.Positive != nil {
			above = map[bool]string{true: "yes", false: "no"}[*p.Positive]
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(p.Line), fmt.Sprintf("%.3f", p.RadScore), fmt.Sprintf("%.3f", p.DLScore), fmt.Sprintf("%.3f", p.Risk), above, strings.Join(p.Warnings, "; ")})
	}
	t.Notes = []string{"Research use only. Scores are log odds."}
	return s.note(t)
}

// JudgedTables returns the reproduction table, the check of the published
// intervals, the performance of all models, what the scores add to the clinical
// model, and whether there are enough patients.
func (s *Study) JudgedTables(f *Fitted, j *Judged) ([]Table, error) {
	reproduction, err := s.ReproductionTable(j.Rows)
	if err != nil {
		return nil, err
	}
	published, err := PublishedTable()
	if err != nil {
		return nil, err
	}
	looks, err := s.Looks()
	if err != nil {
		return nil, err
	}
	performance := s.PerformanceTable(slices.Concat(j.Training(), j.Validation())...)
	performance.Notes = append(performance.Notes, fmt.Sprintf("Models judged on a validation set of this store so far: %d.", len(looks)))
	added, err := s.AddedValueTable(f, j)
	if err != nil {
		return nil, err
	}
	size, err := s.SampleSizeTable(f)
	if err != nil {
		return nil, err
	}
	return []Table{reproduction, published, performance, added, size}, nil
}
