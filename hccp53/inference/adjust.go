package inference

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// Adjustment names a correction of p values for multiple testing.
type Adjustment string

// The corrections of [Adjust].
const (
	// Bonferroni multiplies each p by their number.
	Bonferroni Adjustment = "bonferroni"
	// Holm steps down (Holm 1979); never weaker than Bonferroni.
	Holm Adjustment = "holm"
	// BH controls the false discovery rate (Benjamini & Hochberg 1995).
	BH Adjustment = "BH"
	// BY controls it under any dependence of the tests (Benjamini & Yekutieli 2001).
	BY Adjustment = "BY"
	// Hochberg steps up (Hochberg 1988); for tests that are independent or
	// positively dependent.
	Hochberg Adjustment = "hochberg"
	// Hommel is a little less strict than Hochberg (Hommel 1988), on the same
	// condition.
	Hommel Adjustment = "hommel"
)

// Adjust returns the adjusted p values in the order of p, as p.adjust of R. A
// NaN stays NaN and does not count as a test. A value outside 0 to 1 gives
// [ErrProbability]; an unknown method is a programmer's error and panics.
func Adjust(p []float64, method Adjustment) ([]float64, error) {
	adjusted := slices.Clone(p)
	var order []int
	for i, v := range p {
		if v < 0 || v > 1 {
			return nil, fault.New(ErrProbability, "p value %d is %v", i+1, v)
		}
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	n := len(order)
	switch method {
	case Bonferroni:
		for _, i := range order {
			adjusted[i] = math.Min(1, float64(n)*p[i])
		}
	case Holm:
		running := 0.0
		for k, i := range order {
			running = math.Max(running, float64(n-k)*p[i])
			adjusted[i] = math.Min(1, running)
		}
	case BH, BY:
		factor := 1.0
		if method == BY {
			factor = harmonic(n)
		}
		running := 1.0
		for k := n - 1; k >= 0; k-- {
			i := order[k]
			running = math.Min(running, factor*float64(n)/float64(k+1)*p[i])
			adjusted[i] = running
		}
	case Hochberg:
		running := 1.0
		for k := n - 1; k >= 0; k-- {
			i := order[k]
			running = math.Min(running, float64(n-k)*p[i])
			adjusted[i] = running
		}
	case Hommel:
		sorted := make([]float64, n)
		for k, i := range order {
			sorted[k] = p[i]
		}
		for k, v := range hommel(sorted) {
			adjusted[order[k]] = v
		}
	default:
		panic("inference: unknown adjustment " + string(method))
	}
	return adjusted, nil
}

// harmonic returns 1 + 1/2 + … + 1/n.
func harmonic(n int) float64 {
	sum := 0.0
	for k := n; k > 0; k-- { // from the small terms up
		sum += 1 / float64(k)
	}
	return sum
}

// hommel returns the adjusted values of the ascending p values by the algorithm
// of Wright 1992 (appendix): for each size m of a set of hypotheses the smallest
// Simes p value, of which each hypothesis takes the largest that concerns it.
func hommel(p []float64) []float64 {
	n := len(p)
	simes := math.Inf(1)
	for i, v := range p {
		simes = math.Min(simes, float64(n)*v/float64(i+1))
	}
	adjusted, q := make([]float64, n), make([]float64, n)
	for i := range p {
		adjusted[i], q[i] = simes, simes
	}
	for m := n - 1; m >= 2; m-- {
		least := math.Inf(1)
		for k := 2; k <= m; k++ {
			least = math.Min(least, float64(m)*p[n-m+k-1]/float64(k))
		}
		for i := range p {
			if i <= n-m {
				q[i] = math.Min(float64(m)*p[i], least)
			} else {
				q[i] = q[n-m]
			}
			adjusted[i] = math.Max(adjusted[i], q[i])
		}
	}
	for i := range p {
		adjusted[i] = math.Min(1, math.Max(adjusted[i], p[i]))
	}
	return adjusted
}
