package baseline_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/dataset"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/internal/reference"
)

// fact is R's comparison of one variable between two groups.
type fact struct {
	Variable, Group string
	Levels          []string `json:"levels"`
	ColLevels       []string `json:"col_levels"`
	RowLevels       []string `json:"row_levels"`
	Table           [][]int
	Desc            []struct{ N, Mean, SD, Median, Q1, Q3 inference.Number }
	Welch, Student  *struct{ T, DF, P inference.Number }
	MannWhitney     *struct {
		U      inference.Number `json:"U_first"`
		Normal inference.Number `json:"p_continuity"`
		Exact  any              `json:"p_exact"`
	} `json:"mann_whitney"`
	Shapiro []*struct{ P inference.Number }
	SMD     inference.Number
	Chisq   *struct{ X2, P inference.Number }
	Yates   *struct{ X2, P inference.Number } `json:"chisq_yates"`
	Fisher  *struct{ P inference.Number }
}

// TestReference makes Table 1 of every data set that R has compared by group and
// wants R's numbers.
func TestReference(t *testing.T) {
	compared := 0
	for _, file := range reference.Files(t, "stats", func(b []byte) bool { return json.Valid(b) && bytes.Contains(b, []byte(`"mann_whitney"`)) }) {
		var topics map[string]json.RawMessage
		if err := json.Unmarshal(file.Bytes(t), &topics); err != nil {
			t.Fatal(err)
		}
		for name, raw := range topics {
			path := filepath.Join(filepath.Dir(file.Path), name+".csv")
			if name == "tests" {
				path = filepath.Join(filepath.Dir(file.Path), "data.csv")
			}
			content, err := os.ReadFile(path)
			if err != nil {
				continue // a topic that is not of Table 1
			}
			data, err := dataset.Read(bytes.NewReader(content), dataset.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var facts []json.RawMessage
			if err := json.Unmarshal(raw, &facts); err != nil {
				t.Fatal(err)
			}
			for _, raw := range facts {
				var f fact
				if err := json.Unmarshal(raw, &f); err != nil {
					t.Logf("%s: passed over, as R had no test: %.80s", file.Name, raw)
					continue
				}
				compared += f.compare(t, data, filepath.Base(filepath.Dir(file.Path)))
			}
		}
	}
	if compared < 100 {
		t.Errorf("%d comparisons only", compared)
	}
	t.Logf("%d comparisons", compared)
}

func (f fact) compare(t *testing.T, data *dataset.Table, set string) (compared int) {
	t.Helper()
	what := set + ", " + f.Variable + " by " + f.Group
	of, err := data.Labels(f.Group)
	if err != nil {
		t.Fatal(err)
	}
	equal := func(quantity string, got, want inference.Number) {
		t.Helper()
		if compared++; math.Abs(float64(got-want)) > 1e-9*math.Max(math.Abs(float64(want)), 1e-3) || got != got {
			t.Errorf("%s, %s: %v, R has %v", what, quantity, got, want)
		}
	}
	row := func(v baseline.Variable, order []string, s baseline.Settings) baseline.Row {
		t.Helper()
		v.Name = f.Variable
		made, err := baseline.New([]baseline.Variable{v}, baseline.Grouping{Of: of, Order: order}, s)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return made.Rows[0]
	}
	if f.Table != nil {
		words, err := data.Labels(f.Variable)
		if err != nil {
			t.Fatal(err)
		}
		v := baseline.Variable{Words: words, Levels: f.RowLevels}
		plain, yates := row(v, f.ColLevels, baseline.Settings{}), row(v, f.ColLevels, baseline.Settings{Yates: true})
		for k, counts := range f.Table {
			for j, n := range counts {
				equal("count", inference.Number(plain.Levels[k].Counts[j].N), inference.Number(n))
			}
		}
		switch {
		case f.Chisq == nil:
			if plain.Test != nil {
				t.Errorf("%s: %+v, R has no test", what, plain.Test)
			}
		case plain.Test.Name == "Fisher":
			equal("Fisher", inference.Number(plain.Test.P), f.Fisher.P)
		default:
			equal("chi-square", inference.Number(plain.Test.P), f.Chisq.P)
			equal("Yates", inference.Number(yates.Test.P), f.Yates.P)
		}
		return compared
	}
	numbers, err := data.Numbers(f.Variable)
	if err != nil {
		t.Fatal(err)
	}
	v := baseline.Variable{Numbers: numbers}
	mean, pooled := row(v, f.Levels, baseline.Settings{}), row(v, f.Levels, baseline.Settings{EqualVariances: true})
	median, automatic := row(v, f.Levels, baseline.Settings{Summary: baseline.Median}), row(v, f.Levels, baseline.Settings{Summary: baseline.Automatic})
	for j, d := range f.Desc {
		c := mean.Cells[j]
		equal("n", inference.Number(c.Known.N), d.N)
		equal("mean", c.Mean, d.Mean)
		equal("SD", c.SD, d.SD)
		equal("median", c.Median, d.Median)
		equal("first quartile", c.Q1, d.Q1)
		equal("third quartile", c.Q3, d.Q3)
	}
	equal("t", mean.Test.Statistic, f.Welch.T)
	equal("Welch", inference.Number(mean.Test.P), f.Welch.P)
	equal("Student", inference.Number(pooled.Test.P), f.Student.P)
	equal("SMD", mean.SMD, f.SMD)
	p := f.MannWhitney.Normal
	if exact, ok := f.MannWhitney.Exact.(float64); ok {
		p = inference.Number(exact)
	}
	equal("U", median.Test.Statistic, f.MannWhitney.U)
	equal("Mann–Whitney", inference.Number(median.Test.P), p)
	want := baseline.Mean
	for _, s := range f.Shapiro {
		if s == nil || s.P < 0.05 {
			want = baseline.Median
		}
	}
	if compared++; automatic.Summary != want {
		t.Errorf("%s: described by the %s, by R's Shapiro–Wilk test the %s", what, automatic.Summary, want)
	}
	return compared
}
