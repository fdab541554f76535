package combined_test

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
	"hcclab/hccp53/combined"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// patients are those of a cohort file, with their scores. AFP and both scores
// tell the outcome to some degree, age does not.
type patients struct {
	outcome []bool
	columns []string // age, sex, AFP
	scores  combined.Scores
}

func simulate(seed uint64, n int) patients {
	rng := rand.New(rand.NewPCG(seed, 8))
	var p patients
	for i := range n {
		y := i%7 < 4
		shift := 0.0
		if y {
			shift = 1
		}
		p.outcome = append(p.outcome, y)
		p.columns = append(p.columns, fmt.Sprintf("%d,%s,%.4g", 40+rng.IntN(40), []string{"female", "male"}[rng.IntN(2)], math.Pow(10, 1+shift+rng.NormFloat64())))
		p.scores.Rad = append(p.scores.Rad, 0.3*(shift+rng.NormFloat64())-2)
		p.scores.DL = append(p.scores.DL, shift+rng.NormFloat64())
	}
	return p
}

func (p patients) clone() patients {
	return patients{slices.Clone(p.outcome), slices.Clone(p.columns), combined.Scores{Rad: slices.Clone(p.scores.Rad), DL: slices.Clone(p.scores.DL)}}
}

// lines returns the lines, the identifiers in their order.
func (p patients) lines() (lines []string) {
	for i, y := range p.outcome {
		lines = append(lines, fmt.Sprintf("S%04d,%s,%s,a,b", i, map[bool]string{false: "negative", true: "positive"}[y], p.columns[i]))
	}
	return lines
}

func (p patients) cohort(t testing.TB) *cohort.Cohort {
	t.Helper()
	return readCohort(t, p.lines())
}

func readCohort(t testing.TB, lines []string) *cohort.Cohort {
	t.Helper()
	text := "patient_id,p53,age,sex,afp,images,voi\n" + strings.Join(lines, "\n")
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	c, err := cohort.Read(path, schema)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (p patients) training(t testing.TB) cohort.Training {
	t.Helper()
	return leaky.Everyone(p.cohort(t))
}

// of returns the scores of the patients at the given places.
func (p patients) of(rows []int) (s combined.Scores) {
	for _, i := range rows {
		s.Rad, s.DL = append(s.Rad, p.scores.Rad[i]), append(s.DL, p.scores.DL[i])
	}
	return s
}

// hold returns the fold that holds the patients at the given places, whatever
// their outcomes, and the places of the others.
func hold(t testing.TB, c *cohort.Cohort, held []int) (cohort.Fold, []int) {
	t.Helper()
	var fit, out, others []int
	for i, k := range c.Patients().Cases() {
		if slices.Contains(held, i) {
			out = append(out, k)
		} else {
			fit, others = append(fit, k), append(others, i)
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
	return cohort.Fold{Fit: leaky.Everyone(fitted), Held: rest.Patients(), Rows: held}, others
}

// thirds returns three folds that do not depend on the outcome.
func thirds(t testing.TB, c *cohort.Cohort) (folds []cohort.Fold) {
	t.Helper()
	held := make([][]int, 3)
	for i := range c.Len() {
		held[i/8%3] = append(held[i/8%3], i)
	}
	for _, rows := range held {
		fold, _ := hold(t, c, rows)
		folds = append(folds, fold)
	}
	return folds
}

func search(candidates ...string) clinical.Settings {
	return clinical.Settings{Candidates: candidates, Direction: regression.Both, Criterion: regression.AIC}
}

// fit fits the clinical model and the combined one.
func fit(t testing.TB, tr cohort.Training, scores combined.Scores, s combined.Settings) (*combined.Model, *clinical.Model) {
	t.Helper()
	c, err := clinical.Fit(tr, search("age", "sex", "afp"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := combined.Fit(tr, c, scores, s)
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

func logOdds(t testing.TB, m *combined.Model, p cohort.Patients, c *clinical.Model, s combined.Scores) []float64 {
	t.Helper()
	predictions, err := m.Apply(p, c, s)
	if err != nil {
		t.Fatal(err)
	}
	return predictions.LogOdds
}

func encode(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Four patients have the Rad-scores 1 to 4: mean 2.5, and a standard deviation
// of √(5/3) with n − 1 below.
func TestScalesByHand(t *testing.T) {
	p := patients{outcome: []bool{true, false, true, false, true, false, false, true}, scores: combined.Scores{Rad: []float64{1, 2, 3, 4, 1, 2, 3, 4}, DL: make([]float64, 8)}}
	for i := range 8 {
		p.columns = append(p.columns, fmt.Sprintf("%d,male,10", 50+i/2))
	}
	tr := p.training(t)
	c, err := clinical.Fit(tr, search("age"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := combined.Fit(tr, c, p.scores, combined.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if sd := math.Sqrt(10. / 7); m.Rad.Mean != 2.5 || math.Abs(m.Rad.SD-sd) > 1e-15 || m.DL != (combined.Scale{}) {
		t.Errorf("scales %+v and %+v, want mean 2.5 and SD %v", m.Rad, m.DL, sd)
	}
}

// The model is the logistic regression on what the clinical search chose and
// the standardised scores, and its log odds are those of that regression.
func TestModelIsTheRegression(t *testing.T) {
	p := simulate(1, 140)
	tr := p.training(t)
	m, c := fit(t, tr, p.scores, combined.Settings{})
	terms, _, err := c.Terms(tr.Patients())
	if err != nil {
		t.Fatal(err)
	}
	want, err := regression.Logistic(tr.Outcome(), append(terms, regression.Numeric("rad", p.scores.Rad), regression.Numeric("dl", p.scores.DL)))
	if err != nil {
		t.Fatal(err)
	}
	n := len(want.Coefficients)
	if math.Abs(m.Fit.Deviance-want.Deviance) > 1e-9 || m.Fit.Rank != want.Rank {
		t.Errorf("deviance %v, want %v", m.Fit.Deviance, want.Deviance)
	}
	for k, s := range []combined.Scale{m.Rad, m.DL} { // per SD instead of per unit
		if got, want := m.Fit.Coefficients[n-2+k].Estimate, want.Coefficients[n-2+k].Estimate*s.SD; math.Abs(got-want) > 1e-8 {
			t.Errorf("coefficient %v, want %v", got, want)
		}
	}
	predictions, err := want.Model.Predict(append(terms, regression.Numeric("rad", p.scores.Rad), regression.Numeric("dl", p.scores.DL)))
	if err != nil {
		t.Fatal(err)
	}
	for i, z := range logOdds(t, m, tr.Patients(), c, p.scores) {
		if math.Abs(z-predictions.LogOdds[i]) > 1e-8 {
			t.Fatalf("patient %d has log odds %v, want %v", i, z, predictions.LogOdds[i])
		}
	}
}

// Scores in another unit and from another zero make the same model.
func TestUnitsOfScoresChangeNothing(t *testing.T) {
	p := simulate(1, 140)
	tr := p.training(t)
	m, c := fit(t, tr, p.scores, combined.Settings{})
	q := p.clone()
	for i := range q.scores.Rad {
		q.scores.Rad[i] = 100*q.scores.Rad[i] + 7
		q.scores.DL[i] = q.scores.DL[i]/50 - 3
	}
	n, _ := fit(t, tr, q.scores, combined.Settings{})
	want, got := logOdds(t, m, tr.Patients(), c, p.scores), logOdds(t, n, tr.Patients(), c, q.scores)
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-8 {
			t.Fatalf("patient %d has log odds %v, before %v", i, got[i], want[i])
		}
	}
}

// A score that is the same for everyone, up to rounding, is left out; without
// any term everyone has the risk of Training.
func TestConstantScoresAreLeftOut(t *testing.T) {
	p := simulate(1, 140)
	tr := p.training(t)
	for i := range p.scores.DL {
		p.scores.DL[i] = 0.1 + 1e-17*float64(i)
	}
	m, c := fit(t, tr, p.scores, combined.Settings{})
	if m.DL.SD != 0 || len(m.Fit.Model.Terms) != len(c.Search.Fit.Model.Terms)+1 {
		t.Errorf("DL-score %+v, %d terms", m.DL, len(m.Fit.Model.Terms))
	}
	c.Search.Fit.Model.Terms = nil
	flat := combined.Scores{Rad: make([]float64, tr.Len()), DL: make([]float64, tr.Len())}
	m, err := combined.Fit(tr, c, flat, combined.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	predictions, err := m.Apply(tr.Patients(), c, p.scores)
	if err != nil || len(predictions.Probability) != 140 || math.Abs(predictions.Probability[0]-80./140) > 1e-12 {
		t.Errorf("risks %v (%v)", predictions.Probability, err)
	}
}

func TestModelSurvivesJSON(t *testing.T) {
	p := simulate(1, 140)
	tr := p.training(t)
	m, c := fit(t, tr, p.scores, combined.Settings{Bootstrap: 5, Seed: 3, InSample: true})
	var back combined.Model
	if err := json.Unmarshal([]byte(encode(t, m)), &back); err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(logOdds(t, &back, tr.Patients(), c, p.scores), logOdds(t, m, tr.Patients(), c, p.scores)) || encode(t, &back) != encode(t, m) {
		t.Error("the model changed on its way through JSON")
	}
}

// The order of rows in the cohort file changes nothing: patients, and with them
// their scores, are in the order of the identifiers.
func TestOrderOfRowsChangesNothing(t *testing.T) {
	p := simulate(1, 90)
	m, c := fit(t, p.training(t), p.scores, combined.Settings{Bootstrap: 5, Seed: 1})
	lines := p.lines()
	rand.New(rand.NewPCG(6, 6)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	n, d := fit(t, leaky.Everyone(readCohort(t, lines)), p.scores, combined.Settings{Bootstrap: 5, Seed: 1})
	if encode(t, []any{m, c}) != encode(t, []any{n, d}) {
		t.Error("another order of rows gives another model")
	}
}

// InSample is a label: it is kept, and changes nothing else.
func TestInSampleIsALabel(t *testing.T) {
	p := simulate(1, 140)
	tr := p.training(t)
	m, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 5})
	n, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 5, InSample: true})
	if !n.Settings.InSample || m.Settings.InSample {
		t.Error("the label is lost")
	}
	n.Settings.InSample = false
	if encode(t, m) != encode(t, n) {
		t.Error("the label changes the model")
	}
}

// The bootstrap follows the seed alone, its first resamples do not depend on
// their number, and it finds that the model flatters itself.
func TestOptimism(t *testing.T) {
	p := simulate(2, 90)
	tr := p.training(t)
	m, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 40, Seed: 1})
	b := m.Optimism
	if b.Resamples != 40 || b.AUC.Optimism <= 0 || b.Slope.Corrected >= 1 {
		t.Errorf("AUC %+v and slope %+v of %d resamples", b.AUC, b.Slope, b.Resamples)
	}
	before := runtime.GOMAXPROCS(1)
	again, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 40, Seed: 1})
	runtime.GOMAXPROCS(before)
	if encode(t, again) != encode(t, m) {
		t.Error("one processor gives another model")
	}
	fewer, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 10, Seed: 1})
	for k, run := range fewer.Optimism.Runs {
		if !cmp.Equal(run, b.Runs[k]) {
			t.Errorf("resample %d of ten is another than of forty", run.Resample)
		}
	}
	other, _ := fit(t, tr, p.scores, combined.Settings{Bootstrap: 10, Seed: 2})
	if cmp.Equal(other.Optimism.Runs, fewer.Optimism.Runs) {
		t.Error("another seed gives the same resamples")
	}
	none, _ := fit(t, tr, p.scores, combined.Settings{})
	if none.Optimism != nil || !cmp.Equal(none.Fit.Model, m.Fit.Model) {
		t.Error("the bootstrap changes the model")
	}
}

// Scores that separate the outcomes, as in-sample scores of a network may, give
// a model that says so; it has no optimism to correct.
func TestSeparatingScores(t *testing.T) {
	p := simulate(1, 60)
	for i, y := range p.outcome {
		p.scores.DL[i] = map[bool]float64{false: -5, true: 5}[y] + 0.1*p.scores.DL[i]
	}
	tr := p.training(t)
	m, c := fit(t, tr, p.scores, combined.Settings{InSample: true})
	if !m.Fit.Separated || !slices.Contains(m.Fit.SeparatedTerms, combined.DLScore) || len(m.Fit.Warnings) == 0 {
		t.Errorf("separated by %v, warnings %q", m.Fit.SeparatedTerms, m.Fit.Warnings)
	}
	encode(t, m)
	b, err := combined.Fit(tr, c, p.scores, combined.Settings{Bootstrap: 3})
	if err != nil || b.Optimism != nil || !strings.Contains(b.NoOptimism, "the outcomes are separated by") || !cmp.Equal(b.Fit.Model, m.Fit.Model) {
		t.Errorf("optimism %v, %q (%v)", b.Optimism, b.NoOptimism, err)
	}
}

// Scores must be one finite number a patient; the message says whose is not.
func TestScoresThatDoNotFit(t *testing.T) {
	p := simulate(1, 60)
	tr := p.training(t)
	m, c := fit(t, tr, p.scores, combined.Settings{})
	folds := thirds(t, p.cohort(t))
	with := func(change func(*combined.Scores)) combined.Scores {
		s := p.clone().scores
		change(&s)
		return s
	}
	for name, bad := range map[string]struct {
		scores      combined.Scores
		what, where string
	}{
		"none":         {combined.Scores{}, "0 Rad-scores and 0 DL-scores for 60 patients", ""},
		"one too few":  {with(func(s *combined.Scores) { s.Rad = s.Rad[:59] }), "59 Rad-scores and 60 DL-scores", ""},
		"one too many": {with(func(s *combined.Scores) { s.DL = append(s.DL, 0) }), "60 Rad-scores and 61 DL-scores", ""},
		"no number":    {with(func(s *combined.Scores) { s.Rad[4] = math.NaN() }), "the Rad-score is NaN", "case 5"},
		"infinite":     {with(func(s *combined.Scores) { s.DL[59] = math.Inf(-1) }), "the DL-score -Inf", "case 60"},
	} {
		for verb, call := range map[string]func() error{
			"Fit":      func() error { _, err := combined.Fit(tr, c, bad.scores, combined.Settings{}); return err },
			"Apply":    func() error { _, err := m.Apply(tr.Patients(), c, bad.scores); return err },
			"Terms":    func() error { _, err := m.Terms(tr.Patients(), c, bad.scores); return err },
			"CrossFit": func() error { _, err := combined.CrossFit(tr, folds, search("age"), bad.scores); return err },
		} {
			err := call()
			var f *fault.Error
			if !errors.Is(err, combined.ErrScores) || !errors.As(err, &f) || !strings.Contains(f.What, bad.what) || f.Where != bad.where || f.Remedy == "" {
				t.Errorf("%s, %s: %v", verb, name, err)
			}
		}
	}
}

func TestCrossFitSaysWhichFold(t *testing.T) {
	p := simulate(1, 60)
	_, err := combined.CrossFit(p.training(t), thirds(t, p.cohort(t)), search("mvi"), p.scores)
	if !errors.Is(err, cohort.ErrPostoperative) || !strings.HasPrefix(err.Error(), "fold 1: ") {
		t.Errorf("got %v", err)
	}
}

// A column that is the same for all patients fitted in one fold is no candidate
// there, and no obstacle.
func TestColumnThatIsConstantInAFold(t *testing.T) {
	p := simulate(1, 60)
	folds := thirds(t, p.cohort(t))
	for i := range p.columns { // all women are held in the second fold
		sex := "male"
		if slices.Contains(folds[1].Rows, i) && i%3 > 0 {
			sex = "female"
		}
		p.columns[i] = fmt.Sprintf("%d,%s,10", 50+i%5, sex)
	}
	c := p.cohort(t)
	z, err := combined.CrossFit(leaky.Everyone(c), thirds(t, c), search("sex", "age"), p.scores)
	if err != nil || slices.ContainsFunc(z, math.IsNaN) {
		t.Errorf("log odds %v (%v)", z, err)
	}
}
