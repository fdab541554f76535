package clinical_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/regression"
)

const header = "patient_id,p53,age,sex,bclc,afp,mvi,images,voi"

// row is one patient of the cohort file; empty cells are missing values.
type row struct {
	positive            bool
	age, sex, bclc, afp string
}

// lines returns the rows as lines of a cohort file, without header.
func lines(rows []row) []string {
	text := make([]string, len(rows))
	for i, r := range rows {
		text[i] = fmt.Sprintf("S%04d,%s,%s,%s,%s,%s,,a,b", i, map[bool]string{false: "negative", true: "positive"}[r.positive], r.age, r.sex, r.bclc, r.afp)
	}
	return text
}

func write(t testing.TB, header string, text []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(header+"\n"+strings.Join(text, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func schema(t testing.TB) cohort.Schema {
	t.Helper()
	s, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readCohort(t testing.TB, text []string) *cohort.Cohort {
	t.Helper()
	c, err := cohort.Read(write(t, header, text), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// training returns all patients as Training.
func training(t testing.TB, rows []row) cohort.Training {
	t.Helper()
	return leaky.Everyone(readCohort(t, lines(rows)))
}

// newPatients returns patients whose outcome is not known.
func newPatients(t testing.TB, rows []row) cohort.Patients {
	t.Helper()
	p, err := cohort.ReadPatients(write(t, header, lines(rows)), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hold returns the fold that holds the patients at the given places, whatever
// their outcomes.
func hold(t testing.TB, c *cohort.Cohort, held []int) cohort.Fold {
	t.Helper()
	var fit, out []int
	for i, k := range c.Patients().Cases() {
		if slices.Contains(held, i) {
			out = append(out, k)
		} else {
			fit = append(fit, k)
		}
	}
	fitted, _, err := c.Without(cohort.Flow{}, "held out", out)
	if err != nil {
		t.Fatal(err)
	}
	rest, _, err := c.Without(cohort.Flow{}, "fitted", fit)
	if err != nil {
		t.Fatal(err)
	}
	return cohort.Fold{Fit: leaky.Everyone(fitted), Held: rest.Patients(), Rows: held}
}

// simulate makes n patients. AFP tells the outcome, age and sex do not; now and
// then a cell is empty.
func simulate(seed uint64, n int) []row {
	rng := rand.New(rand.NewPCG(seed, 2))
	rows := make([]row, n)
	for i := range rows {
		r := row{positive: i%7 < 4, age: fmt.Sprint(40 + rng.IntN(40)), sex: []string{"female", "male"}[rng.IntN(2)], bclc: []string{"0", "A", "B"}[rng.IntN(3)]}
		shift := 0.5
		if r.positive {
			shift = 1.5
		}
		r.afp = fmt.Sprintf("%.4g", math.Pow(10, shift+rng.NormFloat64()))
		if rng.IntN(15) == 0 {
			r.afp = ""
		}
		if rng.IntN(15) == 0 {
			r.sex = ""
		}
		rows[i] = r
	}
	return rows
}

func settings(candidates ...string) clinical.Settings {
	return clinical.Settings{Candidates: candidates, Direction: regression.Both, Criterion: regression.AIC}
}

func fit(t testing.TB, tr cohort.Training, s clinical.Settings) *clinical.Model {
	t.Helper()
	m, err := clinical.Fit(tr, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// chosen returns the terms of the final model.
func chosen(m *clinical.Model) []string {
	names := []string{}
	for _, term := range m.Search.Fit.Model.Terms {
		names = append(names, term.Name)
	}
	return names
}

// twoByTwo are 40 patients: of 18 men 12 are positive, of 22 women 8.
func twoByTwo() []row {
	var rows []row
	for i := range 40 {
		r := row{sex: "male", positive: i < 12, age: "60"}
		if i >= 18 {
			r.sex, r.positive = "female", i < 26
		}
		rows = append(rows, r)
	}
	return rows
}
