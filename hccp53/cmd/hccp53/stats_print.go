package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// notAdjusted stands beside every p value and interval after a search.
const notAdjusted = "not adjusted for selection"

// decimals prints a number with so many decimals, a dash where it is not defined.
func decimals(v float64, n int) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(fmt.Sprint(v), "+")
	}
	text := fmt.Sprintf("%.*f", n, v)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// withInterval prints an estimate with its interval.
func withInterval(v float64, ci [2]float64, n int) string {
	if math.IsNaN(v) {
		return "–"
	}
	between := "–"
	if ci[0] < 0 {
		between = " to "
	}
	return fmt.Sprintf("%s (%s%s%s)", decimals(v, n), decimals(ci[0], n), between, decimals(ci[1], n))
}

func proportion(p performance.Proportion) string {
	return withInterval(p.Estimate, p.CI, 3)
}

// significance prints a p value.
func significance(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < .001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// threeDigits prints a number with three significant digits.
func threeDigits(v float64) string {
	if a := math.Abs(v); v != 0 && (a < .001 || a >= 1e5) && !math.IsInf(v, 0) && !math.IsNaN(v) {
		return fmt.Sprintf("%.2g", v)
	}
	places := 2
	if v != 0 {
		places = max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	}
	return decimals(v, places)
}

// oddsRatio prints an odds ratio with its interval.
func oddsRatio(c regression.Coefficient) string {
	switch {
	case c.Aliased:
		return "depends on earlier terms"
	case c.Separated:
		return "not estimable (separation)"
	}
	places := 2
	if c.OR > .9 && c.ORCI[1]-c.ORCI[0] < .1 { // per unit of a column with large numbers
		places = 3
	}
	return fmt.Sprintf("%s (%s–%s)", odds(c.OR, places), odds(c.ORCI[0], places), odds(c.ORCI[1], places))
}

// odds prints one odds ratio: more decimals where it is close to 0.
func odds(v float64, places int) string {
	if v != 0 && v < .1 || v >= 1000 {
		return threeDigits(v)
	}
	return decimals(v, places)
}

// exact prints a number for another program.
func exact(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+")
}
