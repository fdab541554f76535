package radiomics

import (
	"math"

	"hcclab/hccp53/radiomics/internal/workers"
)

// sums are the extremes of some values, their sum and that of their squares.
type sums struct{ lowest, highest, total, squares float64 }

// sumsOf adds values up: without any rounding when they are whole, as image
// files have them, with compensated sums (Neumaier 1974) otherwise, so that
// the order of the values does not matter beyond the last digit. A value that
// is not finite makes the total so. Blocks are summed side by side; they do not
// depend on the number of processors.
func sumsOf(values []float64) sums {
	const block = 1 << 18
	blocks := make([]sums, (len(values)+block-1)/block)
	// Without a context there is no error.
	workers.Each(len(blocks), func(i int) {
		part := values[i*block : min((i+1)*block, len(values))]
		var exact bool
		if blocks[i], exact = wholeSums(part); !exact {
			blocks[i] = compensatedSums(part)
		}
	})
	all := sums{lowest: math.Inf(1), highest: math.Inf(-1)}
	var total, squares neumaier
	for _, s := range blocks {
		all.lowest, all.highest = min(all.lowest, s.lowest), max(all.highest, s.highest)
		total.add(s.total)
		squares.add(s.squares)
	}
	all.total, all.squares = total.value(), squares.value()
	return all
}

// compensatedSums is sumsOf for any numbers.
func compensatedSums(values []float64) sums {
	s := sums{lowest: math.Inf(1), highest: math.Inf(-1)}
	var total, squares neumaier
	for _, x := range values {
		s.lowest, s.highest = min(s.lowest, x), max(s.highest, x)
		total.add(x)
		squares.add(x * x)
	}
	s.total, s.squares = total.value(), squares.value()
	return s
}

// wholeSums is sumsOf for whole numbers. Exact is false when one is not whole,
// or so large that a sum might not fit.
func wholeSums(values []float64) (s sums, exact bool) {
	const largest = 1 << 16 // squares of 2³², of which 2³¹ fit
	low, high := int64(largest), int64(-largest)
	var total, squares int64
	for _, x := range values {
		i := int64(x)
		if float64(i) != x || i > largest || i < -largest {
			return s, false
		}
		low, high = min(low, i), max(high, i)
		total += i
		squares += i * i
	}
	return sums{float64(low), float64(high), float64(total), float64(squares)}, true
}

// neumaier is a sum that carries its rounding error along.
type neumaier struct{ sum, lost float64 }

func (n *neumaier) add(x float64) {
	t := n.sum + x
	if math.Abs(n.sum) >= math.Abs(x) {
		n.lost += (n.sum - t) + x
	} else {
		n.lost += (x - t) + n.sum
	}
	n.sum = t
}

func (n *neumaier) value() float64 { return n.sum + n.lost }
