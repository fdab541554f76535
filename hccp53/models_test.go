package hccp53_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/cohort"
)

// fit takes every step of the undamaged study. The network is trained once for
// all tests.
func fit(t testing.TB) (*hccp53.Study, *hccp53.Fitted) {
	t.Helper()
	s := openStudy(t)
	f, err := s.Fit()
	check(t, err)
	return s, f
}

func TestLooksAtValidationAreCounted(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	s := openStudy(t, "STORE", store)
	training, validation, err := s.Split()
	check(t, err)
	f, err := s.Extract()
	check(t, err)
	rad, err := s.Select(training, f)
	check(t, err)
	clin, err := s.FitClinical(training)
	check(t, err)
	looks := func() int {
		t.Helper()
		l, err := s.Looks()
		check(t, err)
		return len(l)
	}
	for _, m := range []hccp53.Model{rad, clin} {
		_, err := s.EvaluateTraining(m, training)
		check(t, err)
	}
	table1, err := s.Table1(training, validation)
	check(t, err)
	check(t, s.Save(table1))
	for _, ending := range []string{"csv", "html", "tex"} {
		b, err := os.ReadFile(filepath.Join(s.Settings().Results, "tables", table1.Name+"."+ending))
		if err != nil || !strings.Contains(string(b), "Training (n = 24)") || ending != "csv" && !strings.Contains(string(b), "Simulated patients") {
			t.Errorf("Table 1 as %s: %v\n%s", ending, err, b)
		}
	}
	if text := table1.String(); !strings.Contains(text, "\n  missing ") || !strings.Contains(text, "\nSimulated patients") {
		t.Errorf("Table 1 lacks its indents or the note on simulated patients:\n%s", text)
	}
	if looks() != 0 {
		t.Errorf("fitting, Training and Table 1 took %d looks", looks())
	}
	for i, m := range []hccp53.Model{rad, clin, rad} {
		_, err := s.Evaluate(m, validation)
		check(t, err)
		if want := min(i+1, 2); looks() != want { // the same frozen model again tells nothing new
			t.Errorf("after %d evaluations %d looks are counted", i+1, looks())
		}
	}
	// The same store with another seed: another validation set, other models.
	other := openStudy(t, "STORE", store, "seed: 20260330", "seed: 2")
	training, validation, err = other.Split()
	check(t, err)
	if clin, err = other.FitClinical(training); err != nil {
		t.Fatal(err)
	}
	_, err = other.Evaluate(clin, validation)
	check(t, err)
	if looks() != 3 {
		t.Errorf("%d looks are counted after another split", looks())
	}
}

func TestModelsAreFrozen(t *testing.T) {
	s, f := fit(t)
	for _, m := range []hccp53.Model{f.Rad, f.DL, f.Clinical, f.Combined} {
		first, err := s.Evaluate(m, f.Validation)
		check(t, err)
		again, err := s.Evaluate(m, f.Validation)
		check(t, err)
		if first.AUC != again.AUC || first.Set != "Validation" || first.AUC.Cases+first.AUC.Controls != f.Validation.Len() {
			t.Errorf("%s: %+v, then %+v", m.Name(), first.AUC, again.AUC)
		}
		e, err := s.EvaluateTraining(m, f.Training)
		check(t, err)
		if e.Apparent.Set != "Training, apparent" || e.OutOfFold.Set != "Training, out-of-fold" {
			t.Errorf("%s: sets %q and %q", m.Name(), e.Apparent.Set, e.OutOfFold.Set)
		}
	}
	// A model is judged on the training patients that it was fitted on, no others.
	other, _, err := openStudy(t, "training: 0.6", "training: 0.5").Split()
	check(t, err)
	if _, err := s.EvaluateTraining(f.Rad, other); !errors.Is(err, cohort.ErrSplit) {
		t.Errorf("training patients of another split: got %v", err)
	}
}

// newPatients writes the given cases of the cohort file as new patients, with
// changes, and returns the path.
func newPatients(t *testing.T, cases []int, change func(rows [][]string)) string {
	t.Helper()
	all := rows(t)
	chosen := all[:1]
	for _, c := range cases {
		chosen = append(slices.Clip(chosen), all[c])
	}
	dropColumn(chosen, "p53")
	if change != nil {
		change(chosen)
	}
	return writeRows(t, t.TempDir(), "new_patients.csv", chosen)
}

// near allows for rounding in a network: which patients share a batch moves the
// last digits of single precision.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Max(1, math.Abs(b)) }

func TestNewPatientGetsTheRiskOfTheValidationPatient(t *testing.T) {
	s, f := fit(t)
	p := f.Validation.Patients()
	want, err := f.Combined.LogOdds(p)
	check(t, err)
	rad, err := f.Rad.LogOdds(p)
	check(t, err)
	dl, err := f.DL.LogOdds(p)
	check(t, err)
	got, err := s.Predict(f.Training, f.Combined, newPatients(t, p.Cases(), nil))
	check(t, err)
	if len(got) != p.Len() {
		t.Fatalf("%d predictions for %d patients", len(got), p.Len())
	}
	byLine := map[int]hccp53.Prediction{}
	for _, g := range got {
		byLine[g.Line] = g
	}
	for i := range want {
		g := byLine[i+2]
		if g.RadScore != rad[i] || !near(g.DLScore, dl[i]) || !near(g.Risk, 1/(1+math.Exp(-want[i]))) {
			t.Errorf("case %d: predicted %v, evaluated on Rad-score %v, DL-score %v, log odds %v", p.Case(i), g, rad[i], dl[i], want[i])
		}
		if f.Combined.Cutoff != nil && *g.Positive != (g.Risk >= *f.Combined.Cutoff) {
			t.Errorf("case %d: risk %v, cut-off %v, positive %v", p.Case(i), g.Risk, *f.Combined.Cutoff, *g.Positive)
		}
	}
	// One patient alone gets the same as among others.
	alone, err := s.Predict(f.Training, f.Combined, newPatients(t, p.Cases()[:1], nil))
	check(t, err)
	if !near(alone[0].Risk, byLine[2].Risk) {
		t.Errorf("alone the risk is %v, among others %v", alone[0].Risk, byLine[2].Risk)
	}
}

func TestNewPatientOutsideTheRangeOfTraining(t *testing.T) {
	s, f := fit(t)
	cases := f.Validation.Patients().Cases()[:3]
	got, err := s.Predict(f.Training, f.Combined, newPatients(t, cases, func(rows [][]string) {
		*cell(t, rows, 2, "afp") = "900000"
		*cell(t, rows, 3, "afp") = ""
		*cell(t, rows, 4, "afp") = "100"
	}))
	check(t, err)
	warnings := map[int]string{}
	for _, g := range got {
		warnings[g.Line] = strings.Join(g.Warnings, "; ")
	}
	for line, says := range map[int]string{2: "AFP (log10 ng/mL) is 5.95; the training patients had", 3: "AFP (log10 ng/mL) is missing; filled in"} {
		if !strings.Contains(warnings[line], says) {
			t.Errorf("line %d: the warnings are %q", line, warnings[line])
		}
	}
	if strings.Contains(warnings[4], "AFP") {
		t.Errorf("line 4: the warnings are %q", warnings[4])
	}
}

func TestNewPatientThatCannotBeUsed(t *testing.T) {
	s, f := fit(t)
	cases := f.Validation.Patients().Cases()[:3]
	for _, c := range []struct {
		name   string
		change func(rows [][]string)
		says   []string
	}{
		{"VOI missing", func(r [][]string) { *cell(t, r, 3, "voi") = "nowhere.nii.gz" }, []string{"new_patients.csv, line 3", `column "voi"`, "nowhere.nii.gz"}},
		{"two VOIs missing: the first is named", func(r [][]string) {
			*cell(t, r, 3, "voi"), *cell(t, r, 4, "voi") = "first.nii.gz", "second.nii.gz"
		}, []string{"new_patients.csv, line 3", "first.nii.gz"}},
		{"text in a number", func(r [][]string) { *cell(t, r, 4, "afp") = "high" }, []string{`new_patients.csv, line 4, column "afp"`, `"high"`}},
		{"column of the model missing", func(r [][]string) { dropColumn(r, "afp") }, []string{"new_patients.csv", `column "afp" is not in`}},
		{"nobody", func(r [][]string) {
			for i := range r[1:] {
				clear(r[i+1])
			}
		}, []string{"new_patients.csv, line 2", "empty"}},
	} {
		_, err := s.Predict(f.Training, f.Combined, newPatients(t, cases, c.change))
		for _, words := range c.says {
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: the message does not say %q: %v", c.name, words, err)
			}
		}
	}
	if _, err := s.Predict(f.Training, f.Combined, filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
}

func TestCandidateThatSeparatesTheOutcomes(t *testing.T) {
	all := rows(t)
	for line := 2; line <= len(all); line++ {
		*cell(t, all, line, "capsule") = map[string]string{"negative": "absent", "positive": "present"}[*cell(t, all, line, "p53")]
	}
	s, err := hccp53.Open(writeStudy(t, all, "candidates: [plt", "candidates: [capsule, plt"))
	check(t, err)
	training, _, err := s.Split()
	check(t, err)
	m, err := s.FitClinical(training)
	check(t, err)
	if m.Boot != nil { // there is no optimism to estimate, and the model says why
		t.Errorf("the optimism is %+v", m.Boot)
	}
	table, err := s.CoefficientTable(m)
	check(t, err)
	if !strings.Contains(strings.Join(table.Notes, " "), "separate") {
		t.Errorf("the table does not say that the outcomes are separated: %q", table.Notes)
	}
}
