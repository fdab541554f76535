package stats

import (
	"cmp"
	"math"
	"slices"
)

// aucAsStated returns an AUC, or that of the facts if it is one that can come out
// when log odds that differ by rounding only, as those of patients whose terms add
// up to the same, are tied or in either order.
func aucAsStated(auc float64, y []bool, logOdds []float64, stated float64) float64 {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(logOdds[a], logOdds[b]) })
	var cases, controls, low, high float64 // pairs in which the case is above
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && logOdds[order[to]]-logOdds[order[to-1]] <= 1e-9*(1+math.Abs(logOdds[order[to]])) {
			to++
		}
		var here [2]float64
		for _, i := range order[from:to] {
			if y[i] {
				here[1]++
			} else {
				here[0]++
			}
		}
		low += here[1] * controls
		high += here[1] * (controls + here[0])
		cases, controls = cases+here[1], controls+here[0]
		from = to
	}
	pairs := cases * controls
	if stated*pairs >= low-1e-6 && stated*pairs <= high+1e-6 && math.Abs(2*stated*pairs-math.Round(2*stated*pairs)) < 1e-6 {
		return stated
	}
	return auc
}
