package regression

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"hcclab/hccp53/fault"
)

// lassoSolver holds the standardised data and the current solution. It goes
// down the path by a proximal Newton method (Friedman, Hastie & Tibshirani 2010;
// Lee, Sun & Saunders 2014): the log likelihood is replaced by its quadratic
// expansion on the columns that matter, the penalised quadratic is solved
// exactly (lasso_quadratic.go), and this is repeated; then the columns left out
// are checked against the optimality (KKT) conditions.
type lassoSolver struct {
	n        int
	mean, sd []float64   // of the columns; sd 0 marks a constant
	z        [][]float64 // standardised columns; nil for a constant or a duplicate
	y        []float64

	largest   float64 // penalty from which no column enters
	duplicate []int   // columns that repeat an earlier one

	intercept float64
	b         []float64 // on standardised columns
	eta, old  []float64 // linear predictor, and that before the last step
	residual  []float64 // y - p
	weight    []float64 // p (1 - p)
	gradient  []float64 // z_j'(y - p)/n, by column

	quadratic quadratic
	past      anderson

	before []float64  // intercept and b at the penalty before the last
	lambda [2]float64 // the last two penalties
	stale  bool       // the curvature is to be taken anew
	left   float64    // lassoLeft or lassoLeftInFold

	alpha float64
	ridge float64 // λ(1-α), the weight of b²/2
}

// The convergence of the Newton iteration, measured by the largest change of a
// patient's log odds in one step. With the curvature of the solution itself the
// error is squared at each step; with that of an earlier one it falls by a
// factor, and the curvature is renewed when that is above lassoContraction.
const (
	lassoLeft        = 1e-13 // what may be left to go
	lassoLeftInFold  = 1e-8  // the same in cross-validation
	lassoNewtonStep  = 1e-8  // a step that leaves less when the curvature is new
	lassoRounding    = 1e-4  // steps below this that no longer shrink are rounding
	lassoContraction = 0.3
	lassoIterations  = 200
	lassoSlack       = 1e-9 // relative slack of the optimality conditions
	lassoBold        = 0.3  // a step that is checked against the objective

	// The largest penalty is that of this alpha for smaller ones, as in glmnet.
	lassoLeastAlpha = 1e-3
)

// newLassoSolver standardises the given rows; rows nil means all.
func newLassoSolver(outcome []bool, columns [][]float64, rows []int, alpha float64) (*lassoSolver, error) {
	if rows == nil {
		rows = make([]int, len(outcome))
		for i := range rows {
			rows[i] = i
		}
	}
	n, p := len(rows), len(columns)
	s := &lassoSolver{
		n: n, mean: make([]float64, p), sd: make([]float64, p), z: make([][]float64, p), y: make([]float64, n),
		b: make([]float64, p), eta: make([]float64, n), old: make([]float64, n), residual: make([]float64, n), weight: make([]float64, n),
		gradient: make([]float64, p), stale: true, left: lassoLeft, alpha: alpha,
	}
	cases := 0
	for i, r := range rows {
		if outcome[r] {
			s.y[i] = 1
			cases++
		}
	}
	if cases == 0 || cases == n {
		return nil, fault.New(ErrOneClass, "%d cases among %d patients", cases, n)
	}
	store := make([]float64, n*p)
	for j, c := range columns {
		z := store[j*n : (j+1)*n : (j+1)*n]
		for i, r := range rows {
			z[i] = c[r]
		}
		if s.standardise(j, z) {
			s.z[j] = z
		}
	}
	share := float64(cases) / float64(n)
	s.intercept = math.Log(share / (1 - share))
	s.update()
	s.fullGradient()
	for _, g := range s.gradient {
		s.largest = math.Max(s.largest, math.Abs(g)/math.Max(alpha, lassoLeastAlpha))
	}
	if alpha == 1 {
		s.dropDuplicates()
	}
	return s, nil
}

// standardise centres and scales column j and reports whether it varies.
func (s *lassoSolver) standardise(j int, z []float64) bool {
	n := float64(s.n)
	largest := 0.0
	for _, v := range z {
		largest = math.Max(largest, math.Abs(v))
	}
	m := floats.Sum(z) / n
	floats.AddConst(-m, z)
	rest := floats.Sum(z) / n // what rounding left of the mean
	floats.AddConst(-rest, z)
	s.mean[j] = m + rest
	sd := math.Sqrt(floats.Dot(z, z) / n)
	if sd <= 0x1p-50*largest {
		return false
	}
	s.sd[j] = sd
	floats.Scale(1/sd, z)
	return true
}

// solve moves the solution to the penalty total, of which lambda is the L1 part.
func (s *lassoSolver) solve(total float64) {
	lambda := total * s.alpha
	s.quadratic.bend(total*(1-s.alpha) - s.ridge)
	s.ridge = total * (1 - s.alpha)
	if s.stale {
		s.renew()
	}
	s.foresee(total)
	s.admitViolators(lambda)
	if len(s.quadratic.active) == 0 {
		return // the intercept stands since newLassoSolver
	}
	for {
		s.newton(lambda)
		s.fullGradient()
		if !s.admitViolators(lambda) {
			return
		}
	}
}

func (s *lassoSolver) renew() {
	s.quadratic.refresh(s)
	s.stale = false
}

// admitViolators admits the columns whose gradient exceeds the penalty, and
// reports whether there were any.
func (s *lassoSolver) admitViolators(lambda float64) bool {
	any := false
	for j, g := range s.gradient {
		if !s.quadratic.isActive[j] && math.Abs(g) > lambda*(1+lassoSlack) {
			s.quadratic.admit(s, j)
			any = true
		}
	}
	return any
}

// newton repeats the quadratic expansion on the active columns until the
// solution stands.
func (s *lassoSolver) newton(lambda float64) {
	q := &s.quadratic
	previous := 0.0
	s.past.reset()
	for i := range lassoIterations {
		renewed := s.stale
		if renewed {
			s.renew()
			s.past.reset()
		}
		q.expand(s)
		q.minimise(lambda)
		if i > 0 && previous < lassoBold {
			s.past.improve(q.from, q.to)
		}
		copy(s.old, s.eta)
		s.move(1)
		step := floats.Distance(s.eta, s.old, math.Inf(1))
		if step > lassoBold {
			s.shorten(lambda)
		}
		// What is left is about step²/previous while the steps shrink by a factor.
		if !s.stale && (i > 0 && step < previous && step*step < s.left*previous || renewed && step < lassoNewtonStep) {
			return
		}
		if i > 0 && step > lassoContraction*previous {
			if renewed && step < lassoRounding && step > previous/2 {
				return // nothing but rounding is left: the columns nearly repeat each other
			}
			s.stale = true
		}
		previous = step
	}
}

// shorten halves the last step until it improves the objective.
func (s *lassoSolver) shorten(lambda float64) {
	q := &s.quadratic
	penalty := func(coefficients []float64) (sum float64) {
		for _, b := range coefficients {
			sum += lambda*math.Abs(b) + s.ridge*b*b/2
		}
		return sum
	}
	before := s.devianceAt(s.old)/(2*float64(s.n)) + penalty(q.from[1:])
	for t := 0.5; t > 1e-8; t /= 2 {
		if s.deviance()/(2*float64(s.n))+penalty(s.b) <= before+1e-12*math.Abs(before) {
			return
		}
		s.move(t)
		s.stale = true
	}
}

// move sets the solution to the start of the Newton step plus t times the step.
func (s *lassoSolver) move(t float64) {
	q := &s.quadratic
	s.intercept = q.from[0] + t*(q.to[0]-q.from[0])
	for k, j := range q.active {
		if t == 1 {
			s.b[j] = q.to[k+1]
		} else {
			s.b[j] = q.from[k+1] + t*(q.to[k+1]-q.from[k+1])
		}
	}
	s.update()
}

// update computes the linear predictor, residuals and weights of the solution.
func (s *lassoSolver) update() {
	for i := range s.eta {
		s.eta[i] = s.intercept
	}
	for j, b := range s.b {
		if b != 0 {
			floats.AddScaled(s.eta, b, s.z[j])
		}
	}
	for i, e := range s.eta {
		p := 1 / (1 + math.Exp(-e))
		s.residual[i] = s.y[i] - p
		s.weight[i] = p * (1 - p)
	}
}

func (s *lassoSolver) fullGradient() {
	for j, z := range s.z {
		if z != nil {
			s.gradient[j] = floats.Dot(z, s.residual) / float64(s.n)
		}
	}
}

// foresee moves the solution along the line through the last two to where it may
// be at the penalty total: between columns entering and leaving, the path is
// nearly straight.
func (s *lassoSolver) foresee(total float64) {
	if len(s.before) > 0 && s.lambda[0] > s.lambda[1] {
		t := (s.lambda[1] - total) / (s.lambda[0] - s.lambda[1])
		intercept := s.intercept + t*(s.intercept-s.before[0])
		s.before[0], s.intercept = s.intercept, intercept
		for j, b := range s.b {
			was := s.before[j+1]
			s.before[j+1] = b
			if next := b + t*(b-was); was != 0 && b != 0 && next*b > 0 {
				s.b[j] = next
			}
		}
		s.update()
	} else {
		s.before = append(append(s.before[:0], s.intercept), s.b...)
	}
	s.lambda = [2]float64{s.lambda[1], total}
}

// deviance is -2 log likelihood at the current solution.
func (s *lassoSolver) deviance() float64 { return s.devianceAt(s.eta) }

func (s *lassoSolver) devianceAt(eta []float64) float64 {
	d := 0.0
	for i, e := range eta {
		if s.y[i] == 1 {
			e = -e
		}
		d += math.Max(e, 0) + math.Log1p(math.Exp(-math.Abs(e)))
	}
	return 2 * d
}

func (s *lassoSolver) nullDeviance() float64 {
	return nullDeviance(int(floats.Sum(s.y)), s.n)
}
