package hccp53

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/regression"
)

// simulatedNote is the note below every table of simulated patients.
const simulatedNote = "Simulated patients: no finding about real ones."

// note adds the note on simulated patients where it belongs.
func (s *Study) note(t Table) Table {
	if s.Simulated() {
		t.Notes = append(t.Notes, simulatedNote)
	}
	return t
}

// OverviewTable says what the study is about to work on.
func (s *Study) OverviewTable() Table {
	set := s.settings
	t := Table{Name: "overview", Title: "The study", Header: []string{"", ""}, Rows: [][]string{
		{"patients", fmt.Sprintf("%d in the cohort file, %d eligible", s.flow.Read, s.flow.Included)},
		{"outcome", s.outcomeColumn().Title},
		{"phases", strings.Join(set.Images.Phases, ", ")},
		{"split", fmt.Sprintf("%.0f %% Training, stratified by the outcome", 100*set.Split.Training)},
		{"cross-fitting", fmt.Sprintf("%d folds", set.Folds)},
		{"networks", strings.Join(set.Networks.List, ", ")},
		{"clinical candidates", strings.Join(set.Clinical.Candidates, ", ")},
		{"seed", fmt.Sprint(set.Seed)},
		{"cohort file, sha256", string(s.cohort.Hash())},
	}}
	if card := s.cohort.Card(); card.Simulated {
		t.Rows = append(t.Rows, []string{"simulated", fmt.Sprintf("yes: preset %s, seed %d", card.Preset, card.Seed)})
	}
	return s.note(t)
}

// Table1 returns the baseline table of training against validation, or, without
// a validation arm, of Training by outcome.
func (s *Study) Table1(t cohort.Training, v ...cohort.Validation) (Table, error) {
	name, compare := "table1_outcome", func() (*baseline.Table, error) { return cohort.CompareOutcome(t) }
	if len(v) > 0 {
		name, compare = "table1_arms", func() (*baseline.Table, error) { return cohort.CompareArms(t, v[0]) }
	}
	base, err := compare()
	if err != nil {
		return Table{}, err
	}
	if s.Simulated() {
		base.Settings.Notes = append(base.Settings.Notes, simulatedNote)
	}
	header, rows := base.Grid()
	return Table{Name: name, Title: base.Settings.Title, Header: header, Rows: rows, Notes: base.Notes(), baseline: base}, nil
}

// AttritionTable returns how many features each step of the chain left.
func (s *Study) AttritionTable(m *RadScore) Table {
	t := Table{Name: "attrition", Title: "Features left by each step of the selection chain", Header: []string{"step", "rule", "in", "left", "left in each fold"}}
	for i, stage := range m.Fitted.Attrition {
		folds := make([]string, len(m.Folds))
		for k, f := range m.Folds {
			folds[k] = fmt.Sprint(f.Attrition[i].Out)
		}
		t.Rows = append(t.Rows, []string{stage.Step, stage.Rule, fmt.Sprint(stage.In), fmt.Sprint(stage.Out), strings.Join(folds, ", ")})
	}
	t.Notes = []string{"The chain is fitted on all of Training for new patients, and anew in each fold for the scores of Training."}
	return s.note(t)
}

// RadScoreTable returns the formula of the Rad-score.
func (s *Study) RadScoreTable(m *RadScore) Table {
	t := Table{Name: "radscore", Title: "The Rad-score: log odds of a P53-mutated tumour", Header: []string{"feature", "coefficient", "per SD"}}
	t.Rows = append(t.Rows, []string{"(intercept)", fmt.Sprintf("%.4g", m.Fitted.Intercept), ""})
	for _, f := range m.Fitted.Features {
		t.Rows = append(t.Rows, []string{f.Name, fmt.Sprintf("%.4g", f.Coefficient), fmt.Sprintf("%+.3f", f.PerSD)})
	}
	if m.Fitted.Scaling != nil {
		t.Notes = append(t.Notes, "A feature enters as its value less the mean in Training, over the standard deviation there; radscore.json has both.")
	}
	if len(m.Fitted.Features) == 0 {
		t.Notes = append(t.Notes, "No feature was left: the score is the same for every patient.")
	}
	return s.note(t)
}

// NetworkTable returns how each network was trained and how it scores patients
// it never saw.
func (s *Study) NetworkTable(t cohort.Training, networks ...*DLScore) (Table, error) {
	table := Table{Name: "networks", Title: "Networks, cross-fitted on Training", Header: []string{"network", "weights", "epochs run (best)", "AUC out-of-fold (95 % CI)", "AUC apparent", "device"}}
	for _, n := range networks {
		e, err := s.EvaluateTraining(n, t)
		if err != nil {
			return table, err
		}
		var epochs []string
		for _, f := range n.Folds {
			epochs = append(epochs, fmt.Sprintf("%d (%d)", len(f.History), f.Best))
		}
		table.Rows = append(table.Rows, []string{
			n.Network, fmt.Sprintf("%.1f million", float64(n.Parameters)/1e6), strings.Join(epochs, ", "),
			intervalText(e.OutOfFold.AUC.AUC, e.OutOfFold.AUC.CI), fmt.Sprintf("%.3f", e.Apparent.AUC.AUC), n.Device,
		})
	}
	e := s.settings.Networks.Training.Epochs
	table.Notes = []string{
		fmt.Sprintf("Default profile for two cores: %d×%d pixels, trained from scratch, at least %d and at most %d epochs, stopping after %d without progress on patients set aside.", s.settings.Networks.Size, s.settings.Networks.Size, e.Floor, e.Cap, e.Patience),
		"Apparent: mean of the fold networks on the patients that most of them were trained on.",
	}
	if len(networks) > 1 {
		table.Notes = append(table.Notes, "The best of several networks looks better out-of-fold than it is: the choice was made on the same patients.")
	}
	return s.note(table), nil
}

// UnivariableTable returns the logistic regression on each candidate alone.
func (s *Study) UnivariableTable(m *Clinical) Table {
	t := Table{Name: "univariable", Title: "Clinical candidates, one at a time (Training)", Header: []string{"candidate", "level", "OR (95 % CI)", "p", "chosen", "in resamples"}}
	chosen := m.chosen()
	for _, u := range m.Model.Univariable {
		for i, c := range u.Rows {
			mark, often := "", ""
			if i == 0 {
				often = m.chosenIn(u.Column)
				if slices.Contains(chosen, u.Column) {
					mark = "yes"
				}
			}
			t.Rows = append(t.Rows, []string{s.label(u.Column), c.Level, orText(c.OR, c.ORCI), pText(c.P), mark, often})
		}
	}
	for _, l := range m.Model.Left {
		t.Notes = append(t.Notes, fmt.Sprintf("%s took no part: %s.", s.label(l.Column), l.Reason))
	}
	t.Notes = append(t.Notes, fmt.Sprintf("Chosen: by stepwise %s (%s); p values here played no part.", s.settings.Clinical.Criterion, s.settings.Clinical.Direction))
	if f := m.Frequencies; f != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("In resamples: how often the candidate was chosen when filling in and search were repeated on %d bootstrap resamples; the same model came out in %d of them. A candidate below 50 %% owes its place to chance as much as to the patients.", f.Used, m.sameModel()))
	}
	t.Notes = append(t.Notes, s.fillingNote(m))
	return s.note(t)
}

// chosenIn returns in how many resamples a candidate was chosen, in per cent.
func (m *Clinical) chosenIn(candidate string) string {
	if m.Frequencies == nil {
		return ""
	}
	for _, f := range m.Frequencies.Terms {
		if f.Term == candidate {
			return fmt.Sprintf("%.0f %%", 100*f.Share)
		}
	}
	return ""
}

// sameModel returns how many resamples chose exactly the terms of the model.
func (m *Clinical) sameModel() int {
	want := slices.Sorted(slices.Values(m.chosen()))
	for _, f := range m.Frequencies.Models {
		if slices.Equal(slices.Sorted(slices.Values(f.Terms)), want) {
			return f.Count
		}
	}
	return 0
}

func (s *Study) fillingNote(m *Clinical) string {
	var filled []string
	for _, f := range m.Model.Fillings {
		if f.Missing > 0 {
			filled = append(filled, fmt.Sprintf("%s %d", s.label(f.Column), f.Missing))
		}
	}
	if len(filled) == 0 {
		return "No value was missing in Training."
	}
	return "Missing values filled in with the median or commonest level of Training: " + strings.Join(filled, ", ") + "."
}

// chosen returns the columns of the final clinical model.
func (m *Clinical) chosen() []string {
	var names []string
	for _, t := range m.Model.Search.Fit.Model.Terms {
		names = append(names, t.Name)
	}
	return names
}

// StepwiseTable returns the path of the stepwise search.
func (s *Study) StepwiseTable(m *Clinical) Table {
	criterion := string(m.Model.Settings.Criterion)
	end := "The search ends where no move lowers " + criterion + "."
	if m.Model.Settings.Criterion == regression.LRTest {
		criterion = "AIC"
		end = fmt.Sprintf("Terms enter below p %v of the likelihood-ratio test and leave above %v; the p values are %s.", m.Model.Search.Enter, m.Model.Search.Remove, clinical.NotAdjusted)
	}
	t := Table{Name: "stepwise", Title: "The path of the stepwise search", Header: []string{"step", "move", criterion, "next best move", criterion + " after it", "p of it"}}
	for i, step := range m.Model.Search.Path {
		move := "start"
		if step.Move != "" {
			move = step.Move + " " + s.label(step.Term)
		}
		row := []string{fmt.Sprint(i), move, fmt.Sprintf("%.2f", step.Value), "", "", ""}
		if len(step.Candidates) > 0 {
			best := slices.MinFunc(step.Candidates, func(a, b regression.Candidate) int { return cmp.Compare(a.Value, b.Value) })
			row[3], row[4], row[5] = best.Move+" "+s.label(best.Term), fmt.Sprintf("%.2f", best.Value), pText(best.P)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{end}
	return s.note(t)
}

// CoefficientTable returns the fitted clinical or combined model.
func (s *Study) CoefficientTable(m Model) (Table, error) {
	var fit *regression.Fit
	switch m := m.(type) {
	case *Clinical:
		fit = m.Model.Search.Fit
	case *Combined:
		fit = m.Model.Fit
	default:
		return Table{}, fmt.Errorf("%w: %s has no table of coefficients", ErrSettings, m.Name())
	}
	name := strings.ToLower(m.Name())
	t := Table{Name: "model_" + name, Title: m.Name() + " model (Training)", Header: []string{"term", "level", "coefficient", "SE", "OR (95 % CI)", "p"}}
	for _, c := range fit.Coefficients {
		row := []string{s.label(c.Term), c.Level, fmt.Sprintf("%.3f", c.Estimate), fmt.Sprintf("%.3f", c.SE), orText(c.OR, c.ORCI), pText(c.P)}
		if c.Term == "(Intercept)" {
			row[0], row[4] = "(intercept)", ""
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append([]string{fmt.Sprintf("n = %d, %d with the outcome; AIC %.1f. p values and intervals are %s.", fit.N, fit.Cases, fit.AIC, clinical.NotAdjusted)}, fit.Warnings...)
	if c, ok := m.(*Combined); ok {
		t.Notes = append(t.Notes, "Rad-score and DL-score are out-of-fold, per standard deviation in Training.")
		for _, left := range []struct {
			name  string
			scale combined.Scale
		}{{"Rad-score", c.Model.Rad}, {"DL-score", c.Model.DL}} {
			if left.scale.SD == 0 {
				t.Notes = append(t.Notes, left.name+" is the same for all training patients and was left out.")
			}
		}
	}
	return s.note(t), nil
}

// label returns the name of a term as figures and tables print it.
func (s *Study) label(term string) string {
	switch term {
	case combined.RadScore:
		return "Rad-score (SD)"
	case combined.DLScore:
		return "DL-score (SD)"
	}
	if c, err := s.schema.Column(term); err == nil {
		return c.Label(true)
	}
	if column, is := clinical.IndicatorOf(term); is {
		return s.label(column) + " missing"
	}
	return term
}

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

// FeatureClassTable counts the radiomics features by class and phase.
func (s *Study) FeatureClassTable(f *Features) Table {
	t := Table{Name: "feature_classes", Title: "Radiomics features by class", Header: append([]string{"class"}, s.settings.Images.Phases...)}
	of := slices.Clone(s.settings.Images.Phases) // of the columns of the table
	for _, column := range f.Table.Columns {
		if phase, _ := patient.ColumnClass(column); phase != "" && !slices.Contains(of, phase) {
			of, t.Header = append(of, phase), append(t.Header, phase) // from a phase to the next
		}
	}
	t.Header = append(t.Header, "all phases alike")
	rows := map[string][]int{}
	var classes []string
	for _, column := range f.Table.Columns {
		phase, class := patient.ColumnClass(column)
		if rows[class] == nil {
			classes = append(classes, class)
			rows[class] = make([]int, len(of)+1)
		}
		at := slices.Index(of, phase)
		if at < 0 {
			at = len(of)
		}
		rows[class][at]++
	}
	for _, class := range classes {
		row := []string{class}
		for _, n := range rows[class] {
			cell := ""
			if n > 0 {
				cell = fmt.Sprint(n)
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{fmt.Sprintf("%d features of %d patients; the VOI drawn by a second reader for %d of them, drawn again for %d.",
		len(f.Table.Columns), len(f.Table.Cases), cases(f.Readings.Reader2), cases(f.Readings.Reread))}
	return s.note(t)
}

func cases(t *cohort.Table) int {
	if t == nil {
		return 0
	}
	return len(t.Cases)
}

// FeatureTable returns the radiomics features, one row a case, every digit.
func (s *Study) FeatureTable(f *Features) Table {
	t := Table{Name: "features", Title: "Radiomics features", Preview: 12, Header: append([]string{"case"}, f.Table.Columns...)}
	for i, row := range f.Table.Rows {
		cells := []string{fmt.Sprint(f.Table.Cases[i])}
		for _, v := range row {
			cells = append(cells, strconv.FormatFloat(v, 'g', -1, 64))
		}
		t.Rows = append(t.Rows, cells)
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
