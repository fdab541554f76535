package selection_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/selection"
)

// readCohort returns one patient an outcome. Their identifiers are in the order
// of the outcomes; order, if not nil, is that of the rows in the file.
func readCohort(t testing.TB, outcome []bool, order []int) *cohort.Cohort {
	t.Helper()
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]string, len(outcome))
	for i, y := range outcome {
		at := i
		if order != nil {
			at = order[i]
		}
		rows[at] = fmt.Sprintf("S%04d,%s,a,b", i, map[bool]string{false: "negative", true: "positive"}[y])
	}
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte("patient_id,p53,images,voi\n"+strings.Join(rows, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := cohort.Read(path, schema)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// training returns one patient an outcome, all of them Training.
func training(t testing.TB, outcome []bool) cohort.Training {
	t.Helper()
	return leaky.Everyone(readCohort(t, outcome, nil))
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

// table returns the rows of the patients as a table of their features.
func table(p cohort.Patients, columns []string, rows [][]float64) *cohort.Table {
	t := cohort.NewTable(columns)
	for i, row := range rows {
		t.Add(p.Case(i), row)
	}
	return t
}

// lesions are made-up measurements: of the columns "a" and "b" tell the outcome,
// "a again" says what "a" says, "unsteady" tells it but comes out anew in every
// reading, "flat" is constant and the rest is noise.
type lesions struct {
	outcome                []bool
	columns                []string
	rows, reader2, rereads [][]float64
}

func measure(seed uint64, n int) lesions {
	rng := rand.New(rand.NewPCG(seed, 1))
	m := lesions{columns: []string{"a", "a again", "b", "unsteady", "flat", "noise 1", "noise 2", "noise 3", "noise 4"}}
	for i := range n {
		y := i%5 < 3
		shift := 0.0
		if y {
			shift = 1
		}
		row := make([]float64, len(m.columns))
		for j := range row {
			row[j] = rng.NormFloat64()
		}
		row[0] += 1.2 * shift
		row[1] = 3 * (row[0] + 0.1*row[1])
		row[2] -= shift
		row[3] += 2 * shift
		row[4] = 7
		m.outcome, m.rows = append(m.outcome, y), append(m.rows, row)
	}
	again := func() (rows [][]float64) {
		for _, row := range m.rows {
			other := slices.Clone(row)
			for j := range other {
				other[j] += 0.1 * rng.NormFloat64()
			}
			other[3] = rng.NormFloat64()
			rows = append(rows, other)
		}
		return rows
	}
	m.reader2, m.rereads = again(), again()
	return m
}

// in returns the tables of the patients.
func (m lesions) in(p cohort.Patients) (*cohort.Table, selection.Readings) {
	return table(p, m.columns, m.rows), selection.Readings{
		Reader2: table(p, m.columns, m.reader2), Reread: table(p, m.columns, m.rereads),
	}
}

func settings() selection.Settings {
	return selection.Settings{ICC: 0.75, P: 0.2, Correlation: 0.9, LassoFolds: 5, Lambda: "min"}
}

func fit(t testing.TB, tr cohort.Training, features *cohort.Table, r selection.Readings) *selection.Fitted {
	t.Helper()
	f, err := selection.Fit(tr, features, r, settings(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func encode(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// alternating returns n outcomes, positive and negative in turn.
func alternating(n int) []bool {
	y := make([]bool, n)
	for i := range y {
		y[i] = i%2 == 0
	}
	return y
}
