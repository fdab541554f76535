package figure

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// tint mixes a colour with white; share 0 is white.
func tint(c colour, share float64) colour {
	mix := func(v uint8) uint8 { return uint8(math.Round(255 - share*(255-float64(v)))) }
	return colour{mix(c.r), mix(c.g), mix(c.b)}
}

// bandTint is how much of its colour a band of confidence keeps.
const bandTint = 0.22

// band draws a band between two curves and, in a second call with edges, its
// two edges, so that bands that lie on each other can be told apart. What leaves
// the panel is cut off at its upper and lower end. Points without a value end it.
func (p panel) band(on *pen, x, low, high []float64, c colour, edges bool) {
	inside := func(v float64) float64 { return math.Min(p.y.hi, math.Max(p.y.lo, v)) }
	for from := 0; from < len(x); {
		if !finite(x[from], low[from], high[from]) || x[from] < p.x.lo || x[from] > p.x.hi {
			from++
			continue
		}
		to := from
		for to < len(x) && finite(x[to], low[to], high[to]) && x[to] >= p.x.lo && x[to] <= p.x.hi {
			to++
		}
		var up, down []point
		for k := from; k < to; k++ {
			up = append(up, point{p.px(x[k]), p.py(inside(high[k]))})
			down = append(down, point{p.px(x[k]), p.py(inside(low[k]))})
		}
		var q path
		if edges {
			q.polyline(up...)
			q.polyline(down...)
			on.stroke(q, rule(.12, tint(c, .6)))
		} else {
			for k := len(down) - 1; k >= 0; k-- {
				up = append(up, down[k])
			}
			q.polygon(up...)
			on.fill(q, tint(c, bandTint))
		}
		from = to
	}
}

// columnsOf returns the places and limits of a band.
func columnsOf(b *performance.Band) (x, low, high []float64) {
	for _, at := range b.Points {
		x, low, high = append(x, at.X), append(low, at.CI[0]), append(high, at.CI[1])
	}
	return x, low, high
}

// checkBand checks a band: two points, and no infinite limit. Places where no
// resample has a value are NaN and left out.
func checkBand(b *performance.Band, what string) error {
	if b == nil {
		return nil
	}
	if len(b.Points) < 2 {
		return fault.New(ErrEmpty, "a band of %d points", len(b.Points)).At("%s", what)
	}
	for i, at := range b.Points {
		if math.IsNaN(at.X) || math.IsInf(at.X, 0) || math.IsInf(at.CI[0], 0) || math.IsInf(at.CI[1], 0) {
			return fault.New(ErrNotFinite, "point %d of the band is %v (%v to %v)", i+1, at.X, at.CI[0], at.CI[1]).At("%s", what)
		}
		if at.CI[0] > at.CI[1] || i > 0 && at.X < b.Points[i-1].X {
			return fault.New(ErrRange, "the band goes from %v to %v at %v", at.CI[0], at.CI[1], at.X).At("%s", what)
		}
	}
	return nil
}
