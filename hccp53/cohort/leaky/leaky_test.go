package leaky_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/internal/permit"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/selection"
)

// writeCohort writes n patients, every second of them positive, and reads them.
func writeCohort(dir string, n int) (*cohort.Cohort, error) {
	var text strings.Builder
	text.WriteString("patient_id,p53,images,voi\n")
	for i := range n {
		fmt.Fprintf(&text, "S%04d,%s,a,b\n", i, []string{"negative", "positive"}[i%2])
	}
	path := filepath.Join(dir, "cohort.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		return nil, err
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		return nil, err
	}
	return cohort.Read(path, schema)
}

func ExampleEveryone() {
	dir, err := os.MkdirTemp("", "leaky")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	c, err := writeCohort(dir, 100)
	if err != nil {
		log.Fatal(err)
	}
	training, validation, err := c.Split(cohort.Plan{Training: 0.7, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(training.Len(), "and", validation.Len(), "patients; leaking:", leaky.Everyone(c).Len())
	// Output: 70 and 30 patients; leaking: 100
}

// Everyone tells the outcome of each patient in the file, in the order of the
// identifiers.
func TestEveryoneIsEveryone(t *testing.T) {
	c, err := writeCohort(t.TempDir(), 20)
	if err != nil {
		t.Fatal(err)
	}
	all := leaky.Everyone(c)
	if !slices.Equal(all.Patients().Cases(), c.Patients().Cases()) || all.Positives() != 10 {
		t.Errorf("cases %v, %d positive", all.Patients().Cases(), all.Positives())
	}
	for i, y := range all.Outcome() {
		if y != (i%2 == 1) {
			t.Errorf("patient %d has the outcome %v", i, y)
		}
	}
}

// Nobody comes to all outcomes with a permit that was not granted.
func TestPermitMustBeGranted(t *testing.T) {
	c, err := writeCohort(t.TempDir(), 20)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "lessons") {
			t.Errorf("recovered %v", r)
		}
	}()
	c.Everyone(permit.Leak{})
	t.Error("outcomes without a permit")
}

// Features are filtered by the U test once on everybody and once inside
// Training, in cohorts where there is nothing to find. The first makes the AUC
// in Validation look like a finding. Means of six cohorts with 40 validation
// patients: one AUC has a standard deviation of 0.09, the mean one of 0.04; the
// bounds are three of them from one half.
func TestFilteringBeforeTheSplitMakesAFinding(t *testing.T) {
	const cohorts, n, features = 6, 120, 300
	dir := t.TempDir()
	c, err := writeCohort(dir, n)
	if err != nil {
		t.Fatal(err)
	}
	columns := make([]string, features)
	for j := range columns {
		columns[j] = fmt.Sprintf("f%03d", j)
	}
	settings := selection.Settings{P: 0.05, Correlation: 0.9, LassoFolds: 5, Lambda: "min"}
	honest, leaking := 0.0, 0.0
	for seed := range uint64(cohorts) {
		rng := rand.New(rand.NewPCG(seed, 55))
		table := cohort.NewTable(columns)
		for _, k := range c.Patients().Cases() {
			row := make([]float64, features)
			for j := range row {
				row[j] = rng.NormFloat64()
			}
			table.Add(k, row)
		}
		training, validation, err := c.Split(cohort.Plan{Training: 2. / 3, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		filter := &selection.UTest{P: 0.02}
		kept, err := filter.Fit(leaky.Everyone(c), table)
		if err != nil {
			t.Fatal(err)
		}
		filtered, err := table.Pick(kept.Columns)
		if err != nil {
			t.Fatal(err)
		}
		for auc, table := range map[*float64]*cohort.Table{&honest: table, &leaking: filtered} {
			chain, err := selection.Fit(training, table, selection.Readings{}, settings, 1)
			if err != nil {
				t.Fatal(err)
			}
			score, err := chain.Score(validation.Patients(), table)
			if err != nil {
				t.Fatal(err)
			}
			var outcome []bool
			for _, k := range validation.Patients().Cases() {
				outcome = append(outcome, k%2 == 0) // case 1 is the first, negative patient
			}
			a, err := performance.AUC(outcome, score)
			if err != nil {
				t.Fatal(err)
			}
			*auc += a / cohorts
		}
	}
	if math.Abs(honest-0.5) > 0.12 || leaking < 0.62 {
		t.Errorf("mean AUC in Validation %.3f filtered inside Training, %.3f filtered before the split", honest, leaking)
	}
}
