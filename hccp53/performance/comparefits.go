package performance

import (
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Patients says how patients relate to the fits that are judged on them.
type Patients string

const (
	// FittedOn: the fits were made on these very patients (Training).
	FittedOn Patients = "the patients the models were fitted on"
	// NotFittedOn: the fits have never seen them (Validation).
	NotFittedOn Patients = "other patients"
)

// FitComparison compares the risks of two fits.
type FitComparison struct {
	Patients Patients
	AUC      PairedTest
	NRI      Reclassification
	IDI      Improvement
}

// CompareFits compares two fits by DeLong's test, the continuous NRI and the IDI,
// second against first. For patients that the fits were made on it returns
// [ErrNested] when one contains the other: these p values are not valid there,
// and [CompareNested] has the test that is. Patients with a missing value of a
// term of either are left out. Other errors are those of [DeLongTest], [IDI] and
// [regression.Model.Predict].
func CompareFits(patients Patients, outcome []bool, terms []regression.Term, first, second *regression.Fit) (FitComparison, error) {
	c := FitComparison{Patients: patients}
	if patients != NotFittedOn && (contains(first, second) || contains(second, first)) {
		return c, fault.New(ErrNested, "the models %v and %v are nested and fitted on these patients: DeLong's test and the NRI have no valid p value", termNames(first), termNames(second)).
			Try("use CompareNested, or other patients")
	}
	rows := fittedRows(len(outcome), terms, first)
	both := rows[:0:0]
	for _, r := range fittedRows(len(outcome), terms, second) {
		for len(rows) > 0 && rows[0] < r {
			rows = rows[1:]
		}
		if len(rows) > 0 && rows[0] == r {
			both = append(both, r)
		}
	}
	y, p, q, err := fittedRisks(outcome, terms, both, first, second)
	if err != nil {
		return c, err
	}
	if c.AUC, err = DeLongTest(y, q, p); err != nil {
		return c, err
	}
	if c.NRI, err = ContinuousNRI(y, p, q); err != nil {
		return c, err
	}
	c.IDI, err = IDI(y, p, q)
	dropped := len(outcome) - len(both)
	c.AUC.Dropped, c.NRI.Dropped, c.IDI.Dropped = dropped, dropped, dropped
	return c, err
}
