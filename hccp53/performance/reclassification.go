package performance

import (
	"math"

	"hcclab/hccp53/fault"
)

// Reclassification is the net reclassification improvement (NRI) of a new set of
// risks over an old one (Pencina et al. 2008, 2011).
//
// It is a sum of two shares and not itself a share. It can be above 0 for a
// useless marker when the new risks are badly calibrated (Pepe et al. 2014), and
// on the patients that nested models were fitted on its p value is too small:
// see [CompareNested].
type Reclassification struct {
	Cases, Controls, Dropped int
	// Cuts divide the risks into categories: a risk belongs to as many cuts as it
	// reaches. Nil for the continuous NRI, where any change counts.
	Cuts []float64 `json:",omitempty"`
	// Up and Down count whose risk moved to a higher and lower category.
	UpCases, DownCases, UpControls, DownControls int
	// OfCases is (up - down)/cases, OfControls (down - up)/controls, Total their
	// sum, each with a standard error and 95 % interval.
	OfCases, OfControls, Total Estimate
	// Test is Total over its standard error; Z 0 and P 1 when nobody moved.
	Test ZTest
	// NullSE is the standard error when nothing has improved, as in the first
	// paper, NullTest the test by it.
	NullSE   float64
	NullTest ZTest
	// CasesTable and ControlsTable count the patients by old category (row) and
	// new one (column); nil for the continuous NRI.
	CasesTable    [][]int `json:",omitempty"`
	ControlsTable [][]int `json:",omitempty"`
}

// ContinuousNRI counts every patient whose risk went up or down, as improveProb
// of Hmisc. It needs risks from 0 to 1 ([ErrProbability]), a case and a control
// ([ErrOneClass]).
func ContinuousNRI(outcome []bool, before, after []float64) (Reclassification, error) {
	return reclassify(outcome, before, after, nil)
}

// CategoricalNRI counts the patients who moved from one category of risk to
// another. The cuts must rise within 0 to 1 ([ErrProbability]); the other
// conditions are those of [ContinuousNRI].
func CategoricalNRI(outcome []bool, before, after, cuts []float64) (Reclassification, error) {
	if len(cuts) == 0 {
		return Reclassification{}, fault.New(ErrProbability, "there are no cuts").Try("give the risks at which a decision changes, or take the continuous NRI")
	}
	for i, c := range cuts {
		if !(c > 0 && c < 1) || i > 0 && c <= cuts[i-1] {
			return Reclassification{}, fault.New(ErrProbability, "the cuts are %v", cuts).Try("give rising risks between 0 and 1")
		}
	}
	return reclassify(outcome, before, after, cuts)
}

func reclassify(outcome []bool, before, after, cuts []float64) (Reclassification, error) {
	var r Reclassification
	y, p, q, dropped, err := twoRisks(outcome, before, after, 1)
	if err != nil {
		return r, err
	}
	r.Dropped, r.Cuts = dropped, cuts
	if cuts != nil {
		r.CasesTable, r.ControlsTable = square(len(cuts)+1), square(len(cuts)+1)
	}
	for i, isCase := range y {
		from, to := p[i], q[i]
		up, down, table := &r.UpControls, &r.DownControls, r.ControlsTable
		if isCase {
			r.Cases++
			up, down, table = &r.UpCases, &r.DownCases, r.CasesTable
		} else {
			r.Controls++
		}
		if cuts != nil {
			a, b := reach(cuts, from), reach(cuts, to)
			table[a][b]++
			from, to = float64(a), float64(b)
		}
		switch {
		case to > from:
			*up++
		case to < from:
			*down++
		}
	}
	m, n := float64(r.Cases), float64(r.Controls)
	gain := func(better, worse int, size float64) (value, variance, null float64) {
		b, w := float64(better), float64(worse)
		return (b - w) / size, (b+w)/(size*size) - (b-w)*(b-w)/(size*size*size), (b + w) / (size * size)
	}
	a, va, na := gain(r.UpCases, r.DownCases, m)
	b, vb, nb := gain(r.DownControls, r.UpControls, n)
	r.OfCases, r.OfControls = newEstimate(a, math.Sqrt(math.Max(0, va))), newEstimate(b, math.Sqrt(math.Max(0, vb)))
	r.Total = newEstimate(a+b, math.Sqrt(math.Max(0, va+vb)))
	r.NullSE = math.Sqrt(na + nb)
	r.Test, r.NullTest = quotient(r.Total.Value, r.Total.SE), quotient(r.Total.Value, r.NullSE)
	return r, nil
}

// reach counts the cuts that a risk reaches.
func reach(cuts []float64, risk float64) int {
	n := 0
	for _, c := range cuts {
		if risk >= c {
			n++
		}
	}
	return n
}

// Improvement is the integrated discrimination improvement (IDI) of a new set of
// risks over an old one (Pencina et al. 2008).
type Improvement struct {
	Cases, Controls, Dropped int
	// Before and After are the discrimination slopes: the mean risk of the cases
	// less that of the controls.
	Before, After float64
	// IDI is After - Before, Test its quotient by the standard error.
	IDI  Estimate
	Test ZTest
}

// IDI returns the integrated discrimination improvement, as improveProb of Hmisc.
// Its conditions are those of [ContinuousNRI], with two cases and two controls.
// Its p value shares the fault of that of the NRI; see [CompareNested].
func IDI(outcome []bool, before, after []float64) (Improvement, error) {
	var r Improvement
	y, p, q, dropped, err := twoRisks(outcome, before, after, 2)
	if err != nil {
		return r, err
	}
	r.Dropped = dropped
	oldCases, oldControls := split(y, p)
	newCases, newControls := split(y, q)
	r.Cases, r.Controls = len(oldCases), len(oldControls)
	a, va := meanDifference(newCases, oldCases)
	b, vb := meanDifference(newControls, oldControls)
	r.Before, r.After = mean(oldCases)-mean(oldControls), mean(newCases)-mean(newControls)
	r.IDI = newEstimate(a-b, math.Sqrt(va+vb))
	r.Test = quotient(r.IDI.Value, r.IDI.SE)
	return r, nil
}

// quotient is a value over its standard error: 0 when there is nothing to test,
// undefined when there is no error to measure it by.
func quotient(value, se float64) ZTest {
	switch {
	case se > 0:
		return newZTest(value / se)
	case value == 0:
		return newZTest(0)
	}
	return newZTest(math.NaN())
}

func twoRisks(outcome []bool, before, after []float64, least int) (y []bool, p, q []float64, dropped int, err error) {
	y, kept, dropped, err := complete(outcome, least, before, after)
	if err != nil {
		return nil, nil, nil, 0, err
	}
	for _, s := range kept {
		if err := checkRisks(s); err != nil {
			return nil, nil, nil, 0, err
		}
	}
	return y, kept[0], kept[1], dropped, nil
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// meanDifference returns the mean of a - b and the variance of that mean.
func meanDifference(a, b []float64) (d, variance float64) {
	for i := range a {
		d += (a[i] - b[i]) / float64(len(a))
	}
	for i := range a {
		variance += (a[i] - b[i] - d) * (a[i] - b[i] - d)
	}
	return d, variance / float64(len(a)-1) / float64(len(a))
}

func square(n int) [][]int {
	t := make([][]int, n)
	for i := range t {
		t[i] = make([]int, n)
	}
	return t
}
