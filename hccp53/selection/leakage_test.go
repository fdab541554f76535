package selection_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/selection"
)

// thirds returns three folds of n patients that do not depend on the outcome.
func thirds(t *testing.T, c *cohort.Cohort) []cohort.Fold {
	t.Helper()
	held := make([][]int, 3)
	for i := range c.Len() {
		held[i/4%3] = append(held[i/4%3], i)
	}
	var folds []cohort.Fold
	for _, rows := range held {
		folds = append(folds, hold(t, c, rows))
	}
	return folds
}

// Whatever changes in the patients held out, their features, their readings,
// all their outcomes, nothing of it is in what was learnt.
func TestHeldPatientsTeachNothing(t *testing.T) {
	m := measure(2, 60)
	c := readCohort(t, m.outcome, nil)
	held := []int{3, 7, 10, 11, 24, 33, 34, 45, 51, 58, 59}
	fold := hold(t, c, held)
	features, readings := m.in(c.Patients())
	want := encode(t, fit(t, fold.Fit, features, readings))

	rng := rand.New(rand.NewPCG(9, 9))
	other := measure(2, 60)
	for _, i := range held {
		other.outcome[i] = !other.outcome[i]
		for _, rows := range [][][]float64{other.rows, other.reader2, other.rereads} {
			for j := range rows[i] {
				rows[i][j] = 1e3 * rng.NormFloat64()
			}
		}
	}
	d := readCohort(t, other.outcome, nil)
	features, readings = other.in(d.Patients())
	if got := encode(t, fit(t, hold(t, d, held).Fit, features, readings)); got != want {
		t.Error("what was learnt depends on patients held out")
	}
	// The test would see a leak: one patient fitted is enough to change the bytes.
	other.rows[0][0]++
	features, readings = other.in(d.Patients())
	if got := encode(t, fit(t, hold(t, d, held).Fit, features, readings)); got == want {
		t.Error("what was learnt does not depend on patients fitted")
	}
}

// A validation patient's features, and whether the reader study read the
// patient, change nothing of the chain.
func TestValidationTeachesNothing(t *testing.T) {
	m := measure(3, 60)
	c := readCohort(t, m.outcome, nil)
	tr, validation, err := c.Split(cohort.Plan{Training: 0.7, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	features, readings := m.in(c.Patients())
	want := encode(t, fit(t, tr, features, readings))
	judges := validation.Patients().Cases()
	for i := range m.rows {
		if slices.Contains(judges, c.Patients().Case(i)) {
			m.rows[i] = make([]float64, len(m.columns))
			m.reader2[i] = make([]float64, len(m.columns))
		}
	}
	features, readings = m.in(c.Patients())
	readings.Reread = cohort.NewTable(m.columns)
	for i, row := range m.rereads {
		if k := c.Patients().Case(i); !slices.Contains(judges, k) {
			readings.Reread.Add(k, row)
		}
	}
	if got := encode(t, fit(t, tr, features, readings)); got != want {
		t.Error("what was learnt depends on Validation")
	}
}

// With the folds fixed, the out-of-fold score of a patient does not move when
// the patient's own outcome is turned round, nor do the scores of those held
// out together; those of the others do.
func TestOwnOutcomeIsNotInTheOutOfFoldScore(t *testing.T) {
	m := measure(4, 60)
	c := readCohort(t, m.outcome, nil)
	folds := thirds(t, c)
	features, readings := m.in(c.Patients())
	want, chains, err := selection.CrossFit(training(t, m.outcome), folds, features, readings, settings(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for k, fold := range folds { // each score is that of the fold's chain
		held, err := chains[k].Score(fold.Held, features)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range fold.Rows {
			if held[i] != want[row] {
				t.Fatalf("patient %d has the score %v, the chain of fold %d says %v", row, want[row], k+1, held[i])
			}
		}
	}

	turned := slices.Clone(m.outcome)
	turned[folds[1].Rows[5]] = !turned[folds[1].Rows[5]]
	d := readCohort(t, turned, nil)
	again := thirds(t, d)
	got, _, err := selection.CrossFit(training(t, turned), again, features, readings, settings(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for k, fold := range folds {
		same := true
		for _, row := range fold.Rows {
			same = same && got[row] == want[row]
		}
		if same != (k == 1) {
			t.Errorf("fold %d: scores unchanged is %v", k+1, same)
		}
	}
}

// Where there is nothing to find, the apparent AUC is far above one half and
// the out-of-fold AUC is not. Twelve cohorts of 60 have a mean AUC with a
// standard error of about 0.08/√12 = 0.02; the bounds are three of them wide.
func TestNullCohort(t *testing.T) {
	apparent, outOfFold := 0.0, 0.0
	const cohorts = 12
	for seed := range uint64(cohorts) {
		rng := rand.New(rand.NewPCG(seed, 77))
		outcome := alternating(60)
		columns := make([]string, 40)
		rows := make([][]float64, len(outcome))
		for j := range columns {
			columns[j] = strings.Repeat("x", j+1)
		}
		for i := range rows {
			for range columns {
				rows[i] = append(rows[i], rng.NormFloat64())
			}
		}
		tr := training(t, outcome)
		features := table(tr.Patients(), columns, rows)
		folds, err := tr.Folds(3, seed)
		if err != nil {
			t.Fatal(err)
		}
		f := fit(t, tr, features, selection.Readings{})
		own, err := f.Score(tr.Patients(), features)
		if err != nil {
			t.Fatal(err)
		}
		score, _, err := selection.CrossFit(tr, folds, features, selection.Readings{}, settings(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for sum, z := range map[*float64][]float64{&apparent: own, &outOfFold: score} {
			auc, err := performance.AUC(outcome, z)
			if err != nil {
				t.Fatal(err)
			}
			*sum += auc / cohorts
		}
	}
	if apparent < 0.7 || math.Abs(outOfFold-0.5) > 0.06 {
		t.Errorf("mean AUC %.3f apparent, %.3f out of fold", apparent, outOfFold)
	}
}

func TestCrossFitSaysWhichFold(t *testing.T) {
	m := measure(1, 60)
	c := readCohort(t, m.outcome, nil)
	features, readings := m.in(c.Patients())
	folds := thirds(t, c)
	gone := folds[1].Rows[0]
	features.Cases[gone] = 1000 // held in fold 2, so fitted in folds 1 and 3
	_, _, err := selection.CrossFit(training(t, m.outcome), folds[1:2], features, readings, settings(), 1)
	if !errors.Is(err, cohort.ErrNoRow) || !strings.HasPrefix(err.Error(), "fold 1: ") {
		t.Errorf("held: %v", err)
	}
	_, _, err = selection.CrossFit(training(t, m.outcome), folds, features, readings, settings(), 1)
	if !errors.Is(err, cohort.ErrNoRow) || !strings.HasPrefix(err.Error(), "fold 1: selection: ") {
		t.Errorf("fitted: %v", err)
	}
	bad := settings()
	bad.Lambda = ""
	if _, _, err := selection.CrossFit(training(t, m.outcome), folds, features, readings, bad, 1); !errors.Is(err, selection.ErrSettings) || !strings.HasPrefix(err.Error(), "fold 1: ") {
		t.Errorf("settings: %v", err)
	}
}
