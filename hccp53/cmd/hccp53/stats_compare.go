package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
)

func statsCompareCommand(s *session) *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:   "compare [FILE]",
		Short: "Compare the AUCs of scores of the same patients (paired DeLong test)",
		Long: `compare tests whether the AUCs of two or more scores of the same patients differ:
the paired test of DeLong, as roc.test of pROC, for each pair, with p values also
adjusted by Holm where there are several; with --bootstrap also by resampling cases
and controls, as pROC with method="bootstrap". Patients without one of two scores are
left out of that pair.

A model that was fitted on these very patients is not a fair opponent of a score
that was not, and the test does not know it: the model's AUC flatters. Compare in
validation rows (--set), or scores that were made out-of-fold. For one model that
contains the other no p value is printed on the patients of the fit: there the test
finds too little (Demler 2012), and the likelihood-ratio test of "hccp53 stats added"
is the one to use.`,
		Example: `  hccp53 stats compare scores.csv --outcome p53 --score rad_score,dl_score
  hccp53 stats compare scores.csv --model clinical=c.json,combined=m.json --set cohort`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.compare(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.predictionFlags(cmd, "columns to compare; a higher value means a case")
	f.drawFlags(cmd, 0, "resamples of cases and of controls; 0 for none, 2000 are usual")
	f.outputFlags(cmd)
	return cmd
}

// comparison is one pair of scores in one set.
type comparison struct {
	Set    string    `json:"set"`
	Scores [2]string `json:"scores"`
	Fair   bool      `json:"fair"` // neither was fitted on these patients, as far as is known
	// Nested: one model contains the other and was fitted on these patients: there
	// is no valid p value.
	Nested bool             `json:"nested"`
	Test   pairedTest       `json:"test"`
	Holm   inference.Number `json:"p_holm"` // among the pairs of this set
	// Bootstrap is the same by stratified resamples.
	Bootstrap *resampledTest `json:"bootstrap,omitempty"`
}

// pairedTest is the test of DeLong; Z and P are null where they are not valid.
type pairedTest struct {
	performance.PairedTest
	Z, P inference.Number
}

// resampledTest is the same by resamples.
type resampledTest struct {
	performance.DifferenceResult
	Z, P inference.Number
}

func (f *statsFlags) compare(cmd *cobra.Command, s *session, args []string) error {
	if err := f.early("compare"); err != nil {
		return err
	}
	d, all, err := f.readPredicted(args)
	if err != nil {
		return err
	}
	if len(all) < 2 {
		return fault.New(errStats, "there is one score, %s", all[0].Name).At("%s", d.name).Try("give two or more with --score and --model")
	}
	var results []comparison
	for _, set := range d.sets {
		one, err := f.compareIn(d, set, all)
		if err != nil {
			return err
		}
		results = append(results, one...)
	}
	a := d.answer("compare")
	a.Result = results
	a.tables = []hccp53.Table{compareTable(results)}
	var rows [][]any
	for _, c := range results {
		t := c.Test
		row := []any{c.Set, c.Scores[0], c.Scores[1], t.Cases, t.Controls, t.Dropped, t.AUC[0], t.AUC[1], t.Difference, t.SE, t.CI[0], t.CI[1], float64(t.Z), float64(t.P), float64(c.Holm), c.Fair, c.Nested}
		if b := c.Bootstrap; b != nil {
			row = append(row, b.Difference.SD, b.Difference.CI[0], b.Difference.CI[1], float64(b.P))
		} else {
			row = append(row, "", "", "", "")
		}
		rows = append(rows, row)
	}
	a.Settings["bootstrap"], a.Settings["seed"] = f.bootstrap, f.seed
	a.csvFile("compare", []string{"set", "first", "second", "cases", "controls", "dropped", "auc_first", "auc_second", "difference", "se", "low", "high", "z", "p", "p_holm", "fair", "nested",
		"bootstrap_sd", "bootstrap_low", "bootstrap_high", "bootstrap_p"}, rows)
	_, panels, err := rocOf(d, all, cutoffRule{kind: "value"}, performance.Resampling{})
	if err != nil {
		return err
	}
	o := d.figureOptions()
	o.Name = "compare"
	g, err := figure.ROC(panels, o)
	a.draw(d, g, err)
	return f.finish(cmd, s, d, a)
}

// compareIn compares each pair in one set.
func (f *statsFlags) compareIn(d *statsData, set statsSet, all []statsPrediction) ([]comparison, error) {
	y := d.outcome.of(set.Rows)
	var pairs []comparison
	var tested []int // the pairs with a p value
	var ps []float64
	for i, first := range all {
		for _, second := range all[i+1:] {
			c := comparison{Set: set.Name, Scores: [2]string{first.Name, second.Name}}
			c.Fair = !first.seen(set) && !second.seen(set)
			c.Nested = (first.model.contains(second.model) || second.model.contains(first.model)) && first.seen(set) && second.seen(set)
			switch {
			case c.Nested:
				d.warn("%s: one of %s and %s has all terms of the other, and both were fitted on these patients: no p value of their AUCs is valid; hccp53 stats added has the likelihood-ratio test", set.Name, first.Name, second.Name)
			case first.seen(set) != second.seen(set):
				d.warn("%s: %s and %s are no fair opponents: one was fitted on these patients, which flatters its AUC", set.Name, first.Name, second.Name)
			case !c.Fair:
				d.warn("%s: %s and %s were fitted on these patients: both AUCs flatter, and the test knows nothing of it", set.Name, first.Name, second.Name)
			}
			place := fmt.Sprintf("%s, %s, %s and %s", d.name, set.Name, first.Name, second.Name)
			a, b := pick(first.Value, set.Rows), pick(second.Value, set.Rows)
			test, err := performance.DeLongTest(y, a, b)
			if err != nil {
				return nil, placed(err, place)
			}
			if test.Warning != "" {
				d.warn("%s, %s and %s: %s", set.Name, first.Name, second.Name, test.Warning)
			}
			c.Test = pairedTest{test, inference.Number(test.Z), inference.Number(test.P)}
			if f.bootstrap > 0 {
				r, err := performance.BootstrapDifference(y, a, b, performance.Stratified(f.seed, f.bootstrap))
				if err != nil {
					return nil, placed(err, place)
				}
				c.Bootstrap = &resampledTest{r, inference.Number(r.Z), inference.Number(r.P)}
			}
			if c.Nested {
				none := inference.Number(math.NaN())
				c.Test.Z, c.Test.P = none, none
				if c.Bootstrap != nil {
					c.Bootstrap.Z, c.Bootstrap.P = none, none
				}
			} else {
				tested = append(tested, len(pairs))
				ps = append(ps, float64(c.Test.P))
			}
			c.Holm = inference.Number(math.NaN())
			pairs = append(pairs, c)
		}
	}
	if len(ps) == 0 {
		return pairs, nil
	}
	adjusted, err := inference.Adjust(ps, inference.Holm)
	if err != nil {
		return nil, err
	}
	for i, p := range adjusted {
		pairs[tested[i]].Holm = inference.Number(p)
	}
	return pairs, nil
}

// contains reports whether a model has all terms of another.
func (m *statsModel) contains(o *statsModel) bool {
	if m == nil || o == nil {
		return false
	}
	has := map[string]bool{}
	for _, t := range m.Fit.Model.Terms {
		has[t.Name] = true
	}
	for _, t := range o.Fit.Model.Terms {
		if !has[t.Name] {
			return false
		}
	}
	return true
}

func compareTable(results []comparison) hccp53.Table {
	t := hccp53.Table{Name: "compare", Title: "AUCs compared (DeLong, paired)", Header: []string{"patients", "first", "second", "AUC", "AUC", "difference (95 % CI)", "p", "p (Holm)"}}
	resampled := results[0].Bootstrap != nil
	if resampled {
		t.Header = append(t.Header, "bootstrap 95 % CI", "p")
	}
	for _, c := range results {
		mark := ""
		if !c.Fair {
			mark = " *"
		}
		row := []string{c.Set, c.Scores[0], c.Scores[1], decimals(c.Test.AUC[0], 3), decimals(c.Test.AUC[1], 3),
			withInterval(c.Test.Difference, c.Test.CI, 3), significance(float64(c.Test.P)) + mark, significance(float64(c.Holm)) + mark}
		if resampled {
			_, ci, _ := strings.Cut(withInterval(0, c.Bootstrap.Difference.CI, 3), " ")
			row = append(row, strings.Trim(ci, "()"), significance(float64(c.Bootstrap.P))+mark)
		}
		t.Rows = append(t.Rows, row)
	}
	if slices.ContainsFunc(results, func(c comparison) bool { return !c.Fair }) {
		t.Notes = append(t.Notes, "* A model was fitted on these patients: not a fair comparison.")
	}
	if slices.ContainsFunc(results, func(c comparison) bool { return c.Nested }) {
		t.Notes = append(t.Notes, "Without p: one model contains the other, on the patients of the fit. The likelihood-ratio test is the valid one.")
	}
	return t
}
