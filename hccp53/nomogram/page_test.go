package nomogram_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

var look = flag.String("look", "", "also save the page of the tests in this folder")

// study makes 224 patients with the columns of a paper, an outcome that depends
// on them, and the fit.
func study() (*regression.Fit, []regression.Term) {
	rng := rand.New(rand.NewPCG(11, 12))
	const n = 224
	var afp, age, rad, dl, capsule []float64
	var stage, grade []string
	var outcome []bool
	stages := []string{"0", "A", "B", "C"}
	grades := []string{"I", "II", "III", "IV", "not graded", "mixed", "not known"}
	for range n {
		afp, age = append(afp, 2+1.1*rng.NormFloat64()), append(age, math.Round(58+11*rng.NormFloat64()))
		rad, dl = append(rad, rng.NormFloat64()), append(dl, rng.NormFloat64())
		capsule = append(capsule, float64(rng.IntN(2)))
		stage, grade = append(stage, stages[rng.IntN(4)]), append(grade, grades[rng.IntN(7)])
		i := len(afp) - 1
		z := .8*(afp[i]-2) - .0025*(age[i]-58)*(age[i]-58) + .7*rad[i] + .9*dl[i] - .6*capsule[i] + .2
		if stage[i] == "B" {
			z += .8
		}
		outcome = append(outcome, rng.Float64() < 1/(1+math.Exp(-z)))
	}
	knots, err := regression.Knots(age, 4)
	if err != nil {
		panic(err)
	}
	terms := []regression.Term{
		regression.Numeric("afp", afp), regression.Spline("age", age, knots), regression.Factor("stage", stages, stage), regression.Numeric("capsule", capsule),
		regression.Factor("grade", grades, grade), regression.Numeric("rad_score", rad), regression.Numeric("dl_score", dl),
	}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		panic(err)
	}
	return fit, terms
}

func studyLabel(term string) string {
	return map[string]string{
		"afp": "AFP (log10 ng/mL)", "age": "Age (years)", "stage": "BCLC stage", "capsule": "Enhancing capsule (1 = yes)", "grade": "Edmondson grade",
		"rad_score": "Rad-score (SD)", "dl_score": "DL-score (SD)",
	}[term]
}

var studyPage = nomogram.PageOptions{
	Title: "P53-mutated hepatocellular carcinoma: combined model", Outcome: "P53 mutation", Simulated: true,
	AUC:   []nomogram.PageAUC{{Set: "Training, out-of-fold", AUC: .838, CI: [2]float64{.786, .891}}, {Set: "Validation", AUC: .702, CI: [2]float64{.598, .807}}},
	Notes: []string{"The terms were chosen by a stepwise search; intervals are not adjusted for selection."},
	Terms: map[string]nomogram.PageTerm{"afp": {Label: "AFP (ng/mL)", Log10: true}, "not in the model": {Log10: true}},
}

// made returns the nomogram of the study and its page.
func made(t *testing.T, o nomogram.PageOptions) (*nomogram.Nomogram, []regression.Term, []byte) {
	t.Helper()
	fit, terms := study()
	n, err := nomogram.New(fit, terms, studyLabel)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := n.Page(&page, o); err != nil {
		t.Fatal(err)
	}
	if *look != "" && o.Title != "" {
		if err := os.WriteFile(filepath.Join(*look, strings.ReplaceAll(t.Name(), "/", "_")+".html"), page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return n, terms, page.Bytes()
}

func ExampleNomogram_Page() {
	fit, terms := study()
	n, err := nomogram.New(fit, terms, studyLabel)
	if err != nil {
		fmt.Println(err)
		return
	}
	var page bytes.Buffer
	err = n.Page(&page, nomogram.PageOptions{Outcome: "P53 mutation", Simulated: true})
	fmt.Println(err, strings.Contains(page.String(), "Research use only."), strings.Contains(page.String(), "Simulated data:"))
	// Output: <nil> true true
}

// TestPageIsWhole: all that must always be there is, nothing is loaded from
// anywhere, and the bytes are the same every time.
func TestPageIsWhole(t *testing.T) {
	_, _, page := made(t, studyPage)
	for _, want := range []string{
		"<title>P53-mutated hepatocellular carcinoma: combined model</title>", "Research use only.", "Simulated data:", "default-src &#39;none&#39;|default-src 'none'",
		"Validation: AUC 0.702 (95 % CI 0.598 to 0.807).", "not adjusted for selection", "fitted on 224 patients", "Table of points", `aria-live="polite"`, "Risk of P53 mutation",
	} {
		if !regexp.MustCompile(want).Match(page) && !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, foreign := range []string{`src=`, `href=`, `@import`, `url\(`, `fetch\(`, `XMLHttp`, `import\(`, `https?://`, `//[a-z]+\.[a-z]`, `localStorage`, `document\.cookie`, `eval\(`} {
		for _, found := range regexp.MustCompile(foreign).FindAll(bytes.ReplaceAll(page, []byte("http://www.w3.org/2000/svg"), nil), 3) {
			t.Errorf("the page has %q", found)
		}
	}
	if _, _, again := made(t, studyPage); !bytes.Equal(page, again) {
		t.Error("two pages of one nomogram differ")
	}
	_, _, plain := made(t, nomogram.PageOptions{})
	if bytes.Contains(plain, []byte("Simulated data")) || !bytes.Contains(plain, []byte("Research use only.")) || !bytes.Contains(plain, []byte("Risk of the outcome")) {
		t.Error("the page of the zero options is not that of real patients")
	}
}

// hostile makes the page of a model whose names, which come from files of
// others, try to become part of the page.
func hostile(t *testing.T) []byte {
	t.Helper()
	const bad = `</script><script>window.hostile=1</script><img src=x onerror=hostile()>"'` + "`${1}`"
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	levels := []string{"a</option></select><script>window.hostile=1</script>", `"><b>`}
	var label []string
	constant := make([]float64, len(x))
	for i := range x {
		label = append(label, levels[i%2])
	}
	m := regression.Model{Terms: []regression.ModelTerm{
		{Name: bad, Coefficients: []float64{.3}, Min: 1, Max: 12}, {Name: "f", Levels: levels, Coefficients: []float64{0, 1}}, {Name: "constant", Coefficients: []float64{0}},
	}}
	terms := []regression.Term{regression.Numeric(bad, x), regression.Factor("f", levels, label), regression.Numeric("constant", constant)}
	n, err := nomogram.New(&regression.Fit{Model: m, Warnings: []string{bad}}, terms, nil)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := n.Page(&page, nomogram.PageOptions{Title: bad, Outcome: bad, Notes: []string{bad}, AUC: []nomogram.PageAUC{{Set: bad, AUC: .7}}}); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

func TestPageHoldsHostileNames(t *testing.T) {
	page := hostile(t)
	if got := bytes.Count(page, []byte("<script")); got != 2 {
		t.Errorf("%d scripts, want the model and our own", got)
	}
	for _, tag := range []string{"<img", "<b>"} {
		if bytes.Contains(page, []byte(tag)) {
			t.Errorf("the page has the tag %s", tag)
		}
	}
}

func TestPageErrors(t *testing.T) {
	fit, terms := study()
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]nomogram.PageOptions{
		"AUC above 1":     {AUC: []nomogram.PageAUC{{AUC: 1.2}}},
		"AUC not known":   {AUC: []nomogram.PageAUC{{AUC: math.NaN()}}},
		"log of a factor": {Terms: map[string]nomogram.PageTerm{"stage": {Log10: true}}},
		"negative step":   {Terms: map[string]nomogram.PageTerm{"age": {Step: -1}}},
		"step of NaN":     {Terms: map[string]nomogram.PageTerm{"age": {Step: math.NaN()}}},
	} {
		if err := n.Page(&bytes.Buffer{}, o); !errors.Is(err, nomogram.ErrPage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&nomogram.Nomogram{}).Page(&bytes.Buffer{}, nomogram.PageOptions{}); !errors.Is(err, nomogram.ErrPage) {
		t.Errorf("no axes: %v", err)
	}
	if err := n.Page(full{}, nomogram.PageOptions{}); !errors.Is(err, errFull) {
		t.Errorf("a disk that is full: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
