package performance

import (
	"math"
)

// recalibration is the logistic regression of outcomes on log odds.
type recalibration struct {
	intercept, slope     float64
	interceptSE, slopeSE float64
	separated            bool
}

// recalibrate fits intercept and slope by Newton's method. The maximum exists
// only when the log odds of cases and controls overlap in more than one point;
// with one column that can be seen at once.
func recalibrate(y []bool, logOdds []float64) recalibration {
	cases, controls := split(y, logOdds)
	lowCase, highCase := bounds(cases)
	lowControl, highControl := bounds(controls)
	if lowCase >= highControl || lowControl >= highCase {
		return recalibration{separated: true}
	}
	// Centred log odds make the two parameters nearly independent.
	centre := 0.0
	for _, v := range logOdds {
		centre += v / float64(len(logOdds))
	}
	x := make([]float64, len(logOdds))
	for i, v := range logOdds {
		x[i] = v - centre
	}
	r := recalibration{intercept: centre, slope: 1}
	for range 100 {
		i := newInformation(y, x, r.intercept, r.slope)
		a, b := i.step()
		t := 1.0 // halved while the deviance would rise
		for t > 1e-6 && newInformation(y, x, r.intercept+t*a, r.slope+t*b).deviance > i.deviance*(1+1e-12) {
			t /= 2
		}
		r.intercept += t * a
		r.slope += t * b
		if math.Abs(a) <= 1e-14*(1+math.Abs(r.intercept)) && math.Abs(b) <= 1e-14*(1+math.Abs(r.slope)) {
			break
		}
	}
	i := newInformation(y, x, r.intercept, r.slope)
	det := i.h00*i.h11 - i.h01*i.h01
	r.slopeSE = math.Sqrt(i.h00 / det)
	// Back to uncentred log odds: intercept - slope·centre.
	v00, v01, v11 := i.h11/det, -i.h01/det, i.h00/det
	r.interceptSE = math.Sqrt(v00 - 2*centre*v01 + centre*centre*v11)
	r.intercept -= r.slope * centre
	return r
}

// inTheLarge fits the intercept alone, the slope fixed at 1.
func inTheLarge(y []bool, logOdds []float64) (intercept, se float64) {
	for range 200 {
		i := newInformation(y, logOdds, intercept, 1)
		step := i.g0 / i.h00
		if math.Abs(step) > 1 {
			step = math.Copysign(1, step) // far off, where the curvature misleads
		}
		intercept += step
		if math.Abs(step) <= 1e-15*(1+math.Abs(intercept)) {
			break
		}
	}
	return intercept, 1 / math.Sqrt(newInformation(y, logOdds, intercept, 1).h00)
}

// information is deviance, score and information at one intercept and slope.
type information struct {
	deviance      float64
	g0, g1        float64
	h00, h01, h11 float64
}

func newInformation(y []bool, x []float64, intercept, slope float64) information {
	var i information
	for k, v := range x {
		eta := intercept + slope*v
		if y[k] {
			i.deviance += softplus(-eta)
		} else {
			i.deviance += softplus(eta)
		}
		p := 1 / (1 + math.Exp(-eta))
		r := -p
		if y[k] {
			r = 1 / (1 + math.Exp(eta)) // 1 - p without cancellation
		}
		w := p * (1 / (1 + math.Exp(eta)))
		i.g0 += r
		i.g1 += r * v
		i.h00 += w
		i.h01 += w * v
		i.h11 += w * v * v
	}
	i.deviance *= 2
	return i
}

// step returns the Newton step.
func (i information) step() (a, b float64) {
	det := i.h00*i.h11 - i.h01*i.h01
	return (i.h11*i.g0 - i.h01*i.g1) / det, (i.h00*i.g1 - i.h01*i.g0) / det
}

// softplus returns log(1 + exp(v)).
func softplus(v float64) float64 {
	return math.Max(v, 0) + math.Log1p(math.Exp(-math.Abs(v)))
}

func bounds(x []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	return lo, hi
}
