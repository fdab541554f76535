package clinical_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
)

// Missing numbers become the median on the scale of the model, missing
// categories the commonest level, the first of equals, and both are counted.
func TestFillingByHand(t *testing.T) {
	rows := []row{
		{true, "50", "female", "A", "1"}, {true, "61", "male", "B", "100"}, {true, "", "", "B", "10000"},
		{false, "60", "male", "A", ""}, {false, "", "female", "0", "1"}, {false, "70", "", "", "10000"},
	}
	tr := training(t, rows)
	m := fit(t, tr, settings("age", "sex", "bclc", "afp"))
	want := []clinical.Filling{
		{Column: "age", Median: 60.5, Missing: 2}, {Column: "sex", Mode: "female", Seen: []string{"female", "male"}, Missing: 2},
		{Column: "bclc", Mode: "A", Seen: []string{"0", "A", "B"}, Missing: 1}, {Column: "afp", Median: 2, Missing: 1},
	}
	if diff := cmp.Diff(want, m.Fillings); diff != "" {
		t.Error(diff)
	}
	all, err := m.Candidates(tr.Patients())
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []any{
		[]float64{50, 61, 60.5, 60, 60.5, 70}, []string{"female", "male", "female", "male", "female", "female"},
		[]string{"A", "B", "B", "A", "0", "A"}, []float64{0, 2, 4, 2, 0, 4},
	} {
		got := any(all[k].Numbers)
		if all[k].IsFactor() {
			got = all[k].Labels
		}
		if !cmp.Equal(got, want) {
			t.Errorf("%s is %v, want %v", all[k].Name, got, want)
		}
	}
}

// A new patient's missing value is filled with what Training taught, so the
// patient has the risk of one who has that very value.
func TestNewPatientsAreFilledFromTraining(t *testing.T) {
	m := fit(t, training(t, simulate(1, 140)), settings("age", "sex", "afp"))
	if !slices.Contains(chosen(m), "afp") {
		t.Fatalf("the model has the terms %v", chosen(m))
	}
	median := m.Fillings[2].Median
	p := newPatients(t, []row{{age: "60", sex: "male"}, {age: "60", sex: "male", afp: fmt.Sprint(math.Pow(10, median))}, {age: "60", sex: "male", afp: "100000"}})
	got, err := m.Apply(p)
	if err != nil || math.Abs(got.LogOdds[0]-got.LogOdds[1]) > 1e-9 || got.LogOdds[2] == got.LogOdds[0] {
		t.Errorf("log odds %v (%v)", got.LogOdds, err)
	}
	terms, filled, err := m.Terms(p)
	want := []clinical.Filled{{Row: 0, Column: "afp", Put: fmt.Sprintf("%.4g", median)}}
	if err != nil || !cmp.Equal(filled, want) || len(terms) != len(chosen(m)) {
		t.Errorf("%v filled in %d terms (%v)", filled, len(terms), err)
	}
}

// staged are 60 patients without any of stage B; stage tells the outcome.
func staged() []row {
	rows := simulate(1, 60)
	for i := range rows {
		rows[i].bclc = []string{"0", "A"}[i%2]
		rows[i].positive = (i%2 == 1) != (i%5 == 0) // four of five as the stage says
	}
	return rows
}

// A level that no training patient had is taken for the commonest, and named.
func TestUnknownLevelIsFilledIn(t *testing.T) {
	m := fit(t, training(t, staged()), settings("bclc"))
	if !cmp.Equal(chosen(m), []string{"bclc"}) {
		t.Fatalf("the model has the terms %v", chosen(m))
	}
	p := newPatients(t, []row{{bclc: m.Fillings[0].Mode}, {bclc: "B"}})
	z, err := m.Apply(p)
	if err != nil || z.LogOdds[0] != z.LogOdds[1] {
		t.Errorf("log odds %v (%v)", z.LogOdds, err)
	}
	_, filled, err := m.Terms(p)
	if want := []clinical.Filled{{Row: 1, Column: "bclc", Level: "B", Put: m.Fillings[0].Mode}}; err != nil || !cmp.Equal(filled, want) {
		t.Errorf("filled %v (%v)", filled, err)
	}
	rows := staged()
	rows[0].bclc = "B"
	c := readCohort(t, lines(rows))
	folds := []cohort.Fold{hold(t, c, []int{2, 3, 4, 5}), hold(t, c, []int{0, 1, 6, 7})}
	if _, err := clinical.CrossFit(leaky.Everyone(c), folds, settings("bclc")); err != nil {
		t.Errorf("in a fold: %v", err)
	}
}
