package regression

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// newton minimises the deviance, or Firth's penalised deviance, by Newton's
// method, freely or with a linear combination of the coefficients held. Columns
// are centred and scaled, so that the information is well conditioned whatever
// the units; coefficients here belong to those columns unless said otherwise.
//
// irls does what R does, step for step. This is the engine for what R's glm has
// not: profiles and the penalty.
type newton struct {
	z        [][]float64 // columns; the first is the intercept's, all ones
	mean, sd []float64   // of the columns; 0 and 1 for the intercept
	y        []float64
	firth    bool

	theta, trial []float64
	eta, p, w    []float64
	residual     []float64
	weighted     []float64
	hat          []float64 // leverages, under Firth's penalty
	score        []float64
	info         *mat.SymDense
	chol         mat.Cholesky
	curvature    mat.Cholesky // of the penalised deviance itself, by bend
	value        float64      // deviance, penalised if firth
}

// newNewton takes columns, the first all ones, none a combination of others.
func newNewton(x [][]float64, y []float64, firth bool) *newton {
	p, n := len(x), len(y)
	s := &newton{
		z: make([][]float64, p), mean: make([]float64, p), sd: make([]float64, p), y: y, firth: firth,
		theta: make([]float64, p), trial: make([]float64, p), eta: make([]float64, n), p: make([]float64, n), w: make([]float64, n),
		residual: make([]float64, n), weighted: make([]float64, n),
		score: make([]float64, p), info: mat.NewSymDense(p, nil),
	}
	if firth {
		s.hat = make([]float64, n)
	}
	s.z[0], s.sd[0] = x[0], 1
	for j := 1; j < p; j++ {
		s.z[j], s.mean[j], s.sd[j] = standardised(x[j])
	}
	return s
}

// standardised centres and scales a column by its standard deviation, with n
// below.
func standardised(x []float64) (z []float64, mean, sd float64) {
	n := float64(len(x))
	z = make([]float64, len(x))
	mean = floats.Sum(x) / n
	for i, v := range x {
		z[i] = v - mean
	}
	sd = floats.Norm(z, 2) / math.Sqrt(n)
	floats.Scale(1/sd, z)
	return z, mean, sd
}

// standardised turns coefficients of the columns as given into those of z.
func (s *newton) standardised(b []float64) []float64 {
	theta := make([]float64, len(b))
	theta[0] = b[0]
	for j := 1; j < len(b); j++ {
		theta[0] += b[j] * s.mean[j]
		theta[j] = b[j] * s.sd[j]
	}
	return theta
}

// original is the inverse of standardised.
func (s *newton) original(theta []float64) []float64 {
	b := make([]float64, len(theta))
	b[0] = theta[0]
	for j := 1; j < len(theta); j++ {
		b[j] = theta[j] / s.sd[j]
		b[0] -= b[j] * s.mean[j]
	}
	return b
}

// contrast returns c with c'theta = coefficient j of the columns as given.
func (s *newton) contrast(j int) []float64 {
	c := make([]float64, len(s.z))
	if j > 0 {
		c[j] = 1 / s.sd[j]
		return c
	}
	c[0] = 1
	for k := 1; k < len(c); k++ {
		c[k] = -s.mean[k] / s.sd[k]
	}
	return c
}

// evaluate computes value, score and information at theta. It reports whether
// the information is positive definite.
func (s *newton) evaluate(theta []float64) bool {
	clear(s.eta)
	for j, b := range theta {
		if b != 0 {
			floats.AddScaled(s.eta, b, s.z[j])
		}
	}
	s.value = 0
	for i, e := range s.eta {
		t := math.Exp(-math.Abs(e))
		s.p[i] = 1 / (1 + t)
		s.w[i] = t / ((1 + t) * (1 + t))
		if e < 0 {
			s.p[i] = t / (1 + t)
		}
		if s.y[i] == 1 {
			e = -e
		}
		s.value += 2 * (math.Max(e, 0) + math.Log1p(t))
	}
	s.information()
	if !s.chol.Factorize(s.info) {
		return false
	}
	residual := s.residual
	floats.SubTo(residual, s.y, s.p)
	if s.firth {
		s.value -= s.chol.LogDet()
		if !s.leverages() {
			return false
		}
		for i := range residual {
			residual[i] += s.hat[i] * (0.5 - s.p[i])
		}
	}
	for j, z := range s.z {
		s.score[j] = floats.Dot(z, residual)
	}
	return true
}

func (s *newton) information() {
	for j, z := range s.z {
		floats.MulTo(s.weighted, z, s.w)
		for k := 0; k <= j; k++ {
			s.info.SetSym(j, k, floats.Dot(s.weighted, s.z[k]))
		}
	}
}

// leverages are the diagonal of the hat matrix of the weighted least squares. It
// reports whether the information could be inverted.
func (s *newton) leverages() bool {
	p := len(s.z)
	var inverse mat.SymDense
	if err := s.chol.InverseTo(&inverse); err != nil && !conditioned(err) {
		return false
	}
	clear(s.hat)
	for j := range p {
		for k := range j + 1 {
			v := inverse.At(j, k)
			if j != k {
				v *= 2
			}
			zj, zk := s.z[j], s.z[k]
			for i := range s.hat {
				s.hat[i] += v * zj[i] * zk[i]
			}
		}
	}
	floats.Mul(s.hat, s.w)
	return true
}

// Where Newton's method stops: when the step would change the deviance by less
// than this share of it (the square of the usual tolerance, since the error of
// the value is the square of that of the coefficients), when below newtonRounding
// the steps no longer shrink, after so many steps, or when no halving of the step
// helps. A step changes no log odds by more than newtonBold at once.
//
// Firth's steps by the information shrink by a factor only, and where that is near
// -1 they swing about the solution without end: once they shrink by less than
// newtonSlow they go by the curvature of the penalised deviance itself.
const (
	newtonDecrement = 1e-22
	newtonRounding  = 1e-11
	newtonSteps     = 500
	newtonHalvings  = 40
	newtonBold      = 8
	newtonSlow      = 0.1
)

// minimise minimises from s.theta, which it moves, under c'theta = t; without
// constraint when c is nil. The multiplier is half the derivative of the smallest
// value by t. It reports whether the minimum was reached.
func (s *newton) minimise(c []float64, t float64) (multiplier float64, ok bool) {
	p := len(s.theta)
	if !s.evaluate(s.theta) {
		return 0, false
	}
	direction := mat.NewVecDense(p, nil)
	if c != nil { // onto the constraint, by the shortest way in the information
		if err := s.chol.SolveVecTo(direction, mat.NewVecDense(p, c)); err != nil && !conditioned(err) {
			return 0, false
		}
		d := direction.RawVector().Data
		floats.AddScaled(s.theta, (t-floats.Dot(c, s.theta))/floats.Dot(c, d), d)
		if !s.evaluate(s.theta) {
			return 0, false
		}
	}
	previous := math.Inf(1)
	slow := false
	for range newtonSteps {
		step := make([]float64, p)
		chol, exact := &s.chol, slow && s.bend(c)
		if exact {
			chol = &s.curvature
		}
		if err := chol.SolveVecTo(direction, mat.NewVecDense(p, s.score)); err != nil && !conditioned(err) {
			return 0, false
		}
		copy(step, direction.RawVector().Data)
		if c != nil {
			if err := chol.SolveVecTo(direction, mat.NewVecDense(p, c)); err != nil && !conditioned(err) {
				return 0, false
			}
			d := direction.RawVector().Data
			multiplier = floats.Dot(c, step) / floats.Dot(c, d)
			floats.AddScaled(step, -multiplier, d)
		}
		decrement := floats.Dot(step, s.score)
		if c != nil {
			decrement -= multiplier * floats.Dot(c, step) // 0 but for rounding
		}
		scale := math.Abs(s.value) + 0.1
		rounding := decrement <= newtonRounding*scale && decrement >= previous && (exact || !s.firth)
		if decrement <= newtonDecrement*scale || rounding {
			return multiplier, true
		}
		slow = slow || s.firth && decrement > newtonSlow*previous
		if !s.advance(step, decrement <= newtonRounding*scale) {
			return multiplier, false
		}
		previous = decrement
	}
	return multiplier, false
}

// bend finds the curvature of half the penalised deviance at theta, by differences
// of the score; it reports whether it is positive definite, as near the solution.
// With c'theta held, only the directions in which it does not change count: what
// is added in the other changes no step.
func (s *newton) bend(c []float64) bool {
	const h = 1e-5 // of columns with standard deviation 1
	p := len(s.theta)
	rows := make([][]float64, p)
	for j := range p {
		rows[j] = make([]float64, p)
		for _, sign := range []float64{-1, 1} {
			copy(s.trial, s.theta)
			s.trial[j] += sign * h
			if !s.evaluate(s.trial) {
				s.evaluate(s.theta)
				return false
			}
			floats.AddScaled(rows[j], -sign/(2*h), s.score)
		}
	}
	curvature := mat.NewSymDense(p, nil)
	for j := range p {
		for k := range j + 1 {
			curvature.SetSym(j, k, (rows[j][k]+rows[k][j])/2)
		}
	}
	if c != nil {
		curvature.SymRankOne(curvature, mat.Trace(s.info)/floats.Dot(c, c), mat.NewVecDense(p, c))
	}
	return s.evaluate(s.theta) && s.curvature.Factorize(curvature)
}

// advance moves along a step, halved until the value falls. A small step is
// taken as it is: what it gains is lost in the rounding of the value.
func (s *newton) advance(step []float64, small bool) bool {
	change := s.weighted // free until the next information
	clear(change)
	for j, b := range step {
		floats.AddScaled(change, b, s.z[j])
	}
	size := min(1, newtonBold/max(floats.Norm(change, math.Inf(1)), 1e-300))
	before := s.value
	for range newtonHalvings {
		floats.AddScaledTo(s.trial, s.theta, size, step)
		if s.evaluate(s.trial) && (small || s.value <= before) {
			s.theta, s.trial = s.trial, s.theta
			return true
		}
		size /= 2
	}
	s.evaluate(s.theta)
	return false
}

// conditioned reports whether err only warns of a bad condition.
func conditioned(err error) bool {
	_, is := err.(mat.Condition)
	return is
}
