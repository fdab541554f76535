package regression

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// The constants of R's glm.fit at its default control.
const (
	glmEpsilon       = 1e-8  // relative change of the deviance at which it stops
	glmIterations    = 25    // after which it gives up
	glmRankTolerance = 1e-11 // min(1e-7, glmEpsilon/1000)
	glmLogitLimit    = 30    // beyond which its logit link stops bending
	machineEpsilon   = 0x1p-52
)

// irls fits a logistic regression by iteratively reweighted least squares
// exactly as glm.fit does, so that even a fit that does not converge ends where
// R's ends. The buffers are kept from fit to fit.
type irls struct {
	q                qr
	eta, weight, fit []float64
	z                []float64
}

// solution is where one run of irls ended.
type solution struct {
	coef       []float64 // 0 where aliased
	aliased    []bool
	se         []float64 // from the last weighted least squares, as R's; 0 where aliased
	deviance   float64
	iterations int
	converged  bool
	boundary   bool // a fitted probability is 0 or 1 to machine precision
	rank       int
	// inverse is the inverse information of the columns in places, as se.
	inverse [][]float64
	places  []int
}

// run fits y (0 or 1) on the columns x. With start nil it begins as R does, at
// fitted probabilities of 1/4 and 3/4; otherwise at the coefficients start.
func (f *irls) run(x [][]float64, y, start []float64) solution {
	n, p := len(y), len(x)
	f.eta = resize(f.eta, n)
	f.weight = resize(f.weight, n)
	f.fit = resize(f.fit, n)
	f.z = resize(f.z, n)
	s := solution{coef: make([]float64, p)}
	if start == nil {
		for i, v := range y {
			f.eta[i] = math.Copysign(math.Log(3), v-0.5)
		}
	} else {
		copy(s.coef, start)
		f.predict(x, s.coef)
	}
	before := f.deviance(y)
	for s.iterations < glmIterations {
		s.iterations++
		f.leastSquares(x, y)
		copy(f.z, f.fit) // the working response, already weighted
		f.q.solve(f.z, s.coef)
		f.predict(x, s.coef)
		s.deviance = f.deviance(y)
		if math.IsNaN(s.deviance) || math.IsInf(s.deviance, 0) {
			break
		}
		if math.Abs(s.deviance-before)/(math.Abs(s.deviance)+0.1) < glmEpsilon {
			s.converged = true
			break
		}
		before = s.deviance
	}
	s.rank = f.q.rank
	s.aliased = make([]bool, p)
	for _, j := range f.q.pivot[s.rank:p] {
		s.aliased[j] = true
	}
	s.se = make([]float64, p)
	s.inverse, s.places = f.q.covariance()
	for k, j := range s.places {
		s.se[j] = math.Sqrt(s.inverse[k][k])
	}
	for _, e := range f.eta {
		mu, _ := inverseLogit(e)
		if mu > 1-10*machineEpsilon || mu < 10*machineEpsilon {
			s.boundary = true
		}
	}
	return s
}

// leastSquares sets up and decomposes the weighted least squares of one
// iteration at the current linear predictor. It leaves the weighted working
// response in f.fit.
func (f *irls) leastSquares(x [][]float64, y []float64) {
	for i, e := range f.eta {
		mu, slope := inverseLogit(e)
		f.weight[i] = math.Sqrt(slope * slope / (mu * (1 - mu)))
		f.fit[i] = (e + (y[i]-mu)/slope) * f.weight[i]
	}
	for j, column := range f.q.reset(len(y), len(x)) {
		floats.MulTo(column, x[j], f.weight)
	}
	f.q.decompose(len(x), glmRankTolerance)
}

// information returns the inverse information at the coefficients coef and the
// columns it covers.
func (f *irls) information(x [][]float64, y, coef []float64) (v [][]float64, places []int) {
	f.predict(x, coef)
	f.leastSquares(x, y)
	return f.q.covariance()
}

func (f *irls) predict(x [][]float64, coef []float64) {
	clear(f.eta)
	for j, b := range coef {
		if b != 0 {
			floats.AddScaled(f.eta, b, x[j])
		}
	}
}

func (f *irls) deviance(y []float64) float64 {
	d := 0.0
	for i, e := range f.eta {
		mu, _ := inverseLogit(e)
		if y[i] == 1 {
			d -= 2 * math.Log(mu)
		} else {
			d -= 2 * math.Log(1-mu)
		}
	}
	return d
}

// inverseLogit returns the probability and its derivative by the linear
// predictor as R computes them, with both clamped beyond ±30.
func inverseLogit(eta float64) (mu, slope float64) {
	switch {
	case eta < -glmLogitLimit:
		return machineEpsilon / (1 + machineEpsilon), machineEpsilon
	case eta > glmLogitLimit:
		return 1 / (1 + machineEpsilon), machineEpsilon
	}
	e := math.Exp(eta)
	return e / (1 + e), e / ((1 + e) * (1 + e))
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
