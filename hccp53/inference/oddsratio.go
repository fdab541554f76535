package inference

import (
	"encoding/json"
	"math"
)

// OddsRatio is the odds ratio of a 2×2 table given its margins. Unlike ad/bc it
// is the conditional maximum-likelihood estimate, the one that belongs to
// Fisher's test: the odds ratio for which the expected count of the first cell is
// the observed one (Cornfield 1956).
type OddsRatio struct {
	// Estimate is 0 or +Inf when the first cell is as small or as large as the
	// margins let it be.
	Estimate float64
	// CI is the exact 95 % interval: at each limit the observed first cell or one
	// beyond it has a probability of 2.5 %.
	CI [2]float64
}

// MarshalJSON writes an infinite estimate or limit as "Inf".
func (o OddsRatio) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Estimate Number
		CI       [2]Number
	}{Number(o.Estimate), [2]Number{Number(o.CI[0]), Number(o.CI[1])}})
}

// firstCell is the distribution of the first cell of a 2×2 table given its
// margins, the noncentral hypergeometric distribution of Fisher: at odds ratio w
// the value lo+i has a probability proportional to exp(weight[i] + i log w).
type firstCell struct {
	x, lo, hi int
	weight    []float64
}

func newFirstCell(t table) firstCell {
	row, column := t.rows[0], t.cols[0]
	c := firstCell{x: t.counts[0][0], lo: max(0, row+column-t.n), hi: min(row, column)}
	for v := c.lo; v <= c.hi; v++ {
		w := 0.0
		for _, k := range []int{v, row - v, column - v, t.n - row - column + v} {
			l, _ := math.Lgamma(float64(k) + 1)
			w -= l
		}
		c.weight = append(c.weight, w)
	}
	return c
}

// moments returns at log odds ratio s the mean of the cell, and P(X <= x) and
// P(X >= x) for the observed x.
func (c firstCell) moments(s float64) (mean, below, above float64) {
	largest := math.Inf(-1)
	for i, w := range c.weight {
		largest = math.Max(largest, w+float64(i)*s)
	}
	total := 0.0
	for i, w := range c.weight {
		p := math.Exp(w + float64(i)*s - largest)
		total += p
		mean += float64(c.lo+i) * p
		if c.lo+i <= c.x {
			below += p
		}
		if c.lo+i >= c.x {
			above += p
		}
	}
	return mean / total, below / total, above / total
}

// oddsRatio solves for estimate and limits by bisection on the log odds ratio,
// down to the last digit.
func (c firstCell) oddsRatio() OddsRatio {
	const tail = 0.025
	o := OddsRatio{Estimate: 0, CI: [2]float64{0, math.Inf(1)}}
	if c.x == c.hi {
		o.Estimate = math.Inf(1)
	}
	if c.x > c.lo && c.x < c.hi {
		o.Estimate = c.solve(func(s float64) bool { m, _, _ := c.moments(s); return m < float64(c.x) })
	}
	if c.x > c.lo {
		o.CI[0] = c.solve(func(s float64) bool { _, _, p := c.moments(s); return p < tail })
	}
	if c.x < c.hi {
		o.CI[1] = c.solve(func(s float64) bool { _, p, _ := c.moments(s); return p > tail })
	}
	return o
}

// solve returns the odds ratio up to which low is true.
func (firstCell) solve(low func(logOdds float64) bool) float64 {
	a, b := -1.0, 1.0
	for !low(a) {
		a *= 2
	}
	for low(b) {
		b *= 2
	}
	for {
		m := a + (b-a)/2
		if m == a || m == b {
			return math.Exp(m)
		}
		if low(m) {
			a = m
		} else {
			b = m
		}
	}
}
