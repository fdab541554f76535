package main

import (
	"encoding/json"
	"path/filepath"
	"reflect"
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
	Lasso      *lassoRecipe         `json:"lasso,omitempty"`
}

// lassoRecipe is how a LASSO chose its penalty.
type lassoRecipe struct {
	Alpha      float64            `json:"alpha"`
	Measure    regression.Measure `json:"measure"`
	Lambda     string             `json:"lambda"`
	Folds      int                `json:"folds"`
	FoldColumn string             `json:"fold_column,omitempty"`
	Seed       uint64             `json:"seed"`
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
		column, _ := columnOf(t.Name)
		for _, name := range []string{t.Name, column} { // of a logarithm both
			if label := d.label(name); label != name {
				if m.Labels == nil {
					m.Labels = map[string]string{}
				}
				m.Labels[name] = label
			}
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
	m, err := decodeModel(content)
	if err != nil {
		return nil, placed(err, base)
	}
	if m.name = name; name == "" {
		m.name = m.Verb
		if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "model" {
			m.name = stem
		}
	}
	return m, nil
}

// decodeModel reads a saved model, and refuses what is none.
func decodeModel(content []byte) (*statsModel, error) {
	m := &statsModel{}
	if err := json.Unmarshal(content, m); err != nil || m.Format != statsFormat {
		return nil, fault.New(errStats, "it is no model that this version saved").Try("give the model.json of hccp53 stats logistic, stepwise or lasso")
	}
	return m, m.check()
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
	if m.Verb == "stepwise" {
		if err := m.Recipe.searchable(); err != nil {
			return err
		}
	}
	if m.Nomogram != nil && !m.drawable() {
		return fault.New(errStats, "the nomogram in it is not that of the model").Try("fit the model again")
	}
	return nil
}

// searchable reports a search that cannot be repeated.
func (r statsRecipe) searchable() error {
	directions := []regression.Direction{regression.Forward, regression.Backward, regression.Both, regression.BothFromNull}
	criteria := []regression.Criterion{regression.AIC, regression.BIC, regression.LRTest}
	byP := r.Criterion == regression.LRTest
	if !slices.Contains(directions, r.Direction) || !slices.Contains(criteria, r.Criterion) || byP && !(r.Enter > 0 && r.Enter <= r.Remove && r.Remove < 1) {
		return fault.New(errStats, "the search is %q by %q, entering at %v and removing at %v", r.Direction, r.Criterion, r.Enter, r.Remove).Try("fit the model again")
	}
	return nil
}

// drawable reports whether the nomogram is that of the model.
func (m *statsModel) drawable() bool {
	n := m.Nomogram
	if !reflect.DeepEqual(n.Model, m.Fit.Model) || len(n.Axes) != len(n.Model.Terms) || len(n.Total) < 2 || !(n.PointsPerLogOdds > 0) {
		return false
	}
	columns := 1
	for i, a := range n.Axes {
		t := n.Model.Terms[i]
		if a.Term != t.Name || len(a.Points) == 0 || len(a.LogOdds) != len(a.Points) || len(a.Marks()) != len(a.Points) || (t.Levels != nil) != (a.Levels != nil) {
			return false
		}
		columns += max(1, len(t.Levels)-1, len(t.Knots)-1)
	}
	if n.Covariance != nil && len(n.Covariance) != columns {
		return false
	}
	return !slices.ContainsFunc(n.Covariance, func(row []float64) bool { return len(row) != columns })
}
