package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/regression"
)

// oddsText prints an odds ratio with its interval.
func oddsText(c regression.Coefficient) string {
	if c.OR > .9 && c.ORCI[1]-c.ORCI[0] < .03 { // per unit of a column with large numbers
		return fmt.Sprintf("%s (%s)", decimal(c.OR, 3), interval(c.ORCI, 3))
	}
	return fmt.Sprintf("%s (%s–%s)", odds(c.OR), odds(c.ORCI[0]), odds(c.ORCI[1]))
}

// odds prints an odds ratio: two decimals, more where it is close to 0, fewer
// where it is large.
func odds(v float64) string {
	switch {
	case v >= 9999.5:
		return ">9999"
	case v >= 99.5:
		return decimal(v, 0)
	case v >= 9.995:
		return decimal(v, 1)
	case v < .0005:
		return "<0.001"
	case v < .0995:
		return decimal(v, 3)
	}
	return decimal(v, 2)
}

// pValue prints a p value as journals want it.
func pValue(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < .001:
		return "<0.001"
	case p < .0995:
		return decimal(p, 3)
	}
	return decimal(p, 2)
}

// oddsRange returns the range of log odds ratios to show: all intervals, but no
// more than a factor of 100 from 1, beyond which arrows stand.
func oddsRange(bounds []float64) (lo, hi float64) {
	lo, hi = around(.04, bounds...)
	most := math.Log(100)
	return math.Max(-most, math.Min(lo, -.1)), math.Min(most, math.Max(hi, .1))
}

// oddsTicks returns the logarithms of round odds ratios, at least
// 11 % of the axis apart so that their texts have room.
func oddsTicks(lo, hi float64) []float64 {
	var t []float64
	if hi-lo < 1 {
		for _, v := range ticks(math.Exp(lo), math.Exp(hi), 6) {
			t = append(t, math.Log(v))
		}
		return t
	}
	for _, steps := range [][]float64{{1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}} {
		t = t[:0]
		closest := math.Inf(1)
		for decade := -2; decade <= 2; decade++ {
			for _, s := range steps {
				v := math.Log(s) + float64(decade)*math.Ln10
				if v < lo-1e-9 || v > hi+1e-9 {
					continue
				}
				if len(t) > 0 {
					closest = math.Min(closest, v-t[len(t)-1])
				}
				t = append(t, v)
			}
		}
		if closest >= .11*(hi-lo) {
			break
		}
	}
	return t
}

// rounded removes the rounding error of an exponential.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }
