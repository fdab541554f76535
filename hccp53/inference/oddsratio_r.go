package inference

import "math"

// rootOfR is the tolerance at which R's uniroot stops unless told otherwise.
var rootOfR = math.Pow(0x1p-52, 0.25)

// oddsRatioAsR is [firstCell.oddsRatio] as fisher.test prints it: R looks for
// the roots of odds ratio or, above 1, of its inverse, between 0 and 1, and stops
// at 1.2·10⁻⁴.
func (c firstCell) oddsRatioAsR() OddsRatio {
	const tail = 0.025
	at := func(w float64) (mean, below, above float64) {
		if w == 0 {
			above = 1
			if c.x > c.lo {
				above = 0
			}
			return float64(c.lo), 1, above
		}
		return c.moments(math.Log(w))
	}
	root := func(low bool, f func(w float64) float64) float64 {
		if low {
			return brent(f, 0, 1, rootOfR)
		}
		return 1 / brent(func(t float64) float64 { return f(1 / t) }, 0x1p-52, 1, rootOfR)
	}
	o := OddsRatio{Estimate: 0, CI: [2]float64{0, math.Inf(1)}}
	mean, below, above := c.moments(0)
	x := float64(c.x)
	switch {
	case c.x == c.lo:
	case c.x == c.hi:
		o.Estimate = math.Inf(1)
	case mean == x:
		o.Estimate = 1
	default:
		o.Estimate = root(mean > x, func(w float64) float64 { m, _, _ := at(w); return m - x })
	}
	if c.x > c.lo {
		o.CI[0] = 1
		if above != tail {
			o.CI[0] = root(above > tail, func(w float64) float64 { _, _, p := at(w); return p - tail })
		}
	}
	if c.x < c.hi {
		o.CI[1] = 1
		if below != tail {
			o.CI[1] = root(below < tail, func(w float64) float64 { _, p, _ := at(w); return p - tail })
		}
	}
	return o
}

// brent returns a root of f between a and b, at which f has unlike signs, by
// the method of Brent (1973, chapter 4): inverse quadratic or linear
// interpolation where that stays well inside the bracket, otherwise bisection. It
// ends when the bracket is no wider than tolerance and rounding.
func brent(f func(float64) float64, a, b, tolerance float64) float64 {
	fa, fb := f(a), f(b)
	if fa == 0 {
		return a
	}
	// b is the best point, a the one before, c the other end of the bracket.
	c, fc := a, fa
	for fb != 0 {
		before := b - a
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		least := 2*0x1p-52*math.Abs(b) + tolerance/2
		step := (c - b) / 2
		if math.Abs(step) <= least {
			break
		}
		if math.Abs(before) >= least && math.Abs(fa) > math.Abs(fb) {
			if s, ok := interpolate(a, b, c, fa, fb, fc, before, least); ok {
				step = s
			}
		}
		if math.Abs(step) < least {
			step = math.Copysign(least, step)
		}
		a, fa = b, fb
		b += step
		fb = f(b)
		if fb > 0 == (fc > 0) {
			c, fc = a, fa
		}
	}
	return b
}

// interpolate returns the step from b to the interpolated root; ok is false when
// it leaves the bracket or is more than half of the step before.
func interpolate(a, b, c, fa, fb, fc, before, least float64) (step float64, ok bool) {
	var p, q float64
	width, s := c-b, fb/fa
	if a == c {
		p, q = width*s, 1-s
	} else {
		r, t := fa/fc, fb/fc
		p = s * (width*r*(r-t) - (b-a)*(t-1))
		q = (r - 1) * (t - 1) * (s - 1)
	}
	if p > 0 {
		q = -q
	} else {
		p = -p
	}
	return p / q, p < 0.75*width*q-math.Abs(least*q)/2 && p < math.Abs(before*q/2)
}
