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
	case BH:
		running := 1.0
		for k := n - 1; k >= 0; k-- {
			i := order[k]
			running = math.Min(running, float64(n)/float64(k+1)*p[i])
			adjusted[i] = running
		}
	default:
		panic("inference: unknown adjustment " + string(method))
	}
	return adjusted, nil
}
