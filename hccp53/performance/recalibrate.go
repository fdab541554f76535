package performance

import (
	"math"
)

// recalibration is the logistic regression of outcomes on log odds.
type recalibration struct {
	intercept, slope     float64
	interceptSE, slopeSE float64
	// deviance of this regression; where the outcomes are separated it is what the
	// deviance falls towards.
	deviance  float64
	separated bool
}

// recalibrate fits intercept and slope by Newton's method; counts says how often
// each patient counts, nil for once. The maximum exists only when the log odds of
// cases and controls overlap in more than one point; with one column that can be
// seen at once.
func recalibrate(y []bool, logOdds []float64, counts []int32) recalibration {
	o := newOverlap(y, logOdds, counts)
	if o.separated() {
		return recalibration{separated: true, deviance: o.deviance(y, logOdds, counts)}
	}
	// Centred log odds make the two parameters nearly independent.
	centre := 0.0
	for _, v := range logOdds {
		centre += v / float64(len(logOdds))
	}
	r := recalibration{intercept: centre, slope: 1}
	i := newInformation(y, logOdds, counts, centre, r.intercept, r.slope)
	if !i.solvable() { // log odds far out leave no weight: begin where all weigh alike
		r.intercept, r.slope = 0, 0
		i = newInformation(y, logOdds, counts, centre, r.intercept, r.slope)
	}
	for range 100 {
		a, b := i.step()
		t := 1.0 // halved while the deviance would rise
		next := newInformation(y, logOdds, counts, centre, r.intercept+a, r.slope+b)
		for t > 1e-6 && next.deviance > i.deviance*(1+1e-12) {
			t /= 2
			next = newInformation(y, logOdds, counts, centre, r.intercept+t*a, r.slope+t*b)
		}
		r.intercept += t * a
		r.slope += t * b
		i = next
		// Newton's steps square: after one of 1e-9 nothing is left to gain.
		if math.Abs(t*a) <= 1e-9*(1+math.Abs(r.intercept)) && math.Abs(t*b) <= 1e-9*(1+math.Abs(r.slope)) {
			break
		}
	}
	det := i.h00*i.h11 - i.h01*i.h01
	r.deviance = i.deviance
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
		i := newInformation(y, logOdds, nil, 0, intercept, 1)
		step := i.g0 / i.h00
		if math.Abs(step) > 1 {
			step = math.Copysign(1, step) // far off, where the curvature misleads
		}
		intercept += step
		if math.Abs(step) <= 1e-15*(1+math.Abs(intercept)) {
			break
		}
	}
	return intercept, 1 / math.Sqrt(newInformation(y, logOdds, nil, 0, intercept, 1).h00)
}

// overlap is the range of the log odds of each class.
type overlap struct{ lowCase, highCase, lowControl, highControl float64 }

func newOverlap(y []bool, logOdds []float64, counts []int32) overlap {
	inf := math.Inf(1)
	o := overlap{inf, -inf, inf, -inf}
	for k, v := range logOdds {
		switch {
		case counts != nil && counts[k] == 0:
		case y[k]:
			o.lowCase, o.highCase = min(o.lowCase, v), max(o.highCase, v)
		default:
			o.lowControl, o.highControl = min(o.lowControl, v), max(o.highControl, v)
		}
	}
	return o
}

// separated reports that the log odds of cases and controls share at most one
// value. It holds for constant log odds and where a class is missing.
func (o overlap) separated() bool {
	return o.lowCase >= o.highControl || o.lowControl >= o.highCase
}

// constant reports that all log odds are the same.
func (o overlap) constant() bool {
	return min(o.lowCase, o.lowControl) == max(o.highCase, o.highControl)
}

// deviance returns the least deviance of separated outcomes: 0 but for the
// patients at the value that both classes share, who have one risk in common.
func (o overlap) deviance(y []bool, logOdds []float64, counts []int32) float64 {
	shared := o.lowCase
	if o.lowControl >= o.highCase && !o.constant() {
		shared = o.lowControl
	}
	var cases, controls float64
	for k, v := range logOdds {
		if v != shared {
			continue
		}
		n := 1.0
		if counts != nil {
			n = float64(counts[k])
		}
		if y[k] {
			cases += n
		} else {
			controls += n
		}
	}
	return binomialDeviance(cases, controls)
}

// binomialDeviance is the deviance of one risk, that which fits best, for all.
func binomialDeviance(cases, controls float64) float64 {
	d, n := 0.0, cases+controls
	for _, v := range []float64{cases, controls} {
		if v > 0 {
			d -= 2 * v * math.Log(v/n)
		}
	}
	return d
}

// solvable reports whether the information is well away from singular.
func (i information) solvable() bool {
	return i.h00*i.h11-i.h01*i.h01 > 1e-9*i.h00*i.h11
}

// information is deviance, score and information at one intercept and slope.
type information struct {
	deviance      float64
	g0, g1        float64
	h00, h01, h11 float64
}

// newInformation takes log odds less centre. The logarithms of the likelihood are
// collected as products: one logarithm for hundreds of patients.
func newInformation(y []bool, logOdds []float64, counts []int32, centre, intercept, slope float64) information {
	var i information
	product, factors := 1.0, 0
	for k, x := range logOdds {
		n := 1.0
		if counts != nil {
			if counts[k] == 0 {
				continue
			}
			n = float64(counts[k])
		}
		x -= centre
		eta := intercept + slope*x
		far := math.Abs(eta)
		e := math.Exp(-far)
		near := 1 / (1 + e) // the probability of the likelier outcome
		rest := e * near
		w := rest * near * n
		likely := eta >= 0 == y[k]
		r := rest // outcome less probability, by size
		if !likely {
			r = near
			i.deviance += far * n
		}
		if !y[k] {
			r = -r
		}
		if n > 8 {
			i.deviance += n * math.Log1p(e)
		} else {
			for range int(n) {
				product *= 1 + e
				factors++
			}
		}
		if factors > 500 {
			i.deviance += math.Log(product)
			product, factors = 1, 0
		}
		r *= n
		i.g0 += r
		i.g1 += r * x
		wx := w * x
		i.h00 += w
		i.h01 += wx
		i.h11 += wx * x
	}
	i.deviance = 2 * (i.deviance + math.Log(product))
	return i
}

// step returns the Newton step.
func (i information) step() (a, b float64) {
	det := i.h00*i.h11 - i.h01*i.h01
	return (i.h11*i.g0 - i.h01*i.g1) / det, (i.h00*i.g1 - i.h01*i.g0) / det
}
