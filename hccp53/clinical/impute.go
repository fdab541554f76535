package clinical

import (
	"errors"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/impute"
	"hcclab/hccp53/regression"
)

// ErrCandidate reports a candidate that cannot be used.
var ErrCandidate = errors.New("clinical: candidate not usable")

// Filling is what is put in place of a missing value, learnt on Training.
type Filling = impute.Filling

// Filled is a value that was put in place of a missing one, or of a level that
// no training patient had.
type Filled = impute.Filled

// raw returns a column of patients as it is, on the scale that models use:
// missing values are NaN or "".
func raw(p cohort.Patients, col cohort.Column) (regression.Term, error) {
	if col.Kind == cohort.Category {
		labels, err := p.Levels(col.Name)
		return regression.Factor(col.Name, col.Levels, labels), err
	}
	values, err := p.Numbers(col.Name)
	for i, v := range values {
		values[i] = col.OnModelScale(v)
	}
	return regression.Numeric(col.Name, values), err
}
