package selection_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/selection"
)

// The tolerances of the reference (its README): closed forms and exact LASSO
// solutions, and the numbers of glmnet itself.
const (
	exact      = 1e-9
	lassoExact = 1e-8
	glmnet     = 1e-5
)

// TestReferenceFilter judges the U test of every feature in filter.json, and
// the pruning of the features whose Spearman matrix is recorded there.
func TestReferenceFilter(t *testing.T) {
	walk(t, "filter.json", func(t *testing.T, dir string) (judged int) {
		var file struct {
			Correlation struct {
				Spearman [][]float64 `json:"spearman_head"`
				Cuts     []struct{ Cutoff float64 }
			}
			Filter struct {
				Features []string
				P        []float64 `json:"mann_whitney_p"`
				AUC      []float64 `json:"univariable_auc"`
			}
		}
		read(t, filepath.Join(dir, "filter.json"), &file)
		tr, features := readFeatures(t, dir)
		if n := min(tr.Positives(), tr.Len()-tr.Positives()); n < 50 {
			t.Skipf("%d patients in the smaller group: the reference holds normal p values, the step takes exact ones", n)
		}
		const most = 0.05
		step := &selection.UTest{P: most}
		kept, err := step.Fit(tr, features)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for j, name := range file.Filter.Features {
			got := step.Tests[slices.Index(features.Columns, name)]
			near(t, name+" p", got.P, file.Filter.P[j], exact)
			near(t, name+" AUC", got.AUC, file.Filter.AUC[j], exact)
			if file.Filter.P[j] < most {
				want = append(want, name)
			}
			judged += 2
		}
		if !slices.Equal(kept.Columns, want) {
			t.Errorf("the U test keeps %q, want %q", kept.Columns, want)
		}
		head, err := features.Pick(features.Columns[:len(file.Correlation.Spearman)])
		if err != nil {
			t.Fatal(err)
		}
		for _, cut := range file.Correlation.Cuts {
			want := prune(head.Columns, file.Correlation.Spearman, cut.Cutoff)
			kept, err := (&selection.Correlation{Most: cut.Cutoff, Rank: func(string) float64 { return 1 }}).Fit(tr, head)
			if err != nil || !slices.Equal(kept.Columns, want) {
				t.Errorf("|Spearman| < %v keeps %q (%v), want %q", cut.Cutoff, kept.Columns, err, want)
			}
			judged++
		}
		return judged
	})
}

// prune scans the columns in order and keeps one whose correlation with all
// kept before is below the limit.
func prune(columns []string, r [][]float64, most float64) []string {
	var kept []int
	var names []string
	for j := range columns {
		if !slices.ContainsFunc(kept, func(k int) bool { return math.Abs(r[j][k]) >= most }) {
			kept, names = append(kept, j), append(names, columns[j])
		}
	}
	return names
}

// TestReferenceICC puts the threshold just below and just above the ICC(2,1)
// that icc.json gives for each feature: it must stay, and go.
func TestReferenceICC(t *testing.T) {
	walk(t, "icc.json", func(t *testing.T, dir string) (judged int) {
		var file struct {
			Rows []struct {
				Feature string
				K       int
				ICC21   float64 `json:"icc2_1"`
			}
		}
		read(t, filepath.Join(dir, "icc.json"), &file)
		if file.Rows[0].K != 2 {
			t.Skipf("%d raters; the step compares two readings", file.Rows[0].K)
		}
		columns := readCSV(t, filepath.Join(dir, "data.csv"))
		raters := slices.Compact(slices.Sorted(slices.Values(columns["rater"])))
		rows := map[string][]int{} // of the file, by rater
		for i, r := range columns["rater"] {
			rows[r] = append(rows[r], i)
		}
		tr := training(t, alternating(len(rows[raters[0]])))
		reading := func(rater, feature string) *cohort.Table {
			var values [][]float64
			for _, i := range rows[rater] {
				values = append(values, []float64{parse(columns[feature][i])})
			}
			return table(tr.Patients(), []string{feature}, values)
		}
		for _, r := range file.Rows {
			first, second := reading(raters[0], r.Feature), reading(raters[1], r.Feature)
			for _, c := range []struct {
				least float64
				stays bool
			}{{r.ICC21 - exact, true}, {r.ICC21 + exact, false}} {
				kept, err := (&selection.ICC{Least: c.least, Readings: selection.Readings{Reread: second}}).Fit(tr, first)
				if err != nil || (len(kept.Columns) == 1) != c.stays {
					t.Errorf("%s with an ICC of %.12g: kept %q at %.12g (%v)", r.Feature, r.ICC21, kept.Columns, c.least, err)
				}
				judged++
			}
		}
		return judged
	})
}

// TestReferenceLasso lets all features reach the LASSO and compares its path
// with lasso.json. Fit takes glmnet's default path, 100 penalties down to 1e-4
// of the largest; the reference goes down to its own ratio, and where that is
// the square root of the default each of our penalties is every second of its.
func TestReferenceLasso(t *testing.T) {
	walk(t, "lasso.json", func(t *testing.T, dir string) (judged int) {
		var blocks []struct {
			Alpha    float64
			MinRatio float64 `json:"lambda_min_ratio"`
			Lambda   []float64
			DF       []int
			A0       []float64
			Merged   map[string]string `json:"merged_columns"`
			Selected []struct {
				Index int // from 1
				Exact *struct {
					Coef []struct {
						Feature string
						Coef    float64
					}
				}
			}
		}
		read(t, filepath.Join(dir, "lasso.json"), &blocks)
		tr, features := readFeatures(t, dir)
		f, err := selection.Fit(tr, features, selection.Readings{}, selection.Settings{P: 1, Correlation: 1, LassoFolds: 10, Lambda: "min"}, 1)
		if err != nil {
			t.Fatal(err)
		}
		p := f.Penalty
		if len(p.Columns) != len(features.Columns) {
			t.Skipf("%d of %d features reach the LASSO: constant or equal columns are gone before", len(p.Columns), len(features.Columns))
		}
		for _, r := range blocks {
			if r.Alpha != 1 || r.MinRatio != 1e-2 || tr.Len() < len(features.Columns) || len(r.Merged) > 0 {
				continue
			}
			for k := 0; k < len(p.Lambda) && 2*k < len(r.Lambda); k++ {
				near(t, fmt.Sprintf("penalty %d", k+1), p.Lambda[k], r.Lambda[2*k], exact)
				if p.NonZero[k] != r.DF[2*k] {
					t.Errorf("penalty %d: %d features, want %d", k+1, p.NonZero[k], r.DF[2*k])
				}
				if k == p.Chosen {
					near(t, "intercept", f.Intercept, r.A0[2*k], glmnet)
				}
				judged += 2
			}
			for _, s := range r.Selected {
				k := (s.Index - 1) / 2
				if s.Exact == nil || s.Index%2 == 0 || k >= len(p.Lambda) {
					continue
				}
				want := make([]float64, len(p.Columns))
				for _, c := range s.Exact.Coef {
					j := slices.Index(p.Columns, c.Feature)
					want[j] = c.Coef * spread(features, j)
				}
				for j, name := range p.Columns {
					near(t, fmt.Sprintf("%s at penalty %d", name, k+1), p.PerSD[k][j], want[j], lassoExact)
					judged++
				}
			}
		}
		return judged
	})
}

// spread is the standard deviation, with n below, of a column.
func spread(t *cohort.Table, column int) float64 {
	mean, squares, n := 0.0, 0.0, float64(len(t.Rows))
	for _, row := range t.Rows {
		mean += row[column] / n
	}
	for _, row := range t.Rows {
		squares += (row[column] - mean) * (row[column] - mean) / n
	}
	return math.Sqrt(squares)
}

// near compares relative to the wanted value.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

// walk runs f on every data set of the statistics reference that holds file; f
// returns how many quantities it judged.
func walk(t *testing.T, file string, f func(t *testing.T, dir string) int) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: no comparison with R")
	}
	found, err := filepath.Glob(filepath.Join(root, "stats", "*", file))
	if err != nil || len(found) == 0 {
		t.Fatalf("no stats/*/%s below HCCP53_REFERENCE (%v)", file, err)
	}
	all := 0
	for _, path := range found {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			judged := f(t, dir)
			t.Logf("%s: %d quantities judged", file, judged)
			all += judged
		})
	}
	if all == 0 {
		t.Errorf("%s: nothing was judged", file)
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

// readCSV returns the columns of a CSV file by name.
func readCSV(t *testing.T, path string) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
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

// readFeatures reads a feature table as Training, without incomplete patients.
func readFeatures(t *testing.T, dir string) (cohort.Training, *cohort.Table) {
	t.Helper()
	var spec struct {
		Outcome string
		Fold    string `json:"fold_column"`
	}
	read(t, filepath.Join(dir, "spec.json"), &spec)
	f, err := os.Open(filepath.Join(dir, "data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var outcome []bool
	var rows [][]float64
	for _, name := range lines[0] {
		if name != spec.Outcome && name != spec.Fold {
			names = append(names, name)
		}
	}
	for _, line := range lines[1:] {
		var row []float64
		y := false
		for j, cell := range line {
			switch lines[0][j] {
			case spec.Outcome:
				y = cell == "1"
			case spec.Fold:
			default:
				row = append(row, parse(cell))
			}
		}
		if !slices.ContainsFunc(row, math.IsNaN) {
			outcome, rows = append(outcome, y), append(rows, row)
		}
	}
	tr := training(t, outcome)
	return tr, table(tr.Patients(), names, rows)
}
