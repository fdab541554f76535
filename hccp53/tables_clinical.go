package hccp53

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/regression"
)

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
			if m.Model.Settings.Criterion == regression.LRTest {
				best = slices.MinFunc(step.Candidates, func(a, b regression.Candidate) int {
					return cmp.Compare(urgency(a, m.Model.Search), urgency(b, m.Model.Search))
				})
			}
			row[3], row[4], row[5] = best.Move+" "+s.label(best.Term), fmt.Sprintf("%.2f", best.Value), pText(best.P)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{end}
	return s.note(t)
}

// urgency orders the moves of a search by p, the first to be made first: p as a
// share of the limit for a term that may enter, the limit as a share of p for one
// that may leave.
func urgency(c regression.Candidate, s *regression.Search) float64 {
	if c.Move == "+" {
		return c.P / s.Enter
	}
	return s.Remove / c.P
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
