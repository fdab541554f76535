package clinical_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/regression"
)

// exact is the tolerance of the reference for maximum likelihood (its README).
const exact = 1e-9

// TestReferenceModels judges the whole way from a cohort file to the stepwise
// model with R: each data set of the reference is written as a cohort with a
// schema of its own. The reference leaves incomplete patients out where this
// package fills them in, so only data sets without missing values are judged.
func TestReferenceModels(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: no comparison with R")
	}
	found, err := filepath.Glob(filepath.Join(root, "stats", "*", "stepwise.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no stats/*/stepwise.json below HCCP53_REFERENCE (%v)", err)
	}
	all := 0
	for _, path := range found {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var spec specification
			read(t, filepath.Join(dir, "spec.json"), &spec)
			for _, v := range spec.Variables {
				if v.Missing > 0 && slices.Contains(spec.Candidates, v.Name) {
					t.Skipf("%d patients lack %s", v.Missing, v.Name)
				}
			}
			judged := judge(t, dir, spec)
			t.Logf("%d quantities judged", judged)
			all += judged
		})
	}
	if all == 0 {
		t.Error("nothing was judged")
	}
}

type specification struct {
	Outcome    string
	Candidates []string
	Set        string `json:"set_column"`
	Variables  []variable
}

type variable struct {
	Name, Type string
	Levels     []string
	Missing    int
}

type referenceFit struct {
	Formula      string
	N            int
	AIC          float64
	Coefficients []struct {
		Term     string
		Coef, SE float64
	}
}

func judge(t *testing.T, dir string, spec specification) (judged int) {
	tr := leaky.Everyone(referenceCohort(t, dir, spec))
	var glm struct{ Univariable []json.RawMessage }
	read(t, filepath.Join(dir, "glm.json"), &glm)
	var steps map[string]json.RawMessage
	read(t, filepath.Join(dir, "stepwise.json"), &steps)
	for name, direction := range map[string]regression.Direction{"forward": regression.Forward, "backward": regression.Backward, "both": regression.Both} {
		for _, criterion := range []regression.Criterion{regression.AIC, regression.BIC} {
			raw, ok := steps[strings.ToLower(string(criterion))+"_"+name]
			if !ok {
				continue
			}
			var want struct {
				Final    []string `json:"final_terms"`
				Value    float64  `json:"final_aic"`
				Deviance float64  `json:"final_deviance"`
				Coef     []struct{ Coef float64 }
			}
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			m := fit(t, tr, clinical.Settings{Candidates: spec.Candidates, Direction: direction, Criterion: criterion})
			where := fmt.Sprintf("%s %s", criterion, name)
			if !slices.Equal(chosen(m), want.Final) {
				t.Errorf("%s: terms %v, want %v", where, chosen(m), want.Final)
				continue
			}
			near(t, where+" criterion", m.Search.Path[len(m.Search.Path)-1].Value, want.Value)
			near(t, where+" deviance", m.Search.Fit.Deviance, want.Deviance)
			for k, c := range want.Coef {
				near(t, where+" coefficient", m.Search.Fit.Coefficients[k].Estimate, c.Coef)
			}
			judged += 3 + len(want.Coef)
			if name == "both" && criterion == regression.AIC {
				judged += univariable(t, m, glm.Univariable)
			}
		}
	}
	return judged
}

// univariable judges each candidate alone.
func univariable(t *testing.T, m *clinical.Model, fits []json.RawMessage) (judged int) {
	for _, raw := range fits {
		var want referenceFit
		if json.Unmarshal(raw, &want) != nil {
			continue // a separated fit: its numbers may be words
		}
		_, column, _ := strings.Cut(want.Formula, " ~ ")
		i := slices.IndexFunc(m.Univariable, func(u clinical.Univariable) bool { return u.Column == column })
		if i < 0 {
			continue
		}
		u := m.Univariable[i]
		if u.N != want.N || len(u.Rows) != len(want.Coefficients)-1 {
			t.Errorf("%s: %d patients and %d rows, want %d and %d", column, u.N, len(u.Rows), want.N, len(want.Coefficients)-1)
			continue
		}
		near(t, column+" AIC", u.AIC, want.AIC)
		for k, c := range want.Coefficients[1:] {
			if got := u.Rows[k].Term + u.Rows[k].Level; got != c.Term {
				t.Errorf("row %q, want %q", got, c.Term)
			}
			near(t, column+" coefficient", u.Rows[k].Estimate, c.Coef)
			near(t, column+" SE", u.Rows[k].SE, c.SE)
		}
		judged += 1 + 2*len(u.Rows)
	}
	return judged
}

// near compares relative to the wanted value.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= exact*math.Max(math.Abs(want), 1e-3)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

// referenceCohort writes the patients of a data set, where it declares a split
// those of its training cohort, as a cohort file, and reads it.
func referenceCohort(t *testing.T, dir string, spec specification) *cohort.Cohort {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "data.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	for i, r := range rows {
		if spec.Set != "" && i > 0 && r[slices.Index(rows[0], spec.Set)] != "TC" {
			continue
		}
		id := fmt.Sprintf("%06d", i)
		if i == 0 {
			id = "reference id"
			r = append(slices.Clone(r), "reference images", "reference voi")
		} else {
			r = append(slices.Clone(r), "a", "b")
		}
		if err := w.Write(append([]string{id}, r...)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	header, body, _ := strings.Cut(text.String(), "\n")
	s, err := cohort.ReadSchema(strings.NewReader(referenceSchema(t, spec)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := cohort.Read(write(t, header, []string{body}), s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// referenceSchema describes the columns of a data set as a schema does.
func referenceSchema(t *testing.T, spec specification) string {
	t.Helper()
	properties := map[string]any{
		"reference id":     map[string]any{"type": "string", "x-role": "id"},
		"reference images": map[string]any{"type": "string", "x-role": "images", "x-known": "preoperative"},
		"reference voi":    map[string]any{"type": "string", "x-role": "voi", "x-known": "preoperative"},
		spec.Outcome:       map[string]any{"type": "string", "enum": []string{"0", "1"}, "x-role": "outcome", "x-known": "postoperative"},
	}
	for _, v := range spec.Variables {
		if v.Name == spec.Outcome {
			continue
		}
		p := map[string]any{"type": "number", "x-known": "preoperative"}
		if v.Type == "factor" {
			p = map[string]any{"type": "string", "enum": v.Levels, "x-known": "preoperative"}
		}
		properties[v.Name] = p
	}
	return encode(t, map[string]any{"properties": properties})
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
