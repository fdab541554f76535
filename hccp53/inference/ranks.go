package inference

import "slices"

// Ranks returns the rank of each value of x, counted from 1; tied values share
// the mean of their ranks. x must hold no NaN.
func Ranks(x []float64) []float64 {
	ranks, _ := rank(x)
	return ranks
}

// rank returns the ranks and Σ(t³−t) over the groups of t tied values, the
// quantity in which ties enter the variance of a rank statistic.
func rank(x []float64) (ranks []float64, ties float64) {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case x[i] < x[j]:
			return -1
		case x[i] > x[j]:
			return 1
		}
		return 0
	})
	ranks = make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			ranks[k] = float64(i+j+1) / 2
		}
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	return ranks, ties
}
