package inference_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/inference"
)

// The tolerance of the reference for closed-form results (its README).
const exact = 1e-9

// TestReferenceTests judges tests.json of every data set: Table 1 tests, p
// adjustment, descriptive quantiles.
func TestReferenceTests(t *testing.T) {
	walk(t, "tests.json", func(j *judge, dir string) {
		var file map[string]json.RawMessage
		read(t, filepath.Join(dir, "tests.json"), &file)
		for _, name := range sortedKeys(file) {
			var tests []referenceTest
			csvName := name
			switch name {
			case "tests":
				csvName = "data"
			case "univariable_lr_p":
				j.adjustments(file[name])
				continue
			case "vif", "correlation":
				if name == "correlation" && string(file[name]) != "null" {
					j.skip("correlation pruning (package selection)")
				}
				if name == "vif" {
					j.skip("VIF")
				}
				continue
			}
			if err := json.Unmarshal(file[name], &tests); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			data := readTable(t, filepath.Join(dir, csvName+".csv"))
			for _, r := range tests {
				if r.Welch != nil {
					j.numeric(r, data)
				} else if r.ChiSquare != nil {
					j.categorical(r)
				} else if r.Table != nil { // R: one level only
					_, err := inference.ChiSquare(r.Table, true)
					j.equal(r.Variable+" by "+r.Group+" is refused", errors.Is(err, inference.ErrTable), true)
				} else {
					j.fail(r.Variable+" by "+r.Group, fmt.Errorf("the reference holds no test that is known here"))
				}
			}
		}
	})
}

type referenceTest struct {
	Variable, Group string
	Levels          []string
	Ties            bool `json:"has_ties"`
	Desc            []struct{ N, Median, Q1, Q3, Min, Max number }
	Welch           *struct {
		T, DF, P number
		CI       []number `json:"diff_ci"`
		Error    string
	}
	MannWhitney *struct {
		U      number `json:"U_first"`
		Normal number `json:"p_continuity"`
		Exact  number `json:"p_exact"`
	} `json:"mann_whitney"`
	SMD       number
	Table     [][]int
	Expected  [][]number
	ChiSquare *struct{ X2, DF, P number } `json:"chisq"`
	Yates     *struct{ X2, P number }     `json:"chisq_yates"`
	Fisher    *struct {
		P     number
		Error string
	}
}

func (j *judge) numeric(r referenceTest, data map[string][]string) {
	where := r.Variable + " by " + r.Group
	var groups [2][]float64
	for i, label := range data[r.Group] {
		if k := slices.Index(r.Levels, label); k >= 0 {
			groups[k] = append(groups[k], parse(data[r.Variable][i]))
		}
	}
	for k, d := range r.Desc {
		q, err := inference.Quantiles(groups[k], 0, 0.25, 0.5, 0.75, 1)
		if err != nil {
			j.fail(where, err)
			continue
		}
		for i, want := range []number{d.Min, d.Q1, d.Median, d.Q3, d.Max} {
			j.near(where+" quantile", q[i], want, exact, 0)
		}
	}
	if w, err := inference.Welch(groups[0], groups[1]); err == nil {
		j.near(where+" Welch t", w.T, r.Welch.T, exact, 0)
		j.near(where+" Welch df", w.DF, r.Welch.DF, exact, 0)
		j.near(where+" Welch p", w.P, r.Welch.P, exact, 0)
		for i, want := range r.Welch.CI {
			j.near(where+" Welch CI", w.CI[i], want, exact, 0)
		}
	} else if r.Welch.Error == "" {
		j.fail(where, err)
	}
	m, err := inference.MannWhitney(groups[0], groups[1])
	if err != nil {
		j.fail(where, err)
		return
	}
	j.near(where+" U", m.U, r.MannWhitney.U, exact, 0)
	j.equal(where+" ties", m.Ties, r.Ties)
	want := r.MannWhitney.Normal
	if m.Exact {
		want = r.MannWhitney.Exact
	}
	j.near(where+" Mann–Whitney p", m.P, want, exact, 0)
	if d, err := inference.SMD(groups[0], groups[1]); err == nil {
		j.near(where+" SMD", d, r.SMD, exact, 0)
	} else {
		j.fail(where, err)
	}
	j.skip("Student t, Shapiro–Wilk, Kolmogorov–Smirnov")
}

func (j *judge) categorical(r referenceTest) {
	where := r.Variable + " by " + r.Group
	x, err := inference.ChiSquare(r.Table, false)
	if err != nil {
		j.fail(where, err)
		return
	}
	j.near(where+" X²", x.X2, r.ChiSquare.X2, exact, 0)
	j.near(where+" df", float64(x.DF), r.ChiSquare.DF, exact, 0)
	j.near(where+" chi-square p", x.P, r.ChiSquare.P, exact, 0)
	for i := range r.Expected {
		for k, want := range r.Expected[i] {
			j.near(where+" expected", x.Expected[i][k], want, exact, 0)
		}
	}
	y, err := inference.ChiSquare(r.Table, true)
	if err != nil {
		j.fail(where, err)
		return
	}
	j.near(where+" Yates X²", y.X2, r.Yates.X2, exact, 0)
	j.near(where+" Yates p", y.P, r.Yates.P, exact, 0)
	if r.Fisher != nil && r.Fisher.Error == "" {
		f, err := inference.Fisher(r.Table)
		if err != nil {
			j.fail(where, err)
			return
		}
		j.near(where+" Fisher p", f.P, r.Fisher.P, exact, 0)
	}
	j.skip("conditional odds ratio of Fisher's test, G test")
}

func (j *judge) adjustments(raw json.RawMessage) {
	var r struct {
		P, BH, Holm, Bonferroni []number
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		j.t.Fatal(err)
	}
	p := make([]float64, len(r.P))
	for i, v := range r.P {
		p[i] = float64(v)
	}
	for method, want := range map[inference.Adjustment][]number{inference.BH: r.BH, inference.Holm: r.Holm, inference.Bonferroni: r.Bonferroni} {
		got, err := inference.Adjust(p, method)
		if err != nil {
			j.fail(string(method), err)
			continue
		}
		for i := range want {
			j.near(fmt.Sprintf("%s of p %d", method, i+1), got[i], want[i], exact, 0)
		}
	}
	j.skip("Benjamini–Yekutieli")
}

// TestReferenceICC judges icc.json of every data set.
func TestReferenceICC(t *testing.T) {
	walk(t, "icc.json", func(j *judge, dir string) {
		var file struct {
			Rows []struct {
				Feature            string
				N, K               int
				MSR, MSC, MSE, MSW number
				ICC11              number   `json:"icc1_1"`
				CI11               []number `json:"icc1_1_ci"`
				ICC21              number   `json:"icc2_1"`
				CI21               []number `json:"icc2_1_ci"`
				ICC31              number   `json:"icc3_1"`
				CI31               []number `json:"icc3_1_ci"`
				ICC2k, ICCk        number
			}
		}
		read(t, filepath.Join(dir, "icc.json"), &file)
		data := readTable(t, filepath.Join(dir, "data.csv"))
		raters := slices.Compact(slices.Sorted(slices.Values(data["rater"])))
		rows := map[string]int{}
		var subjects []string
		for _, s := range data["subject"] {
			if _, seen := rows[s]; !seen {
				rows[s] = len(subjects)
				subjects = append(subjects, s)
			}
		}
		for _, r := range file.Rows {
			ratings := make([][]float64, len(subjects))
			for i := range ratings {
				ratings[i] = make([]float64, len(raters))
			}
			for i, v := range data[r.Feature] {
				ratings[rows[data["subject"][i]]][slices.Index(raters, data["rater"][i])] = parse(v)
			}
			got, err := inference.ICC(ratings)
			if err != nil {
				j.fail(r.Feature, err)
				continue
			}
			j.equal(r.Feature+" n and raters", [2]int{got.N, got.Raters}, [2]int{r.N, r.K})
			for i, pair := range [][2]float64{
				{got.MSR, float64(r.MSR)}, {got.MSC, float64(r.MSC)}, {got.MSE, float64(r.MSE)},
				{got.MSW, float64(r.MSW)}, {got.ICC11, float64(r.ICC11)}, {got.ICC11CI[0], float64(r.CI11[0])}, {got.ICC11CI[1], float64(r.CI11[1])},
				{got.ICC21, float64(r.ICC21)}, {got.ICC21CI[0], float64(r.CI21[0])}, {got.ICC21CI[1], float64(r.CI21[1])},
				{got.ICC31, float64(r.ICC31)}, {got.ICC31CI[0], float64(r.CI31[0])}, {got.ICC31CI[1], float64(r.CI31[1])},
			} {
				j.near(fmt.Sprintf("%s quantity %d", r.Feature, i), pair[0], number(pair[1]), exact, 0)
			}
		}
		j.skip("ICC(2,k), ICC(3,k)")
	})
}

// TestReferenceFilter judges filter.json: univariable tests of every feature,
// their adjustment, and the head of both correlation matrices.
func TestReferenceFilter(t *testing.T) {
	walk(t, "filter.json", func(j *judge, dir string) {
		var spec struct {
			Outcome string
		}
		read(t, filepath.Join(dir, "spec.json"), &spec)
		var file struct {
			Correlation struct {
				Pearson  [][]number `json:"pearson_head"`
				Spearman [][]number `json:"spearman_head"`
			}
			Filter struct {
				Features []string
				P        []number `json:"mann_whitney_p"`
				Adjusted struct {
					BH, Holm []number
				} `json:"mann_whitney_adj"`
				Welch []number `json:"welch_p"`
				AUC   []number `json:"univariable_auc"`
			}
		}
		read(t, filepath.Join(dir, "filter.json"), &file)
		data := readTable(t, filepath.Join(dir, "data.csv"))
		var p []float64
		var columns [][]float64
		for k, name := range file.Filter.Features {
			var controls, cases, column []float64
			for i, v := range data[name] {
				x := parse(v)
				column = append(column, x)
				if data[spec.Outcome][i] == "1" {
					cases = append(cases, x)
				} else {
					controls = append(controls, x)
				}
			}
			columns = append(columns, column)
			m, err := inference.MannWhitney(controls, cases)
			if err != nil {
				j.fail(name, err)
				continue
			}
			p = append(p, m.P)
			if m.Exact { // the reference computes the normal approximation always
				j.skip("normal p of small samples")
			} else {
				j.near(name+" Mann–Whitney p", m.P, file.Filter.P[k], exact, 0)
			}
			w, err := inference.Welch(controls, cases)
			if err != nil {
				j.fail(name, err)
				continue
			}
			j.near(name+" Welch p", w.P, file.Filter.Welch[k], exact, 0)
			j.near(name+" AUC", inference.CommonLanguage(cases, controls), file.Filter.AUC[k], exact, 0)
		}
		for method, want := range map[inference.Adjustment][]number{inference.BH: file.Filter.Adjusted.BH, inference.Holm: file.Filter.Adjusted.Holm} {
			got, err := inference.Adjust(p, method)
			if err != nil {
				j.fail(string(method), err)
				continue
			}
			for i := range want {
				j.near(string(method)+" "+file.Filter.Features[i], got[i], want[i], exact, 0)
			}
		}
		for name, pair := range map[string]struct {
			f    func([][]float64) ([][]float64, error)
			want [][]number
		}{"Pearson": {inference.PearsonMatrix, file.Correlation.Pearson}, "Spearman": {inference.SpearmanMatrix, file.Correlation.Spearman}} {
			if pair.want == nil {
				continue
			}
			got, err := pair.f(columns)
			if err != nil {
				j.fail(name, err)
				continue
			}
			for a := range pair.want {
				for b, want := range pair.want[a] {
					j.near(fmt.Sprintf("%s %d, %d", name, a+1, b+1), got[a][b], want, exact, 0)
				}
			}
		}
		j.skip("correlation pruning (package selection)")
	})
}

// --- what follows reads the reference and counts; it names no data set ---

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

// readTable returns the columns of a CSV file by name.
func readTable(t *testing.T, path string) map[string][]string {
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
	columns := map[string][]string{}
	for j, name := range rows[0] {
		for _, row := range rows[1:] {
			columns[name] = append(columns[name], row[j])
		}
	}
	return columns
}

// parse reads a cell; an empty one is missing.
func parse(cell string) float64 {
	if v, err := strconv.ParseFloat(cell, 64); err == nil {
		return v
	}
	return math.NaN()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
