package clinical_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// The odds ratio of a 2×2 table is ad/bc, its logarithm has the variance
// 1/a + 1/b + 1/c + 1/d, and the risk of men is 12/18.
func TestTwoByTwo(t *testing.T) {
	rows := twoByTwo()
	tr := training(t, rows)
	m := fit(t, tr, settings("sex", "age"))
	if len(m.Univariable) != 1 || !cmp.Equal(m.Left, []clinical.Left{{Column: "age", Reason: "the same for all training patients"}}) {
		t.Fatalf("%d candidates, left %+v", len(m.Univariable), m.Left)
	}
	u := m.Univariable[0]
	or, se := 12.*14/(6*8), math.Sqrt(1./12+1./6+1./8+1./14)
	if u.Column != "sex" || u.N != 40 || u.Note != "" || len(u.Rows) != 1 || u.Rows[0].Level != "male" ||
		math.Abs(u.Rows[0].OR-or) > 1e-9 || math.Abs(u.Rows[0].SE-se) > 1e-9 {
		t.Errorf("got %+v, want an odds ratio of %v with SE %v", u, or, se)
	}
	deviance := -2 * (12*math.Log(12./18) + 6*math.Log(6./18) + 8*math.Log(8./22) + 14*math.Log(14./22))
	if math.Abs(u.AIC-deviance-4) > 1e-9 {
		t.Errorf("AIC %v, want %v", u.AIC, deviance+4)
	}
	p, err := m.Apply(tr.Patients())
	if err != nil || math.Abs(p.Probability[0]-12./18) > 1e-9 || math.Abs(p.Probability[39]-8./22) > 1e-9 {
		t.Errorf("risks %v and %v (%v)", p.Probability[0], p.Probability[39], err)
	}
}

// The log odds are the intercept and the coefficients times the values, the
// logarithm of AFP among them.
func TestLogOddsByHand(t *testing.T) {
	m := fit(t, training(t, simulate(1, 140)), settings("afp"))
	p, err := m.Apply(newPatients(t, []row{{afp: "1000"}}))
	b := m.Search.Fit.Model
	if want := b.Intercept + 3*b.Terms[0].Coefficients[0]; err != nil || math.Abs(p.LogOdds[0]-want) > 1e-12 {
		t.Errorf("log odds %v, want %v (%v)", p.LogOdds, want, err)
	}
}

// Where the search leaves no term everyone has the risk of Training.
func TestNoTermChosen(t *testing.T) {
	rows := twoByTwo()
	for i := range rows {
		rows[i].sex = []string{"female", "male"}[i%2] // of each sex ten are positive
		rows[i].positive = i < 20
	}
	m := fit(t, training(t, rows), settings("sex"))
	p, err := m.Apply(newPatients(t, []row{{sex: "male"}, {}}))
	if err != nil || len(chosen(m)) != 0 || len(p.Probability) != 2 || math.Abs(p.Probability[0]-0.5) > 1e-12 || p.Probability[1] != p.Probability[0] {
		t.Errorf("terms %v, risks %v (%v)", chosen(m), p.Probability, err)
	}
}

// A column that separates the outcomes is said to do so; the model can still be
// written down.
func TestSeparationIsNoted(t *testing.T) {
	rows := twoByTwo()
	for i := range rows {
		rows[i].bclc = map[bool]string{false: "A", true: "B"}[rows[i].positive]
	}
	m := fit(t, training(t, rows), settings("sex", "bclc"))
	if m.Univariable[0].Note != "" || !strings.Contains(m.Univariable[1].Note, "separated by bclc") || !m.Search.Fit.Separated {
		t.Errorf("notes %q and %q", m.Univariable[0].Note, m.Univariable[1].Note)
	}
	encode(t, m)
}

func TestModelSurvivesJSON(t *testing.T) {
	tr := training(t, simulate(1, 140))
	m := fit(t, tr, settings("age", "sex", "bclc", "afp"))
	var back clinical.Model
	if err := json.Unmarshal([]byte(encode(t, m)), &back); err != nil {
		t.Fatal(err)
	}
	want, err := m.Apply(tr.Patients())
	if err != nil {
		t.Fatal(err)
	}
	got, err := back.Apply(tr.Patients())
	if err != nil || !cmp.Equal(got, want) || encode(t, &back) != encode(t, m) {
		t.Errorf("the model changed on its way through JSON (%v)", err)
	}
}

func TestOrderOfRowsChangesNothing(t *testing.T) {
	text := lines(simulate(1, 140))
	want := encode(t, fit(t, leaky.Everyone(readCohort(t, text)), settings("age", "sex", "bclc", "afp")))
	rand.New(rand.NewPCG(3, 3)).Shuffle(len(text), func(i, j int) { text[i], text[j] = text[j], text[i] })
	if got := encode(t, fit(t, leaky.Everyone(readCohort(t, text)), settings("age", "sex", "bclc", "afp"))); got != want {
		t.Error("another order of rows gives another model")
	}
}

// In a unit ten times as small AFP has other numbers, but everyone has the same
// risk: the logarithm only moves.
func TestUnitOfALogarithmChangesNothing(t *testing.T) {
	rows := simulate(1, 140)
	one := training(t, rows)
	for i := range rows {
		if rows[i].afp != "" {
			rows[i].afp += "e1"
		}
	}
	ten := training(t, rows)
	want, err := fit(t, one, settings("age", "afp")).Apply(one.Patients())
	if err != nil {
		t.Fatal(err)
	}
	got, err := fit(t, ten, settings("age", "afp")).Apply(ten.Patients())
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.LogOdds {
		if math.Abs(got.LogOdds[i]-want.LogOdds[i]) > 1e-8 {
			t.Fatalf("patient %d has log odds %v, before %v", i, got.LogOdds[i], want.LogOdds[i])
		}
	}
}

func TestModelsThatCannotBeFitted(t *testing.T) {
	tr := training(t, simulate(1, 60))
	empty := simulate(1, 60)
	same := simulate(1, 60)
	for i := range empty {
		empty[i].afp, empty[i].bclc = "", ""
		same[i].age, same[i].sex = "60", "male"
	}
	for name, c := range map[string]struct {
		tr         cohort.Training
		candidates []string
		want       error
		text       string
	}{
		"after surgery":   {tr, []string{"age", "mvi"}, cohort.ErrPostoperative, `clinical.candidates: column "mvi"`},
		"the outcome":     {tr, []string{"p53"}, cohort.ErrPostoperative, `"p53"`},
		"no column":       {tr, []string{"shoe_size"}, cohort.ErrNoColumn, `"shoe_size"`},
		"no predictor":    {tr, []string{"images"}, cohort.ErrNotPredictor, `"images"`},
		"not in the file": {tr, []string{"alb"}, cohort.ErrMissingColumn, `"alb"`},
		"twice":           {tr, []string{"age", "age"}, regression.ErrTerm, `"age"`},
		"empty number":    {training(t, empty), []string{"afp"}, clinical.ErrCandidate, `column "afp" is empty`},
		"empty category":  {training(t, empty), []string{"bclc"}, clinical.ErrCandidate, `column "bclc" is empty`},
		"nothing varies":  {training(t, same), []string{"age", "sex"}, clinical.ErrCandidate, "no candidate varies"},
		"no candidate":    {tr, nil, clinical.ErrCandidate, "no candidate varies"},
	} {
		_, err := clinical.Fit(c.tr, settings(c.candidates...))
		var f *fault.Error
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || !errors.As(err, &f) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		} else if c.want == clinical.ErrCandidate && !strings.Contains(f.Remedy, "clinical.candidates in study.yaml") {
			t.Errorf("%s: remedy %q", name, f.Remedy)
		}
	}
}
