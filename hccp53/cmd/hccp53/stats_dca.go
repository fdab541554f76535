package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
)

// dcaFlags are those of dca alone.
type dcaFlags struct {
	statsFlags
	thresholds string
}

func statsDCACommand(s *session) *cobra.Command {
	var f dcaFlags
	cmd := &cobra.Command{
		Use:   "dca [FILE]",
		Short: "Decision curves: does acting on the risk do more good than harm",
		Long: `dca draws the net benefit of acting on a predicted risk, against treating everyone
and no one, over the thresholds at which one might act (Vickers & Elkin 2006), as
dca of R's dcurves. A patient whose risk is the threshold or more is treated.
Risks are those of saved models (--model) or columns from 0 to 1 (--score).

Name the thresholds at which a decision is conceivable with --thresholds FROM:TO
before looking at the curve: the range is shaded, and the table stays within it.
Net benefit on the patients a model was fitted on flatters.`,
		Example: `  hccp53 stats dca cohort.csv --model out/model.json --thresholds .05:.60 --out out
  hccp53 stats dca scores.csv --outcome p53 --score clinical,combined --thresholds .1:.5
  hccp53 stats dca scores.csv --model m.json --set cohort --thresholds .05:.6:.05`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.dca(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.predictionFlags(cmd, "columns of predicted risks, 0 to 1")
	cmd.Flags().StringVar(&f.thresholds, "thresholds", "", "FROM:TO, or FROM:TO:STEP: the thresholds of interest, named beforehand")
	f.outputFlags(cmd)
	return cmd
}

// thresholdRange is the range of interest and the steps of the table.
type thresholdRange struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Step float64 `json:"step"`
}

func parseThresholds(text string) (r thresholdRange, err error) {
	if text == "" {
		return thresholdRange{0, .99, .1}, nil
	}
	wrong := fault.New(errStats, "--thresholds %q is not understood", text).Try("write FROM:TO or FROM:TO:STEP, such as .05:.60, between 0 and 1")
	parts := strings.Split(text, ":")
	v := make([]float64, len(parts))
	for i, part := range parts {
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || math.IsNaN(v[i]) {
			return r, wrong
		}
	}
	if len(v) == 2 {
		v = append(v, .05)
	}
	if len(v) != 3 || v[0] < 0 || v[1] <= v[0] || v[1] >= 1 || v[2] < 1e-4 || v[2] > 1 {
		return r, wrong
	}
	return thresholdRange{v[0], v[1], v[2]}, nil
}

// points returns the thresholds of the table: every step of the range.
func (r thresholdRange) points() []float64 {
	var all []float64
	for i := 0; ; i++ {
		t := math.Round((r.From+float64(i)*r.Step)*1e9) / 1e9
		if t > r.To+1e-9 {
			return all
		}
		all = append(all, t)
	}
}

// decisionResult is one score in one set.
type decisionResult struct {
	Set      string                `json:"set"`
	Score    string                `json:"score"`
	Apparent bool                  `json:"apparent"`
	Table    *performance.Decision `json:"table"` // at the steps of the range
	Curve    *performance.Decision `json:"curve"` // at 0, 0.01, … 0.99
}

func (f *dcaFlags) dca(cmd *cobra.Command, s *session, args []string) error {
	thresholds, err := parseThresholds(f.thresholds)
	if err != nil {
		return err
	}
	if err := f.early("dca"); err != nil {
		return err
	}
	d, all, err := f.readPredicted(args)
	if err != nil {
		return err
	}
	if err := probabilities(d, all); err != nil {
		return err
	}
	if f.thresholds == "" {
		d.warn("no thresholds of interest were named; --thresholds FROM:TO names them, before looking at the curve")
	}
	all = commonRows(d, all)
	var results []decisionResult
	var panels []figure.DecisionPanel
	for _, set := range d.sets {
		panel := figure.DecisionPanel{}
		if len(d.sets) > 1 {
			panel.Title = set.Name
		}
		if f.thresholds != "" {
			panel.From, panel.To = thresholds.From, thresholds.To
		}
		for _, p := range all {
			r := decisionResult{Set: set.Name, Score: p.Name, Apparent: set.Training && p.fitted}
			y, v := d.outcome.of(set.Rows), pick(p.Value, set.Rows)
			place := fmt.Sprintf("%s, %s, %s", d.name, set.Name, p.Name)
			if r.Curve, err = performance.DecisionCurve(y, v, nil); err != nil {
				return fault.Place(err, place)
			}
			if r.Table, err = performance.DecisionCurve(y, v, thresholds.points()); err != nil {
				return fault.Place(err, place)
			}
			results = append(results, r)
			name := p.Name
			if r.Apparent {
				name += " (apparent)"
			}
			panel.Models = append(panel.Models, figure.DecisionModel{Model: name, Decision: r.Curve})
		}
		panels = append(panels, panel)
	}
	a := d.answer("dca")
	a.Settings["thresholds"] = thresholds
	a.Settings["named_beforehand"] = f.thresholds != ""
	a.Result = results
	a.tables = decisionTables(d, results, thresholds)
	a.decisionFile(results)
	o := d.figureOptions()
	o.Name = "dca"
	g, err := figure.DecisionCurve(panels, o)
	a.draw(d, g, err)
	return f.finish(cmd, s, d, a)
}

// commonRows makes all scores missing where one is: curves in one panel are of
// the same patients.
func commonRows(d *statsData, all []statsPrediction) []statsPrediction {
	lost := make([]bool, d.table.Rows())
	n := 0
	for _, p := range all {
		for i, v := range p.Value {
			if math.IsNaN(v) && !lost[i] {
				lost[i] = true
				n++
			}
		}
	}
	if n == 0 {
		return all
	}
	d.warn("%s left out: a risk is missing", fault.Count(n, "row"))
	common := make([]statsPrediction, len(all))
	for k, p := range all {
		common[k] = p
		common[k].Value = make([]float64, len(p.Value))
		for i, v := range p.Value {
			if common[k].Value[i] = v; lost[i] {
				common[k].Value[i] = math.NaN()
			}
		}
	}
	return common
}

// decisionTables shows net benefit at the thresholds of interest, a table a set.
func decisionTables(d *statsData, results []decisionResult, r thresholdRange) []hccp53.Table {
	var all []hccp53.Table
	for _, set := range d.sets {
		t := hccp53.Table{Name: "dca", Title: fmt.Sprintf("Net benefit, %s", set.Name), Header: []string{"threshold", "treat all"}}
		first := true
		for _, one := range results {
			if one.Set != set.Name {
				continue
			}
			name := one.Score
			if one.Apparent {
				name += " (apparent)"
			}
			t.Header = append(t.Header, name, "avoided per 100")
			for i, p := range one.Table.Points {
				if first {
					t.Rows = append(t.Rows, []string{fmt.Sprintf("%.4g", p.Threshold), decimals(p.All, 3)})
				}
				t.Rows[i] = append(t.Rows[i], decimals(p.NetBenefit, 3), decimals(p.Avoided, 1))
			}
			if first {
				t.Notes = append(t.Notes, fmt.Sprintf("n = %d, %.1f %% cases. Treating no one: 0. Avoided: treatments avoided per 100 patients at the same number of cases treated, against treating all.", one.Curve.N, 100*one.Curve.Prevalence))
			}
			first = false
		}
		all = append(all, t)
	}
	return all
}

func (a *statsAnswer) decisionFile(results []decisionResult) {
	var rows [][]any
	for _, r := range results {
		for _, p := range r.Curve.Points {
			rows = append(rows, []any{r.Set, r.Score, r.Apparent, p.Threshold, p.TP, p.FP, p.NetBenefit, p.All, p.Standardised, p.StandardisedAll, p.Avoided})
		}
	}
	a.csvFile("dca", []string{"set", "risk", "apparent", "threshold", "tp", "fp", "net_benefit", "treat_all", "standardised", "standardised_all", "avoided_per_100"}, rows)
}
