package combined_test

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

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/regression"
)

// TestModelEqualsR refits the model of every data set that has both scores as
// terms. R fits them as they are, this package per SD: coefficients and
// intercept are translated.
func TestModelEqualsR(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: no comparison with R")
	}
	found, err := filepath.Glob(filepath.Join(root, "stats", "*", "glm.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no stats/*/glm.json below HCCP53_REFERENCE (%v)", err)
	}
	judged := 0
	for _, path := range found {
		var file struct {
			Model struct {
				Formula      string
				AIC          float64
				Coefficients []struct {
					Term     string
					Coef, SE float64
				}
			}
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if json.Unmarshal(b, &file) != nil {
			continue // a file of another layout, or with numbers that are words
		}
		outcome, right, _ := strings.Cut(file.Model.Formula, " ~ ")
		names := strings.Split(right, " + ")
		if !slices.Contains(names, combined.RadScore) || !slices.Contains(names, combined.DLScore) {
			continue
		}
		judged++
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			columns, levels := referenceTable(t, filepath.Dir(path))
			own := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == combined.RadScore || n == combined.DLScore })
			tr := referenceTraining(t, columns, levels, outcome, own)
			scores := combined.Scores{Rad: parsed(columns[combined.RadScore]), DL: parsed(columns[combined.DLScore])}
			m, err := combined.Fit(tr, chosenAlready(t, tr, columns, levels, own), scores, combined.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			near := func(what string, got, want float64) {
				t.Helper()
				if !(math.Abs(got-want) <= 1e-9*math.Max(math.Abs(want), 1e-3)) {
					t.Errorf("%s: got %.15g, want %.15g", what, got, want)
				}
			}
			near("AIC", m.Fit.AIC, file.Model.AIC)
			intercept := 0.0
			scales := map[string]combined.Scale{combined.RadScore: m.Rad, combined.DLScore: m.DL}
			for k, want := range file.Model.Coefficients {
				got := m.Fit.Coefficients[k]
				scale, isScore := scales[want.Term]
				if !isScore {
					scale.SD = 1
				}
				if k == 0 {
					intercept += want.Coef
					continue
				}
				intercept += want.Coef * scale.Mean
				if got.Term+got.Level != want.Term {
					t.Fatalf("coefficient of %s%s, want that of %s", got.Term, got.Level, want.Term)
				}
				near(want.Term, got.Estimate, want.Coef*scale.SD)
				near(want.Term+" SE", got.SE, want.SE*scale.SD)
			}
			near("intercept", m.Fit.Coefficients[0].Estimate, intercept)
		})
	}
	if judged == 0 {
		t.Error("no model with both scores to judge")
	}
}

// referenceTraining writes the named columns as a cohort with a schema of its
// own and returns everyone as Training.
func referenceTraining(t *testing.T, columns, levels map[string][]string, outcome string, names []string) cohort.Training {
	t.Helper()
	properties := map[string]any{
		"reference id":     map[string]any{"type": "string", "x-role": "id"},
		"reference images": map[string]any{"type": "string", "x-role": "images", "x-known": "preoperative"},
		"reference voi":    map[string]any{"type": "string", "x-role": "voi", "x-known": "preoperative"},
		outcome:            map[string]any{"type": "string", "enum": []string{"0", "1"}, "x-role": "outcome", "x-known": "postoperative"},
	}
	for _, name := range names {
		properties[name] = map[string]any{"type": "number", "x-known": "preoperative"}
		if levels[name] != nil {
			properties[name] = map[string]any{"type": "string", "enum": levels[name], "x-known": "preoperative"}
		}
	}
	schema, err := cohort.ReadSchema(strings.NewReader(encode(t, map[string]any{"properties": properties})))
	if err != nil {
		t.Fatal(err)
	}
	header := append([]string{"reference id", "reference images", "reference voi", outcome}, names...)
	text := strings.Join(header, ",") + "\n"
	for i := range columns[outcome] {
		cells := []string{fmt.Sprintf("%06d", i), "a", "b", columns[outcome][i]}
		for _, name := range names {
			cells = append(cells, columns[name][i])
		}
		text += strings.Join(cells, ",") + "\n"
	}
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := cohort.Read(path, schema)
	if err != nil {
		t.Fatal(err)
	}
	return leaky.Everyone(c)
}

// chosenAlready is a clinical model whose search ended with the named terms.
func chosenAlready(t *testing.T, tr cohort.Training, columns, levels map[string][]string, names []string) *clinical.Model {
	t.Helper()
	m := &clinical.Model{Settings: clinical.Settings{Candidates: names}, Search: &regression.Search{}}
	var terms []regression.Term
	for _, name := range names {
		m.Fillings = append(m.Fillings, clinical.Filling{Column: name, Seen: levels[name]})
		if levels[name] != nil {
			terms = append(terms, regression.Factor(name, levels[name], columns[name]))
		} else {
			terms = append(terms, regression.Numeric(name, parsed(columns[name])))
		}
	}
	var err error
	if m.Search.Fit, err = regression.Logistic(tr.Outcome(), terms); err != nil {
		t.Fatal(err)
	}
	return m
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
