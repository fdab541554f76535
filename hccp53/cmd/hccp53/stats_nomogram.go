package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// nomogramFlags are those of nomogram alone.
type nomogramFlags struct {
	statsFlags
	patient int
	title   string
}

func statsNomogramCommand(s *session) *cobra.Command {
	var f nomogramFlags
	cmd := &cobra.Command{
		Use:   "nomogram [FILE]",
		Short: "Draw a model as a nomogram: figure, table of points, web page",
		Long: `nomogram draws a logistic model as scales of points, as nomogram of R's rms: a
figure, a table of points to print, and a web page of one file that works without a
server and without a network. The model is a saved one (--model), or is fitted to
--terms of the table.

With --model no table is needed, for model.json knows the axes. With a table,
--patient ROW marks the patient of that row in the figure and prints the points.`,
		Example: `  hccp53 stats nomogram --model results/model.json --out results
  hccp53 stats nomogram cohort.csv --model results/model.json --patient 7 --out results
  hccp53 stats nomogram cohort.csv --outcome p53 --terms 'age,log10(afp)' --out results`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.nomogram(cmd, s, args) },
	}
	f.dataFlags(cmd)
	f.outcomeFlags(cmd)
	f.termFlags(cmd, "terms to fit, where no --model is given")
	cmd.Flags().StringSliceVar(&f.models, "model", nil, "the model that logistic, stepwise or lasso saved")
	cmd.Flags().IntVar(&f.patient, "patient", 0, "the row, from 1, of a patient to mark")
	cmd.Flags().StringVar(&f.title, "title", "", "the heading of the web page")
	f.outputFlags(cmd)
	return cmd
}

// nomogramResult is the JSON of nomogram.
type nomogramResult struct {
	Nomogram *nomogram.Nomogram `json:"nomogram"`
	Patient  *nomogram.Reading  `json:"patient,omitempty"`
}

func (f *nomogramFlags) nomogram(cmd *cobra.Command, s *session, args []string) error {
	if err := f.early("nomogram"); err != nil {
		return err
	}
	m, d, err := f.model(args)
	if err != nil {
		return err
	}
	if m.Nomogram == nil {
		return fault.New(errStats, "there is no nomogram of the model %s: it has no term, or its outcomes are separated", m.name).Try("fit a model with terms that do not separate the outcomes")
	}
	r := nomogramResult{Nomogram: m.Nomogram}
	if f.patient != 0 {
		if r.Patient, err = f.reading(d, m); err != nil {
			return err
		}
	}
	a := d.answer("nomogram")
	a.Settings["model"], a.Settings["fitted_on"] = m.name, m.Training
	a.Result = r
	a.text = m.Nomogram.String()
	if r.Patient != nil {
		a.text += fmt.Sprintf("\nRow %d: %.1f points, risk %s\n", f.patient, r.Patient.Total, riskText(r.Patient))
		for _, term := range r.Patient.OutOfRange {
			d.warn("row %d: %s is outside the range of the training rows: its points are extrapolated", f.patient, term)
		}
	}
	if m.Selected {
		a.Notes = append(a.Notes, "The terms were chosen by a search: intervals are "+notAdjusted+".")
	}
	var table, page bytes.Buffer
	if err := m.Nomogram.WriteCSV(&table); err != nil {
		return err
	}
	o := m.page(f.title, a.Notes)
	o.Simulated = d.simulated
	if err := m.Nomogram.Page(&page, o); err != nil {
		return err
	}
	a.files["nomogram.csv"], a.files["nomogram.html"] = table.Bytes(), page.Bytes()
	g, err := figure.Nomogram(m.Nomogram, r.Patient, d.figureOptions())
	a.draw(d, g, err)
	return f.finish(cmd, s, d, a)
}

func riskText(r *nomogram.Reading) string {
	if r.CI == nil {
		return decimals(r.Risk, 3)
	}
	return withInterval(r.Risk, *r.CI, 3)
}

// model returns the model to draw: a saved one, or one that is fitted here. With
// a saved one the table may be absent.
func (f *nomogramFlags) model(args []string) (*statsModel, *statsData, error) {
	switch {
	case len(f.models) > 1:
		return nil, nil, fault.New(errStats, "nomogram takes one model, not %d", len(f.models)).Try("give --model FILE")
	case len(f.models) == 1 && len(f.terms) > 0:
		return nil, nil, fault.New(errStats, "--model and --terms both say what to draw").Try("give one of them")
	case len(f.models) == 1:
		return f.saved(args)
	}
	d, err := f.readJudged(args)
	if err != nil {
		return nil, nil, err
	}
	raw, err := f.candidates(d, false)
	if err != nil {
		return nil, nil, err
	}
	terms, fillings, err := f.complete(d, raw)
	if err != nil {
		return nil, nil, err
	}
	train := d.training().Rows
	fit, err := regression.Logistic(d.outcome.of(train), regression.Rows(terms, train))
	if err != nil {
		return nil, nil, placed(err, d.name)
	}
	d.warnOf(fit)
	return f.newStatsModel("logistic", d, fit, terms, fillings), d, nil
}

// saved reads the model, and the table where one is given.
func (f *nomogramFlags) saved(args []string) (*statsModel, *statsData, error) {
	m, err := readModel(f.models[0])
	if err != nil {
		return nil, nil, err
	}
	if len(args) == 0 && f.data == "" {
		if f.patient != 0 {
			return nil, nil, fault.New(errStats, "--patient names a row, and no table is given").Try("give the table with the patient")
		}
		o := m.Outcome
		return m, &statsData{name: m.Training.File, hash: m.Training.SHA256, outcome: &o, simulated: m.Simulated || f.simulated}, nil
	}
	d, err := f.read(args)
	if err != nil {
		return nil, nil, err
	}
	o := m.Outcome
	d.outcome, d.simulated = &o, d.simulated || m.Simulated
	return m, d, nil
}

// reading reads the patient of --patient off the nomogram.
func (f *nomogramFlags) reading(d *statsData, m *statsModel) (*nomogram.Reading, error) {
	if f.patient < 1 || f.patient > d.rows {
		return nil, fault.New(errStats, "there is no row %d", f.patient).At("%s", d.name).Try("name a row from 1 to %d", d.rows)
	}
	at := -1
	for i, n := range d.numbers {
		if n == f.patient {
			at = i
		}
	}
	if at < 0 {
		return nil, fault.New(errStats, "row %d was left out: it has no outcome", f.patient).At("%s", d.name).Try("name another row")
	}
	terms, unusable, err := m.terms(d)
	if err != nil {
		return nil, err
	}
	if unusable[at] {
		return nil, fault.New(errStats, "a value of row %d is missing, or a level that the model does not know", f.patient).At("%s", d.name).Try("complete the row, or name another")
	}
	r, err := m.Nomogram.Points(terms, at)
	if err != nil {
		return nil, placed(err, d.name)
	}
	return &r, nil
}

// page says what stands on the web page of the model.
func (m *statsModel) page(title string, notes []string) nomogram.PageOptions {
	o := nomogram.PageOptions{Title: title, Outcome: m.Outcome.class(m.Outcome.Positive), Simulated: m.Simulated, Notes: notes, Terms: map[string]nomogram.PageTerm{}}
	for _, one := range m.Discrimination {
		auc := nomogram.PageAUC{Set: one.Set, AUC: one.AUC}
		if one.CI != nil {
			auc.CI = *one.CI
		}
		o.AUC = append(o.AUC, auc)
	}
	for _, t := range m.Fit.Model.Terms {
		if column, logarithm := columnOf(t.Name); logarithm {
			o.Terms[t.Name] = nomogram.PageTerm{Label: m.label(column), Log10: true}
		}
	}
	return o
}
