package baseline

import (
	"strings"

	"hcclab/hccp53/inference"
)

// chosen applies the rule of [Automatic] to the values of the groups, or, where
// there are none, of everyone.
func chosen(groups [][]float64, everyone []float64) Summary {
	if len(groups) == 0 {
		groups = [][]float64{everyone}
	}
	for _, values := range groups {
		// An error says that the test is not defined for these values.
		if r, err := inference.ShapiroWilk(values); err != nil || r.P < 0.05 {
			return Median
		}
	}
	return Mean
}

// chosenNames lists the variables described by the rule of [Automatic].
func (t *Table) chosenNames() string {
	var names []string
	for _, r := range t.Rows {
		if r.Chosen {
			names = append(names, r.Name)
		}
	}
	return strings.Join(names, ", ")
}
