package regression

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// quickStep finds the deviances of the models one move away from another. Each
// starts where the quadratic expansion about the model left has its minimum, and
// goes on by Newton's method with the information of the model left, taken anew
// only where the way is long. Like [quickRefit] it takes the plain way only:
// where anything is unusual it gives no answer, and irls, which does what R does,
// is asked.
type quickStep struct {
	y        []float64
	z        [][]float64 // standardised columns of the design, the first all ones
	constant []bool      // columns that do not vary

	columns []int // of the model left, in the order of its coefficients
	theta   []float64
	here    quickPoint
	inverse []float64 // p × p, of the information
	ok      bool      // the model left is a plain one

	// Room for a candidate.
	there           quickPoint
	candidate       []int
	start, step     []float64
	block, gradient []float64
	column          []float64
}

// quickPoint is a model at given coefficients.
type quickPoint struct {
	eta, residual, weight []float64
	deviance              float64
	information, factor   []float64
}

// newQuickStep standardises the columns of a design.
func newQuickStep(d *design) *quickStep {
	q := &quickStep{y: d.y, z: make([][]float64, len(d.x)), constant: make([]bool, len(d.x)), column: make([]float64, len(d.y))}
	q.z[0] = d.x[0]
	for j, x := range d.x[1:] {
		z, _, sd := standardised(x)
		q.constant[j+1] = !(sd > 1e-12*floats.Norm(x, math.Inf(1)))
		q.z[j+1] = z
	}
	return q
}

// leave makes the model of the given columns the one that moves are made from,
// and returns its deviance. It begins at the coefficients of near, a model found
// before, if its columns are the same.
func (q *quickStep) leave(columns []int, near []float64) (deviance float64, ok bool) {
	q.columns = append(q.columns[:0], columns...)
	p := len(columns)
	q.theta = resize(q.theta, p)
	clear(q.theta)
	copy(q.theta, near)
	q.ok = false
	if slices.ContainsFunc(columns, func(j int) bool { return q.constant[j] }) {
		return 0, false
	}
	if deviance, ok = q.minimise(&q.here, columns, q.theta, false); !ok {
		return 0, false
	}
	// The information at the minimum, for the moves.
	q.here.inform(q.z, columns)
	q.inverse = resize(q.inverse, p*p)
	q.step = resize(q.step, p)
	for j := range p {
		clear(q.step)
		q.step[j] = 1
		if !solveCholesky(q.here.information, q.here.factor, q.step) {
			return 0, false
		}
		copy(q.inverse[j*p:], q.step)
	}
	q.ok = true
	return deviance, true
}

// remove returns the deviance without some columns of the model left.
func (q *quickStep) remove(out []int) (float64, bool) {
	if !q.ok {
		return 0, false
	}
	p := len(q.columns)
	q.candidate, q.start = q.candidate[:0], q.start[:0]
	var places []int
	for i, j := range q.columns {
		if slices.Contains(out, j) {
			places = append(places, i)
		}
	}
	// The minimum with those coefficients at 0: theta - V[,out] V[out,out]⁻¹ theta[out].
	m := len(places)
	q.block, q.gradient = resize(q.block, 2*m*m), resize(q.gradient, m)
	for a, i := range places {
		q.gradient[a] = q.theta[i]
		for b, k := range places {
			q.block[a*m+b] = q.inverse[i*p+k]
		}
	}
	if !solveCholesky(q.block[:m*m], q.block[m*m:], q.gradient) {
		return 0, false
	}
	q.there.information = resize(q.there.information, (p-m)*(p-m))
	for i, j := range q.columns {
		if slices.Contains(places, i) {
			continue
		}
		b := q.theta[i]
		for a, k := range places {
			b -= q.inverse[i*p+k] * q.gradient[a]
		}
		at := len(q.candidate)
		for c, k := 0, 0; k <= i; k++ {
			if !slices.Contains(places, k) {
				q.there.information[at*(p-m)+c] = q.here.information[i*p+k]
				c++
			}
		}
		q.candidate, q.start = append(q.candidate, j), append(q.start, b)
	}
	return q.minimise(&q.there, q.candidate, q.start, true)
}

// add returns the deviance with some columns more than the model left.
func (q *quickStep) add(in []int) (float64, bool) {
	if !q.ok || slices.ContainsFunc(in, func(j int) bool { return q.constant[j] }) {
		return 0, false
	}
	p, m := len(q.columns), len(in)
	size := p + m
	q.candidate = append(append(q.candidate[:0], q.columns...), in...)
	q.there.information = resize(q.there.information, size*size)
	info := q.there.information
	for i := range p {
		copy(info[i*size:i*size+i+1], q.here.information[i*p:i*p+i+1])
	}
	q.step = resize(q.step, size)
	clear(q.step)
	for a, j := range in {
		floats.MulTo(q.column, q.z[j], q.here.weight)
		for b, k := range q.candidate[:p+a+1] {
			info[(p+a)*size+b] = floats.Dot(q.column, q.z[k])
		}
		q.step[p+a] = floats.Dot(q.z[j], q.here.residual)
	}
	q.there.factor = resize(q.there.factor, size*size)
	if !solveCholesky(info, q.there.factor, q.step) {
		return 0, false
	}
	q.start = resize(q.start, size)
	copy(q.start, q.theta)
	clear(q.start[p:])
	floats.Add(q.start, q.step)
	return q.minimise(&q.there, q.candidate, q.start, true)
}

// Where the way of quickStep ends: the deviance is known when the next step would
// change it by less than quickKnown; what the change itself is wrong by is a
// small share of it. The information is taken anew when a step gains less than
// the share quickSlow of what the step before gained.
const (
	quickKnown = 1e-12
	quickSlow  = 0.05
)

// minimise moves theta to the minimum on the columns and returns the deviance.
// With known, the point holds an information to begin with.
func (q *quickStep) minimise(at *quickPoint, columns []int, theta []float64, known bool) (float64, bool) {
	p := len(columns)
	at.factor, q.step = resize(at.factor, p*p), resize(q.step, p)
	before := math.Inf(1)
	for range quickSteps {
		if !at.evaluate(q.z, q.y, columns, theta) {
			return 0, false
		}
		if !known {
			at.inform(q.z, columns)
			known = true
		}
		for i, j := range columns {
			q.step[i] = floats.Dot(q.z[j], at.residual)
		}
		q.gradient = append(q.gradient[:0], q.step...)
		if !solveCholesky(at.information, at.factor, q.step) {
			return 0, false
		}
		gain := floats.Dot(q.gradient, q.step)
		if gain < quickKnown {
			floats.Add(theta, q.step)
			return at.deviance - gain, true
		}
		if gain > quickSlow*before {
			at.inform(q.z, columns)
			copy(q.step, q.gradient)
			if !solveCholesky(at.information, at.factor, q.step) {
				return 0, false
			}
			gain = floats.Dot(q.gradient, q.step)
		}
		if !(floats.Norm(q.step, math.Inf(1)) < quickBold) {
			return 0, false
		}
		before = gain
		floats.Add(theta, q.step)
	}
	return 0, false
}

// evaluate computes log odds, residuals, weights and the deviance. It reports
// whether no log odds are far out.
func (at *quickPoint) evaluate(z [][]float64, y []float64, columns []int, theta []float64) bool {
	n := len(y)
	at.eta, at.residual, at.weight = resize(at.eta, n), resize(at.residual, n), resize(at.weight, n)
	clear(at.eta)
	for i, j := range columns {
		floats.AddScaled(at.eta, theta[i], z[j])
	}
	// The logarithm of a product of some probabilities in place of the sum of their
	// logarithms: none is below exp(-15), so thirty-two of them do not underflow.
	at.deviance = 0
	product := 1.0
	for i, eta := range at.eta {
		far := math.Abs(eta)
		if !(far < quickFar) {
			return false
		}
		e := math.Exp(-far)
		likelier := 1 / (1 + e)
		mu := likelier
		if eta < 0 {
			mu = e * likelier
		}
		at.weight[i] = e * likelier * likelier
		at.residual[i] = y[i] - mu
		if y[i] == 1 {
			product *= mu
		} else {
			product *= 1 - mu
		}
		if i%32 == 31 {
			at.deviance -= 2 * math.Log(product)
			product = 1
		}
	}
	at.deviance -= 2 * math.Log(product)
	return true
}

// inform computes the information, its lower triangle.
func (at *quickPoint) inform(z [][]float64, columns []int) {
	p := len(columns)
	at.information, at.factor = resize(at.information, p*p), resize(at.factor, p*p)
	weighted := at.eta // no longer needed
	for i, j := range columns {
		floats.MulTo(weighted, z[j], at.weight)
		for k, l := range columns[:i+1] {
			at.information[i*p+k] = floats.Dot(weighted, z[l])
		}
	}
}
