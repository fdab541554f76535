package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tenPatients is a table small enough to check by hand.
const tenPatients = "y,x,g\n0,1.0,a\n0,2.0,b\n1,2.5,a\n0,3.0,a\n1,3.5,b\n0,4.0,a\n1,4.5,b\n1,5.0,a\n0,5.5,b\n1,6.0,b\n"

func ten(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "ten.csv"), []byte(tenPatients), 0o644))
	return dir
}

// A model that is saved, read again and applied gives the risks of the fit, and
// the same AUC as roc finds; the nomogram reads the same risk.
func TestStatsModelComesBack(t *testing.T) {
	dir := ten(t)
	must(t, dir, "stats", "logistic", "ten.csv", "--outcome", "y", "--terms", "x,g", "--out", "out", "-q")
	fit, _ := answered(t, dir, "logistic", "ten.csv", "--outcome", "y", "--terms", "x,g")
	var b []float64
	for i := range 3 {
		b = append(b, numberAt(t, fit, "result", "fit", "Coefficients", i, "Estimate"))
	}
	predicted, _ := answered(t, dir, "predict", "ten.csv", "--model", "out/model.json")
	sum := 0.0
	for i, line := range strings.Split(strings.TrimSpace(tenPatients), "\n")[1:] {
		var y, x float64
		var g string
		_, err := fmt.Sscanf(strings.ReplaceAll(line, ",", " "), "%g %g %s", &y, &x, &g)
		check(t, err)
		z := b[0] + b[1]*x
		if g == "b" {
			z += b[2]
		}
		got, want := numberAt(t, predicted, "result", i, "risk"), 1/(1+math.Exp(-z))
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("row %d has risk %v, not %v", i+1, got, want)
		}
		sum += got - y
		read, _ := answered(t, dir, "nomogram", "ten.csv", "--model", "out/model.json", "--patient", fmt.Sprint(i+1))
		if r := numberAt(t, read, "result", "patient", "risk"); math.Abs(r-want) > 1e-12 {
			t.Errorf("row %d is read off the nomogram as %v, not %v", i+1, r, want)
		}
	}
	if math.Abs(sum) > 1e-9 {
		t.Errorf("the risks add up to %v more than the cases", sum)
	}
	roc, _ := answered(t, dir, "roc", "ten.csv", "--model", "out/model.json")
	if a, b := numberAt(t, roc, "result", "scores", 0, "auc", "AUC"), numberAt(t, fit, "result", "performance", 0, "auc", "AUC"); a != b {
		t.Errorf("AUC %v by roc, %v by logistic", a, b)
	}
	calibrated, _ := answered(t, dir, "calibrate", "ten.csv", "--model", "out/model.json")
	if v := numberAt(t, calibrated, "result", "calibration", 0, "calibration", "Slope", "Value"); math.Abs(v-1) > 1e-9 {
		t.Errorf("the slope on the patients of the fit is %v", v)
	}
	if !at(t, calibrated, "result", "calibration", 0, "apparent").(bool) {
		t.Error("the calibration on the patients of the fit is not called apparent")
	}
}

// A model of another table is not apparent, an unknown level and a missing cell
// give no risk, a value outside the range is a warning.
func TestStatsModelInNewPatients(t *testing.T) {
	dir := ten(t)
	must(t, dir, "stats", "logistic", "ten.csv", "--outcome", "y", "--terms", "x,g", "--out", "out", "-q")
	check(t, os.WriteFile(filepath.Join(dir, "new.csv"), []byte("code,g,x,y\nA,a,2,0\nB,c,2,1\nC,a,,0\nD,b,9,1\nE,a,3,1\nF,b,4,0\n"), 0o644))
	predicted, messages := answered(t, dir, "predict", "new.csv", "--model", "out/model.json", "--id", "code")
	var answer struct {
		Result []struct {
			ID   string
			Risk *float64
		}
	}
	check(t, json.Unmarshal([]byte(encoded(t, predicted)), &answer))
	for i, has := range []bool{true, false, false, true, true, true} {
		if (answer.Result[i].Risk != nil) != has || answer.Result[i].ID != string(rune('A'+i)) {
			t.Errorf("row %d: %+v", i+1, answer.Result[i])
		}
	}
	for _, words := range []string{`no training row has the level "c" of g`, "a value is missing", "x outside 1 to 6"} {
		if !strings.Contains(messages, words) || !strings.Contains(encoded(t, predicted["warnings"]), strings.ReplaceAll(words, `"`, `\"`)) {
			t.Errorf("%q is not in the warnings: %s", words, messages)
		}
	}
	roc, messages := answered(t, dir, "roc", "new.csv", "--model", "out/model.json")
	if at(t, roc, "result", "scores", 0, "apparent").(bool) || strings.Contains(messages, "took no part in the fit") {
		t.Errorf("new patients are taken for those of the fit: %s", messages)
	}
	if _, messages, status := run(t, dir, "stats", "predict", "ten.csv", "--model", "out/forest.svg"); status != 1 || !strings.Contains(messages, "no model") {
		t.Errorf("a figure is taken for a model: %s", messages)
	}
}

// What a model was not fitted on is not in its apparent performance, and the
// verbs agree on it.
func TestStatsApparentIsOfTheRowsFitted(t *testing.T) {
	dir := statsFolder(t, nil)
	fit, _ := answered(t, dir, append(stepwiseArgs, "--bootstrap", "0", "--out", "out")...)
	if fitted, judged := numberAt(t, fit, "result", "search", "N"), numberAt(t, fit, "result", "performance", 0, "n"); fitted != judged || fitted >= 120 {
		t.Errorf("%v rows fitted, %v judged", fitted, judged)
	}
	roc, _ := answered(t, dir, "roc", "patients.csv", "--model", "out/model.json")
	if a, b := numberAt(t, roc, "result", "scores", 0, "auc", "AUC"), numberAt(t, fit, "result", "performance", 0, "auc", "AUC"); a != b || at(t, roc, "result", "scores", 0, "set") != "TC" {
		t.Errorf("AUC %v by roc, %v by stepwise", a, b)
	}
	// The bootstrap that calibrate repeats is the one of stepwise.
	args := append(stepwiseArgs, "--out", "again")
	again, _ := answered(t, dir, args...)
	calibrated, _ := answered(t, dir, "calibrate", "patients.csv", "--model", "again/model.json", "--bootstrap", "20")
	if a, b := numberAt(t, again, "result", "optimism", "Slope", "Corrected"), numberAt(t, calibrated, "result", "optimism", "stepwise", "Slope", "Corrected"); a != b {
		t.Errorf("corrected slope %v by stepwise, %v by calibrate", a, b)
	}
	lasso, _ := answered(t, dir, "lasso", "patients.csv", "--outcome", "died", "--set", "cohort", "--exclude", "score,risk,fold", "--measure", "auc", "--folds", "5", "--seed", "3", "--bootstrap", "8", "--out", "lasso")
	calibrated, _ = answered(t, dir, "calibrate", "patients.csv", "--model", "lasso/model.json", "--bootstrap", "8", "--seed", "3")
	if a, b := numberAt(t, lasso, "result", "optimism", "AUC", "Corrected"), numberAt(t, calibrated, "result", "optimism", "lasso", "AUC", "Corrected"); a != b {
		t.Errorf("corrected AUC %v by lasso, %v by calibrate", a, b)
	}
	frequency := at(t, again, "result", "selection_frequency", "Terms").([]any)
	if len(frequency) != len(at(t, again, "settings", "candidates").([]any)) {
		t.Errorf("%d frequencies", len(frequency))
	}
}

// Separation is said, and Firth's estimate is finite.
func TestStatsSeparation(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("y,x,z\n")
	for i := range 20 {
		fmt.Fprintf(&b, "%d,%d,%d\n", i/10, i, i*7%5)
	}
	check(t, os.WriteFile(filepath.Join(dir, "s.csv"), []byte(b.String()), 0o644))
	answer, messages := answered(t, dir, "logistic", "s.csv", "--outcome", "y", "--terms", "x,z")
	if !strings.Contains(messages, "separated by x") || !at(t, answer, "result", "fit", "Separated").(bool) {
		t.Errorf("separation is not said: %s", messages)
	}
	out := must(t, dir, "stats", "logistic", "s.csv", "--outcome", "y", "--terms", "x,z", "-q")
	if !strings.Contains(out, "not estimable (separation)") {
		t.Errorf("an odds ratio of separated outcomes is printed: %s", out)
	}
	firth, _ := answered(t, dir, "logistic", "s.csv", "--outcome", "y", "--terms", "x,z", "--firth")
	if v := numberAt(t, firth, "result", "fit", "Coefficients", 1, "Estimate"); !(v > 0 && v < 5) {
		t.Errorf("Firth's estimate is %v", v)
	}
}

// A marker that decides the outcome adds much, in the rows of the fit and in
// others, and the signs are those of a gain.
func TestStatsAddedValue(t *testing.T) {
	dir := statsFolder(t, func(rows [][]string) [][]string {
		rows[0] = append(rows[0], "marker")
		for i, row := range rows[1:] {
			v := float64(i*7%10) / 10
			if row[2] == "yes" {
				v += .6
			}
			rows[i+1] = append(row, fmt.Sprintf("%.2f", v))
		}
		return rows
	})
	answer, _ := answered(t, dir, "added", "patients.csv", "--outcome", "died", "--set", "cohort", "--terms", "noise", "--add", "marker")
	if p := numberAt(t, answer, "result", "training", "LikelihoodRatio", "P"); p > 1e-6 {
		t.Errorf("p = %v for a marker that decides", p)
	}
	comparison := at(t, answer, "result", "validation", 0, "comparison")
	if d, i := numberAt(t, comparison, "AUC", "Difference"), numberAt(t, comparison, "IDI", "IDI", "Value"); d < .1 || i < .05 {
		t.Errorf("change of AUC %v, IDI %v", d, i)
	}
	content := must(t, dir, "stats", "added", "patients.csv", "--outcome", "died", "--set", "cohort", "--terms", "noise", "--add", "marker", "-q")
	for line := range strings.Lines(content) {
		if f := strings.Fields(line); strings.HasPrefix(line, "AUC (DeLong)") && !(f[2] < f[3]) {
			t.Errorf("the larger model seems worse: %s", line)
		}
	}
}

// Readers who agree but for a shift agree in ICC(3,1) and not in ICC(2,1).
func TestStatsICC(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("patient,reader,same,shifted,noise,word\n")
	for i := range 12 {
		for r := range 2 {
			fmt.Fprintf(&b, "P%d,%d,%d,%d,%d,w\n", i, r, i, i+20*r, (i*5+r*7)%11)
		}
	}
	check(t, os.WriteFile(filepath.Join(dir, "r.csv"), []byte(b.String()), 0o644))
	answer, _ := answered(t, dir, "icc", "r.csv", "--subject", "patient", "--rater", "reader", "--out", "out")
	if v := numberAt(t, answer, "result", 0, "icc", "ICC21"); math.Abs(v-1) > 1e-12 || !at(t, answer, "result", 0, "robust").(bool) {
		t.Errorf("ICC(2,1) of the same values is %v", v)
	}
	if a, c := numberAt(t, answer, "result", 1, "icc", "ICC21"), numberAt(t, answer, "result", 1, "icc", "ICC31"); a > .2 || math.Abs(c-1) > 1e-12 {
		t.Errorf("agreement %v, consistency %v of shifted values", a, c)
	}
	check(t, os.WriteFile(filepath.Join(dir, "twice.csv"), []byte(b.String()+"P3,1,1,1,1,w\n"), 0o644))
	if _, messages, status := run(t, dir, "stats", "icc", "twice.csv", "--subject", "patient", "--rater", "reader"); status != 1 || !strings.Contains(messages, "rows 8 and 25 are the same subject and reader") {
		t.Errorf("status %d: %s", status, messages)
	}
}

// pmsampsize's published example: 24 parameters, Cox & Snell 0.288, prevalence
// 0.174 needs 662 patients.
func TestStatsSampleSize(t *testing.T) {
	dir := t.TempDir()
	answer, _ := answered(t, dir, "samplesize", "--parameters", "24", "--cox-snell", ".288", "--prevalence", ".174")
	if n := numberAt(t, answer, "sample_size", "N"); n != 662 {
		t.Errorf("%v patients, not 662", n)
	}
	wide, _ := answered(t, dir, "samplesize", "--auc", ".8", "--n", "100", "--prevalence", ".5")
	narrow, _ := answered(t, dir, "samplesize", "--auc", ".8", "--n", "400", "--prevalence", ".5")
	if r := numberAt(t, wide, "expected_auc", "Width") / numberAt(t, narrow, "expected_auc", "Width"); r < 1.9 || r > 2.1 {
		t.Errorf("four times the patients make the interval %v times shorter", r)
	}
	for _, args := range [][]string{{}, {"--parameters", "3"}, {"--parameters", "3", "--prevalence", ".3"}, {"--auc", "1.2", "--n", "9", "--prevalence", ".3"}, {"--parameters", "3", "--prevalence", ".3", "--nagelkerke", "2"}} {
		if out, messages, status := run(t, dir, append([]string{"stats", "samplesize"}, args...)...); status != 1 || out != "" || strings.Count(messages, "\n") != 1 {
			t.Errorf("samplesize %v: status %d, %s%s", args, status, out, messages)
		}
	}
}
