package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/figure"
)

// What cannot be done is said in one line that names file, place, value and
// remedy, before anything is written.
func TestStatsRefuse(t *testing.T) {
	dir := statsFolder(t, func(rows [][]string) [][]string {
		rows[0] = append(rows[0], "empty", "text", "negative")
		for i, row := range rows[1:] {
			rows[i+1] = append(row, "", "1.5", "-1")
		}
		rows[5][14] = "n/a"
		return rows
	})
	write := func(name, content string) { check(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644)) }
	write("empty.csv", "a,b\n")
	write("ragged.csv", "a,b\n1\n")
	write("oneclass.csv", "y,x\n1,2\n1,3\n1,4\n")
	write("few.csv", "y,x,z\n1,1,2\n0,2,1\n1,3,6\n0,4,8\n1,2,5\n")
	write("half.csv", "s,y,x\nTC,1,1\nTC,0,2\nTC,1,3\nTC,0,1\nVC,1,1\nVC,1,3\n")
	write("model.json", `{"format": "other"}`)
	write("schema.json", `{`)
	died := func(args ...string) []string { return append(args, "patients.csv", "--outcome", "died") }
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"logistic"}, []string{"no table is named", "give a CSV file"}},
		{[]string{"logistic", "nowhere.csv", "--outcome", "y"}, []string{"nowhere.csv", "no such file", "check the name"}},
		{[]string{"logistic", ".", "--outcome", "y"}, []string{"it is a folder"}},
		{[]string{"logistic", "a.csv", "--data", "b.csv"}, []string{"two tables are named"}},
		{[]string{"logistic", "empty.csv", "--outcome", "a", "--terms", "b"}, []string{"empty.csv", "no rows"}},
		{[]string{"logistic", "ragged.csv", "--outcome", "a", "--terms", "b"}, []string{"ragged.csv, line 2", "1 cells instead of 2"}},
		{[]string{"logistic", "oneclass.csv", "--outcome", "y", "--terms", "x"}, []string{"oneclass.csv", "y", "two"}},
		{[]string{"logistic", "patients.csv", "--terms", "age"}, []string{"which column is the outcome", "--outcome", `code`}},
		{[]string{"logistic", "patients.csv", "--outcome", "dead", "--terms", "age"}, []string{"patients.csv", `no column "dead"`, "check the spelling"}},
		{[]string{"logistic", "patients.csv", "--outcome", "stage", "--terms", "age"}, []string{"column stage", "3 values", "--positive"}},
		{[]string{"logistic", "patients.csv", "--outcome", "stage", "--positive", "IV", "--terms", "age"}, []string{`"IV"`, `"III"`}},
		{died("logistic"), []string{"no term is named", "--terms"}},
		{died("logistic", "--terms", "weight"), []string{`no column "weight"`}},
		{died("logistic", "--terms", "age,age"), []string{"age is named twice"}},
		{died("logistic", "--terms", "died"), []string{"the outcome died cannot be a term"}},
		{died("logistic", "--terms", "log10(negative)"), []string{"patients.csv, row 1, column negative", "-1 has no logarithm"}},
		{died("logistic", "--terms", "log10(text)"), []string{"row 5, column text", `"n/a" is not a number`}},
		{died("logistic", "--terms", "rcs(age,9)"), []string{"9 knots", "3 to 7"}},
		{died("logistic", "--terms", "rcs(age,x)"), []string{"rcs(age,x)", "rcs(COLUMN,KNOTS)"}},
		{died("logistic", "--terms", "age", "--missing", "mean"), []string{`"mean"`, "drop or fill"}},
		{died("logistic", "--terms", "empty", "--missing", "fill"), []string{"column empty", "empty in all training rows"}},
		{died("logistic", "--terms", "empty"), []string{"patients.csv", "0 cases among 0 complete rows", "--missing fill"}},
		{[]string{"roc", "half.csv", "--outcome", "y", "--set", "s", "--score", "x"}, []string{"half.csv, VC, x", "2 cases and 0 controls", "check --outcome and --set"}},
		{died("logistic", "--terms", "age", "--profile", "--firth"), []string{"do not go together"}},
		{died("logistic", "--terms", "age", "--bootstrap", "-1"), []string{"--bootstrap is -1"}},
		{died("logistic", "--terms", "age", "--train", "TC"), []string{"--train is given without --set"}},
		{died("logistic", "--terms", "age", "--set", "cohort", "--train", "XX"), []string{"column cohort", `"XX"`, "TC, VC"}},
		{died("logistic", "--terms", "age", "--set", "stage"), []string{"which rows are for training", "--train"}},
		{died("logistic", "--terms", "stage", "--factor", "stage=I,II"), []string{"column stage", `"III"`}},
		{died("logistic", "--terms", "stage", "--factor", "stage=V"), []string{"column stage", `"V"`}},
		{died("logistic", "--terms", "age", "--schema", "schema.json"), []string{"schema.json"}},
		{died("stepwise", "--direction", "up"), []string{`"up"`, "both-from-null"}},
		{died("stepwise", "--criterion", "cp"), []string{`"cp"`, "aic, bic or p"}},
		{died("stepwise", "--criterion", "p", "--enter", ".2"), []string{"--enter is 0.2 and --remove 0.1"}},
		{[]string{"stepwise", "few.csv", "--outcome", "y"}, []string{"few.csv", "2 coefficients", "rarer class 2 patients", "both-from-null"}},
		{died("stepwise", "--exclude", "weight"), []string{`no column "weight"`}},
		{died("lasso", "--lambda", "2se"), []string{"min or 1se"}},
		{died("lasso", "--alpha", "0"), []string{"--alpha is 0"}},
		{died("lasso", "--folds", "2", "--exclude", "empty"), []string{"--folds is 2"}},
		{died("lasso", "--terms", "age", "--fold-column", "size"), []string{"row 1, column size", "whole numbers"}},
		{died("lasso", "--terms", "empty,age"), []string{"no training row is complete", "--exclude"}},
		{died("roc"), []string{"nothing to judge", "--model", "--score"}},
		{died("roc", "--score", "stage"), []string{"column stage", "not a number"}},
		{died("roc", "--score", "risk", "--cutoff", "best"), []string{`"best"`, "youden"}},
		{died("roc", "--score", "risk,risk"), []string{"called risk", "NAME=FILE"}},
		{died("roc", "--model", "model.json"), []string{"model.json", "no model"}},
		{died("compare", "--score", "risk"), []string{"one score, risk", "two or more"}},
		{died("calibrate", "--score", "score"), []string{"column score", "not a risk from 0 to 1"}},
		{died("calibrate", "--score", "risk", "--groups", "1"), []string{"--groups is 1"}},
		{died("dca", "--score", "score"), []string{"column score", "not a risk from 0 to 1"}},
		{died("dca", "--score", "risk", "--thresholds", "5:60"), []string{`"5:60"`, "FROM:TO"}},
		{[]string{"nomogram", "patients.csv", "--model", "model.json"}, []string{"model.json", "no model"}},
		{[]string{"nomogram", "--model", "a.json", "--terms", "age"}, []string{"--model and --terms"}},
		{[]string{"predict", "patients.csv"}, []string{"one model, not 0"}},
		{[]string{"table1", "patients.csv", "--group", "code"}, []string{"column code", "180 values"}},
		{[]string{"table1", "patients.csv", "--summary", "mode"}, []string{`"mode"`, "mean, median or automatic"}},
		{[]string{"table1", "patients.csv", "--adjust", "x"}, []string{`"x"`, "Holm"}},
		{[]string{"table1", "patients.csv", "--median", "stage"}, []string{"column stage", "no median"}},
	} {
		out, messages, status := run(t, dir, append([]string{"stats", "--quiet", "--out", "out"}, c.args...)...)
		lines := strings.Split(strings.TrimSpace(messages), "\n")
		last := lines[len(lines)-1]
		if status != 1 || out != "" || !strings.HasPrefix(last, "hccp53: ") || len(lines) > 1 {
			t.Errorf("stats %v: status %d, out %q, messages %q", c.args, status, out, messages)
			continue
		}
		for _, words := range c.says {
			if !strings.Contains(strings.ToLower(last), strings.ToLower(words)) {
				t.Errorf("stats %v does not say %q: %s", c.args, words, last)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
		t.Error("a folder was made by a verb that failed")
	}
}

// What is there is not written over, and --force writes over it.
func TestStatsWriteOverNothing(t *testing.T) {
	dir := statsFolder(t, nil)
	args := []string{"stats", "roc", "patients.csv", "--outcome", "died", "--score", "risk", "--out", "out", "--quiet"}
	must(t, dir, args...)
	want := contents(t, filepath.Join(dir, "out"))
	_, messages, status := run(t, dir, args...)
	if status != 1 || !strings.Contains(messages, "roc.json: there is something of this name") || !strings.Contains(messages, "--force") {
		t.Errorf("status %d, %s", status, messages)
	}
	check(t, os.Remove(filepath.Join(dir, "out", "roc.json")))
	if _, messages, status = run(t, dir, args...); status != 1 || !strings.Contains(messages, "roc-curves.csv: there is something of this name") {
		t.Errorf("status %d, %s", status, messages)
	}
	must(t, dir, append(args, "--force")...)
	same(t, contents(t, filepath.Join(dir, "out")), want)
}

// A search that nobody knows how to repeat is refused before it is repeated.
func TestStatsSearchThatCannotBeRepeated(t *testing.T) {
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "ten.csv"), []byte(tenPatients), 0o644))
	must(t, dir, "stats", "stepwise", "ten.csv", "--outcome", "y", "--candidates", "x", "--missing", "fill", "--bootstrap", "0", "--out", "out", "-q")
	path := filepath.Join(dir, "out", "model.json")
	content, err := os.ReadFile(path)
	check(t, err)
	for _, change := range [][2]string{{`"direction": "`, `"direction": "sideways `}, {`"criterion": "`, `"criterion": "best `}, {`"direction"`, `"way"`}} {
		if !strings.Contains(string(content), change[0]) {
			t.Fatalf("there is no %s in the model: %s", change[0], content)
		}
		check(t, os.WriteFile(path, []byte(strings.Replace(string(content), change[0], change[1], 1)), 0o644))
		if _, messages, status := run(t, dir, "stats", "calibrate", "ten.csv", "--model", "out/model.json", "--bootstrap", "5", "-q"); status != 1 || !strings.Contains(messages, "the search is") {
			t.Errorf("%s: status %d, %s", change[1], status, messages)
		}
	}
}

// A model of all rows has seen every set, whatever the flags say.
func TestStatsKnowsWhichRowsWereFitted(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("set,y,x\n")
	for i := range 60 {
		fmt.Fprintf(&b, "%s,%d,%d\n", []string{"TC", "TC", "VC"}[i%3], (i/2+i/7)%2, (i*7)%13+4*((i/2+i/7)%2))
	}
	check(t, os.WriteFile(filepath.Join(dir, "t.csv"), []byte(b.String()), 0o644))
	must(t, dir, "stats", "logistic", "t.csv", "--outcome", "y", "--terms", "x", "--out", "all", "-q")
	must(t, dir, "stats", "logistic", "t.csv", "--outcome", "y", "--terms", "x", "--set", "set", "--train", "TC", "--out", "tc", "-q")
	both, _, status := run(t, dir, "stats", "roc", "t.csv", "--model", "all/model.json", "--set", "set", "--train", "TC", "-q")
	if status != 0 || strings.Count(both, "(apparent)") < 2 {
		t.Errorf("status %d: %s", status, both)
	}
	one, _, status := run(t, dir, "stats", "roc", "t.csv", "--model", "tc/model.json", "-q")
	if status != 0 || strings.Count(one, "(apparent)") == 0 || strings.Count(one, "(apparent)") >= strings.Count(both, "(apparent)") {
		t.Errorf("status %d: %s", status, one)
	}
	if _, messages, status := run(t, dir, "stats", "roc", "t.csv", "--model", "tc/model.json", "--positive", "0", "-q"); status != 1 {
		t.Errorf("another positive value: status %d, %s", status, messages)
	}
}

// A model.json that was changed by hand or damaged is refused or applied, and never
// ends the program.
func FuzzStatsModel(f *testing.F) {
	dir := f.TempDir()
	check(f, os.WriteFile(filepath.Join(dir, "ten.csv"), []byte(tenPatients), 0o644))
	must(f, dir, "stats", "logistic", "ten.csv", "--outcome", "y", "--terms", "rcs(x,3),g", "--missing", "fill", "--out", "out", "-q")
	content, err := os.ReadFile(filepath.Join(dir, "out", "model.json"))
	check(f, err)
	f.Add(content)
	for _, change := range [][2]string{{`"x"`, `"g"`}, {`"b"`, `"a"`}, {`"Knots": [`, `"Knots": [1e999,`}, {`"axes": [`, `"axes": [{},`}, {`"covariance": [`, `"covariance": [[],`}, {`"n": 10`, `"n": -1`}} {
		if !strings.Contains(string(content), change[0]) {
			f.Fatalf("there is no %s in the model", change[0])
		}
		f.Add([]byte(strings.Replace(string(content), change[0], change[1], 1)))
		f.Add([]byte(strings.ReplaceAll(string(content), change[0], change[1])))
	}
	flags := statsFlags{data: filepath.Join(dir, "ten.csv")}
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := decodeModel(content)
		if err != nil {
			return
		}
		d, err := flags.read(nil)
		check(t, err)
		risk, err := m.predict(d)
		if err == nil && len(risk) != 10 {
			t.Errorf("%d risks", len(risk))
		}
		if m.Nomogram == nil {
			return
		}
		var b bytes.Buffer
		check(t, m.Nomogram.WriteCSV(&b))
		if err := m.Nomogram.Page(&b, m.page("", nil)); err == nil && b.Len() < 1000 {
			t.Errorf("a page of %d bytes", b.Len())
		}
		figure.Nomogram(m.Nomogram, nil, d.figureOptions()) // an error is well
		_ = m.Nomogram.String()
	})
}
