package regression

import (
	"gonum.org/v1/gonum/floats"
)

// quadratic is the expansion of -loglik/n about a solution, on the intercept
// (place 0) and the active columns (places 1 to m-1): ½ b'Hb - u'b + const.
//
// The gradient, and so u, is that of the solution itself. The curvature H may be
// that of an earlier solution: H costs as much as a hundred gradients and changes
// little along the path, so it is kept until convergence slows, and only gets a
// row for each column that enters. Its Cholesky factor is kept in the same way.
type quadratic struct {
	active   []int // columns, in the order of entering
	isActive []bool
	weight   []float64   // p(1-p) of the solution that H belongs to
	h        [][]float64 // m rows of length m
	u        []float64
	from, to []float64 // the solution expanded about, and the minimum
	rest     []float64 // u - H·to, kept during coordinate descent

	sign     []float64   // by place: sign the coefficient is taken to have, 0 for none
	support  []int       // the intercept and the places whose sign is not 0
	factor   [][]float64 // rows of the Cholesky factor of H on factored
	factored []int
	spare    []int
	taken    []bool
	solved   []float64 // minimum on the support, in its order
	weighted []float64
}

// refresh takes the curvature of the current solution, on the columns that are
// in it.
func (q *quadratic) refresh(s *lassoSolver) {
	q.weight = append(q.weight[:0], s.weight...)
	q.weighted = resize(q.weighted, s.n)
	if q.isActive == nil {
		q.isActive = make([]bool, len(s.b))
	}
	old := q.active
	q.active = make([]int, 0, len(old)+8)
	q.factored = q.factored[:0]
	q.h = append(q.h[:0], append(resize(q.row(0), 0), floats.Sum(q.weight)/float64(s.n)))
	for _, j := range old {
		q.isActive[j] = false
		if s.b[j] != 0 {
			q.admit(s, j)
		}
	}
}

// bend adds to the curvature of the penalty.
func (q *quadratic) bend(more float64) {
	if more == 0 {
		return
	}
	for k := 1; k < len(q.h); k++ {
		q.h[k][k] += more
	}
	q.factored = q.factored[:0]
}

// row returns the room of row k of h, if it ever had any.
func (q *quadratic) row(k int) []float64 {
	if k < cap(q.h) {
		return q.h[:k+1][k]
	}
	return nil
}

// admit adds column j.
func (q *quadratic) admit(s *lassoSolver, j int) {
	scale := 1 / float64(s.n)
	floats.MulTo(q.weighted, s.z[j], q.weight)
	row := append(resize(q.row(len(q.h)), 0), floats.Sum(q.weighted)*scale)
	for _, i := range q.active {
		row = append(row, floats.Dot(q.weighted, s.z[i])*scale)
	}
	for k, v := range row {
		q.h[k] = append(q.h[k], v)
	}
	row = append(row, floats.Dot(q.weighted, s.z[j])*scale+s.ridge)
	q.h = append(q.h, row)
	q.active = append(q.active, j)
	q.isActive[j] = true
}

// expand sets the expansion about the current solution.
func (q *quadratic) expand(s *lassoSolver) {
	m := len(q.h)
	q.u, q.from, q.to, q.rest = resize(q.u, m), resize(q.from, m), resize(q.to, m), resize(q.rest, m)
	q.from[0] = s.intercept
	q.rest[0] = floats.Sum(s.residual) / float64(s.n)
	for k, j := range q.active {
		q.from[k+1] = s.b[j]
		q.rest[k+1] = floats.Dot(s.z[j], s.residual)/float64(s.n) - s.ridge*s.b[j]
	}
	copy(q.to, q.from)
	for k, row := range q.h {
		q.u[k] = q.rest[k] + floats.Dot(row, q.from)
	}
}
