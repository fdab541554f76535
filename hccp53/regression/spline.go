package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
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

// knotQuantiles are the places of the knots by their number, those of
// rcspline.eval of Hmisc (Harrell, table 2.3).
var knotQuantiles = map[int][]float64{
	3: {.1, .5, .9}, 4: {.05, .35, .65, .95}, 5: {.05, .275, .5, .725, .95}, 6: {.05, .23, .41, .59, .77, .95},
	7: {.025, .1833, .3417, .5, .6583, .8167, .975},
}

// Knots returns count knots, 3 to 7, at the quantiles that rms uses; with fewer
// than 100 values the outer ones are the fifth smallest and the fifth largest.
// NaN values are left out. It returns [ErrKnots] for another count, and for
// values that give no rising knots.
func Knots(values []float64, count int) ([]float64, error) {
	places, known := knotQuantiles[count]
	if !known {
		return nil, fault.New(ErrKnots, "%d knots", count).Try("choose 3 to 7")
	}
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) < max(5, count) {
		return nil, fault.New(ErrKnots, "%d values for %d knots", len(sorted), count).Try("use the variable as it is")
	}
	slices.Sort(sorted)
	knots, err := inference.Quantiles(sorted, places...)
	if err != nil {
		return nil, err
	}
	if len(sorted) < 100 {
		knots[0], knots[count-1] = sorted[4], sorted[len(sorted)-5]
	}
	if err := checkKnots("", knots); err != nil {
		return nil, fault.New(ErrKnots, "the quantiles %v are not rising: too many values are alike", knots).Try("take fewer knots, give them yourself, or use the variable as it is")
	}
	return knots, nil
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
