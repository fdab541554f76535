package hccp53

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/impute"
	"hcclab/hccp53/patient"
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
	if column, is := impute.IndicatorOf(term); is {
		return s.label(column) + " missing"
	}
	return term
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
