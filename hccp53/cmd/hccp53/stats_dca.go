package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
)

// dcaFlags are those of dca alone.
type dcaFlags struct {
	statsFlags
	thresholds           string
	standardised, impact bool
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
	cmd.Flags().BoolVar(&f.standardised, "standardised", false, "draw net benefit over the share of cases, at most 1")
	cmd.Flags().BoolVar(&f.impact, "impact", false, "also a clinical impact curve: how many of 1,000 are called high risk, and are cases")
	f.drawFlags(cmd, 0, "resamples for 95 % bands; 0 for none")
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

// decisionResult is all scores in one set.
type decisionResult struct {
	Set      string          `json:"set"`
	Apparent map[string]bool `json:"apparent,omitempty"` // scores by a model fitted on the set
	// Curves are at the thresholds 0, 0.01, … 0.99, Table at the steps of the range
	// of interest, by score.
	Curves *performance.DecisionComparison  `json:"curves"`
	Table  map[string]*performance.Decision `json:"table"`
	Impact map[string]*figure.ImpactModel   `json:"impact,omitempty"`
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
	var impacts []figure.ImpactPanel
	for _, set := range d.sets {
		r, err := f.decide(d, set, all, thresholds)
		if err != nil {
			return err
		}
		results = append(results, r)
		panel := figure.NewDecisionPanel("", r.Curves)
		if len(d.sets) > 1 {
			panel.Title = set.Name
		}
		panel.From, panel.To = 0, 0
		if f.thresholds != "" {
			panel.From, panel.To = thresholds.From, thresholds.To
		}
		panel.Standardised = f.standardised
		for k, p := range all {
			panel.Models[k].Model = set.apparentScore(p)
		}
		panels = append(panels, panel)
		if f.impact {
			impact := figure.ImpactPanel{Title: panel.Title, From: panel.From, To: panel.To}
			for _, p := range all {
				impact.Models = append(impact.Models, *r.Impact[p.Name])
			}
			impacts = append(impacts, impact)
		}
	}
	a := d.answer("dca")
	a.Settings["thresholds"] = thresholds
	a.Settings["named_beforehand"] = f.thresholds != ""
	a.Result = results
	a.Settings["bootstrap"], a.Settings["seed"] = f.bootstrap, f.seed
	a.tables = decisionTables(results)
	a.decisionFile(results)
	o := d.figureOptions()
	o.Name = "dca"
	g, err := figure.DecisionCurve(panels, o)
	a.draw(d, g, err)
	if f.impact {
		o.Name = "dca-impact"
		g, err := figure.ClinicalImpact(impacts, o)
		a.draw(d, g, err)
	}
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
