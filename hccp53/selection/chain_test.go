package selection_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
)

// The chain drops what it should, for the reason it should: "unsteady" for its
// readings, "flat" for it has no ICC, "a" or "a again" for saying the same.
func TestChainCountsWhatEachStepLeaves(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	f := fit(t, tr, features, readings)
	steps := []string{"ICC", "U test", "Correlation", "LASSO"}
	in := len(m.columns)
	for k, s := range f.Attrition {
		if s.Step != steps[k] || s.In != in || s.Out > s.In {
			t.Errorf("stage %d is %+v, want %s of %d", k, s, steps[k], in)
		}
		in = s.Out
	}
	if f.Attrition[0].Out != len(m.columns)-2 || len(f.Univariable) != f.Attrition[0].Out || in != len(f.Features) {
		t.Errorf("attrition %+v with %d tests and %d features", f.Attrition, len(f.Univariable), len(f.Features))
	}
	names := map[string]bool{}
	for _, feature := range f.Features {
		names[feature.Name] = true
	}
	if names["a"] == names["a again"] || !names["b"] || names["unsteady"] || names["flat"] {
		t.Errorf("the Rad-score has the features %v", names)
	}
	if rule := f.Attrition[3].Rule; rule != "logistic LASSO, λ.min by 5-fold cross-validation" {
		t.Errorf("rule %q", rule)
	}
}

// The Rad-score is what its formula says, at the penalty that was chosen, and
// the coefficient per SD is the coefficient times the SD with n below.
func TestScoreByHand(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	for _, lambda := range []string{"min", "1se"} {
		s := settings()
		s.Lambda = lambda
		f, err := selection.Fit(tr, features, readings, s, 1)
		if err != nil {
			t.Fatal(err)
		}
		p := f.Penalty
		if want := map[string]int{"min": p.Min, "1se": p.OneSE}[lambda]; p.Chosen != want || p.NonZero[want] != len(f.Features) {
			t.Errorf("%s: chosen %d of %d and %d, %d features", lambda, p.Chosen, p.Min, p.OneSE, len(f.Features))
		}
		if p.OneSE > p.Min || p.Lambda[p.OneSE] < p.Lambda[p.Min] {
			t.Errorf("one SE is a smaller penalty than the minimum")
		}
		want := make([]float64, tr.Len())
		for i := range want {
			want[i] = f.Intercept
		}
		for _, feature := range f.Features {
			j := slices.Index(m.columns, feature.Name)
			sum, squares := 0.0, 0.0
			for i, row := range m.rows {
				want[i] += feature.Coefficient * row[j]
				sum, squares = sum+row[j], squares+row[j]*row[j]
			}
			n := float64(len(m.rows))
			sd := math.Sqrt(squares/n - sum*sum/n/n)
			if math.Abs(feature.PerSD-feature.Coefficient*sd) > 1e-9 {
				t.Errorf("%s: %v per SD, want %v", feature.Name, feature.PerSD, feature.Coefficient*sd)
			}
			if at := p.PerSD[p.Chosen][slices.Index(p.Columns, feature.Name)]; at != feature.PerSD {
				t.Errorf("%s: %v on the path, %v in the score", feature.Name, at, feature.PerSD)
			}
		}
		got, err := f.Score(tr.Patients(), features)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: scores differ from the formula (%v)", lambda, err)
		}
	}
}

// A chain that is stored and loaded scores as before, bit for bit.
func TestChainSurvivesJSON(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	f := fit(t, tr, features, readings)
	want, err := f.Score(tr.Patients(), features)
	if err != nil {
		t.Fatal(err)
	}
	var back selection.Fitted
	if err := json.Unmarshal([]byte(encode(t, f)), &back); err != nil {
		t.Fatal(err)
	}
	got, err := back.Score(tr.Patients(), features)
	if err != nil || !cmp.Equal(got, want) || encode(t, &back) != encode(t, f) {
		t.Errorf("the chain changed on its way through JSON (%v)", err)
	}
}

// Neither the order of rows in the cohort file, nor that of the tables, nor the
// number of processors changes a byte of what is learnt.
func TestOrderAndProcessorsChangeNothing(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	want := encode(t, fit(t, tr, features, readings))
	rng := rand.New(rand.NewPCG(5, 5))

	shuffled := leaky.Everyone(readCohort(t, m.outcome, rng.Perm(60)))
	f, r := m.in(shuffled.Patients())
	if got := encode(t, fit(t, shuffled, f, r)); got != want {
		t.Error("another order of rows in the file gives another chain")
	}
	for _, table := range []*cohort.Table{features, readings.Reader2, readings.Reread} {
		rng.Shuffle(60, func(i, j int) {
			table.Cases[i], table.Cases[j] = table.Cases[j], table.Cases[i]
			table.Rows[i], table.Rows[j] = table.Rows[j], table.Rows[i]
		})
	}
	if got := encode(t, fit(t, tr, features, readings)); got != want {
		t.Error("another order of rows in the tables gives another chain")
	}
	before := runtime.GOMAXPROCS(1)
	got := encode(t, fit(t, tr, features, readings))
	runtime.GOMAXPROCS(before)
	if got != want {
		t.Error("one processor gives another chain")
	}
	if other, err := selection.Fit(tr, features, readings, settings(), 2); err != nil || encode(t, other) == want {
		t.Errorf("another seed gives the same folds (%v)", err)
	}
}

// In other units the features are the same, and so is the Rad-score. Powers of
// two leave ranks and rounding of ICC alone.
func TestUnitsChangeNothing(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	one := fit(t, tr, features, readings)
	want, err := one.Score(tr.Patients(), features)
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range [][][]float64{m.rows, m.reader2, m.rereads} {
		for _, row := range rows {
			for j := range row {
				row[j] *= math.Ldexp(1, 3*j-9)
			}
		}
	}
	features, readings = m.in(tr.Patients())
	other := fit(t, tr, features, readings)
	got, err := other.Score(tr.Patients(), features)
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Features) != len(other.Features) || !cmp.Equal(one.Univariable, other.Univariable) {
		t.Errorf("other units select %+v instead of %+v", other.Features, one.Features)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-8 {
			t.Fatalf("patient %d has the score %v in other units, %v before", i, got[i], want[i])
		}
	}
}

// Where nothing is left the score is the log odds of the outcome for everyone,
// and the columns of the features are not needed any more.
func TestNoFeatureLeft(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	s := settings()
	s.P = 1e-9
	f, err := selection.Fit(tr, features, readings, s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if f.Penalty != nil || len(f.Features) != 0 || f.Attrition[1].Out != 0 || f.Attrition[3].Out != 0 {
		t.Errorf("got %+v", f)
	}
	score, err := f.Score(tr.Patients(), table(tr.Patients(), nil, make([][]float64, 60)))
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range score {
		if math.Abs(z-math.Log(36./24)) > 1e-15 {
			t.Fatalf("score %v, want log(36/24)", z)
		}
	}
	if !strings.Contains(encode(t, f), `"features":[]`) {
		t.Error("no features are not an empty list")
	}
}

// A feature that separates the outcomes would have an infinite coefficient in
// logistic regression; the penalty keeps it finite.
func TestSeparationStaysFinite(t *testing.T) {
	tr := training(t, alternating(30))
	var rows [][]float64
	for i, y := range tr.Outcome() {
		rows = append(rows, []float64{float64(i%7) + map[bool]float64{true: 100}[y], float64(i * i % 11)})
	}
	features := table(tr.Patients(), []string{"apart", "noise"}, rows)
	f := fit(t, tr, features, selection.Readings{})
	score, err := f.Score(tr.Patients(), features)
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range score {
		if math.IsNaN(z) || math.IsInf(z, 0) {
			t.Fatalf("score %v", z)
		}
	}
	if auc, err := performance.AUC(tr.Outcome(), score); err != nil || auc != 1 {
		t.Errorf("AUC %v (%v)", auc, err)
	}
}

func TestChainsThatCannotBeFitted(t *testing.T) {
	m := measure(1, 60)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	few := training(t, alternating(12))
	fewFeatures := table(few.Patients(), m.columns, m.rows[:12])
	incomplete := table(tr.Patients(), m.columns, m.rows)
	incomplete.Rows[4] = slices.Clone(incomplete.Rows[4])
	incomplete.Rows[4][0] = math.NaN()
	loose := selection.Settings{P: 1, Correlation: 1, LassoFolds: 5, Lambda: "min"}
	for name, c := range map[string]struct {
		tr       cohort.Training
		table    *cohort.Table
		settings selection.Settings
		want     error
		text     string
	}{
		"settings":                 {tr, features, selection.Settings{}, selection.ErrSettings, "selection in study.yaml"},
		"features of others":       {tr, fewFeatures, loose, cohort.ErrNoRow, "selection: "},
		"more folds than patients": {few, fewFeatures, selection.Settings{P: 1, Correlation: 1, LassoFolds: 7, Lambda: "min"}, cohort.ErrSplit, "7 folds"},
		"two patients a fold":      {few, fewFeatures, loose, regression.ErrFolds, "5 folds of 12 patients"},
		"a feature is missing":     {tr, incomplete, loose, inference.ErrNotFinite, "selection: "},
	} {
		_, err := selection.Fit(c.tr, c.table, selection.Readings{}, c.settings, 1)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		}
	}
	f := fit(t, tr, features, readings)
	if _, err := f.Score(tr.Patients(), table(tr.Patients(), []string{"a"}, make([][]float64, 0))); !errors.Is(err, cohort.ErrNoColumn) {
		t.Errorf("features missing: %v", err)
	}
	if _, err := f.Score(tr.Patients(), table(few.Patients(), m.columns, m.rows[:12])); !errors.Is(err, cohort.ErrNoRow) {
		t.Errorf("patients missing: %v", err)
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	if err := settings().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*selection.Settings)
		text   string
	}{
		"ICC of one":            {func(s *selection.Settings) { s.ICC = 1 }, "icc is 1"},
		"ICC below zero":        {func(s *selection.Settings) { s.ICC = -0.1 }, "icc is -0.1"},
		"ICC not a number":      {func(s *selection.Settings) { s.ICC = math.NaN() }, "icc is NaN"},
		"p of zero":             {func(s *selection.Settings) { s.P = 0 }, "p is 0"},
		"p above one":           {func(s *selection.Settings) { s.P = 1.5 }, "p is 1.5"},
		"correlation of zero":   {func(s *selection.Settings) { s.Correlation = 0 }, "correlation is 0"},
		"two folds":             {func(s *selection.Settings) { s.LassoFolds = 2 }, "lasso_folds is 2"},
		"penalty has no name":   {func(s *selection.Settings) { s.Lambda = "" }, `lambda is ""; use min or 1se`},
		"penalty of a stranger": {func(s *selection.Settings) { s.Lambda = "max" }, `lambda is "max"`},
	} {
		s := settings()
		c.change(&s)
		err := s.Validate()
		var f *fault.Error
		if !errors.Is(err, selection.ErrSettings) || !errors.As(err, &f) || f.Where != "selection in study.yaml" || !strings.Contains(f.What, c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
