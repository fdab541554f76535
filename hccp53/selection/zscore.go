package selection

import (
	"math"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Transform changes the values of features by what it learns from Training, as
// [ZScore] does; a correction for scanners would be another.
type Transform interface {
	// Fit learns from Training. What it returns is frozen.
	Fit(t cohort.Training, table *cohort.Table) (Applier, error)
}

// Applier is a transform that has been fitted.
type Applier interface {
	// Apply returns the table with the values of all its patients changed. It
	// learns nothing from them: a patient's values do not depend on who else is in
	// the table. A column that the fit did not have is an error.
	Apply(table *cohort.Table) (*cohort.Table, error)
}

// ZScore gives each feature mean 0 and standard deviation 1 in Training.
type ZScore struct{}

// Scaling is a [ZScore] that has been fitted: the mean and the standard deviation
// (n-1 below) of each column in Training.
type Scaling struct {
	Columns []string  `json:"columns"`
	Mean    []float64 `json:"mean"`
	SD      []float64 `json:"sd"`
}

// Fit implements [Transform]; what it returns is a *[Scaling]. A feature that is
// constant in Training has no scale ([inference.ErrConstant]), and one with a value
// missing there is refused ([inference.ErrNotFinite]).
func (ZScore) Fit(t cohort.Training, table *cohort.Table) (Applier, error) {
	columns, err := columnsOf(t.Patients(), table)
	if err != nil {
		return nil, err
	}
	s := &Scaling{Columns: table.Columns}
	for j, x := range columns {
		name := table.Columns[j]
		d, err := inference.Summarise(x)
		switch {
		case err != nil:
			return nil, fault.Wrap(inference.ErrNotFinite, err, "the feature cannot be standardised").At("z-score of %s", name)
		case d.Dropped > 0:
			return nil, fault.New(inference.ErrNotFinite, "%d of %d patients of Training have no value", d.Dropped, len(x)).At("z-score of %s", name).
				Try("leave the feature out, or complete it before")
		case !(d.SD > 0) || d.Min == d.Max || math.IsInf(d.SD, 0):
			return nil, fault.New(inference.ErrConstant, "the standard deviation in Training is %v", d.SD).At("z-score of %s", name).
				Try("leave the feature out: it tells patients not apart")
		}
		s.Mean, s.SD = append(s.Mean, d.Mean), append(s.SD, d.SD)
	}
	return s, nil
}

// Apply implements [Applier]. The columns may be fewer than were fitted, in any
// order; an unknown one is [cohort.ErrNoColumn]. A missing value stays missing.
func (s *Scaling) Apply(table *cohort.Table) (*cohort.Table, error) {
	place := map[string]int{}
	for j, name := range s.Columns {
		place[name] = j
	}
	of := make([]int, len(table.Columns))
	for j, name := range table.Columns {
		k, known := place[name]
		if !known {
			return nil, fault.New(cohort.ErrNoColumn, "the feature %q was not standardised in Training", name).At("z-score")
		}
		of[j] = k
	}
	out := cohort.NewTable(table.Columns)
	for i, row := range table.Rows {
		z := make([]float64, len(row))
		for j, v := range row {
			z[j] = (v - s.Mean[of[j]]) / s.SD[of[j]]
		}
		out.Add(table.Cases[i], z)
	}
	return out, nil
}
