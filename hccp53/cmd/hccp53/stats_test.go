package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/provenance"
)

// patientsCSV makes a table of patients: outcome died, sets TC and VC, numbers,
// factors, codes, a constant, and some cells missing.
func patientsCSV(n int) [][]string {
	rows := [][]string{{"code", "cohort", "died", "age", "stage", "sex", "afp", "size", "noise", "same", "score", "risk", "fold"}}
	random := provenance.Rand(7, "stats test")
	for i := range n {
		set := "TC"
		if i%3 == 2 {
			set = "VC"
		}
		age, afp, size := 45+random.NormFloat64()*10, math.Exp(3+random.NormFloat64()*2), 2+3*random.Float64()
		stage := []string{"I", "II", "III"}[random.IntN(3)]
		logit := -.4 + .04*(age-45) + .35*(math.Log10(afp)-1.3) + .4*(size-3.5)
		if stage == "III" {
			logit += 1
		}
		p := 1 / (1 + math.Exp(-logit))
		died := "no"
		if random.Float64() < p {
			died = "yes"
		}
		cells := []string{fmt.Sprintf("P%03d", i), set, died, fmt.Sprintf("%.1f", age), stage, []string{"f", "m"}[random.IntN(2)],
			fmt.Sprintf("%.2f", afp), fmt.Sprintf("%.2f", size), fmt.Sprintf("%.3f", random.NormFloat64()), "7",
			fmt.Sprintf("%.3f", logit+random.NormFloat64()), fmt.Sprintf("%.3f", p), fmt.Sprint(i%5 + 1)}
		if i%17 == 4 {
			cells[6] = "NA"
		}
		if i%41 == 9 {
			cells[5] = ""
		}
		rows = append(rows, cells)
	}
	return rows
}

// statsFolder returns a folder with the table as patients.csv, after changes.
func statsFolder(t *testing.T, change func(rows [][]string) [][]string) string {
	t.Helper()
	rows := patientsCSV(180)
	if change != nil {
		rows = change(rows)
	}
	var b bytes.Buffer
	check(t, csv.NewWriter(&b).WriteAll(rows))
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "patients.csv"), b.Bytes(), 0o644))
	return dir
}

// answered runs a verb with --json and reads its answer.
func answered(t *testing.T, dir string, args ...string) (answer map[string]any, messages string) {
	t.Helper()
	out, messages, status := run(t, dir, append([]string{"stats", "--json"}, args...)...)
	if status != 0 {
		t.Fatalf("stats %v ended with %d: %s", args, status, messages)
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("stats %v: %v", args, err)
	}
	return answer, messages
}

// at walks into JSON by keys and places.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[step] == nil {
				t.Fatalf("there is no %v of %v in %v", step, path, v)
			}
			v = m[step]
		case int:
			l, ok := v.([]any)
			if !ok || step >= len(l) {
				t.Fatalf("there is no place %d of %v in %v", step, path, v)
			}
			v = l[step]
		}
	}
	return v
}

func numberAt(t *testing.T, v any, path ...any) float64 {
	t.Helper()
	x, ok := at(t, v, path...).(float64)
	if !ok {
		t.Fatalf("%v is no number", path)
	}
	return x
}

var stepwiseArgs = []string{"stepwise", "patients.csv", "--outcome", "died", "--set", "cohort", "--log10", "afp", "--exclude", "score,risk,fold", "--bootstrap", "20"}

// Every verb writes what it promises, the JSON it prints is the one it writes,
// and nothing in any file is NaN.
func TestStatsVerbsWriteTheirFiles(t *testing.T) {
	dir := statsFolder(t, nil)
	for _, c := range []struct {
		args  []string
		files string
	}{
		{[]string{"table1", "patients.csv", "--group", "cohort", "--median", "afp"}, "table1.csv table1.html table1.json table1.tex"},
		{[]string{"logistic", "patients.csv", "--outcome", "died", "--terms", "rcs(age,3),log10(afp),stage", "--profile"}, "forest.pdf forest.png forest.svg logistic-performance.csv logistic.csv logistic.json model.json"},
		{append(stepwiseArgs[:len(stepwiseArgs):len(stepwiseArgs)], "--force"), "forest.pdf forest.png forest.svg model.json stepwise-frequency.csv stepwise-frequency.pdf stepwise-frequency.png stepwise-frequency.svg stepwise-path.csv stepwise-performance.csv stepwise.csv stepwise.json"},
		{[]string{"lasso", "patients.csv", "--outcome", "died", "--set", "cohort", "--exclude", "risk", "--fold-column", "fold", "--bootstrap", "5", "--out", "lasso"}, "lasso-frequency.csv lasso-frequency.pdf lasso-frequency.png lasso-frequency.svg lasso-path.csv lasso-performance.csv lasso.csv lasso.json lasso.pdf lasso.png lasso.svg model.json"},
		{[]string{"roc", "patients.csv", "--model", "out/model.json", "--score", "risk,score"}, "roc-curves.csv roc.csv roc.json roc.pdf roc.png roc.svg"},
		{[]string{"compare", "patients.csv", "--model", "out/model.json", "--score", "risk,score"}, "compare.csv compare.json compare.pdf compare.png compare.svg"},
		{[]string{"calibrate", "patients.csv", "--model", "out/model.json", "--bootstrap", "10"}, "calibrate-corrected.csv calibrate-curve.csv calibrate.csv calibrate.json calibration.pdf calibration.png calibration.svg"},
		{[]string{"dca", "patients.csv", "--model", "out/model.json", "--score", "risk", "--thresholds", ".1:.6"}, "dca.csv dca.json dca.pdf dca.png dca.svg"},
		{[]string{"nomogram", "patients.csv", "--model", "out/model.json", "--patient", "3"}, "nomogram.csv nomogram.html nomogram.json nomogram.pdf nomogram.png nomogram.svg"},
		{[]string{"added", "patients.csv", "--outcome", "died", "--terms", "age", "--add", "log10(afp),stage", "--set", "cohort", "--missing", "fill"}, "added.csv added.json"},
		{[]string{"predict", "patients.csv", "--model", "lasso/model.json", "--id", "code"}, "predict.csv predict.json"},
	} {
		folder := "out"
		args := append([]string{"stats", "--json"}, c.args...)
		if i := indexOf(args, "--out"); i >= 0 {
			folder = args[i+1]
		} else {
			args = append(args, "--out", "out")
		}
		out, messages, status := run(t, dir, args...)
		if status != 0 {
			t.Fatalf("%v ended with %d: %s", c.args, status, messages)
		}
		for _, name := range strings.Fields(c.files) {
			content, err := os.ReadFile(filepath.Join(dir, folder, name))
			check(t, err)
			ext := filepath.Ext(name)
			if len(content) < 20 || (ext == ".csv" || ext == ".json") && (strings.Contains(string(content), "NaN") || strings.Contains(string(content), "P003") && c.args[0] != "predict") {
				t.Errorf("%v: %s is too short, or holds NaN or a code:\n%.400s", c.args, name, content)
			}
			if ext == ".json" && !json.Valid(content) {
				t.Errorf("%v: %s is no JSON", c.args, name)
			}
			if name == c.args[0]+".json" && string(content) != out {
				t.Errorf("%v: %s is not what was printed", c.args, name)
			}
		}
		var answer struct{ Files []string }
		check(t, json.Unmarshal([]byte(out), &answer))
		if strings.Join(answer.Files, " ") != c.files {
			t.Errorf("%v wrote %v", c.args, answer.Files)
		}
	}
}

func indexOf(all []string, v string) int {
	for i, s := range all {
		if s == v {
			return i
		}
	}
	return -1
}

// The same table with semicolons, decimal commas and a byte order mark gives the
// same numbers, and so do rows in another order.
func TestStatsReadsWhatSpreadsheetsWrite(t *testing.T) {
	dir := statsFolder(t, nil)
	content, err := os.ReadFile(filepath.Join(dir, "patients.csv"))
	check(t, err)
	text := strings.ReplaceAll(strings.ReplaceAll(string(content), ",", ";"), ".", ",")
	check(t, os.WriteFile(filepath.Join(dir, "german.csv"), []byte("\ufeff"+strings.ReplaceAll(text, "\n", "\r\n")), 0o644))
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	for i, j := 1, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	check(t, os.WriteFile(filepath.Join(dir, "turned.csv"), []byte(strings.Join(lines, "\n")), 0o644))
	args := []string{"--outcome", "died", "--terms", "age,log10(afp),stage,sex", "--set", "cohort"}
	want, _ := answered(t, dir, append([]string{"logistic", "patients.csv"}, args...)...)
	for _, name := range []string{"german.csv", "turned.csv"} {
		got, _ := answered(t, dir, append([]string{"logistic", name}, args...)...)
		for i := range at(t, want, "result", "fit", "Coefficients").([]any) {
			a, b := numberAt(t, want, "result", "fit", "Coefficients", i, "Estimate"), numberAt(t, got, "result", "fit", "Coefficients", i, "Estimate")
			if math.Abs(a-b) > 1e-9*math.Max(1, math.Abs(a)) {
				t.Errorf("%s: coefficient %d is %v, not %v", name, i, b, a)
			}
		}
		if a, b := numberAt(t, want, "result", "performance", 1, "auc", "AUC"), numberAt(t, got, "result", "performance", 1, "auc", "AUC"); math.Abs(a-b) > 1e-12 {
			t.Errorf("%s: AUC %v, not %v", name, b, a)
		}
	}
}

// Nothing is learnt from validation rows: not a coefficient, a level, a median, a
// knot, a fold or a cut-off.
func TestStatsLearnNothingFromValidation(t *testing.T) {
	spoil := func(rows [][]string) [][]string {
		for _, row := range rows[1:] {
			if row[1] == "VC" {
				row[3], row[4], row[6], row[7], row[11] = "90", "0", "99999", "9", ".9"
				if row[2] = "yes"; row[0][3] == '5' {
					row[2] = "no"
				}
			}
		}
		return rows
	}
	clean, spoilt := statsFolder(t, nil), statsFolder(t, spoil)
	for _, c := range []struct {
		args []string
		key  []any
	}{
		{[]string{"logistic", "--outcome", "died", "--set", "cohort", "--terms", "rcs(age,4),stage,size,log10(afp)", "--missing", "fill"}, []any{"result", "fit"}},
		{[]string{"stepwise", "--outcome", "died", "--set", "cohort", "--missing", "fill", "--exclude", "score,risk,fold", "--bootstrap", "5"}, []any{"result", "search"}},
		{[]string{"stepwise", "--outcome", "died", "--set", "cohort", "--missing", "fill", "--exclude", "score,risk,fold", "--bootstrap", "5"}, []any{"result", "optimism"}},
		{[]string{"lasso", "--outcome", "died", "--set", "cohort", "--missing", "fill", "--exclude", "fold"}, []any{"result", "model"}},
		{[]string{"roc", "--outcome", "died", "--set", "cohort", "--score", "risk"}, []any{"result", "scores", 0}},
	} {
		a, _ := answered(t, clean, append([]string{c.args[0], "patients.csv"}, c.args[1:]...)...)
		b, _ := answered(t, spoilt, append([]string{c.args[0], "patients.csv"}, c.args[1:]...)...)
		want, got := encoded(t, at(t, a, c.key...)), encoded(t, at(t, b, c.key...))
		if want != got {
			t.Errorf("%v: what was learnt depends on validation rows", c.args)
		}
		if c.args[0] == "roc" && numberAt(t, a, "result", "scores", 1, "cutoff", "Threshold") != numberAt(t, b, "result", "scores", 1, "cutoff", "Threshold") {
			t.Error("the cut-off depends on validation rows")
		}
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	check(t, err)
	return string(b)
}
