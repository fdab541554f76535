package stats

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/regression"
)

// earlyStop fits logistic regressions as lrm.fit of rms 6.5 does inside validate
// and calibrate: Newton steps from the intercept alone until -2 log likelihood
// changed by at most 0.025, so that even a separated resample ends somewhere.
type earlyStop struct {
	y []bool
	x [][]float64 // columns of everyone, the first all ones
}

var errLRM = errors.New("lrm.fit would fail here")

func newEarlyStop(t *judged, m regression.Model) (*earlyStop, error) {
	ones := make([]float64, len(t.y))
	for i := range ones {
		ones[i] = 1
	}
	e := &earlyStop{y: t.y, x: [][]float64{ones}}
	for k, term := range m.Terms {
		for j := range term.Coefficients {
			if term.Levels != nil && j == 0 {
				continue
			}
			one := m.Terms[k] // predicts its column when its coefficient is 1
			one.Coefficients = make([]float64, len(term.Coefficients))
			one.Coefficients[j] = 1
			p, err := regression.Model{Terms: []regression.ModelTerm{one}}.Predict(t.terms)
			if err != nil {
				return nil, err
			}
			e.x = append(e.x, p.LogOdds)
		}
	}
	return e, nil
}

// refit is a [regression.Refit].
func (e *earlyStop) refit(rows []int) (func([]int) []float64, error) {
	b, _, err := e.fit(rows)
	if err != nil {
		return nil, err
	}
	return func(rows []int) []float64 {
		eta := make([]float64, len(rows))
		for i, r := range rows {
			eta[i] = e.eta(r, b)
		}
		return eta
	}, nil
}

// fit returns the coefficients, and the deviance before the last step, which is
// that which lrm states.
func (e *earlyStop) fit(rows []int) (b *mat.VecDense, deviance float64, err error) {
	const enough, steps = 0.025, 11
	p := len(e.x)
	cases := 0.0
	for _, r := range rows {
		if e.y[r] {
			cases++
		}
	}
	b = mat.NewVecDense(p, nil)
	b.SetVec(0, math.Log(cases/(float64(len(rows))-cases)))
	step := mat.NewVecDense(p, nil)
	before, length, stopped := 1e30, 1.0, false
	for range steps {
		var gradient *mat.VecDense
		var information *mat.SymDense
		deviance, gradient, information = e.at(rows, b)
		largest := mat.Norm(gradient, math.Inf(1))
		if stopped = largest < 1e-9 && math.Abs(deviance-before) < enough/10; stopped {
			break
		}
		if deviance > before {
			length /= 2
			b.AddScaledVec(b, -length, step)
			continue
		}
		length = 1
		if err := step.SolveVec(information, gradient); err != nil {
			return nil, 0, errLRM
		}
		b.AddVec(b, step)
		if stopped = math.Abs(before-deviance) <= enough; stopped {
			break
		}
		before = deviance
	}
	if !stopped {
		return nil, 0, errLRM
	}
	return b, deviance, nil
}

func (e *earlyStop) eta(row int, b *mat.VecDense) float64 {
	sum := 0.0
	for j, column := range e.x {
		sum += b.AtVec(j) * column[row]
	}
	return sum
}

// at returns -2 log likelihood, its gradient and information.
func (e *earlyStop) at(rows []int, b *mat.VecDense) (float64, *mat.VecDense, *mat.SymDense) {
	p := len(e.x)
	deviance, gradient, information := 0.0, mat.NewVecDense(p, nil), mat.NewSymDense(p, nil)
	for _, r := range rows {
		mu := 1 / (1 + math.Exp(-math.Max(-30, math.Min(30, e.eta(r, b)))))
		residual := -mu
		if e.y[r] {
			residual = 1 - mu
			deviance -= 2 * math.Log(mu)
		} else {
			deviance -= 2 * math.Log(1-mu)
		}
		for i := range p {
			gradient.SetVec(i, gradient.AtVec(i)+residual*e.x[i][r])
			for j := i; j < p; j++ {
				information.SetSym(i, j, information.At(i, j)+mu*(1-mu)*e.x[i][r]*e.x[j][r])
			}
		}
	}
	return deviance, gradient, information
}
