package selection_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/relevance"
	"hcclab/hccp53/selection"
)

// variants are the chains that the optional settings give.
func variants() map[string]selection.Settings {
	all := map[string]selection.Settings{"as it was": settings()}
	change := func(name string, f func(*selection.Settings)) {
		s := settings()
		f(&s)
		all[name] = s
	}
	change("Pearson", func(s *selection.Settings) { s.Coefficient = "pearson" })
	for _, rule := range []string{"caret-exact", "caret-fast", "greedy-first", "best-p"} {
		change(rule, func(s *selection.Settings) { s.Pruning = rule })
	}
	for _, d := range relevance.Definitions() {
		change(string(d), func(s *selection.Settings) { s.MRMR, s.MRMRFeatures = string(d), 3 })
	}
	change("z-score", func(s *selection.Settings) { s.Standardise = true })
	change("all of it", func(s *selection.Settings) {
		s.Coefficient, s.Pruning, s.MRMR, s.MRMRFeatures, s.Standardise = "pearson", "caret-exact", "FCQ", 2, true
	})
	return all
}

// Whatever changes in the patients held out, no step learns from it, and one
// patient fitted is enough to be seen.
func TestNoStepLearnsFromHeldPatients(t *testing.T) {
	for name, s := range variants() {
		m := measure(5, 60)
		c := readCohort(t, m.outcome, nil)
		held := []int{1, 4, 9, 15, 22, 38, 47, 52}
		run := func() string {
			features, readings := m.in(c.Patients())
			f, err := selection.Fit(hold(t, c, held).Fit, features, readings, s, 1)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return encode(t, f)
		}
		want := run()
		rng := rand.New(rand.NewPCG(3, 3))
		for _, i := range held {
			m.outcome[i] = !m.outcome[i]
			for j := range m.rows[i] {
				m.rows[i][j], m.reader2[i][j], m.rereads[i][j] = 1e3*rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
			}
		}
		c = readCohort(t, m.outcome, nil)
		if got := run(); got != want {
			t.Errorf("%s: what was learnt depends on patients held out", name)
		}
		for _, rows := range [][][]float64{m.rows, m.reader2, m.rereads} {
			for j := range rows[0] {
				rows[0][j] += 0.5
			}
		}
		if got := run(); got == want {
			t.Errorf("%s: what was learnt does not depend on patients fitted", name)
		}
	}
}

// A patient's Rad-score does not depend on who else is scored: nothing is learnt
// when it is applied.
func TestScoreDoesNotDependOnTheOthers(t *testing.T) {
	m := measure(7, 60)
	c := readCohort(t, m.outcome, nil)
	fold := hold(t, c, []int{3, 8, 21, 34})
	few := hold(t, c, []int{21, 34})
	features, readings := m.in(c.Patients())
	for name, s := range variants() {
		f, err := selection.Fit(fold.Fit, features, readings, s, 1)
		if err != nil {
			t.Fatal(err)
		}
		many, err := f.Score(fold.Held, features)
		if err != nil {
			t.Fatal(err)
		}
		two, err := f.Score(few.Held, table(few.Held, m.columns, [][]float64{m.rows[21], m.rows[34]}))
		if err != nil || !slices.Equal(two, many[2:]) {
			t.Errorf("%s: %v (%v), %v among others", name, two, err, many[2:])
		}
	}
}

// Each stage starts from what the one before left, and the optional stages are
// there when they are asked for.
func TestAttritionOfVariants(t *testing.T) {
	m := measure(6, 80)
	tr := training(t, m.outcome)
	features, readings := m.in(tr.Patients())
	for name, s := range variants() {
		f, err := selection.Fit(tr, features, readings, s, 1)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"ICC", "U test", "Correlation"}
		if s.MRMR != "" {
			want = append(want, "mRMR")
		}
		if s.Standardise {
			want = append(want, "z-score")
		}
		want = append(want, "LASSO")
		in := len(m.columns)
		var steps []string
		for _, stage := range f.Attrition {
			steps = append(steps, stage.Step)
			if stage.In != in || stage.Out > stage.In {
				t.Errorf("%s: %+v after %d", name, stage, in)
			}
			if in = stage.Out; stage.Step == "mRMR" && (stage.Out > s.MRMRFeatures || len(f.MRMR) != stage.Out) {
				t.Errorf("%s: %+v, picked %v", name, stage, f.MRMR)
			}
		}
		if !slices.Equal(steps, want) || (f.Scaling != nil) != s.Standardise {
			t.Errorf("%s: steps %q, want %q", name, steps, want)
		}
	}
}
