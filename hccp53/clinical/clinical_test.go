package clinical_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/data"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

const header = "patient_id,p53,age,sex,bclc,afp,mvi,images,voi"

// row is one patient of the cohort file; empty cells are missing values.
type row struct {
	positive            bool
	age, sex, bclc, afp string
}

// lines returns the rows as lines of a cohort file, without header.
func lines(rows []row) []string {
	text := make([]string, len(rows))
	for i, r := range rows {
		text[i] = fmt.Sprintf("S%04d,%s,%s,%s,%s,%s,,a,b", i, map[bool]string{false: "negative", true: "positive"}[r.positive], r.age, r.sex, r.bclc, r.afp)
	}
	return text
}

func write(t testing.TB, header string, text []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(header+"\n"+strings.Join(text, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func schema(t testing.TB) cohort.Schema {
	t.Helper()
	s, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readCohort(t testing.TB, text []string) *cohort.Cohort {
	t.Helper()
	c, err := cohort.Read(write(t, header, text), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// training returns all patients as Training.
func training(t testing.TB, rows []row) cohort.Training {
	t.Helper()
	return leaky.Everyone(readCohort(t, lines(rows)))
}

// newPatients returns patients whose outcome is not known.
func newPatients(t testing.TB, rows []row) cohort.Patients {
	t.Helper()
	p, err := cohort.ReadPatients(write(t, header, lines(rows)), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hold returns the fold that holds the patients at the given places, whatever
// their outcomes.
func hold(t testing.TB, c *cohort.Cohort, held []int) cohort.Fold {
	t.Helper()
	var fit, out []int
	for i, k := range c.Patients().Cases() {
		if slices.Contains(held, i) {
			out = append(out, k)
		} else {
			fit = append(fit, k)
		}
	}
	fitted, _, err := c.Without(cohort.Flow{}, "held out", out)
	if err != nil {
		t.Fatal(err)
	}
	rest, _, err := c.Without(cohort.Flow{}, "fitted", fit)
	if err != nil {
		t.Fatal(err)
	}
	return cohort.Fold{Fit: leaky.Everyone(fitted), Held: rest.Patients(), Rows: held}
}

// simulate makes n patients. AFP tells the outcome, age and sex do not; now and
// then a cell is empty.
func simulate(seed uint64, n int) []row {
	rng := rand.New(rand.NewPCG(seed, 2))
	rows := make([]row, n)
	for i := range rows {
		r := row{positive: i%7 < 4, age: fmt.Sprint(40 + rng.IntN(40)), sex: []string{"female", "male"}[rng.IntN(2)], bclc: []string{"0", "A", "B"}[rng.IntN(3)]}
		shift := 0.5
		if r.positive {
			shift = 1.5
		}
		r.afp = fmt.Sprintf("%.4g", math.Pow(10, shift+rng.NormFloat64()))
		if rng.IntN(15) == 0 {
			r.afp = ""
		}
		if rng.IntN(15) == 0 {
			r.sex = ""
		}
		rows[i] = r
	}
	return rows
}

func settings(candidates ...string) clinical.Settings {
	return clinical.Settings{Candidates: candidates, Direction: regression.Both, Criterion: regression.AIC}
}

func fit(t testing.TB, tr cohort.Training, s clinical.Settings) *clinical.Model {
	t.Helper()
	m, err := clinical.Fit(tr, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// chosen returns the terms of the final model.
func chosen(m *clinical.Model) []string {
	names := []string{}
	for _, term := range m.Search.Fit.Model.Terms {
		names = append(names, term.Name)
	}
	return names
}

// twoByTwo are 40 patients: of 18 men 12 are positive, of 22 women 8.
func twoByTwo() []row {
	var rows []row
	for i := range 40 {
		r := row{sex: "male", positive: i < 12, age: "60"}
		if i >= 18 {
			r.sex, r.positive = "female", i < 26
		}
		rows = append(rows, r)
	}
	return rows
}

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

// Missing numbers become the median on the scale of the model, missing
// categories the commonest level, the first of equals, and both are counted.
func TestFillingByHand(t *testing.T) {
	rows := []row{
		{true, "50", "female", "A", "1"}, {true, "61", "male", "B", "100"}, {true, "", "", "B", "10000"},
		{false, "60", "male", "A", ""}, {false, "", "female", "0", "1"}, {false, "70", "", "", "10000"},
	}
	tr := training(t, rows)
	m := fit(t, tr, settings("age", "sex", "bclc", "afp"))
	want := []clinical.Filling{
		{Column: "age", Median: 60.5, Missing: 2}, {Column: "sex", Mode: "female", Seen: []string{"female", "male"}, Missing: 2},
		{Column: "bclc", Mode: "A", Seen: []string{"0", "A", "B"}, Missing: 1}, {Column: "afp", Median: 2, Missing: 1},
	}
	if diff := cmp.Diff(want, m.Fillings); diff != "" {
		t.Error(diff)
	}
	all, err := m.Candidates(tr.Patients())
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []any{
		[]float64{50, 61, 60.5, 60, 60.5, 70}, []string{"female", "male", "female", "male", "female", "female"},
		[]string{"A", "B", "B", "A", "0", "A"}, []float64{0, 2, 4, 2, 0, 4},
	} {
		got := any(all[k].Numbers)
		if all[k].IsFactor() {
			got = all[k].Labels
		}
		if !cmp.Equal(got, want) {
			t.Errorf("%s is %v, want %v", all[k].Name, got, want)
		}
	}
}

// A new patient's missing value is filled with what Training taught, so the
// patient has the risk of one who has that very value.
func TestNewPatientsAreFilledFromTraining(t *testing.T) {
	m := fit(t, training(t, simulate(1, 140)), settings("age", "sex", "afp"))
	if !slices.Contains(chosen(m), "afp") {
		t.Fatalf("the model has the terms %v", chosen(m))
	}
	median := m.Fillings[2].Median
	p := newPatients(t, []row{{age: "60", sex: "male"}, {age: "60", sex: "male", afp: fmt.Sprint(math.Pow(10, median))}, {age: "60", sex: "male", afp: "100000"}})
	got, err := m.Apply(p)
	if err != nil || math.Abs(got.LogOdds[0]-got.LogOdds[1]) > 1e-9 || got.LogOdds[2] == got.LogOdds[0] {
		t.Errorf("log odds %v (%v)", got.LogOdds, err)
	}
	terms, filled, err := m.Terms(p)
	want := []clinical.Filled{{Row: 0, Column: "afp", Put: fmt.Sprintf("%.4g", median)}}
	if err != nil || !cmp.Equal(filled, want) || len(terms) != len(chosen(m)) {
		t.Errorf("%v filled in %d terms (%v)", filled, len(terms), err)
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

// staged are 60 patients without any of stage B; stage tells the outcome.
func staged() []row {
	rows := simulate(1, 60)
	for i := range rows {
		rows[i].bclc = []string{"0", "A"}[i%2]
		rows[i].positive = (i%2 == 1) != (i%5 == 0) // four of five as the stage says
	}
	return rows
}

// A level that no training patient had is taken for the commonest, and named.
func TestUnknownLevelIsFilledIn(t *testing.T) {
	m := fit(t, training(t, staged()), settings("bclc"))
	if !cmp.Equal(chosen(m), []string{"bclc"}) {
		t.Fatalf("the model has the terms %v", chosen(m))
	}
	p := newPatients(t, []row{{bclc: m.Fillings[0].Mode}, {bclc: "B"}})
	z, err := m.Apply(p)
	if err != nil || z.LogOdds[0] != z.LogOdds[1] {
		t.Errorf("log odds %v (%v)", z.LogOdds, err)
	}
	_, filled, err := m.Terms(p)
	if want := []clinical.Filled{{Row: 1, Column: "bclc", Level: "B", Put: m.Fillings[0].Mode}}; err != nil || !cmp.Equal(filled, want) {
		t.Errorf("filled %v (%v)", filled, err)
	}
	rows := staged()
	rows[0].bclc = "B"
	c := readCohort(t, lines(rows))
	folds := []cohort.Fold{hold(t, c, []int{2, 3, 4, 5}), hold(t, c, []int{0, 1, 6, 7})}
	if _, err := clinical.CrossFit(leaky.Everyone(c), folds, settings("bclc")); err != nil {
		t.Errorf("in a fold: %v", err)
	}
}

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
	optimism := func(resamples int, seed uint64) *regression.Bootstrap {
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
	if _, err := m.Optimism(tr, 0, 1); !errors.Is(err, regression.ErrResample) || !strings.HasPrefix(err.Error(), "clinical: optimism: ") {
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
