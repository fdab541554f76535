package regression

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// duplicateDistance is the mean squared difference of standardised columns
// below which they count as the same: |r| > 1 - 1e-9. The penalty does not
// decide between such columns, so how they share a coefficient would be noise.
const duplicateDistance = 2e-9

// dropDuplicates takes out the columns that repeat an earlier one up to scale,
// shift and sign. Columns are compared only when their projections on one
// direction nearly agree, which keeps the work at about p columns, not p².
func (s *lassoSolver) dropDuplicates() {
	direction := make([]float64, s.n)
	for i := range direction {
		_, direction[i] = math.Modf(float64(i+1) * math.Phi) // spread evenly, as if at random
		direction[i] -= 0.5
	}
	floats.Scale(1/floats.Norm(direction, 2), direction)
	// Two unit-length projections cannot differ by more than the columns do.
	window := math.Sqrt(duplicateDistance * float64(s.n))
	type projected struct {
		column int
		at     float64
	}
	var order []projected
	for j, z := range s.z {
		if z != nil {
			order = append(order, projected{j, math.Abs(floats.Dot(direction, z))})
		}
	}
	slices.SortFunc(order, func(a, b projected) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.column, b.column)) })
	for a, p := range order {
		for _, q := range order[a+1:] {
			if q.at > p.at+window {
				break
			}
			if s.z[p.column] == nil || s.z[q.column] == nil {
				continue
			}
			r := floats.Dot(s.z[p.column], s.z[q.column]) / float64(s.n)
			if math.Abs(r) > 1-duplicateDistance/2 {
				later := max(p.column, q.column)
				s.z[later], s.gradient[later] = nil, 0
				s.duplicate = append(s.duplicate, later)
			}
		}
	}
	slices.Sort(s.duplicate)
}
