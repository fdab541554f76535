package nomogram_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// rmsNomogram is one entry of nomogram.json: what nomogram() of rms made.
type rmsNomogram struct {
	Formula string
	N       int
	PerUnit float64   `json:"points_per_unit_lp"`
	Zero    float64   `json:"intercept_at_zero_points"`
	Total   []float64 `json:"total_points_axis"`
	Axes    []struct {
		Variable      string
		Values        []any
		Xbeta, Points []float64
	}
	LP struct {
		LP     []float64
		Points []float64 `json:"total_points"`
	} `json:"lp_axis"`
	Risk struct {
		Risk  []float64
		RMS   []float64 `json:"total_points_rms"`
		Exact []float64 `json:"total_points_exact"`
	} `json:"risk_axis"`
	Default struct {
		Risk []float64
		RMS  []float64 `json:"total_points_rms"`
	} `json:"risk_axis_default"`
}

// TestNomogramEqualsRMS refits every model of every data set that has a
// nomogram.json and compares all axes: closed forms at 1e-9, the risk axis of
// rms, which is interpolated, at 1e-4.
func TestNomogramEqualsRMS(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: no comparison with R")
	}
	found, err := filepath.Glob(filepath.Join(root, "stats", "*", "nomogram.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no stats/*/nomogram.json below HCCP53_REFERENCE (%v)", err)
	}
	for _, path := range found {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			var want []rmsNomogram
			readReference(t, path, &want)
			columns, levels := referenceTable(t, filepath.Dir(path))
			c := &agreement{t: t}
			for k, w := range want {
				if strings.Contains(w.Formula, "(") || strings.Contains(w.Formula, ":") {
					t.Logf("%s: not a model of plain terms, not judged", w.Formula)
					continue
				}
				c.judge(w, columns, levels, strings.TrimSuffix(path, ".json")+fmt.Sprintf("_%d.txt", k+1))
			}
			t.Logf("%d of %d agree, worst error %.1e of its scale; interpolated risk axis of rms within %.1e", c.agree, c.judged, c.worst, c.worstRMS)
			if c.judged == 0 {
				t.Error("nothing was judged")
			}
		})
	}
}

type agreement struct {
	t               *testing.T
	agree, judged   int
	worst, worstRMS float64
}

func (c *agreement) near(what string, got, want, tolerance float64, worst *float64) {
	c.judged++
	e := math.Abs(got-want) / math.Max(1, math.Abs(want))
	*worst = math.Max(*worst, e)
	if e <= tolerance {
		c.agree++
		return
	}
	c.t.Errorf("%s: got %.15g, want %.15g", what, got, want)
}

func (c *agreement) all(what string, got, want []float64) {
	c.t.Helper()
	if len(got) != len(want) {
		c.judged++
		c.t.Errorf("%s: got %v, want %v", what, got, want)
		return
	}
	for i := range want {
		c.near(fmt.Sprintf("%s %d", what, i+1), got[i], want[i], 1e-9, &c.worst)
	}
}

func (c *agreement) judge(w rmsNomogram, columns map[string][]string, levels map[string][]string, printed string) {
	c.t.Helper()
	left, right, _ := strings.Cut(w.Formula, "~")
	outcome := make([]bool, 0)
	for _, v := range columns[strings.TrimSpace(left)] {
		outcome = append(outcome, v == "1")
	}
	var terms []regression.Term
	for _, name := range strings.Split(right, "+") {
		name = strings.TrimSpace(name)
		if levels[name] != nil {
			terms = append(terms, regression.Factor(name, levels[name], columns[name]))
		} else {
			terms = append(terms, regression.Numeric(name, parsed(columns[name])))
		}
	}
	fit, err := regression.Logistic(outcome, terms)
	if err != nil {
		c.t.Fatal(err)
	}
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.all(w.Formula+": n, points per unit, zero", []float64{float64(fit.N), n.PointsPerLogOdds, n.Zero}, []float64{float64(w.N), w.PerUnit, w.Zero})
	if len(n.Axes) != len(w.Axes) {
		c.t.Fatalf("%d axes instead of %d", len(n.Axes), len(w.Axes))
	}
	text, err := os.ReadFile(printed)
	if err != nil {
		c.t.Fatal(err)
	}
	if want := regexp.MustCompile(`(?m) +$`).ReplaceAllString(string(text), ""); n.String() != want {
		c.t.Errorf("%s is printed as\n%s\nwant\n%s", w.Formula, n, want)
	}
	for k, a := range w.Axes {
		what := w.Formula + ", axis " + a.Variable
		if n.Axes[k].Levels != nil {
			c.judged++
			if fmt.Sprint(n.Axes[k].Levels) == fmt.Sprint(a.Values) {
				c.agree++
			} else {
				c.t.Errorf("%s: levels %v instead of %v", what, n.Axes[k].Levels, a.Values)
			}
		} else {
			var values []float64
			for _, v := range a.Values {
				values = append(values, v.(float64))
			}
			c.all(what+", value", n.Axes[k].Values, values)
		}
		c.all(what+", log odds", n.Axes[k].LogOdds, a.Xbeta)
		c.all(what+", points", n.Axes[k].Points, a.Points)
	}
	c.all(w.Formula+", total points", n.Total, w.Total)
	c.ticks(w.Formula+", log odds", n.LogOdds, w.LP.LP, w.LP.Points)
	c.ticks(w.Formula+", risk", n.Risk, w.Risk.Risk, w.Risk.Exact)
	for _, rms := range []struct{ risk, points []float64 }{{w.Risk.Risk, w.Risk.RMS}, {w.Default.Risk, w.Default.RMS}} {
		for i, p := range rms.risk {
			c.near(fmt.Sprintf("%s, rms points at risk %g", w.Formula, p), n.PointsAtRisk(p), rms.points[i], 1e-4, &c.worstRMS)
		}
	}
}

func (c *agreement) ticks(what string, got []nomogram.Tick, values, points []float64) {
	c.t.Helper()
	var v, p []float64
	for _, tick := range got {
		v, p = append(v, tick.Value), append(p, tick.Points)
	}
	c.all(what+", value", v, values)
	c.all(what+", points", p, points)
}

func readReference(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// referenceTable reads data.csv, the TC rows where there is a split, and the levels of
// the factors.
func referenceTable(t *testing.T, dir string) (columns, levels map[string][]string) {
	t.Helper()
	var spec struct {
		Variables []struct {
			Name   string
			Levels []string
		}
		Set string `json:"set_column"`
	}
	readReference(t, filepath.Join(dir, "spec.json"), &spec)
	f, err := os.Open(filepath.Join(dir, "data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	set := -1
	for j, name := range rows[0] {
		if name == spec.Set {
			set = j
		}
	}
	columns, levels = map[string][]string{}, map[string][]string{}
	for _, row := range rows[1:] {
		if set >= 0 && row[set] != "TC" {
			continue
		}
		for j, name := range rows[0] {
			columns[name] = append(columns[name], row[j])
		}
	}
	for _, v := range spec.Variables {
		if v.Levels != nil {
			levels[v.Name] = v.Levels
		}
	}
	return columns, levels
}

func parsed(words []string) []float64 {
	v := make([]float64, len(words))
	for i, w := range words {
		var err error
		if v[i], err = strconv.ParseFloat(w, 64); err != nil {
			v[i] = math.NaN()
		}
	}
	return v
}
