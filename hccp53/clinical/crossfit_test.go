package clinical_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// Column and outcome of a patient held out, one by one or together, are not in
// the model: medians and modes are learnt inside the fold too.
func TestHeldPatientsTeachNothing(t *testing.T) {
	rows := simulate(2, 90)
	held := []int{0, 4, 5, 13, 22, 37, 38, 71, 88, 89}
	s := settings("age", "sex", "bclc", "afp")
	want := encode(t, fit(t, hold(t, readCohort(t, lines(rows)), held).Fit, s))
	for _, i := range held {
		rows[i] = row{positive: !rows[i].positive, age: "119", sex: "", bclc: "B", afp: "1e6"}
	}
	if got := encode(t, fit(t, hold(t, readCohort(t, lines(rows)), held).Fit, s)); got != want {
		t.Error("the model depends on patients held out")
	}
	rows[1].afp = "1e6"
	if got := encode(t, fit(t, hold(t, readCohort(t, lines(rows)), held).Fit, s)); got == want {
		t.Error("the model does not depend on patients fitted")
	}
}

// With the folds fixed a patient's out-of-fold score does not move with the
// patient's own outcome; each score is that of the model of the fold.
func TestOutOfFoldScores(t *testing.T) {
	rows := simulate(3, 90)
	s := settings("age", "sex", "bclc", "afp")
	folds := func(c *cohort.Cohort) (all []cohort.Fold) {
		held := make([][]int, 3)
		for i := range c.Len() {
			held[i/8%3] = append(held[i/8%3], i)
		}
		for _, h := range held {
			all = append(all, hold(t, c, h))
		}
		return all
	}
	c := readCohort(t, lines(rows))
	want, err := clinical.CrossFit(leaky.Everyone(c), folds(c), s)
	if err != nil {
		t.Fatal(err)
	}
	turned := slices.Clone(rows)
	at := folds(c)[2].Rows[1]
	turned[at].positive = !turned[at].positive
	d := readCohort(t, lines(turned))
	got, err := clinical.CrossFit(leaky.Everyone(d), folds(d), s)
	if err != nil {
		t.Fatal(err)
	}
	for k, fold := range folds(c) {
		p, err := fit(t, fold.Fit, s).Apply(fold.Held)
		if err != nil {
			t.Fatal(err)
		}
		same := true
		for i, r := range fold.Rows {
			if p.LogOdds[i] != want[r] {
				t.Fatalf("patient %d has log odds %v, the model of fold %d says %v", r, want[r], k+1, p.LogOdds[i])
			}
			same = same && got[r] == want[r]
		}
		if same != (k == 2) {
			t.Errorf("fold %d: scores unchanged is %v", k+1, same)
		}
	}
	if _, err := clinical.CrossFit(leaky.Everyone(c), folds(c), settings("mvi")); !errors.Is(err, cohort.ErrPostoperative) || !strings.HasPrefix(err.Error(), "fold 1: ") {
		t.Errorf("got %v", err)
	}
}

// The bootstrap is the same for a seed and any number of processors, and finds
// that a search among noise flatters itself.
func TestOptimism(t *testing.T) {
	tr := training(t, simulate(4, 80))
	m := fit(t, tr, settings("age", "sex", "bclc", "afp"))
	optimism := func(resamples int, seed uint64) *clinical.Optimism {
		b, err := m.Optimism(tr, resamples, seed)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := optimism(60, 1)
	if b.Resamples != 60 || b.AUC.Optimism <= 0 || b.AUC.Corrected >= b.AUC.Apparent {
		t.Errorf("AUC %+v of %d resamples", b.AUC, b.Resamples)
	}
	before := runtime.GOMAXPROCS(1)
	again := optimism(60, 1)
	runtime.GOMAXPROCS(before)
	if encode(t, again) != encode(t, b) || encode(t, optimism(60, 2)) == encode(t, b) {
		t.Error("the resamples do not follow the seed alone")
	}
	if _, err := m.Optimism(tr, 0, 1); !errors.Is(err, performance.ErrResample) || !strings.HasPrefix(err.Error(), "clinical: optimism: ") {
		t.Errorf("no resample: %v", err)
	}
}

func TestConstant(t *testing.T) {
	for _, c := range []struct {
		term regression.Term
		want bool
	}{
		{regression.Numeric("x", nil), true}, {regression.Numeric("x", []float64{2}), true},
		{regression.Numeric("x", []float64{2, 2}), true}, {regression.Numeric("x", []float64{2, 2, 3}), false},
		{regression.Factor("x", nil, []string{"a", "a"}), true}, {regression.Factor("x", nil, []string{"a", "b"}), false},
	} {
		if got := clinical.Constant(c.term); got != c.want {
			t.Errorf("%+v: constant is %v", c.term, got)
		}
	}
}
