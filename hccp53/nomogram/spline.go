package nomogram

import "hcclab/hccp53/regression"

// knots returns the knots of a restricted cubic spline, nil for a straight line.
func knots(regression.ModelTerm) []float64 { return nil }

// contribution returns what a number adds to the log odds.
func contribution(t regression.ModelTerm, v float64) float64 { return t.Coefficients[0] * v }

// basis appends the columns of a number in the model matrix.
func basis(row []float64, t regression.ModelTerm, v float64) []float64 {
	row = append(row, v)
	k := knots(t)
	if k == nil {
		return row
	}
	last := len(k) - 1
	cube := func(x float64) float64 { x = max(x, 0); return x * x * x }
	scale := (k[last] - k[0]) * (k[last] - k[0])
	for _, knot := range k[:last-1] {
		z := cube(v-knot) + ((k[last-1]-knot)*cube(v-k[last])-(k[last]-knot)*cube(v-k[last-1]))/(k[last]-k[last-1])
		row = append(row, z/scale)
	}
	return row
}
