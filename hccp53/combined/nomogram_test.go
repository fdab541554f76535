package combined_test

import (
	"bytes"
	"errors"
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
	"hcclab/hccp53/combined"
	"hcclab/hccp53/regression"
)

// TestNomogramOfCombinedModel goes the way of the study: a cohort, a clinical
// model, scores, the combined model, its nomogram, and back for each patient.
func TestNomogramOfCombinedModel(t *testing.T) {
	training := simulatedTraining(t)
	c, err := clinical.Fit(training, clinical.Settings{Candidates: []string{"age", "afp", "sex"}, Direction: regression.Both, Criterion: regression.AIC})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	var scores combined.Scores
	for _, y := range training.Outcome() {
		shift := 0.0
		if y {
			shift = 1
		}
		scores.Rad = append(scores.Rad, 7+.3*(shift+rng.NormFloat64()))
		scores.DL = append(scores.DL, shift+rng.NormFloat64())
	}
	m, err := combined.Fit(training, c, scores, combined.Settings{Bootstrap: 5, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	n, err := m.Nomogram(training, c, scores)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, a := range n.Axes {
		labels = append(labels, a.Label)
	}
	if !slices.Contains(labels, "AFP (log10 ng/mL)") || !slices.Contains(labels, "Rad-score (SD)") || !slices.Contains(labels, "DL-score (SD)") {
		t.Errorf("the axes are labelled %q", labels)
	}
	want, err := m.Apply(training.Patients(), c, scores)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := m.Terms(training.Patients(), c, scores)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.LogOdds {
		r, err := n.Points(terms, i)
		if err != nil || math.Abs(r.Risk-want.Probability[i]) > 1e-12 {
			t.Fatalf("patient %d: risk %v by the nomogram, %v by the model (%v)", i, r.Risk, want.Probability[i], err)
		}
	}
	if _, err := m.Nomogram(training, c, combined.Scores{}); !errors.Is(err, combined.ErrScores) {
		t.Errorf("scores missing: %v", err)
	}
}

// simulatedTraining is a training arm of 140 patients whose AFP tells the
// outcome to some degree; the file has no identifiers of anyone.
func simulatedTraining(t *testing.T) cohort.Training {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	rows := []string{"patient_id,p53,age,sex,afp,images,voi"}
	for i := range 200 {
		outcome, shift := "negative", 0.0
		if i%5 < 3 {
			outcome, shift = "positive", 1.0
		}
		rows = append(rows, fmt.Sprintf("S%03d,%s,%d,%s,%.3g,a,b", i, outcome, 40+rng.IntN(40), []string{"female", "male"}[rng.IntN(2)], math.Pow(10, 1+shift+rng.NormFloat64())))
	}
	path := filepath.Join(t.TempDir(), "cohort.csv")
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	all, err := cohort.Read(path, schema)
	if err != nil {
		t.Fatal(err)
	}
	training, _, err := all.Split(cohort.Plan{Training: .7, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return training
}
