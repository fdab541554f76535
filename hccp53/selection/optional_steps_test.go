package selection_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/relevance"
	"hcclab/hccp53/selection"
)

// The LASSO scales features itself, so that the z-score changes the Rad-score by
// rounding alone.
func TestZScoreChangesNoScore(t *testing.T) {
	m := measure(8, 80)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	all := variants()
	var scores [2][]float64
	for k, name := range []string{"as it was", "z-score"} {
		f, err := selection.Fit(tr, features, readings, all[name], 1)
		if err != nil {
			t.Fatal(err)
		}
		if scores[k], err = f.Score(tr.Patients(), features); err != nil {
			t.Fatal(err)
		}
	}
	for i := range scores[0] {
		if math.Abs(scores[0][i]-scores[1][i]) > 1e-6 {
			t.Fatalf("patient %d: %v, standardised %v", i, scores[0][i], scores[1][i])
		}
	}
}

func TestZScoreByHand(t *testing.T) {
	tr := training(t, []bool{true, false, true, false})
	fitted, err := selection.ZScore{}.Fit(tr, table(tr.Patients(), []string{"x", "y"}, [][]float64{{1, 10}, {2, 10}, {3, 10}, {6, 50}}))
	if err != nil {
		t.Fatal(err)
	}
	s := fitted.(*selection.Scaling)
	// Mean 3, squares 4+1+0+9 = 14 over 3; mean 20, squares 3·100+900 = 1200 over 3.
	if !slices.Equal(s.Mean, []float64{3, 20}) || math.Abs(s.SD[0]-math.Sqrt(14./3)) > 1e-15 || s.SD[1] != 20 {
		t.Errorf("%+v", s)
	}
	other := cohort.NewTable([]string{"y"})
	other.Add(77, []float64{60})
	other.Add(78, []float64{math.NaN()})
	z, err := s.Apply(other)
	if err != nil || z.Rows[0][0] != 2 || !math.IsNaN(z.Rows[1][0]) || z.Cases[0] != 77 || other.Rows[0][0] != 60 {
		t.Errorf("%+v, %v", z, err)
	}
}

// Three features, of which two say the same: each rule keeps what its definition
// says.
func TestPruningStep(t *testing.T) {
	tr := training(t, alternating(8))
	columns := []string{"first", "grown", "flat", "other"}
	var rows [][]float64
	for i, v := range []float64{4, 8, 1, 5, 2, 7, 3, 6} {
		x := float64(i + 1)
		rows = append(rows, []float64{x, x * x * x, 5, v})
	}
	for _, c := range []struct {
		by   relevance.Coefficient
		most float64
		want []string
	}{
		{relevance.Spearman, 0.95, []string{"first", "other"}},
		{relevance.Pearson, 0.95, []string{"first", "grown", "other"}}, // r of x and x³ is 0.93
		{relevance.Pearson, 0.9, []string{"first", "other"}},
	} {
		kept, err := (&selection.Pruning{Most: c.most, By: c.by, Rule: relevance.GreedyFirst}).Fit(tr, table(tr.Patients(), columns, rows))
		if err != nil || !slices.Equal(kept.Columns, c.want) || kept.Step != "Correlation" {
			t.Errorf("%s at %v: %+v, %v, want %q", c.by, c.most, kept, err, c.want)
		}
	}
	kept, err := (&selection.Correlation{Most: 0.95, By: relevance.Pearson, Rank: func(string) float64 { return 1 }}).Fit(tr, table(tr.Patients(), columns[:2], [][]float64{{1, 1}, {2, 8}, {3, 27}, {4, 64}, {5, 125}, {6, 216}, {7, 343}, {8, 512}}))
	if err != nil || len(kept.Columns) != 2 || kept.Rule != "|Pearson| < 0.95" {
		t.Errorf("%+v, %v", kept, err)
	}
}

// mRMR keeps the order of the table and tells that of picking.
func TestMRMRStep(t *testing.T) {
	tr := training(t, []bool{true, true, true, true, false, false, false, false})
	columns := []string{"weak", "strong", "strong again", "flat"}
	rows := [][]float64{{3, 9, 18, 1}, {2, 8, 15, 1}, {4, 7, 14, 1}, {1, 9, 18, 1}, {2, 2, 6, 1}, {1, 3, 6, 1}, {3, 1, 3, 1}, {0, 2, 4, 1}}
	step := &selection.MRMR{Definition: relevance.GaussianMID, Features: 2}
	kept, err := step.Fit(tr, table(tr.Patients(), columns, rows))
	if err != nil || !slices.Equal(kept.Columns, []string{"weak", "strong"}) || step.Ranking[0].Feature != "strong" || step.Ranking[1].Feature != "weak" {
		t.Errorf("%+v, %v, picked %+v", kept, err, step.Ranking)
	}
	step.Features = 9
	if kept, err = step.Fit(tr, table(tr.Patients(), columns, rows)); err != nil || len(kept.Columns) != 3 || len(step.Ranking) != 3 {
		t.Errorf("more than there are: %+v, %v", kept, err)
	}
}

func TestStepsRefuseBadInput(t *testing.T) {
	nan := math.NaN()
	tr := training(t, alternating(4))
	of := func(x ...float64) *cohort.Table {
		rows := make([][]float64, len(x))
		for i := range x {
			rows[i] = []float64{x[i]}
		}
		return table(tr.Patients(), []string{"x"}, rows)
	}
	few := table(tr.Patients(), []string{"x"}, [][]float64{{1}, {2}})
	for name, c := range map[string]struct {
		run  func() error
		want error
		says string
	}{
		"constant":        {func() error { _, err := selection.ZScore{}.Fit(tr, of(3, 3, 3, 3)); return err }, inference.ErrConstant, "z-score of x"},
		"missing":         {func() error { _, err := selection.ZScore{}.Fit(tr, of(3, nan, 1, 2)); return err }, inference.ErrNotFinite, "z-score of x"},
		"all missing":     {func() error { _, err := selection.ZScore{}.Fit(tr, of(nan, nan, nan, nan)); return err }, inference.ErrNotFinite, "z-score of x"},
		"infinite":        {func() error { _, err := selection.ZScore{}.Fit(tr, of(3, math.Inf(1), 1, 2)); return err }, inference.ErrNotFinite, "z-score of x"},
		"not measured":    {func() error { _, err := selection.ZScore{}.Fit(tr, few); return err }, cohort.ErrNoRow, ""},
		"not scaled":      {func() error { _, err := (&selection.Scaling{}).Apply(of(1, 2, 3, 4)); return err }, cohort.ErrNoColumn, `"x"`},
		"U test infinite": {func() error { _, err := (&selection.UTest{P: 1}).Fit(tr, of(1, math.Inf(1), 3, 4)); return err }, inference.ErrNotFinite, "U test of x"},
		"mRMR missing": {func() error {
			_, err := (&selection.MRMR{Definition: "FCQ", Features: 1}).Fit(tr, of(1, nan, 3, 4))
			return err
		}, inference.ErrNotFinite, ""},
		"mRMR definition": {func() error { _, err := (&selection.MRMR{Features: 1}).Fit(tr, of(1, 2, 3, 4)); return err }, relevance.ErrSettings, ""},
		"mRMR of none":    {func() error { _, err := (&selection.MRMR{Definition: "FCQ"}).Fit(tr, of(1, 2, 3, 4)); return err }, relevance.ErrSettings, ""},
		"pruning rule": {func() error {
			_, err := (&selection.Pruning{Most: 0.9, By: "pearson"}).Fit(tr, of(1, 2, 3, 4))
			return err
		}, relevance.ErrSettings, ""},
		"no Training": {func() error {
			_, err := (&selection.MRMR{Definition: "FCQ", Features: 1}).Fit(cohort.Training{}, of(1, 2, 3, 4))
			return err
		}, inference.ErrTooFew, ""},
		"no such agreement": {func() error {
			_, err := (&selection.Correlation{By: "kendall", Rank: func(string) float64 { return 1 }}).Fit(tr, of(1, 2, 3, 4))
			return err
		}, selection.ErrSettings, "kendall"},
	} {
		if err := c.run(); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.want, c.says)
		}
	}
}

func TestSettingsOfVariants(t *testing.T) {
	for name, s := range variants() {
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for says, change := range map[string]func(*selection.Settings){
		`coefficient is "kendall"`: func(s *selection.Settings) { s.Coefficient = "kendall" },
		`pruning is "best"`:        func(s *selection.Settings) { s.Pruning = "best" },
		`mrmr is "MRMR"`:           func(s *selection.Settings) { s.MRMR, s.MRMRFeatures = "MRMR", 5 },
		"mrmr_features is 0":       func(s *selection.Settings) { s.MRMR = "FCQ" },
		"mrmr_features is 5":       func(s *selection.Settings) { s.MRMRFeatures = 5 },
	} {
		s := settings()
		change(&s)
		if err := s.Validate(); !errors.Is(err, selection.ErrSettings) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
	}
	// What is left out leaves no trace in what is stored.
	if text := encode(t, settings()); strings.Contains(text, "mrmr") || strings.Contains(text, "pruning") || strings.Contains(text, "standardise") {
		t.Error(text)
	}
}
