package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
)

// rocFlags are those of roc alone.
type rocFlags struct {
	statsFlags
	cutoff string
}

func statsROCCommand(s *session) *cobra.Command {
	var f rocFlags
	cmd := &cobra.Command{
		Use:   "roc [FILE]",
		Short: "ROC curves, AUC with interval, sensitivity and specificity at a cut-off",
		Long: `roc judges how well scores tell cases from controls: ROC curve, AUC with its 95 %
interval by DeLong, and sensitivity, specificity, predictive values and accuracy
at a cut-off, with Wilson intervals, as pROC of R.

A score is a column of the table (--score) or the risk by a saved model (--model).
A higher score always means a case: one that points the other way has an AUC below
one half and is not turned round. The cut-off is learnt on the training rows, or on
all where there is no --set, and applied to the others as it is.`,
		Example: `  hccp53 stats roc scores.csv --outcome p53 --score rad_score,dl_score --out results
  hccp53 stats roc cohort.csv --model results/model.json --cutoff sens=.9
  hccp53 stats roc scores.csv --outcome p53 --score risk --set cohort --cutoff .5`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.roc(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.predictionFlags(cmd, "columns to judge; a higher value means a case")
	cmd.Flags().StringVar(&f.cutoff, "cutoff", "youden", "youden, topleft, sens=.9, spec=.9, or a number")
	f.drawFlags(cmd, 0, "resamples of cases and of controls for the interval, and a band of one score")
	f.outputFlags(cmd)
	return cmd
}

// rocAnswer is the JSON of roc.
type rocAnswer struct {
	Scores []rocResult     `json:"scores"` // by set and score
	Sets   []setDifference `json:"sets,omitempty"`
}

// setDifference compares the AUC of a score in the training set with another set.
type setDifference struct {
	Score string                   `json:"score"`
	Sets  [2]string                `json:"sets"`
	Test  performance.UnpairedTest `json:"test"`
}

// betweenSets tests whether a score does as well in the other sets: the unpaired
// test of DeLong.
func betweenSets(d *statsData, all []statsPrediction) []setDifference {
	var found []setDifference
	first := d.sets[0]
	for _, set := range d.sets[1:] {
		for _, p := range all {
			test, err := performance.DeLongUnpaired(d.outcome.of(first.Rows), pick(p.Value, first.Rows), d.outcome.of(set.Rows), pick(p.Value, set.Rows))
			if err != nil {
				d.warn("%s: AUCs of %s and %s not compared: %v", p.Name, first.Name, set.Name, err)
				continue
			}
			found = append(found, setDifference{p.Name, [2]string{first.Name, set.Name}, test})
		}
	}
	return found
}

// rocResult is one score in one set.
type rocResult struct {
	Set        string                       `json:"set"`
	Training   bool                         `json:"training"`
	Score      string                       `json:"score"`
	Apparent   bool                         `json:"apparent"` // judged on what it was fitted on
	AUC        performance.DeLongResult     `json:"auc"`
	Cutoff     *performance.Classification  `json:"cutoff"` // null without a useful one
	CutoffRule string                       `json:"cutoff_rule"`
	Bootstrap  *performance.BootstrapResult `json:"bootstrap,omitempty"` // of the AUC
	Curve      *performance.ROC             `json:"curve"`
}

func (f *rocFlags) roc(cmd *cobra.Command, s *session, args []string) error {
	rule, err := parseCutoff(f.cutoff)
	if err != nil {
		return err
	}
	if err := f.early("roc"); err != nil {
		return err
	}
	d, all, err := f.readPredicted(args)
	if err != nil {
		return err
	}
	results, panels, err := rocOf(d, all, rule, performance.Stratified(f.seed, f.bootstrap))
	if err != nil {
		return err
	}
	a := d.answer("roc")
	a.Settings["cutoff"], a.Settings["bootstrap"], a.Settings["seed"] = f.cutoff, f.bootstrap, f.seed
	r := rocAnswer{results, betweenSets(d, all)}
	a.Result = r
	a.tables = rocTables(results)
	for _, one := range r.Sets {
		a.tables[0].Notes = append(a.tables[0].Notes, fmt.Sprintf("%s: AUC in %s less that in %s %s, p %s (DeLong, unpaired).",
			one.Score, one.Sets[0], one.Sets[1], withInterval(one.Test.Difference, one.Test.CI, 3), significance(one.Test.P)))
	}
	a.rocFiles(results)
	g, err := figure.ROC(panels, d.figureOptions())
	a.draw(d, g, err)
	return f.finish(cmd, s, d, a)
}

// rocOf judges each score in each set.
func rocOf(d *statsData, all []statsPrediction, rule cutoffRule, bootstrap performance.Resampling) (results []rocResult, panels []figure.ROCPanel, err error) {
	thresholds, words := make([]float64, len(all)), make([]string, len(all))
	useful := make([]bool, len(all))
	for i, set := range d.sets {
		panel := figure.ROCPanel{}
		if len(d.sets) > 1 {
			panel.Title = set.Name
		}
		for k, p := range all {
			y, v := d.outcome.of(set.Rows), pick(p.Value, set.Rows)
			place := fmt.Sprintf("%s, %s, %s", d.name, set.Name, p.Name)
			r := rocResult{Set: set.Name, Training: set.Training, Score: p.Name, Apparent: p.seen(set)}
			if r.Curve, err = performance.NewROC(y, v); err != nil {
				return nil, nil, placed(err, place)
			}
			if r.AUC, err = performance.DeLong(y, v); err != nil {
				return nil, nil, placed(err, place)
			}
			if r.AUC.Warning != "" {
				d.warn("%s in %s: %s", p.Name, set.Name, r.AUC.Warning)
			}
			if bootstrap.Count > 0 {
				b, err := performance.BootstrapAUC(y, v, bootstrap)
				if err != nil {
					return nil, nil, placed(err, place)
				}
				r.Bootstrap = &b
			}
			if r.AUC.Dropped > 0 {
				d.warn("%s in %s: %s without a score left out", p.Name, set.Name, fault.Count(r.AUC.Dropped, "row"))
			}
			if i == 0 {
				if thresholds[k], words[k], err = rule.learn(r.Curve); err != nil {
					d.warn("%s: no cut-off: %v", p.Name, err)
				}
				useful[k] = err == nil
			}
			if r.CutoffRule = words[k]; useful[k] {
				c, err := performance.Classify(y, v, thresholds[k])
				if err != nil {
					return nil, nil, placed(err, place)
				}
				r.Cutoff = &c
			}
			curve := figure.ROCCurve{Model: p.Name, Curve: r.Curve, AUC: r.AUC}
			if bootstrap.Count > 0 && len(all) == 1 { // several would cover each other
				if curve.Band, err = performance.SensitivityBand(y, v, nil, bootstrap); err != nil {
					return nil, nil, placed(err, place)
				}
			}
			if r.Apparent {
				curve.Model += " (apparent)"
			}
			results = append(results, r)
			panel.Curves = append(panel.Curves, curve)
		}
		panels = append(panels, panel)
	}
	return results, panels, nil
}

func rocTables(results []rocResult) []hccp53.Table {
	auc := hccp53.Table{Name: "auc", Title: "Discrimination", Header: []string{"patients", "score", "cases", "controls", "AUC (95 % CI, DeLong)"}}
	cut := hccp53.Table{Name: "cutoff", Title: "At the cut-off", Header: []string{"patients", "score", "cut-off", "sensitivity", "specificity", "PPV", "NPV", "accuracy", "F1"}}
	if results[0].Bootstrap != nil {
		auc.Header = append(auc.Header, "AUC (95 % CI, bootstrap)")
	}
	said := map[string]bool{}
	for _, r := range results {
		set := r.Set
		if r.Apparent {
			set += " (apparent)"
		}
		row := []string{set, r.Score, fmt.Sprint(r.AUC.Cases), fmt.Sprint(r.AUC.Controls), withInterval(r.AUC.AUC, r.AUC.CI, 3)}
		if r.Bootstrap != nil {
			row = append(row, withInterval(r.AUC.AUC, r.Bootstrap.CI, 3))
		}
		auc.Rows = append(auc.Rows, row)
		if c := r.Cutoff; c != nil {
			cut.Rows = append(cut.Rows, []string{set, r.Score, threeDigits(c.Threshold), proportion(c.Sensitivity), proportion(c.Specificity), proportion(c.PPV), proportion(c.NPV), proportion(c.Accuracy), decimals(c.F1, 3)})
			if !said[r.Score] {
				cut.Notes = append(cut.Notes, r.Score+": "+r.CutoffRule+".")
				said[r.Score] = true
			}
		}
	}
	cut.Notes = append(cut.Notes, "Positive: score at or above the cut-off. Intervals by Wilson.")
	if len(cut.Rows) == 0 {
		return []hccp53.Table{auc}
	}
	return []hccp53.Table{auc, cut}
}

func (a *statsAnswer) rocFiles(results []rocResult) {
	var rows, points [][]any
	for _, r := range results {
		row := []any{r.Set, r.Training, r.Score, r.Apparent, r.AUC.Cases, r.AUC.Controls, r.AUC.AUC, r.AUC.SE, r.AUC.CI[0], r.AUC.CI[1]}
		if c := r.Cutoff; c != nil {
			row = append(row, c.Threshold, c.TP, c.FP, c.FN, c.TN)
			for _, p := range []performance.Proportion{c.Sensitivity, c.Specificity, c.PPV, c.NPV, c.Accuracy} {
				row = append(row, p.Estimate, p.CI[0], p.CI[1], p.Exact[0], p.Exact[1])
			}
			row = append(row, c.F1, c.Youden, c.LRPlus, c.LRMinus)
		} else {
			for range 5 + 5*5 + 4 {
				row = append(row, "")
			}
		}
		if r.Bootstrap != nil {
			row = append(row, r.Bootstrap.CI[0], r.Bootstrap.CI[1])
		} else {
			row = append(row, "", "")
		}
		rows = append(rows, row)
		for _, p := range r.Curve.Points {
			points = append(points, []any{r.Set, r.Score, p.Threshold, p.Sensitivity, p.Specificity})
		}
	}
	header := []string{"set", "training", "score", "apparent", "cases", "controls", "auc", "se", "low", "high", "cutoff", "tp", "fp", "fn", "tn"}
	for _, name := range []string{"sensitivity", "specificity", "ppv", "npv", "accuracy"} {
		header = append(header, name, name+"_low", name+"_high", name+"_exact_low", name+"_exact_high")
	}
	header = append(header, "f1", "youden", "lr_plus", "lr_minus", "auc_bootstrap_low", "auc_bootstrap_high")
	a.csvFile("roc", header, rows)
	a.csvFile("roc-curves", []string{"set", "score", "threshold", "sensitivity", "specificity"}, points)
}
