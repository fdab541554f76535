package baseline

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/inference"
)

// dash stands for what is not defined.
const dash = "–"

// most is the largest number of decimals, with which the smallest number that
// is not written with an exponent still has two digits.
const most = 6

// decimals returns how many decimals a row is printed with, by the rule in the
// comment of the package. The values are of all patients, sorted.
func decimals(summary Summary, values []float64, cells []Cell) int {
	own := 0
	for _, v := range values {
		if own = max(own, written(v)); own >= most {
			break
		}
	}
	scale := 0.0
	if summary == Mean {
		own++
		if cell, err := numbersOf(values, len(values)); err == nil && cell.SD > 0 {
			scale = float64(cell.SD)
		} else {
			scale = math.Abs(float64(cell.Mean))
		}
	} else {
		if between(cells, own) {
			own++
		}
		if cell, err := numbersOf(values, len(values)); err == nil {
			for _, q := range []inference.Number{cell.Median, cell.Q3, cell.Q1} { // the first that is not 0
				if scale == 0 {
					scale = math.Abs(float64(q))
				}
			}
		}
	}
	if !(scale > 0) {
		return min(own, most)
	}
	digits := 2 - int(math.Floor(math.Log10(scale)))
	return max(0, min(own, digits, most))
}

// written returns the number of decimals of the shortest text that reads back
// as v.
func written(v float64) int {
	_, after, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return len(after)
}

// between reports whether a median or quartile has more decimals than that.
func between(cells []Cell, own int) bool {
	for _, c := range cells {
		for _, q := range []inference.Number{c.Q1, c.Median, c.Q3} {
			if v := float64(q); !math.IsNaN(v) {
				unit := math.Pow(10, float64(own))
				if math.Abs(v*unit-math.Round(v*unit)) > 1e-6 {
					return true
				}
			}
		}
	}
	return false
}

// number prints v with so many decimals; very large and very small numbers with
// an exponent and three digits.
func number(v inference.Number, decimals int) string {
	x := float64(v)
	switch size := math.Abs(x); {
	case math.IsNaN(x):
		return dash
	case x != 0 && size < 0.0001 && decimals == most, size >= 1e9:
		return strconv.FormatFloat(x, 'e', 2, 64)
	}
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if digits := strings.Trim(text, "-0."); digits == "" {
		return strings.TrimPrefix(text, "-") // no minus zero
	}
	return text
}

// summary prints the numbers of a cell.
func (r Row) summary(c Cell) string {
	switch {
	case c.Hidden && c.Known.Hidden:
		return c.Known.String()
	case c.Hidden:
		return "*"
	case math.IsNaN(float64(c.Mean)):
		return dash
	case r.Summary == Mean:
		return number(c.Mean, r.Decimals) + " ± " + number(c.SD, r.Decimals)
	}
	to := "–"
	if c.Q1 < 0 { // a dash beside a minus is hard to read
		to = " to "
	}
	return fmt.Sprintf("%s (%s%s%s)", number(c.Median, r.Decimals), number(c.Q1, r.Decimals), to, number(c.Q3, r.Decimals))
}

// share prints a count and its per cent.
func share(n Count, percent inference.Number) string {
	switch {
	case n.Hidden:
		return n.String()
	case math.IsNaN(float64(percent)) && n.N > 0:
		return n.String() // the per cent would tell what is hidden
	case math.IsNaN(float64(percent)):
		return dash
	}
	return fmt.Sprintf("%s (%.1f %%)", n, float64(percent))
}

// missing prints the missing patients of a cell, out of so many.
func missing(c Cell, patients int) string {
	if patients == 0 {
		return dash
	}
	return share(c.Missing, inference.Number(100*float64(c.Missing.N)/float64(patients)))
}

// probability prints a p value.
func probability(p float64) string {
	switch {
	case math.IsNaN(p):
		return dash
	case p < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
