package regression_test

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

// dataSet is a table with what spec.json says about it.
type dataSet struct {
	columns map[string][]string
	levels  map[string][]string // of the factors
	n       int
}

type specification struct {
	Outcome   string
	Variables []struct {
		Name, Type string
		Levels     []string
	}
	Fold string `json:"fold_column"`
	Set  string `json:"set_column"`
}

// readSet reads a data set; where it declares a split, the TC rows of it.
func readSet(t *testing.T, dir string) (*dataSet, specification) {
	t.Helper()
	var spec specification
	read(t, filepath.Join(dir, "spec.json"), &spec)
	d := readCSV(t, filepath.Join(dir, "data.csv"))
	d.levels = map[string][]string{}
	for _, v := range spec.Variables {
		if v.Type == "factor" {
			d.levels[v.Name] = v.Levels
		}
	}
	if spec.Set != "" {
		d = d.where(func(i int) bool { return d.columns[spec.Set][i] == "TC" })
	}
	return d, spec
}

// readCSV reads a table without a specification: columns that hold words are
// factors with their levels in alphabetical order.
func readCSV(t *testing.T, path string) *dataSet {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := &dataSet{columns: map[string][]string{}, levels: map[string][]string{}, n: len(rows) - 1}
	for j, name := range rows[0] {
		words := map[string]bool{}
		for _, row := range rows[1:] {
			d.columns[name] = append(d.columns[name], row[j])
			if _, err := strconv.ParseFloat(row[j], 64); err != nil && row[j] != "" {
				words[row[j]] = true
			}
		}
		for w := range words {
			d.levels[name] = append(d.levels[name], w)
		}
		slices.Sort(d.levels[name])
	}
	return d
}

func (d *dataSet) where(keep func(i int) bool) *dataSet {
	e := &dataSet{columns: map[string][]string{}, levels: d.levels}
	for i := range d.n {
		if keep(i) {
			e.n++
		}
	}
	for name, column := range d.columns {
		for i, v := range column {
			if keep(i) {
				e.columns[name] = append(e.columns[name], v)
			}
		}
	}
	return e
}

func (d *dataSet) term(name string) regression.Term {
	if levels := d.levels[name]; levels != nil {
		return regression.Factor(name, levels, d.columns[name])
	}
	return regression.Numeric(name, d.numbers(name))
}

func (d *dataSet) terms(names []string) []regression.Term {
	var terms []regression.Term
	for _, name := range names {
		terms = append(terms, d.term(name))
	}
	return terms
}

func (d *dataSet) numbers(name string) []float64 {
	values := make([]float64, d.n)
	for i, s := range d.columns[name] {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			v = math.NaN()
		}
		values[i] = v
	}
	return values
}

func (d *dataSet) outcome(name string) []bool {
	y := make([]bool, d.n)
	for i, v := range d.columns[name] {
		y[i] = v == "1"
	}
	return y
}

// formula splits "y ~ a + b".
func formula(s string) (outcome string, terms []string) {
	left, right, _ := strings.Cut(s, "~")
	for _, name := range strings.Split(right, "+") {
		if name = strings.TrimSpace(name); name != "" && name != "1" {
			terms = append(terms, name)
		}
	}
	return strings.TrimSpace(left), terms
}
