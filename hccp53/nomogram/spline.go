package nomogram

import "hcclab/hccp53/regression"

// basis appends the columns of a number, or of a spline of it, in the model
// matrix: what the term adds when one coefficient is 1 and the others are 0.
func basis(row []float64, t regression.ModelTerm, v float64) []float64 {
	unit := regression.ModelTerm{Knots: t.Knots, Coefficients: make([]float64, len(t.Coefficients))}
	for j := range unit.Coefficients {
		unit.Coefficients[j] = 1
		row = append(row, unit.At(v))
		unit.Coefficients[j] = 0
	}
	return row
}
