package cohort

import (
	"math"
	"time"

	"hcclab/hccp53/provenance"
)

// Patients are predictors without outcomes. The zero value has nobody in it.
type Patients struct {
	cohort *Cohort
	rows   []*patient
}

// Len returns the number of patients.
func (p Patients) Len() int { return len(p.rows) }

// Schema returns the description of the columns.
func (p Patients) Schema() Schema { return p.cohort.schema }

// Case returns the number of patient i's row in the cohort file, from 1. It is
// how results and messages name a patient: it means nothing without the file.
func (p Patients) Case(i int) int { return p.rows[i].row }

// Line returns the line of patient i in the cohort file, for messages.
func (p Patients) Line(i int) int { return p.rows[i].line }

// File returns the name of the cohort file, for messages.
func (p Patients) File() string { return p.cohort.file }

// Cases returns all case numbers.
func (p Patients) Cases() []int {
	cases := make([]int, len(p.rows))
	for i := range p.rows {
		cases[i] = p.Case(i)
	}
	return cases
}

// Numbers returns the named predictor of every patient, NaN where it is
// missing, in the unit of the file. The column must be a number that is known
// before surgery; see [Schema.Predictor] for the errors.
func (p Patients) Numbers(column string) ([]float64, error) {
	if _, err := p.predictor(column, Number, Integer); err != nil {
		return nil, err
	}
	return p.numbers(column), nil
}

// Levels returns the named predictor of every patient, "" where it is missing.
// The column must be a category that is known before surgery.
func (p Patients) Levels(column string) ([]string, error) {
	if _, err := p.predictor(column, Category); err != nil {
		return nil, err
	}
	return p.words(column), nil
}

// Missing reports for every patient whether the named predictor is missing.
func (p Patients) Missing(column string) ([]bool, error) {
	col, err := p.predictor(column, Number, Integer, Category)
	if err != nil {
		return nil, err
	}
	missing := make([]bool, len(p.rows))
	for i, r := range p.rows {
		missing[i] = col.Kind == Category && r.word[column] == "" || col.Kind != Category && math.IsNaN(r.number[column])
	}
	return missing, nil
}

// Images returns the folder of patient i's DICOM series.
func (p Patients) Images(i int) string { return p.cohort.path(p.rows[i], RoleImages) }

// VOI returns the file with patient i's volume of interest as drawn in the
// given reading, or "" where there is none: RoleVOI, RoleReader2, RoleReread, or
// the role of a phase, [RoleVOIOn].
func (p Patients) VOI(i int, reading Role) string { return p.cohort.path(p.rows[i], reading) }

// PhaseSeries returns what patient i's cell says of the series of phases, ""
// where it says nothing.
func (p Patients) PhaseSeries(i int) string {
	col, _ := p.cohort.schema.Role(RolePhaseSeries)
	return p.rows[i].word[col.Name]
}

// arm is a part of a cohort whose outcomes are known to this package.
type arm struct {
	cohort *Cohort
	rows   []*patient
}

// Len returns the number of patients.
func (a arm) Len() int { return len(a.rows) }

// Patients returns the predictors of the arm, without outcomes.
func (a arm) Patients() Patients { return Patients(a) }

// Schema returns the description of the columns.
func (a arm) Schema() Schema { return a.cohort.schema }

// Simulated reports whether the patients are made by the simulator.
func (a arm) Simulated() bool { return a.cohort.card.Simulated }

// Positives returns the number of patients with the positive outcome: an
// aggregate, so either arm may tell it.
func (a arm) Positives() int {
	n := 0
	for _, y := range a.outcome() {
		if y {
			n++
		}
	}
	return n
}

// Hash identifies the patients of the arm: the cohort file and the rows taken
// from it.
func (a arm) Hash() provenance.Hash {
	h, err := provenance.HashJSON([]any{a.cohort.hash, a.Patients().Cases()})
	if err != nil {
		panic(err) // a string and whole numbers always encode
	}
	return h
}

func (a arm) outcome() []bool {
	y := make([]bool, len(a.rows))
	for i, p := range a.rows {
		y[i] = a.cohort.positive(p)
	}
	return y
}

// Training is the arm that models learn from. The zero value has nobody in it.
type Training struct{ arm }

// Outcome returns the outcome of every patient, true for positive.
func (t Training) Outcome() []bool { return t.outcome() }

// Validation is the arm that judges models. It has no way to tell outcomes but
// [Validation.Look].
type Validation struct{ arm }

// Look returns the outcomes for judging one frozen model, named and identified
// by the hash of everything it learnt, and writes the look into the ledger.
func (v Validation) Look(ledger *provenance.Ledger, model string, frozen provenance.Hash) ([]bool, error) {
	look := provenance.Look{Time: time.Now().UTC(), Model: frozen, Name: model, Set: v.Hash(), N: v.Len()}
	if err := ledger.Record(look); err != nil {
		return nil, err
	}
	return v.outcome(), nil
}
