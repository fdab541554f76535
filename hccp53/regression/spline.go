package regression

import (
	"math"

	"hcclab/hccp53/fault"
)

// Spline returns a numeric term whose effect may bend: a restricted cubic spline
// with the given knots, at least three and rising, linear beyond the outer ones
// (Stone & Koo 1985; Harrell, Regression Modeling Strategies, section 2.4.5). It
// has len(knots)-1 columns, the first of them linear. [Knots] chooses the knots
// as rms does. The slices are not copied.
func Spline(name string, values, knots []float64) Term {
	t := Numeric(name, values)
	t.Knots = knots
	return t
}

func checkKnots(name string, knots []float64) error {
	for i, k := range knots {
		if math.IsNaN(k) || math.IsInf(k, 0) || i > 0 && knots[i-1] >= k {
			return fault.New(ErrKnots, "the knots %v of term %q are not rising", knots, name)
		}
	}
	if len(knots) < 3 {
		return fault.New(ErrKnots, "term %q has %d knots, a spline needs three", name, len(knots))
	}
	return nil
}

// splineBasis returns column j of the spline at x: x itself for 0, else the
// truncated cubic of knot j-1, restricted to be linear beyond the last knot, over
// the square of the distance of the outer knots (norm=2 of rcspline.eval), which
// keeps it on the scale of x.
func splineBasis(knots []float64, j int, x float64) float64 {
	if j == 0 {
		return x
	}
	k := len(knots)
	t, penultimate, last := knots[j-1], knots[k-2], knots[k-1]
	cube := func(v float64) float64 {
		v = max(v, 0)
		return v * v * v
	}
	v := cube(x-t) + ((penultimate-t)*cube(x-last)-(last-t)*cube(x-penultimate))/(last-penultimate)
	return v / ((last - knots[0]) * (last - knots[0]))
}

// primes names the columns of a spline as rms does: nothing, one prime, two.
func primes(j int) string {
	text := make([]byte, j)
	for i := range text {
		text[i] = '\''
	}
	return string(text)
}
