package main

import (
	"cmp"
	"fmt"
	"math"

	"hcclab/hccp53"
	"hcclab/hccp53/performance"
)

// setPerformance is how a model does in one set of rows.
type setPerformance struct {
	Set         string                    `json:"set"`
	Training    bool                      `json:"training"` // the model was fitted on it
	N           int                       `json:"n"`
	Cases       int                       `json:"cases"`
	Unpredicted int                       `json:"unpredicted"` // rows without a risk
	AUC         *performance.DeLongResult `json:"auc"`
	Calibration *performance.Calibration  `json:"calibration"`
	Note        string                    `json:"note,omitempty"` // why something is not there
}

// perform judges risks, one a row of the table, in each set.
func (d *statsData) perform(risk []float64) []setPerformance {
	var all []setPerformance
	for _, s := range d.sets {
		p := setPerformance{Set: s.Name, Training: s.Training}
		y, r := d.outcome.of(s.Rows), pick(risk, s.Rows)
		for i := range r {
			switch {
			case math.IsNaN(r[i]):
				p.Unpredicted++
			case y[i]:
				p.Cases++
				fallthrough
			default:
				p.N++
			}
		}
		auc, err := performance.DeLong(y, r)
		if err == nil {
			p.AUC = &auc
		}
		c, cerr := performance.Calibrate(y, r)
		if cerr == nil {
			p.Calibration = c
		}
		if err = cmp.Or(err, cerr); err != nil {
			p.Note = err.Error()
			d.warn("%s: %v", s.Name, err)
		}
		all = append(all, p)
	}
	return all
}

// performanceTable shows how a model does in each set; optimism may be nil.
func performanceTable(all []setPerformance, optimism *corrected) hccp53.Table {
	t := hccp53.Table{Name: "performance", Title: "How good it is", Header: []string{"patients", "n", "cases", "AUC (95 % CI)", "Brier", "calibration slope", "in the large"}}
	for _, p := range all {
		row := []string{p.Set, fmt.Sprint(p.N), fmt.Sprint(p.Cases), "–", "–", "–", "–"}
		if p.Training {
			row[0] += " (apparent)"
		}
		if p.AUC != nil {
			row[3] = withInterval(p.AUC.AUC, p.AUC.CI, 3)
		}
		if c := p.Calibration; c != nil {
			row[4], row[5], row[6] = decimals(c.Brier, 3), decimals(c.Slope.Value, 2), decimals(c.InTheLarge.Value, 2)
		}
		t.Rows = append(t.Rows, row)
		if o := optimism; o != nil && p.Training {
			t.Rows = append(t.Rows, []string{"corrected for optimism", "", "", decimals(o.AUC.Corrected, 3), decimals(o.Brier.Corrected, 3), decimals(o.Slope.Corrected, 2), decimals(o.Intercept.Corrected, 2) + " (intercept)"})
			t.Notes = append(t.Notes, optimismNote(o))
		}
	}
	t.Notes = append(t.Notes, "Apparent: judged on the rows that the model was fitted on, which flatters.")
	return t
}

// performanceFile adds how a model does as CSV.
func (a *statsAnswer) performanceFile(name string, all []setPerformance) {
	var rows [][]any
	for _, p := range all {
		auc, cal := performance.DeLongResult{AUC: math.NaN(), SE: math.NaN(), CI: [2]float64{math.NaN(), math.NaN()}}, performance.Calibration{Brier: math.NaN()}
		if p.AUC != nil {
			auc = *p.AUC
		}
		if p.Calibration != nil {
			cal = *p.Calibration
		}
		rows = append(rows, []any{p.Set, p.Training, p.N, p.Cases, p.Unpredicted, auc.AUC, auc.SE, auc.CI[0], auc.CI[1], cal.Brier, cal.ScaledBrier, cal.InTheLarge.Value, cal.Intercept.Value, cal.Slope.Value, cal.ICI, cal.E90, cal.Emax})
	}
	a.csvFile(name, []string{"set", "training", "n", "cases", "unpredicted", "auc", "auc_se", "auc_low", "auc_high", "brier", "scaled_brier", "in_the_large", "intercept", "slope", "ici", "e90", "emax"}, rows)
}
