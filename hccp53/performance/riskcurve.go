package performance

import "math"

// riskCurve is [Lowess] of outcomes by risk, read at a few risks only. It is
// what resampling repeats thousands of times: cases and controls are kept apart,
// so that the outcome needs no multiplication, and where no risk that is asked
// for lies between two points that would be computed, none of them is.
//
// Nearer than 0.001 of the window the weight is the tricube instead of 1, as it is
// in R; that changes the curve by less than 1e-10.
type riskCurve struct {
	smoother
	classes [2]classPoints // controls, cases
}

// classPoints are the points of one class by rising risk, and which of them lay
// within reach of the last point computed.
type classPoints struct {
	x, count []float64
	from, to int
}

func (c *riskCurve) reset() {
	c.smoother.reset()
	for k := range c.classes {
		c.classes[k] = classPoints{x: c.classes[k].x[:0], count: c.classes[k].count[:0]}
	}
}

func (c *riskCurve) add(x float64, isCase bool, count int) {
	y := 0.0
	if isCase {
		y = 1
	}
	c.smoother.add(x, y, count)
	class := &c.classes[int(y)]
	class.x, class.count = append(class.x, x), append(class.count, float64(count))
}

// read writes the curve at rising risks, NaN beyond its ends.
func (c *riskCurve) read(at, into []float64) {
	m := len(c.x)
	k := 0
	for ; k < len(at) && (m == 0 || at[k] < c.x[0]); k++ {
		into[k] = math.NaN()
	}
	if m == 0 {
		return
	}
	w := c.window(lowessSpan)
	delta := 0.01 * (c.x[m-1] - c.x[0])
	c.advance(&w, c.x[0])
	last := anchor{at: 0, window: w}
	for i := 0; k < len(at) && i < m-1; {
		i = c.next(i, delta)
		x0, x1 := c.x[last.at], c.x[i]
		c.advance(&w, x1)
		here := anchor{at: i, window: w}
		for ; k < len(at) && at[k] <= x1; k++ {
			t := 0.0
			if x1 > x0 {
				t = (at[k] - x0) / (x1 - x0)
			}
			a, b := 0.0, 0.0
			if t < 1 {
				a = (1 - t) * c.value(&last)
			}
			if t > 0 {
				b = t * c.value(&here)
			}
			into[k] = a + b
		}
		last = here
	}
	for ; k < len(at); k++ {
		if into[k] = math.NaN(); at[k] == c.x[m-1] {
			into[k] = c.value(&last)
		}
	}
}

// anchor is a point at which the curve is computed, when it is needed.
type anchor struct {
	at     int
	window window
	fit    float64
	known  bool
}

func (c *riskCurve) value(a *anchor) float64 {
	if !a.known {
		a.fit, a.known = c.fitAt(a.at, a.window), true
	}
	return a.fit
}

// fitAt is [smoother.at] for two classes.
func (c *riskCurve) fitAt(i int, w window) float64 {
	x0 := c.x[i]
	h := max(x0-c.x[w.leftPoint], c.x[w.rightPoint]-x0)
	h9, k := 0.999*h, 0.0
	if h > 0 {
		k = 1 / (h * h * h)
	}
	controls := c.classes[0].sums(x0, h9, k)
	cases := c.classes[1].sums(x0, h9, k)
	// Repeats of the first point that lie before the window do not count.
	if before := w.left - c.start[w.leftPoint]; before > 0 && w.leftPoint < i && x0-c.x[w.leftPoint] <= h9 {
		d := c.x[w.leftPoint] - x0
		t := 1 - k*(d*d*-d)
		weight := float64(before) * t * t * t
		class := &controls
		if c.y[w.leftPoint] == 1 {
			class = &cases
		}
		class.s0 -= weight
		class.s1 -= weight * d
		class.s2 -= weight * d * d
	}
	s0 := controls.s0 + cases.s0
	if s0 <= 0 {
		return c.y[i]
	}
	level := cases.s0 / s0
	centre := (controls.s1 + cases.s1) / s0
	spread := (controls.s2+cases.s2)/s0 - centre*centre
	limit := 0.001 * (c.x[len(c.x)-1] - c.x[0])
	if h > 0 && spread > limit*limit {
		return level - centre/spread*(cases.s1/s0-centre*level)
	}
	return level
}

// weightedSums are sums of weight times the distance to the power 0, 1 and 2.
type weightedSums struct{ s0, s1, s2 float64 }

// sums adds up the points no further than reach from x0, with weight
// (1 - k |distance|³)³, two at a time.
func (p *classPoints) sums(x0, reach, k float64) weightedSums {
	for p.from < len(p.x) && p.x[p.from] < x0-reach {
		p.from++
	}
	for p.from > 0 && p.x[p.from-1] >= x0-reach {
		p.from--
	}
	for p.to < len(p.x) && p.x[p.to] <= x0+reach {
		p.to++
	}
	for p.to > 0 && p.x[p.to-1] > x0+reach {
		p.to--
	}
	if p.from >= p.to {
		return weightedSums{}
	}
	x, count := p.x[p.from:p.to], p.count[p.from:p.to]
	count = count[:len(x)]
	var a, b weightedSums
	for len(x) >= 2 && len(count) >= 2 {
		d, e := x[0]-x0, x[1]-x0
		dd, ee := d*d, e*e
		t, u := 1-k*(dd*math.Abs(d)), 1-k*(ee*math.Abs(e))
		v, w := count[0]*(t*t*t), count[1]*(u*u*u)
		a.s0 += v
		b.s0 += w
		a.s1 += v * d
		b.s1 += w * e
		a.s2 += v * dd
		b.s2 += w * ee
		x, count = x[2:], count[2:]
	}
	if len(x) == 1 {
		d := x[0] - x0
		dd := d * d
		t := 1 - k*(dd*math.Abs(d))
		v := count[0] * (t * t * t)
		a.s0 += v
		a.s1 += v * d
		a.s2 += v * dd
	}
	return weightedSums{a.s0 + b.s0, a.s1 + b.s1, a.s2 + b.s2}
}
