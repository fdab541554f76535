package cohort

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// ErrSplit reports a division that cannot be made.
var ErrSplit = errors.New("cohort: split not possible")

// Plan says how a cohort is divided. The paper divides 320 patients at random
// into 224 and 96; the seed and the stratification are ours.
type Plan struct {
	// Training is the fraction of patients in the training arm.
	Training float64 `yaml:"training" json:"training"`
	// Seed decides who goes where.
	Seed uint64 `yaml:"seed" json:"seed"`
}

// Record is the division as a file keeps it: case numbers, no identifiers.
type Record struct {
	Plan       Plan            `json:"plan"`
	Stratified string          `json:"stratified_by"`
	Cohort     provenance.Hash `json:"cohort"`
	Training   ArmRecord       `json:"training"`
	Validation ArmRecord       `json:"validation"`
}

// ArmRecord is one arm of a [Record].
type ArmRecord struct {
	N        int             `json:"n"`
	Positive int             `json:"positive"`
	Hash     provenance.Hash `json:"hash"`
	Cases    []int           `json:"cases"`
}

// Split divides the cohort at random, stratified by the outcome: each arm gets
// its share of each class, and of the patients as a whole, to the nearest
// whole number. The same plan gives the same arms whatever the order of the
// file.
func (c *Cohort) Split(plan Plan) (Training, Validation, error) {
	if !(plan.Training > 0 && plan.Training < 1) {
		return Training{}, Validation{}, fault.New(ErrSplit, "the training fraction is %v", plan.Training).
			Try("set split.training in study.yaml to a number between 0 and 1; the paper has 0.7")
	}
	class := c.classes(c.all)
	take := shares([2]int{len(class[0]), len(class[1])}, plan.Training)
	var training []*patient
	for y, members := range class {
		if take[y] == 0 || take[y] == len(members) {
			return Training{}, Validation{}, fault.New(ErrSplit, "one arm would have no patient of one class (%d patients of that class, fraction %v)", len(members), plan.Training).
				Try("use more patients or another fraction")
		}
		drawn := slices.Clone(members)
		rng := provenance.Rand(plan.Seed, "cohort/split", y)
		rng.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
		training = append(training, drawn[:take[y]]...)
	}
	in := map[*patient]bool{}
	for _, p := range training {
		in[p] = true
	}
	var t, v []*patient
	for _, p := range c.all {
		if in[p] {
			t = append(t, p)
		} else {
			v = append(v, p)
		}
	}
	return Training{arm{c, t}}, Validation{arm{c, v}}, nil
}

// Describe returns the record of a division.
func Describe(plan Plan, t Training, v Validation) Record {
	outcome, _ := t.cohort.schema.Role(RoleOutcome)
	return Record{
		Plan: plan, Stratified: outcome.Name, Cohort: t.cohort.hash, Training: t.record(), Validation: v.record(),
	}
}

func (a arm) record() ArmRecord {
	return ArmRecord{N: a.Len(), Positive: a.Positives(), Hash: a.Hash(), Cases: a.Patients().Cases()}
}

// classes returns the patients by outcome, each in the order of rows.
func (c *Cohort) classes(rows []*patient) (class [2][]*patient) {
	for _, p := range rows {
		y := 0
		if c.positive(p) {
			y = 1
		}
		class[y] = append(class[y], p)
	}
	return class
}

// shares returns how many of each class make the fraction, so that their sum
// is the fraction of all to the nearest whole number: the class with the
// larger remainder gets the odd patient.
func shares(n [2]int, fraction float64) (take [2]int) {
	total := int(math.Round(fraction * float64(n[0]+n[1])))
	var rest [2]float64
	for y := range n {
		exact := fraction * float64(n[y])
		take[y] = int(math.Floor(exact))
		rest[y] = exact - float64(take[y])
	}
	for take[0]+take[1] < total {
		y := 0
		if rest[1] > rest[0] {
			y = 1
		}
		take[y]++
		rest[y] = -1
	}
	return take
}

// Fold is one division of Training for cross-fitting: models are fitted on Fit
// and applied to Held, whose outcomes they do not see.
type Fold struct {
	Fit  Training
	Held Patients
	// Rows are the places of the held patients in Training.
	Rows []int
}

// Folds divides Training into k folds, stratified by the outcome. Every
// patient is held exactly once. The same seed gives the same folds, so the
// Rad-score and the DL-score are made on the same ones.
func (t Training) Folds(k int, seed uint64) ([]Fold, error) {
	assigned, err := t.Assign(k, seed)
	if err != nil {
		return nil, err
	}
	folds := make([]Fold, k)
	for f := range folds {
		var fit, held []*patient
		for i, p := range t.rows {
			if assigned[i] == f {
				held = append(held, p)
				folds[f].Rows = append(folds[f].Rows, i)
			} else {
				fit = append(fit, p)
			}
		}
		folds[f].Fit = Training{arm{t.cohort, fit}}
		folds[f].Held = Patients{t.cohort, held}
	}
	return folds, nil
}

// Assign returns the fold, 0 to k−1, of every patient. Each class is shuffled
// and dealt out in turn, the second class going on where the first stopped, so
// the folds differ by at most one patient in size and in each class.
func (t Training) Assign(k int, seed uint64) ([]int, error) {
	place := map[*patient]int{}
	for i, p := range t.rows {
		place[p] = i
	}
	assigned := make([]int, len(t.rows))
	next := 0
	for y, members := range t.cohort.classes(t.rows) {
		if k < 2 || len(members) < k {
			return nil, fault.New(ErrSplit, "%d folds of %d patients with outcome %q are not possible", k, len(members), t.level(y)).
				Try("use at least 2 folds, and no more than patients in the smaller class")
		}
		drawn := slices.Clone(members)
		rng := provenance.Rand(seed, "cohort/folds", k, y)
		rng.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
		for _, p := range drawn {
			assigned[place[p]] = next % k
			next++
		}
	}
	return assigned, nil
}

func (t Training) level(y int) string {
	outcome, _ := t.cohort.schema.Role(RoleOutcome)
	return outcome.Levels[y]
}

// Divide takes a fraction out of Training, stratified by the outcome, for a
// choice that must not be made on the patients fitted: early stopping. Both
// parts are Training. The name tells divisions of one seed apart.
func (t Training) Divide(fraction float64, seed uint64, name string) (rest, taken Training, err error) {
	in := map[*patient]bool{}
	class := t.cohort.classes(t.rows)
	take := shares([2]int{len(class[0]), len(class[1])}, fraction)
	for y, members := range class {
		if take[y] < 1 || take[y] >= len(members) {
			return Training{}, Training{}, fault.New(ErrSplit, "%.3g of %d patients with outcome %q cannot be set aside", fraction, len(members), t.level(y)).
				Try("use more patients or another fraction")
		}
		drawn := slices.Clone(members)
		rng := provenance.Rand(seed, "cohort/divide", name, y)
		rng.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
		for _, p := range drawn[:take[y]] {
			in[p] = true
		}
	}
	var restRows, takenRows []*patient
	for _, p := range t.rows {
		if in[p] {
			takenRows = append(takenRows, p)
		} else {
			restRows = append(restRows, p)
		}
	}
	return Training{arm{t.cohort, restRows}}, Training{arm{t.cohort, takenRows}}, nil
}

// String says how many patients an arm has, for prints in a notebook.
func (a arm) String() string {
	outcome, _ := a.cohort.schema.Role(RoleOutcome)
	return fmt.Sprintf("%d patients, %d with %s %s", a.Len(), a.Positives(), outcome.Title, outcome.Levels[1])
}
