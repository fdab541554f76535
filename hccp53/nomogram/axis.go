package nomogram

import (
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/regression"
)

// fewValues is the largest number of distinct values at which the axis of a
// number shows exactly those: n.unique of datadist in rms. A column of 0 and 1
// thus has an axis of two points.
const fewValues = 10

// Axis is the axis of one term.
type Axis struct {
	Term string `json:"term"`
	// Label is the title with its unit, for people.
	Label string `json:"label"`
	// Levels are the marks of a factor, the reference first; nil for a number.
	Levels []string `json:"levels,omitempty"`
	// Values are the marks of a number, rising, on the scale of the model; nil
	// for a factor.
	Values []float64 `json:"values,omitempty"`
	// LogOdds and Points hold one value a mark. The points of a spline may rise
	// and fall along the axis.
	LogOdds []float64 `json:"log_odds"`
	Points  []float64 `json:"points"`
	// Min and Max are the range of a number in Training.
	Min float64 `json:"min"`
	Max float64 `json:"max"`
	// Limits sum up a number in Training, nil for a factor; Mode is the most
	// frequent level of a factor.
	Limits *Limits `json:"limits,omitempty"`
	Mode   string  `json:"mode,omitempty"`
	// Whole tells that all values of a number in Training are whole numbers.
	Whole bool `json:"whole,omitempty"`
}

func newAxis(t regression.ModelTerm, data regression.Term) Axis {
	a := Axis{Term: t.Name, Label: t.Name}
	if t.Levels != nil {
		a.Levels, a.LogOdds = t.Levels, slices.Clone(t.Coefficients)
		a.Mode = mode(t.Levels, data.Labels)
		return a
	}
	sorted := slices.Sorted(slices.Values(data.Numbers))
	distinct := slices.Compact(slices.Clone(sorted))
	a.Min, a.Max = distinct[0], distinct[len(distinct)-1]
	if a.Values = distinct; len(distinct) > fewValues {
		a.Values = Pretty(a.Min, a.Max, axisIntervals)
	}
	for _, v := range a.Values {
		a.LogOdds = append(a.LogOdds, t.At(v))
	}
	limits := newLimits(sorted, distinct)
	a.Limits = &limits
	a.Whole = !slices.ContainsFunc(distinct, func(v float64) bool { return v != float64(int64(v)) })
	return a
}

// mode returns the most frequent level, the earlier one of two.
func mode(levels, labels []string) string {
	best, most := "", -1
	for _, l := range levels {
		count := 0
		for _, label := range labels {
			if label == l {
				count++
			}
		}
		if count > most {
			best, most = l, count
		}
	}
	return best
}

func (a *Axis) setPoints(perLogOdds float64) {
	lo := slices.Min(a.LogOdds)
	a.Points = make([]float64, len(a.LogOdds))
	for i, x := range a.LogOdds {
		a.Points[i] = (x - lo) * perLogOdds
	}
}

// Sides returns nil, or, for a spline whose points both rise and fall along the
// axis, on which side of the line each mark belongs so that the two directions
// can be told apart: 1, below, where points rise with the value, -1, above, where
// they fall.
func (a Axis) Sides() []int {
	rises, falls := false, false
	sides := make([]int, len(a.Points))
	for i := range sides {
		before, after := max(0, i-1), max(1, i)
		sides[i] = 1
		switch {
		case after >= len(a.Points):
		case a.Points[after] < a.Points[before]:
			sides[i], falls = -1, true
		case a.Points[after] > a.Points[before]:
			rises = true
		}
	}
	if a.Levels != nil || !rises || !falls {
		return nil
	}
	return sides
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
