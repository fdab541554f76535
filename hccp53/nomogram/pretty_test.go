package nomogram

import (
	"math"
	"testing"
)

// TestPretty compares with pretty(c(lo, hi), 10) of R 4.2.2, printed there by
// deparse.
func TestPretty(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   []float64
	}{
		{0, 1, []float64{0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1}},
		{-5, 5, []float64{-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5}},
		{-3, 0, []float64{-3, -2.5, -2, -1.5, -1, -.5, 0}},
		{3.1, 3.2, []float64{3.1, 3.11, 3.12, 3.13, 3.14, 3.15, 3.16, 3.17, 3.18, 3.19, 3.2}},
		{1e-7, 3e-7, []float64{1e-7, 1.2e-7, 1.4e-7, 1.6e-7, 1.8e-7, 2e-7, 2.2e-7, 2.4e-7, 2.6e-7, 2.8e-7, 3e-7}},
		{0, 123456, []float64{0, 1e4, 2e4, 3e4, 4e4, 5e4, 6e4, 7e4, 8e4, 9e4, 1e5, 1.1e5, 1.2e5, 1.3e5}},
		{-1e5, 2e7, []float64{-2e6, 0, 2e6, 4e6, 6e6, 8e6, 1e7, 1.2e7, 1.4e7, 1.6e7, 1.8e7, 2e7}},
		{100, 100, []float64{90, 95, 100, 105}}, // no width
		{0, 0, []float64{-.4, -.2, 0, .2}},
	} {
		got := Pretty(c.lo, c.hi, 10)
		ok := len(got) == len(c.want)
		for i := 0; ok && i < len(got); i++ {
			ok = math.Abs(got[i]-c.want[i]) <= 1e-12*math.Max(math.Abs(c.lo), math.Abs(c.hi))
		}
		if !ok {
			t.Errorf("Pretty(%g, %g) = %v, R gives %v", c.lo, c.hi, got, c.want)
		}
	}
}

// TestPrettyCovers checks what every caller relies on.
func TestPrettyCovers(t *testing.T) {
	for _, lo := range []float64{-1e6, -17.3, -1e-9, 0, 1e-12, .37, 99.5, 4e8} {
		for _, width := range []float64{1e-9, .013, 1, 7.7, 12345} {
			hi := lo + width
			ticks := Pretty(lo, hi, 10)
			unit := ticks[1] - ticks[0]
			if ticks[0] > lo+1e-9*unit || ticks[len(ticks)-1] < hi-1e-9*unit || len(ticks) < 4 || len(ticks) > 23 {
				t.Errorf("Pretty(%g, %g) = %v", lo, hi, ticks)
			}
		}
	}
}
