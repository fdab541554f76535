package performance_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/regression"
)

// --- reading the reference and counting; nothing here names a data set ---

// number is a float that R may have written as "NA", "NaN", "Inf" or "-Inf".
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "NA" || s == "null" {
		s = "NaN"
	}
	v, err := strconv.ParseFloat(s, 64)
	*n = number(v)
	return err
}

// judge counts how many quantities of one data set agree.
type judge struct {
	t             *testing.T
	agree, judged int
	worst         map[float64]worst // by tolerance
	skipped       []string
}

// worst is the largest relative error and where it was.
type worst struct {
	size float64
	at   string
}

// near compares relative to the wanted value, or to scale where that is larger.
func (j *judge) near(what string, got float64, want number, tolerance, scale float64) {
	j.t.Helper()
	j.judged++
	w := float64(want)
	if got == w || math.IsNaN(got) && math.IsNaN(w) {
		j.agree++
		return
	}
	e := math.Abs(got-w) / math.Max(math.Abs(w), scale)
	if !(e <= j.worst[tolerance].size) {
		j.worst[tolerance] = worst{e, what}
	}
	if e <= tolerance {
		j.agree++
		return
	}
	j.t.Errorf("%s: got %.15g, want %.15g, relative error %.2g", what, got, w, e)
}

func (j *judge) equal(what string, got, want any) {
	j.t.Helper()
	j.judged++
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		j.t.Errorf("%s: got %s, want %s", what, g, w)
		return
	}
	j.agree++
}

func (j *judge) fail(what string, err error) {
	j.t.Helper()
	j.judged++
	j.t.Errorf("%s: %v", what, err)
}

// skip notes a quantity of the reference that nothing here computes yet.
func (j *judge) skip(what string) {
	if !slices.Contains(j.skipped, what) {
		j.skipped = append(j.skipped, what)
	}
}

// walk runs f on every data set of the statistics reference that holds file.
func walk(t *testing.T, file string, f func(j *judge, dir string)) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: no comparison with R")
	}
	found, err := filepath.Glob(filepath.Join(root, "stats", "*", file))
	if err != nil || len(found) == 0 {
		t.Fatalf("no stats/*/%s below HCCP53_REFERENCE (%v)", file, err)
	}
	for _, path := range found {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			j := &judge{t: t, worst: map[float64]worst{}}
			f(j, dir)
			t.Logf("%s: %d of %d agree", file, j.agree, j.judged)
			for _, tolerance := range slices.Sorted(maps.Keys(j.worst)) {
				t.Logf("worst relative error %.1e, allowed %.0e: %s", j.worst[tolerance].size, tolerance, j.worst[tolerance].at)
			}
			if len(j.skipped) > 0 {
				t.Logf("not implemented yet: %s", strings.Join(j.skipped, "; "))
			}
			if j.judged == 0 {
				t.Errorf("%s: nothing was judged", file)
			}
		})
	}
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
}

func readTable(t *testing.T, path string) (columns map[string][]string, rows int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns = map[string][]string{}
	for j, name := range lines[0] {
		for _, line := range lines[1:] {
			columns[name] = append(columns[name], line[j])
		}
	}
	return columns, len(lines) - 1
}

// parse reads a cell; an empty one is missing.
func parse(cell string) float64 {
	if v, err := strconv.ParseFloat(cell, 64); err == nil {
		return v
	}
	return math.NaN()
}

// patientSet holds outcomes and scores of the patients that the reference
// judges: those complete on the terms of the model of spec.json.
type patientSet struct {
	y    []bool
	data map[string][]string
	rows []int
	risk []float64 // of the model
}

// score returns the model's risk, or a column of the data.
func (p patientSet) score(name string) []float64 {
	if name == "model" {
		return p.risk
	}
	s := make([]float64, len(p.rows))
	for i, r := range p.rows {
		s[i] = parse(p.data[name][r])
	}
	return s
}

// fitModel fits the model of a data set in Training, where there is a split, and
// applies it to both parts. The second part is nil without a split.
func fitModel(t *testing.T, dir string) (training, validation *patientSet) {
	t.Helper()
	var spec struct {
		Outcome, Model string
		Set            string `json:"set_column"`
		Variables      []struct {
			Name, Type string
			Levels     []string
		}
	}
	read(t, filepath.Join(dir, "spec.json"), &spec)
	data, n := readTable(t, filepath.Join(dir, "data.csv"))
	_, right, _ := strings.Cut(spec.Model, "~")
	part := func(set string) (*patientSet, []regression.Term) {
		var rows []int
		for i := range n {
			if spec.Set == "" || data[spec.Set][i] == set {
				rows = append(rows, i)
			}
		}
		var terms []regression.Term
		for _, name := range strings.Split(right, "+") {
			name = strings.TrimSpace(name)
			levels := []string(nil)
			for _, v := range spec.Variables {
				if v.Name == name && v.Type == "factor" {
					levels = v.Levels
				}
			}
			labels, numbers := make([]string, len(rows)), make([]float64, len(rows))
			for i, r := range rows {
				labels[i], numbers[i] = data[name][r], parse(data[name][r])
			}
			if levels != nil {
				terms = append(terms, regression.Factor(name, levels, labels))
			} else {
				terms = append(terms, regression.Numeric(name, numbers))
			}
		}
		complete := regression.CompleteRows(terms)
		p := &patientSet{data: data}
		for _, r := range complete {
			p.rows = append(p.rows, rows[r])
			p.y = append(p.y, data[spec.Outcome][rows[r]] == "1")
		}
		return p, regression.Rows(terms, complete)
	}
	training, terms := part("TC")
	fit, err := regression.Logistic(training.y, terms)
	if err != nil {
		t.Fatal(err)
	}
	p, err := fit.Model.Predict(terms)
	if err != nil {
		t.Fatal(err)
	}
	training.risk = p.Probability
	if spec.Set != "" {
		validation, terms = part("VC")
		q, err := fit.Model.Predict(terms)
		if err != nil {
			t.Fatal(err)
		}
		validation.risk = q.Probability
	}
	return training, validation
}

// scoreSet finds the patients and scores that a key such as "model_train" or
// "rad_score_validation" means.
func scoreSet(key string, training, validation *patientSet) (y []bool, score []float64, ok bool) {
	if name, found := strings.CutSuffix(key, "_train"); found {
		return training.y, training.score(name), true
	}
	if name, found := strings.CutSuffix(key, "_validation"); found && validation != nil {
		return validation.y, validation.score(name), true
	}
	return nil, nil, false
}
