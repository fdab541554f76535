package selection_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/selection"
)

// Among 4 against 4 distinct values there are 70 equally likely orders. Apart,
// U is 0 or 16, one order each: p = 2/70. With one pair out of place U is 1 or
// 15, again one order each, so p = 4/70. U over 16 pairs is the AUC.
func TestUTestByHand(t *testing.T) {
	outcome := []bool{false, false, false, false, true, true, true, true}
	columns := []string{"apart", "one pair", "against", "constant"}
	rows := [][]float64{{1, 1, 8, 5}, {2, 2, 7, 5}, {3, 3, 6, 5}, {4, 5, 5, 5}, {5, 4, 4, 5}, {6, 6, 3, 5}, {7, 7, 2, 5}, {8, 8, 1, 5}}
	want := []selection.Test{{Feature: "apart", P: 2. / 70, AUC: 1}, {Feature: "one pair", P: 4. / 70, AUC: 15. / 16}, {Feature: "against", P: 2. / 70, AUC: 0}, {Feature: "constant", P: 1, AUC: 0.5}}
	tr := training(t, outcome)
	for _, c := range []struct {
		p    float64
		want []string
	}{{0.02, nil}, {0.05, []string{"apart", "against"}}, {0.06, []string{"apart", "one pair", "against"}}, {1, columns[:3]}} {
		step := &selection.UTest{P: c.p}
		kept, err := step.Fit(tr, table(tr.Patients(), columns, rows))
		if err != nil || !slices.Equal(kept.Columns, c.want) {
			t.Errorf("p < %v keeps %q (%v), want %q", c.p, kept.Columns, err, c.want)
		}
		for j, got := range step.Tests {
			if got.Feature != want[j].Feature || math.Abs(got.P-want[j].P) > 1e-14 || got.AUC != want[j].AUC {
				t.Errorf("got %+v, want %+v", got, want[j])
			}
		}
		if step.Value("one pair") != step.Tests[1].P || step.Value("never tested") != 1 {
			t.Error("Value is not the p value of the test")
		}
	}
}

// Of ranks 1 to 8 one exchange of neighbours gives Σd² = 2, so Spearman's
// coefficient is 1 − 6·2/(8·63) = 0.976.
func TestCorrelationByHand(t *testing.T) {
	tr := training(t, alternating(8))
	columns := []string{"first", "grown", "exchanged", "reversed", "other"}
	var rows [][]float64
	for i, exchanged := range []float64{1, 2, 3, 5, 4, 6, 7, 8} {
		x := float64(i + 1)
		rows = append(rows, []float64{x, math.Exp(x), exchanged, -x, []float64{4, 8, 1, 5, 2, 7, 3, 6}[i]})
	}
	for name, c := range map[string]struct {
		most float64
		rank map[string]float64 // 1 where not given
		want []string
	}{
		"equal ranks keep the first":     {0.98, nil, []string{"first", "exchanged", "other"}},
		"nearly the same":                {0.97, nil, []string{"first", "other"}},
		"only the same":                  {1, nil, []string{"first", "exchanged", "other"}},
		"the best rank stays":            {0.97, map[string]float64{"exchanged": 0.1, "grown": 0.2}, []string{"exchanged", "other"}},
		"listed in order of the columns": {0.98, map[string]float64{"other": 0.1, "reversed": 0.2}, []string{"exchanged", "reversed", "other"}},
	} {
		rank := func(feature string) float64 {
			if p, ok := c.rank[feature]; ok {
				return p
			}
			return 1
		}
		kept, err := (&selection.Correlation{Most: c.most, Rank: rank}).Fit(tr, table(tr.Patients(), columns, rows))
		if err != nil || !slices.Equal(kept.Columns, c.want) {
			t.Errorf("%s: keeps %q (%v), want %q", name, kept.Columns, err, c.want)
		}
	}
}

// Ten lesions measure 1 to 10. Read again they measure one more: the residual
// is 0, the mean squares are 2·55/6 between lesions and 5 between readings, so
// ICC(2,1) = (55/3)/(55/3 + 2·5/10) = 55/58 = 0.948, though consistency is
// perfect.
func TestICCByHand(t *testing.T) {
	tr := training(t, alternating(12)) // two of them are read once only
	columns := []string{"kept", "one more", "reversed", "constant"}
	var first, again [][]float64
	for i := range 12 {
		x := float64(i + 1)
		first = append(first, []float64{x, x, x, 4})
		again = append(again, []float64{x, x + 1, -x, 4})
	}
	features, second := table(tr.Patients(), columns, first), table(tr.Patients(), columns, again[:10])
	same := table(tr.Patients(), columns, first[:10])
	for name, c := range map[string]struct {
		least    float64
		readings selection.Readings
		want     []string
		rule     string
	}{
		"no reader study":      {0.75, selection.Readings{}, columns, "no reader study: agreement was not checked"},
		"second reader":        {0.948, selection.Readings{Reader2: second}, columns[:2], "10 patients"},
		"second reader, above": {0.949, selection.Readings{Reader2: second}, columns[:1], "ICC(2,1) ≥ 0.949"},
		"first reader again":   {0.948, selection.Readings{Reread: second}, columns[:2], "10 patients"},
		"both must agree":      {0.949, selection.Readings{Reader2: same, Reread: second}, columns[:1], "10 patients"},
		"same readings":        {0.999, selection.Readings{Reader2: same, Reread: same}, columns[:3], "10 patients"},
	} {
		kept, err := (&selection.ICC{Least: c.least, Readings: c.readings}).Fit(tr, features)
		if err != nil || !slices.Equal(kept.Columns, c.want) || !strings.Contains(kept.Rule, c.rule) {
			t.Errorf("%s: keeps %q by %q (%v), want %q", name, kept.Columns, kept.Rule, err, c.want)
		}
	}
}

// Twelve lesions measure 1 to 12, and one more when perturbed: the mean squares
// are 2·143/11 = 26 between lesions and ½ within, so ICC(1,1) = 25.5/26.5 =
// 0.9623. Which patient has which repetition first does not matter.
func TestICCOverPerturbationsByHand(t *testing.T) {
	tr := training(t, alternating(12))
	columns := []string{"kept", "one more", "reversed", "constant"}
	var first, second, mixed [][]float64
	for i := range 12 {
		x := float64(i + 1)
		first = append(first, []float64{x, x, x, 4})
		second = append(second, []float64{x, x + 1, -x, 4})
		mixed = append(mixed, []float64{x, x + float64(i%2), x, 4})
	}
	other := [][]float64{}
	for i := range 12 {
		x := float64(i + 1)
		other = append(other, []float64{x, x + float64(1-i%2), -x, 4})
	}
	p := tr.Patients()
	features := table(p, columns, second) // what is unperturbed is not judged
	for name, c := range map[string]struct {
		least  float64
		tables [][][]float64
		reader bool
		want   []string
		rule   string
	}{
		"two":         {0.962, [][][]float64{first, second}, false, columns[:2], "ICC(1,1) ≥ 0.962 over 2 perturbations, 12 patients"},
		"two, above":  {0.963, [][][]float64{first, second}, false, columns[:1], "ICC(1,1) ≥ 0.963 over 2 perturbations"},
		"in turn":     {0.962, [][][]float64{mixed, other}, false, columns[:2], "12 patients"},
		"as in turn":  {0.963, [][][]float64{mixed, other}, false, columns[:1], "12 patients"},
		"the same":    {0.999, [][][]float64{first, first, first}, false, columns[:3], "over 3 perturbations"},
		"with reader": {0.962, [][][]float64{first, second}, true, columns[:2], "ICC(2,1) ≥ 0.962 between and within readers, 12 patients; ICC(1,1) ≥ 0.962 over 2"},
		"unchecked":   {0, [][][]float64{first, second}, false, columns, "icc: 0"},
	} {
		var r selection.Readings
		for _, rows := range c.tables {
			r.Perturbed = append(r.Perturbed, table(p, columns, rows))
		}
		if c.reader {
			r.Reader2 = table(p, columns, second)
		}
		kept, err := (&selection.ICC{Least: c.least, Readings: r}).Fit(tr, features)
		if err != nil || !slices.Equal(kept.Columns, c.want) || !strings.Contains(kept.Rule, c.rule) {
			t.Errorf("%s: keeps %q by %q (%v), want %q", name, kept.Columns, kept.Rule, err, c.want)
		}
	}
	few := selection.Readings{Perturbed: []*cohort.Table{table(p, columns, first), table(p, columns, second[:9])}}
	_, err := (&selection.ICC{Least: 0.75, Readings: few}).Fit(tr, features)
	if !errors.Is(err, selection.ErrSettings) || !strings.Contains(err.Error(), "only 9 patients of Training were perturbed") {
		t.Errorf("nine patients: %v", err)
	}
}

// Only training patients count as read again, and nine of them are too few.
func TestICCNeedsTenTrainingPatients(t *testing.T) {
	c := readCohort(t, alternating(20), nil)
	columns := []string{"a"}
	var rows [][]float64
	for i := range 20 {
		rows = append(rows, []float64{float64(i)})
	}
	all := c.Patients()
	features, again := table(all, columns, rows), table(all, columns, rows[:10])
	step := &selection.ICC{Least: 0.75, Readings: selection.Readings{Reader2: again}}
	if _, err := step.Fit(leaky.Everyone(c), features); err != nil {
		t.Errorf("ten patients: %v", err)
	}
	_, err := step.Fit(hold(t, c, []int{0, 11, 12}).Fit, features)
	var f *fault.Error
	if !errors.Is(err, selection.ErrSettings) || !errors.As(err, &f) || f.Where != "ICC" ||
		!strings.Contains(f.What, "only 9 patients") || !strings.Contains(f.Remedy, "at least 10") {
		t.Errorf("nine patients: %v", err)
	}
}

func TestStepsSayWhatTheTableLacks(t *testing.T) {
	tr := training(t, alternating(12))
	var rows [][]float64
	for i := range 12 {
		rows = append(rows, []float64{float64(i), float64(i * i)})
	}
	full := table(tr.Patients(), []string{"a", "b"}, rows)
	short := table(tr.Patients(), []string{"a", "b"}, rows[:11])
	other := table(tr.Patients(), []string{"a", "c"}, rows)
	one := func(string) float64 { return 1 }
	infinite := slices.Clone(rows)
	infinite[3] = []float64{math.Inf(1), 0}
	broken := table(tr.Patients(), []string{"a", "b"}, infinite)
	for name, c := range map[string]struct {
		step  selection.Step
		table *cohort.Table
		want  error
	}{
		"U test, no row":          {&selection.UTest{P: 0.5}, short, cohort.ErrNoRow},
		"correlation, no row":     {&selection.Correlation{Most: 0.9, Rank: one}, short, cohort.ErrNoRow},
		"ICC, no row":             {&selection.ICC{Least: 0.75, Readings: selection.Readings{Reader2: full}}, short, cohort.ErrNoRow},
		"ICC, no column":          {&selection.ICC{Least: 0.75, Readings: selection.Readings{Reader2: other}}, full, cohort.ErrNoColumn},
		"U test, not finite":      {&selection.UTest{P: 0.5}, broken, inference.ErrNotFinite},
		"correlation, not finite": {&selection.Correlation{Most: 0.9, Rank: one}, broken, inference.ErrNotFinite},
		"ICC, not finite":         {&selection.ICC{Least: 0.75, Readings: selection.Readings{Reader2: broken}}, full, inference.ErrNotFinite},
	} {
		if _, err := c.step.Fit(tr, c.table); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
