package main

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
)

// calibrateFlags are those of calibrate alone.
type calibrateFlags struct {
	statsFlags
	groups int
}

func statsCalibrateCommand(s *session) *cobra.Command {
	var f calibrateFlags
	cmd := &cobra.Command{
		Use:   "calibrate [FILE]",
		Short: "Calibration: does a risk of 30 % come true in 30 of 100",
		Long: `calibrate compares predicted risks with what happened: calibration in the large,
intercept and slope, Brier score, a smooth curve (lowess) with the distances to it
(ICI, E90, Emax), and the Hosmer-Lemeshow test, as val.prob of R's rms. Risks are
those of a saved model (--model) or columns of numbers from 0 to 1 (--score).

On the patients a model was fitted on, intercept 0 and slope 1 hold by construction
and mean nothing. With --bootstrap the modelling that model.json records, search
included, is repeated in resamples of these patients, and indices corrected for
optimism are printed; for patients the model never saw that is not needed.`,
		Example: `  hccp53 stats calibrate cohort.csv --model out/model.json --bootstrap 200 --out out
  hccp53 stats calibrate new.csv --model out/model.json --outcome p53
  hccp53 stats calibrate scores.csv --outcome p53 --score risk --set cohort --train TC`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.calibrate(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.predictionFlags(cmd, "columns of predicted risks, 0 to 1")
	cmd.Flags().IntVar(&f.groups, "groups", 10, "groups of similar risk in the Hosmer-Lemeshow test")
	f.drawFlags(cmd, 0, "resamples for a band, and to repeat the modelling of --model; 0 for none")
	f.outputFlags(cmd)
	return cmd
}

// calibrationResult is one score in one set.
type calibrationResult struct {
	Set         string                            `json:"set"`
	Score       string                            `json:"score"`
	Apparent    bool                              `json:"apparent"`
	Calibration *performance.Calibration          `json:"calibration"`
	Hosmer      *performance.HosmerLemeshowResult `json:"hosmer_lemeshow"` // null where it is not defined
	HosmerDF    int                               `json:"hosmer_lemeshow_df"`
	HosmerP     inference.Number                  `json:"hosmer_lemeshow_p"`
}

// calibrationAnswer is the JSON of calibrate.
type calibrationAnswer struct {
	Calibration []calibrationResult   `json:"calibration"`
	Optimism    map[string]*corrected `json:"optimism,omitempty"` // by score
}

func (f *calibrateFlags) calibrate(cmd *cobra.Command, s *session, args []string) error {
	if f.groups < 2 || f.groups > 1000 {
		return fault.New(errStats, "--groups is %d", f.groups).Try("use a number from 2 to 1000; 10 is usual")
	}
	if err := f.early("calibrate"); err != nil {
		return err
	}
	d, all, err := f.readPredicted(args)
	if err != nil {
		return err
	}
	if err := probabilities(d, all); err != nil {
		return err
	}
	var r calibrationAnswer
	var panels []figure.CalibrationPanel
	d.watch(cmd, s)
	if f.bootstrap > 0 {
		if r.Optimism, err = f.repeat(d, all); err != nil {
			return err
		}
	}
	for _, p := range all {
		for _, set := range d.sets {
			one, panel, err := f.judge(d, set, p)
			if err != nil {
				return err
			}
			if o := r.Optimism[p.Name]; o != nil && one.Apparent {
				panel.Corrected, panel.Notes = o.Curve, []string{optimismNote(o)}
			}
			r.Calibration = append(r.Calibration, one)
			panels = append(panels, panel)
		}
	}
	a := d.answer("calibrate")
	a.Settings["groups"], a.Settings["bootstrap"], a.Settings["seed"] = f.groups, f.bootstrap, f.seed
	a.Result = r
	a.tables = calibrationTables(r)
	a.calibrationFiles(r)
	for i := 0; i < len(panels); i += 3 { // three have room in a figure
		o := d.figureOptions()
		o.Name = "calibration"
		if i > 0 {
			o.Name = fmt.Sprintf("calibration-%d", i/3+1)
		}
		g, err := figure.Calibration(panels[i:min(i+3, len(panels))], o)
		a.draw(d, g, err)
	}
	return f.finish(cmd, s, d, a)
}

// judge calibrates one score in one set.
func (f *calibrateFlags) judge(d *statsData, set statsSet, p statsPrediction) (calibrationResult, figure.CalibrationPanel, error) {
	r := calibrationResult{Set: set.Name, Score: p.Name, Apparent: p.seen(set), HosmerP: inference.Number(math.NaN())}
	panel := figure.CalibrationPanel{Title: set.apparent(p)}
	if len(d.sets) == 1 {
		panel.Title = p.Name
	}
	y, v := d.outcome.of(set.Rows), pick(p.Value, set.Rows)
	place := fmt.Sprintf("%s, %s, %s", d.name, set.Name, p.Name)
	var err error
	if r.Calibration, err = performance.Calibrate(y, v); err != nil {
		return r, panel, placed(err, place)
	}
	if r.Calibration.Dropped > 0 {
		d.warn("%s in %s: %s without a risk left out", p.Name, set.Name, fault.Count(r.Calibration.Dropped, "row"))
	}
	if r.Calibration.Separated {
		d.warn("%s in %s: slope and intercept are not defined: the risks separate the outcomes, or are all alike", p.Name, set.Name)
	}
	panel.Calibration = r.Calibration
	if f.bootstrap > 0 && !r.Calibration.Separated {
		if panel.Band, err = performance.CalibrationBand(y, v, nil, performance.Unstratified(f.seed, f.bootstrap)); err != nil {
			return r, panel, placed(err, place)
		}
	}
	h, err := performance.HosmerLemeshow(y, v, f.groups)
	if err != nil {
		d.warn("%s in %s: no Hosmer-Lemeshow test: %v", p.Name, set.Name, err)
		return r, panel, nil
	}
	r.Hosmer, r.HosmerDF, r.HosmerP = &h, h.DFGroups, inference.Number(h.PGroups)
	if !r.Apparent { // no degree of freedom was spent on these patients
		r.HosmerDF = len(h.Groups)
		r.HosmerP = inference.Number(inference.ChiSquareTail(h.X2, float64(r.HosmerDF)))
	}
	if g, err := performance.HosmerLemeshow(y, v, 5); err == nil {
		panel.Groups = g.Groups
	}
	return r, panel, nil
}

// repeat corrects the indices of models that were fitted on these patients.
func (f *calibrateFlags) repeat(d *statsData, all []statsPrediction) (map[string]*corrected, error) {
	found := map[string]*corrected{}
	for _, p := range all {
		switch {
		case p.fitted == nil:
			d.warn("%s was not fitted on this table: there is no optimism to correct", p.Name)
			continue
		case !p.repeatable(d):
			d.warn("%s was fitted on other rows than the training rows of --set: its optimism is not corrected; leave out --set and --train", p.Name)
			continue
		}
		o, err := p.model.optimism(d, f.bootstrap, f.seed)
		if err != nil {
			return nil, err
		}
		if o == nil { // said in a warning
			continue
		}
		found[p.Name] = o
	}
	return found, nil
}

func calibrationTables(r calibrationAnswer) []hccp53.Table {
	t := hccp53.Table{Name: "calibration", Title: "Calibration", Header: []string{"patients", "risk", "n", "cases", "in the large (95 % CI)", "slope (95 % CI)", "Brier", "scaled"}}
	far := hccp53.Table{Name: "distances", Title: "How far the risks are off", Header: []string{"patients", "risk", "ICI", "E90", "Emax", "Spiegelhalter p", "Hosmer-Lemeshow p (df)"}}
	for _, c := range r.Calibration {
		set, x := c.Set, c.Calibration
		if c.Apparent {
			set += " (apparent)"
		}
		hosmer := "–"
		if c.Hosmer != nil {
			hosmer = fmt.Sprintf("%s (%d)", significance(float64(c.HosmerP)), c.HosmerDF)
		}
		t.Rows = append(t.Rows, []string{set, c.Score, fmt.Sprint(x.N), fmt.Sprint(x.Cases), withInterval(x.InTheLarge.Value, x.InTheLarge.CI, 2), withInterval(x.Slope.Value, x.Slope.CI, 2), decimals(x.Brier, 3), decimals(x.ScaledBrier, 3)})
		far.Rows = append(far.Rows, []string{set, c.Score, decimals(x.ICI, 3), decimals(x.E90, 3), decimals(x.Emax, 3), significance(x.Spiegelhalter.P), hosmer})
		if o := r.Optimism[c.Score]; o != nil && c.Apparent {
			t.Rows = append(t.Rows, []string{"corrected for optimism", c.Score, "", "", decimals(o.Intercept.Corrected, 2) + " (intercept)", decimals(o.Slope.Corrected, 2), decimals(o.Brier.Corrected, 3), ""})
			far.Rows = append(far.Rows, []string{"corrected for optimism", c.Score, "", "", decimals(o.Emax, 3), "", ""})
			t.Notes = append(t.Notes, optimismNote(o))
		}
	}
	t.Notes = append(t.Notes, "In the large below 0: risks too high on the whole. Slope below 1: risks too extreme. Apparent: on the patients the model was fitted on, where 0 and 1 mean nothing.")
	far.Notes = []string{"ICI, E90, Emax: mean, 90th percentile and largest distance between risk and smooth curve."}
	return []hccp53.Table{t, far}
}

// optimismNote says what a correction rests on.
func optimismNote(o *corrected) string {
	note := fmt.Sprintf("Corrected: by %d bootstrap resamples, in each of which the whole modelling was repeated.", o.Used)
	if n := len(o.Failed); n > 0 {
		note += fmt.Sprintf(" %d of %d gave no usable model and were left out.", n, o.Resamples)
	}
	return note
}

func (a *statsAnswer) calibrationFiles(r calibrationAnswer) {
	var rows, curve [][]any
	for _, c := range r.Calibration {
		x := c.Calibration
		row := []any{c.Set, c.Score, c.Apparent, x.N, x.Cases, x.Dropped}
		for _, e := range []performance.Estimate{x.InTheLarge, x.Intercept, x.Slope} {
			row = append(row, e.Value, e.SE, e.CI[0], e.CI[1])
		}
		row = append(row, x.Brier, x.ScaledBrier, x.ICI, x.E50, x.E90, x.Emax, x.C, x.Likelihood.R2, x.Spiegelhalter.Z, x.Spiegelhalter.P)
		if c.Hosmer != nil {
			row = append(row, c.Hosmer.X2, c.HosmerDF, float64(c.HosmerP))
		} else {
			row = append(row, "", "", "")
		}
		rows = append(rows, row)
		for _, p := range x.Curve {
			curve = append(curve, []any{c.Set, c.Score, p.X, p.Y})
		}
	}
	header := []string{"set", "risk", "apparent", "n", "cases", "dropped"}
	for _, name := range []string{"in_the_large", "intercept", "slope"} {
		header = append(header, name, name+"_se", name+"_low", name+"_high")
	}
	header = append(header, "brier", "scaled_brier", "ici", "e50", "e90", "emax", "auc", "nagelkerke_r2", "spiegelhalter_z", "spiegelhalter_p", "hosmer_lemeshow", "hosmer_lemeshow_df", "hosmer_lemeshow_p")
	a.csvFile("calibrate", header, rows)
	var smooth [][]any
	for _, name := range slices.Sorted(maps.Keys(r.Optimism)) {
		if o := r.Optimism[name]; o.Curve != nil {
			for _, p := range o.Curve.Points {
				smooth = append(smooth, []any{name, p.X, p.Apparent, p.Corrected, p.Used})
			}
		}
	}
	if smooth != nil {
		a.csvFile("calibrate-corrected", []string{"risk", "predicted", "apparent", "corrected", "resamples"}, smooth)
	}
	a.csvFile("calibrate-curve", []string{"set", "risk", "predicted", "observed"}, curve)
}
