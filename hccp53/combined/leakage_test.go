package combined_test

import (
	"testing"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/combined"
)

// learn fits both models on the patients that are not held, and returns what
// they learnt.
func learn(t *testing.T, p patients, held []int) string {
	t.Helper()
	fold, others := hold(t, p.cohort(t), held)
	m, c := fit(t, fold.Fit, p.of(others), combined.Settings{Bootstrap: 4, Seed: 1})
	return encode(t, []any{m, c})
}

// Columns, scores and outcomes of patients held out are not in what was learnt.
func TestHeldPatientsTeachNothing(t *testing.T) {
	p := simulate(3, 90)
	held := []int{1, 2, 9, 17, 30, 31, 55, 56, 77, 88}
	want := learn(t, p, held)
	other := p.clone()
	for _, i := range held {
		other.outcome[i] = !other.outcome[i]
		other.columns[i] = "119,female,1e6"
		other.scores.Rad[i], other.scores.DL[i] = 1e3, -1e3
	}
	if learn(t, other, held) != want {
		t.Error("what was learnt depends on patients held out")
	}
	other.scores.DL[0]++
	if learn(t, other, held) == want {
		t.Error("what was learnt does not depend on patients fitted")
	}
}

// With the folds fixed, an out-of-fold score is that of the model of its fold
// and moves neither with the patient's own outcome nor with the scores and
// outcomes of those held out together.
func TestOutOfFoldScores(t *testing.T) {
	p := simulate(4, 96)
	crossFit := func(p patients) ([]float64, []cohort.Fold) {
		c := p.cohort(t)
		folds := thirds(t, c)
		z, err := combined.CrossFit(leaky.Everyone(c), folds, search("age", "sex", "afp"), p.scores)
		if err != nil {
			t.Fatal(err)
		}
		return z, folds
	}
	want, folds := crossFit(p)
	for k, fold := range folds {
		_, others := hold(t, p.cohort(t), fold.Rows)
		c, err := clinical.Fit(fold.Fit, search("age", "sex", "afp"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := combined.Fit(fold.Fit, c, p.of(others), combined.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		for i, z := range logOdds(t, m, fold.Held, c, p.of(fold.Rows)) {
			if z != want[fold.Rows[i]] {
				t.Fatalf("patient %d has log odds %v, the model of fold %d says %v", fold.Rows[i], want[fold.Rows[i]], k+1, z)
			}
		}
	}
	turned := p.clone()
	at := folds[1].Rows[3]
	turned.outcome[at] = !turned.outcome[at]
	turned.scores.Rad[folds[1].Rows[4]] += 2
	got, _ := crossFit(turned)
	for k, fold := range folds {
		same := true
		for _, row := range fold.Rows {
			same = same && (got[row] == want[row] || row == folds[1].Rows[4])
		}
		if same != (k == 1) {
			t.Errorf("fold %d: scores unchanged is %v", k+1, same)
		}
	}
	if got[folds[1].Rows[4]] == want[folds[1].Rows[4]] {
		t.Error("the patient's own Rad-score is not in the log odds")
	}
}
