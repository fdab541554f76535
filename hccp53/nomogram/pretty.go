package nomogram

import "math"

// Pretty returns about n+1 round numbers that cover lo to hi: multiples of 1,
// 2 or 5 times a power of ten. It is pretty() of R 4.2 with its default
// constants, which decides where the axes of rms end. lo must not exceed hi;
// both are finite.
func Pretty(lo, hi float64, n int) []float64 {
	const (
		bias     = 1.5           // high.u.bias: favours larger units
		fiveBias = .5 + 1.5*bias // u5.bias: favours 5 over 2
		shrink   = .75           // shrink.sml: for a range of no width
		slack    = 1e-10         // rounding of a range that ends on a multiple
		epsilon  = 0x1p-52       // of float64
		zero     = 1e-14         // of the unit: what counts as 0
	)
	fewest := n / 3
	width := hi - lo
	cell := math.Max(math.Abs(lo), math.Abs(hi))
	var small bool
	if width == 0 && hi == 0 {
		cell, small = 1, true
	} else {
		u := (1 + 1/(1+bias)) * float64(max(1, n)) * epsilon
		small = width < cell*u*3
	}
	if small {
		if cell > 10 {
			cell = 9 + cell/10
		}
		cell *= shrink
		if fewest > 1 {
			cell /= float64(fewest)
		}
	} else {
		cell = width / float64(max(1, n))
	}
	base := math.Pow(10, math.Floor(math.Log10(cell)))
	unit := base
	if 2*base-cell < bias*(cell-unit) {
		unit = 2 * base
		if 5*base-cell < fiveBias*(cell-unit) {
			unit = 5 * base
			if 10*base-cell < bias*(cell-unit) {
				unit = 10 * base
			}
		}
	}
	first, last := math.Floor(lo/unit+slack), math.Ceil(hi/unit-slack)
	for first*unit > lo+slack*unit {
		first--
	}
	for last*unit < hi-slack*unit {
		last++
	}
	if lack := fewest - int(.5+last-first); lack > 0 {
		half, odd := float64(lack/2), float64(lack%2)
		switch {
		case lo == 0 && first == 0 && hi != 0:
			last += float64(lack)
		case hi == 0 && last == 0 && lo != 0:
			first -= float64(lack)
		case first >= 0:
			last += half
			first -= half + odd
		default:
			first -= half
			last += half + odd
		}
	}
	var ticks []float64
	for k := first; k <= last; k++ {
		v := k * unit
		if math.Abs(v) < zero*unit {
			v = 0
		}
		ticks = append(ticks, v)
	}
	return ticks
}
