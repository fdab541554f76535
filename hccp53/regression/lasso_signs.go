package regression

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// minimise finds the minimum q.to of the quadratic plus lambda Σ|b|, the
// intercept free. Given which coefficients are not zero, and their signs, the
// minimum is the solution of a linear system; it is the minimum of all when the
// signs hold and no other coefficient wants to leave zero. The first guess is the
// signs of the solution expanded about, with those that want to leave zero; it is
// corrected a few times all at once, and if that does not settle, one by one.
func (q *quadratic) minimise(lambda float64) {
	q.sign = resize(q.sign, len(q.to))
	for k, b := range q.to {
		q.sign[k] = signBeyond(b, 0)
		if b == 0 {
			q.sign[k] = signBeyond(q.rest[k], lambda)
		}
	}
	for range 4 {
		q.support = q.chosen()
		if !q.factorise() {
			break
		}
		q.solve(lambda)
		if turned := q.turned(); len(turned) > 0 {
			for _, k := range turned {
				q.sign[k] = 0
			}
			continue
		}
		settled := true
		for k := range q.to[1:] {
			k++
			if q.sign[k] == 0 {
				q.sign[k] = signBeyond(q.gradient(k), lambda*(1+lassoSlack))
				settled = settled && q.sign[k] == 0
			}
		}
		if settled {
			clear(q.to)
			for a, k := range q.support {
				q.to[k] = q.solved[a]
			}
			return
		}
	}
	q.descend(lambda)
}

// descend is the same search one coefficient at a time, always downhill, which
// cannot go round in circles (the active-set method of quadratic programming).
func (q *quadratic) descend(lambda float64) {
	for k, b := range q.to {
		q.sign[k] = signBeyond(b, 0)
	}
	q.support = q.chosen()
	for range 20 * len(q.to) {
		if !q.factorise() {
			return // H was singular at the start: the solution expanded about stays
		}
		q.solve(lambda)
		direction := make([]float64, len(q.support))
		for a, k := range q.support {
			direction[a] = q.solved[a] - q.to[k]
		}
		if q.advance(direction, 1) {
			continue
		}
		entering := q.strongest(lambda)
		if entering == 0 {
			return
		}
		q.sign[entering] = signBeyond(q.gradient(entering), 0)
		q.support = append(q.support, entering)
		if q.factorise() {
			continue
		}
		// The column is a combination of those in the support: along that
		// combination only Σ|b| changes, so one of them gives way to it.
		if !q.advance(q.exchange(entering), math.Inf(1)) {
			q.sign[entering] = 0
			return
		}
	}
}

// advance moves along a direction, given on the support, by the factor limit or
// to where the first coefficient reaches zero, which then leaves the support.
func (q *quadratic) advance(direction []float64, limit float64) (stopped bool) {
	t, leaves := limit, -1
	for a, k := range q.support {
		if k == 0 || q.sign[k] == 0 || direction[a]*q.sign[k] >= 0 {
			continue
		}
		if reach := -q.to[k] / direction[a]; reach < t {
			t, leaves = reach, a
		}
	}
	if math.IsInf(t, 1) {
		return false
	}
	for a, k := range q.support {
		q.to[k] += t * direction[a]
	}
	if leaves < 0 {
		for a, k := range q.support { // the solution itself, free of rounding
			q.to[k] = q.solved[a]
		}
		return false
	}
	k := q.support[leaves]
	q.to[k], q.sign[k] = 0, 0
	q.support = slices.Delete(q.support, leaves, leaves+1)
	return true
}

// exchange returns the direction that brings the last column of the support in
// and keeps the fitted values: the others take back what it adds.
func (q *quadratic) exchange(entering int) []float64 {
	r := len(q.support) - 1
	direction := make([]float64, r+1)
	direction[r] = q.sign[entering]
	for a, k := range q.support[:r] {
		row := q.factor[a]
		direction[a] = (-q.sign[entering]*q.h[entering][k] - floats.Dot(row[:a], direction[:a])) / row[a]
	}
	for a := r - 1; a >= 0; a-- {
		direction[a] /= q.factor[a][a]
		floats.AddScaled(direction[:a], -direction[a], q.factor[a][:a])
	}
	return direction
}

// strongest returns the place outside the support whose gradient exceeds lambda
// the most, 0 for none.
func (q *quadratic) strongest(lambda float64) int {
	best, at := lambda*(1+lassoSlack), 0
	for k := 1; k < len(q.to); k++ {
		if q.sign[k] == 0 {
			if g := math.Abs(q.gradient(k)); g > best {
				best, at = g, k
			}
		}
	}
	return at
}

// chosen returns the support that the signs ask for, in the order of the last
// factor as far as possible.
func (q *quadratic) chosen() []int {
	support := append(q.spare[:0], 0)
	q.taken = resize(q.taken, len(q.to))
	clear(q.taken)
	for _, k := range q.factored {
		if k > 0 && q.sign[k] != 0 {
			support = append(support, k)
			q.taken[k] = true
		}
	}
	for k := 1; k < len(q.to); k++ {
		if q.sign[k] != 0 && !q.taken[k] {
			support = append(support, k)
		}
	}
	q.spare = q.support // the support before, whose room is used next
	return support
}

// solve sets q.solved to the minimum for the signs of the support.
func (q *quadratic) solve(lambda float64) {
	q.solved = resize(q.solved, len(q.support))
	for a, k := range q.support {
		v := q.u[k]
		if k > 0 {
			v -= lambda * q.sign[k]
		}
		row := q.factor[a]
		q.solved[a] = (v - floats.Dot(row[:a], q.solved[:a])) / row[a]
	}
	for a := len(q.support) - 1; a >= 0; a-- {
		row := q.factor[a]
		q.solved[a] /= row[a]
		floats.AddScaled(q.solved[:a], -q.solved[a], row[:a])
	}
}

// turned returns the places whose solved coefficient has lost its sign.
func (q *quadratic) turned() []int {
	var turned []int
	for a, k := range q.support {
		if k > 0 && q.solved[a]*q.sign[k] <= 0 {
			turned = append(turned, k)
		}
	}
	return turned
}

// gradient returns the gradient of place k at q.solved.
func (q *quadratic) gradient(k int) float64 {
	g := q.u[k]
	row := q.h[k]
	for a, l := range q.support[:len(q.solved)] {
		g -= row[l] * q.solved[a]
	}
	return g
}

// factorise brings the Cholesky factor of H on the support up to date, from the
// first place where the support differs from that of the last time. It reports
// whether H is positive definite there.
func (q *quadratic) factorise() bool {
	same := 0
	for same < len(q.factored) && same < len(q.support) && q.factored[same] == q.support[same] {
		same++
	}
	q.factored = q.factored[:same]
	for a := same; a < len(q.support); a++ {
		if a == len(q.factor) {
			q.factor = append(q.factor, nil)
		}
		q.factor[a] = resize(q.factor[a], a+1)
		row, source := q.factor[a], q.h[q.support[a]]
		for c, l := range q.support[:a] {
			row[c] = (source[l] - floats.Dot(row[:c], q.factor[c][:c])) / q.factor[c][c]
		}
		diagonal := source[q.support[a]]
		pivot := diagonal - floats.Dot(row[:a], row[:a])
		if pivot <= 1e-13*diagonal {
			return false
		}
		row[a] = math.Sqrt(pivot)
		q.factored = append(q.factored, q.support[a])
	}
	return true
}

// signBeyond returns the sign of v, or 0 when |v| is at most limit.
func signBeyond(v, limit float64) float64 {
	switch {
	case v > limit:
		return 1
	case v < -limit:
		return -1
	}
	return 0
}
