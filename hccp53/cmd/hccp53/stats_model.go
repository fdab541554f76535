package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// statsFormat is the first thing in a saved model.
const statsFormat = "hccp53 stats model 1"

// statsModel is a fitted model as it is saved: all that is needed to apply it to
// new patients, to draw its nomogram, and to judge it fairly. It holds no
// patient.
type statsModel struct {
	Format  string       `json:"format"`
	Verb    string       `json:"verb"` // that fitted it
	Outcome statsOutcome `json:"outcome"`
	// Fit is the whole fit; of the LASSO it has the model alone.
	Fit      regression.Fit     `json:"fit"`
	Selected bool               `json:"selected"` // by a search in these patients
	Recipe   statsRecipe        `json:"recipe"`
	Fillings []statsFilling     `json:"fillings,omitempty"`
	Labels   map[string]string  `json:"labels,omitempty"`
	Nomogram *nomogram.Nomogram `json:"nomogram,omitempty"`
	Training statsTraining      `json:"training"`
	// Discrimination says how well it told cases from controls where it was
	// fitted, and in the other rows of that table.
	Discrimination []setDiscrimination `json:"discrimination,omitempty"`
	Simulated      bool                `json:"simulated,omitempty"`

	name string // what tables and legends call it
}

// setDiscrimination is the AUC of a model in a set of rows.
type setDiscrimination struct {
	Set   string      `json:"set"`
	N     int         `json:"n"`
	Cases int         `json:"cases"`
	AUC   float64     `json:"auc"`
	CI    *[2]float64 `json:"ci,omitempty"` // none where it was corrected for optimism
}

// statsRecipe is what a bootstrap has to repeat.
type statsRecipe struct {
	Candidates []string             `json:"candidates,omitempty"`
	Factors    map[string][]string  `json:"factors,omitempty"` // their levels
	Knots      map[string][]float64 `json:"knots,omitempty"`   // of splines
	Direction  regression.Direction `json:"direction,omitempty"`
	Criterion  regression.Criterion `json:"criterion,omitempty"`
	Enter      float64              `json:"enter,omitempty"`
	Remove     float64              `json:"remove,omitempty"`
	Firth      bool                 `json:"firth,omitempty"`
	Missing    string               `json:"missing"`
	Penalty    float64              `json:"penalty,omitempty"` // λ of the LASSO
}

// statsTraining says which rows the model was fitted on.
type statsTraining struct {
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Set     string `json:"set,omitempty"`   // column
	Train   string `json:"train,omitempty"` // its value
	N       int    `json:"n"`
	Cases   int    `json:"cases"`
	Dropped int    `json:"dropped"`
}

// newStatsModel makes the model that is saved of a fit. Terms are all candidates,
// for all rows.
func (f *statsFlags) newStatsModel(verb string, d *statsData, fit *regression.Fit, terms []regression.Term, fillings []statsFilling) *statsModel {
	m := &statsModel{Format: statsFormat, Verb: verb, Outcome: *d.outcome, Fit: *fit, Simulated: d.simulated, name: verb}
	m.Training = statsTraining{File: d.name, SHA256: d.hash, Set: f.set, N: fit.N, Cases: fit.Cases, Dropped: fit.Dropped}
	if f.set != "" {
		m.Training.Train = d.training().Name
	}
	m.Recipe.Missing = f.missing
	for _, t := range terms {
		m.Recipe.Candidates = append(m.Recipe.Candidates, t.Name)
		if t.IsFactor() {
			if m.Recipe.Factors == nil {
				m.Recipe.Factors = map[string][]string{}
			}
			m.Recipe.Factors[t.Name] = t.Levels
		}
		if t.Knots != nil {
			if m.Recipe.Knots == nil {
				m.Recipe.Knots = map[string][]float64{}
			}
			m.Recipe.Knots[t.Name] = t.Knots
		}
	}
	for _, t := range fit.Model.Terms {
		if label := d.label(t.Name); label != t.Name {
			if m.Labels == nil {
				m.Labels = map[string]string{}
			}
			m.Labels[t.Name] = label
		}
		if i := slices.IndexFunc(fillings, func(f statsFilling) bool { return f.Term == t.Name }); i >= 0 {
			m.Fillings = append(m.Fillings, fillings[i])
		}
	}
	if len(fit.Model.Terms) > 0 {
		n, err := nomogram.New(fit, regression.Rows(terms, d.training().Rows), m.label)
		if err != nil {
			d.warn("no nomogram can be drawn of this model: %v", err)
		}
		m.Nomogram = n
	}
	return m
}

// judged writes down how well the model does.
func (m *statsModel) judged(all []setPerformance, optimism *corrected) {
	for _, p := range all {
		if p.AUC == nil {
			continue
		}
		one := setDiscrimination{Set: p.Set, N: p.N, Cases: p.Cases, AUC: p.AUC.AUC, CI: &p.AUC.CI}
		if p.Training {
			one.Set += ", apparent"
		}
		m.Discrimination = append(m.Discrimination, one)
		if p.Training && optimism != nil {
			m.Discrimination = append(m.Discrimination, setDiscrimination{Set: p.Set + ", corrected for optimism", N: p.N, Cases: p.Cases, AUC: optimism.AUC.Corrected})
		}
	}
}

// label returns what figures print for a term.
func (m *statsModel) label(term string) string {
	if l := m.Labels[term]; l != "" {
		return l
	}
	return term
}

// readModel reads a saved model; text is FILE or NAME=FILE.
func readModel(text string) (*statsModel, error) {
	name, path, named := strings.Cut(text, "=")
	if !named {
		name, path = "", text
	}
	content, err := readSmall(path, 16<<20)
	if err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	m := &statsModel{}
	d := json.NewDecoder(bytes.NewReader(content))
	if err := d.Decode(m); err != nil || m.Format != statsFormat {
		return nil, fault.New(errStats, "it is no model that this version saved").At("%s", base).
			Try("give the model.json of hccp53 stats logistic, stepwise or lasso")
	}
	if err := m.check(); err != nil {
		return nil, fault.Place(err, base)
	}
	if m.name = name; name == "" {
		m.name = m.Verb
		if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "model" {
			m.name = stem
		}
	}
	return m, nil
}

// check reports a model that was changed by hand so that it cannot be applied.
func (m *statsModel) check() error {
	for i, t := range m.Fit.Model.Terms {
		same := func(o regression.ModelTerm) bool { return o.Name == t.Name }
		switch {
		case t.Name == "" || slices.IndexFunc(m.Fit.Model.Terms, same) != i:
			return fault.New(errStats, "a term has no name, or that of another: %q", t.Name).Try("fit the model again")
		case t.Levels == nil && len(t.Coefficients) != max(1, len(t.Knots)-1), t.Levels != nil && len(t.Coefficients) != len(t.Levels):
			return fault.New(errStats, "the term %s has %s", t.Name, fault.Count(len(t.Coefficients), "coefficient")).Try("fit the model again")
		}
	}
	if m.Outcome.Column == "" {
		return fault.New(errStats, "the model does not say what it predicts").Try("fit the model again")
	}
	return nil
}

// terms returns the terms of the model for all rows of a table, missing values
// filled in where the model knows how, and marks rows that cannot be predicted.
func (m *statsModel) terms(d *statsData) (terms []regression.Term, unusable []bool, err error) {
	unusable = make([]bool, d.table.Rows())
	missing, filled := 0, 0
	for _, mt := range m.Fit.Model.Terms {
		t, err := m.term(d, mt, unusable)
		if err != nil {
			return nil, nil, err
		}
		if i := slices.IndexFunc(m.Fillings, func(f statsFilling) bool { return f.Term == mt.Name }); i >= 0 {
			n := 0
			t, n = m.Fillings[i].fill(t)
			filled += n
		}
		terms = append(terms, t)
	}
	complete := make([]bool, len(unusable))
	for _, r := range regression.CompleteRows(terms) {
		complete[r] = true
	}
	for i := range unusable {
		if !complete[i] && len(terms) > 0 && !unusable[i] {
			unusable[i] = true
			missing++
		}
	}
	if filled > 0 {
		d.warn("%s filled in with the median or commonest level of the training rows", fault.Count(filled, "missing value"))
	}
	if missing > 0 {
		d.warn("%s without a prediction by %s: a value is missing", fault.Count(missing, "row"), m.name)
	}
	return terms, unusable, nil
}

// term returns one term of the model. Rows with a level that the fit did not
// have are marked as unusable.
func (m *statsModel) term(d *statsData, mt regression.ModelTerm, unusable []bool) (regression.Term, error) {
	spec := d.specOf(mt.Name)
	column := spec.column
	if !d.table.Has(column) {
		return regression.Term{}, fault.New(errStats, "the model %s needs the column %s, which is not there", m.name, column).At("%s", d.name).
			Try("add the column, or correct its name; names are case sensitive")
	}
	if mt.Levels == nil {
		t, err := d.number(spec)
		t.Knots = mt.Knots
		t.Name = mt.Name
		return t, err
	}
	cells, err := d.table.Labels(column)
	if err != nil {
		return regression.Term{}, err
	}
	labels := slices.Clone(cells)
	unknown := map[string]int{}
	for i, v := range labels {
		if v != "" && (!slices.Contains(mt.Levels, v) || slices.Contains(mt.Unused, v)) {
			unknown[v]++
			labels[i], unusable[i] = "", true
		}
	}
	for _, v := range slices.Sorted(maps.Keys(unknown)) {
		d.warn("%s without a prediction by %s: no training row has the level %q of %s", fault.Count(unknown[v], "row"), m.name, v, column)
	}
	return regression.Factor(mt.Name, mt.Levels, labels), nil
}

// predict returns the risk of each row, NaN where there is none.
func (m *statsModel) predict(d *statsData) ([]float64, error) {
	terms, unusable, err := m.terms(d)
	if err != nil {
		return nil, err
	}
	var usable []int
	risk := make([]float64, len(unusable))
	for i, bad := range unusable {
		if risk[i] = math.NaN(); !bad {
			usable = append(usable, i)
		}
	}
	if len(usable) == 0 {
		return nil, fault.New(errStats, "no row has all that the model %s needs", m.name).At("%s", d.name).Try("complete the columns %s", strings.Join(m.Recipe.Candidates, ", "))
	}
	if len(terms) == 0 { // the intercept alone
		for _, r := range usable {
			risk[r] = 1 / (1 + math.Exp(-m.Fit.Model.Intercept))
		}
		return risk, nil
	}
	p, err := m.Fit.Model.Predict(regression.Rows(terms, usable))
	if err != nil {
		return nil, fault.Place(err, d.name)
	}
	for i, r := range usable {
		risk[r] = p.Probability[i]
	}
	outside := map[string]int{}
	for _, o := range p.OutOfRange {
		outside[fmt.Sprintf("%s outside %.4g to %.4g", o.Term, o.Min, o.Max)]++
	}
	for _, what := range slices.Sorted(maps.Keys(outside)) {
		d.warn("%s with %s, the range of the training rows: the risk is extrapolated", fault.Count(outside[what], "row"), what)
	}
	return risk, nil
}

// judge returns how well the model does in each set of the table it was fitted on.
func (m *statsModel) judge(d *statsData) ([]setPerformance, error) {
	risk, err := m.predict(d)
	if err != nil {
		return nil, err
	}
	if _, err := m.leaveUnfitted(d, risk); err != nil {
		return nil, err
	}
	return d.perform(risk), nil
}

// fittedOn reports whether the table is the one that the model was fitted on.
func (m *statsModel) fittedOn(d *statsData) bool { return m.Training.SHA256 == d.hash }

// saveModel adds model.json to the files of the answer.
func (a *statsAnswer) saveModel(m *statsModel) error {
	var b bytes.Buffer
	if err := writeJSON(&b, m); err != nil {
		return err
	}
	a.files["model.json"] = b.Bytes()
	return nil
}
