package combined

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Reading is one patient read off a nomogram.
type Reading struct {
	// Points has the points of each axis, in the order of Nomogram.Axes.
	Points []float64 `json:"points"`
	// Total is their sum, LogOdds and Risk what it stands for.
	Total   float64 `json:"total"`
	LogOdds float64 `json:"log_odds"`
	Risk    float64 `json:"risk"`
	// OutOfRange names the terms whose value lies outside the training range.
	// Its points are extrapolated, and may be below 0 or above 100.
	OutOfRange []string `json:"out_of_range,omitempty"`
}

// Points reads the patient in the given row (from 0) of the terms off the
// nomogram. It is exact: the risk is that of the model, not of a reading with
// a ruler. Terms are found by name; others are ignored. A term that is missing
// or of the other kind, a missing value and an unknown level give
// [ErrNomogram].
func (n *Nomogram) Points(patient []regression.Term, row int) (Reading, error) {
	r := Reading{Points: make([]float64, len(n.Axes))}
	for k, a := range n.Axes {
		i := slices.IndexFunc(patient, func(t regression.Term) bool { return t.Name == a.Term })
		if i < 0 || patient[i].IsFactor() != (a.Levels != nil) || row < 0 || row >= patient[i].Len() {
			return Reading{}, fault.New(ErrNomogram, "the patient has no value for %s", a.Label).
				Try("give every term of the model, numbers as numbers and levels as levels")
		}
		points, err := a.at(patient[i], row)
		if err != nil {
			return Reading{}, err
		}
		if a.Levels == nil && (patient[i].Numbers[row] < a.Min || patient[i].Numbers[row] > a.Max) {
			r.OutOfRange = append(r.OutOfRange, a.Term)
		}
		r.Points[k] = points
		r.Total += points
	}
	r.LogOdds = n.Zero + r.Total/n.PointsPerLogOdds
	r.Risk = risk(r.LogOdds)
	return r, nil
}

// at returns the points of a value. An axis of numbers is a straight line
// through its ends.
func (a Axis) at(t regression.Term, row int) (float64, error) {
	if a.Levels != nil {
		l := slices.Index(a.Levels, t.Labels[row])
		if l < 0 {
			return 0, fault.New(ErrNomogram, "the level %q is not one of %q", t.Labels[row], a.Levels).At("%s", a.Label)
		}
		return a.Points[l], nil
	}
	v := t.Numbers[row]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fault.New(ErrNomogram, "the value is %v", v).At("%s", a.Label)
	}
	end := len(a.Values) - 1
	if end == 0 || a.Points[0] == a.Points[end] {
		return 0, nil // a term that says nothing
	}
	slope := (a.Points[end] - a.Points[0]) / (a.Values[end] - a.Values[0])
	return a.Points[0] + slope*(v-a.Values[0]), nil
}

// Marks returns what is printed at the marks of the axis.
func (a Axis) Marks() []string {
	if a.Levels != nil {
		return a.Levels
	}
	marks := make([]string, len(a.Values))
	for i, v := range a.Values {
		marks[i] = Mark(v)
	}
	return marks
}

// Mark prints a mark of an axis, without the rounding error of the multiples
// that axes are made of: 0.3, not 0.30000000000000004.
func Mark(v float64) string { return strings.ReplaceAll(fmt.Sprintf("%.10g", v), "-", "−") }

// String returns the nomogram as a table: the points of every mark to the
// nearest whole number, and the total points of each risk.
func (n *Nomogram) String() string {
	var b strings.Builder
	for _, a := range n.Axes {
		fmt.Fprintf(&b, "%s\n", a.Label)
		for i, mark := range a.Marks() {
			fmt.Fprintf(&b, "%12s %6.0f\n", mark, a.Points[i])
		}
	}
	b.WriteString("Total points → risk\n")
	for _, t := range n.Risk {
		fmt.Fprintf(&b, "%12.0f %6s\n", t.Points, Mark(t.Value))
	}
	return b.String()
}
