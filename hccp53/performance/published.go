package performance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Verdict says whether a published interval can be what it says it is.
type Verdict string

// The verdicts of [CheckInterval].
const (
	Consistent Verdict = "consistent"
	// TooWide: no scores of that many patients have so wide an interval.
	TooWide Verdict = "too wide"
	// TooNarrow: no scores without ties have so narrow an interval.
	TooNarrow Verdict = "too narrow"
)

// IntervalCheck is the outcome of [CheckInterval].
type IntervalCheck struct {
	AUC             float64
	CI              [2]float64
	Cases, Controls int
	// SE is the standard error that the printed 95 % interval stands for.
	SE float64
	// WidestSE is the largest standard error possible, WidestCI its interval;
	// NarrowestSE and NarrowestCI are the other end.
	WidestSE, NarrowestSE float64
	WidestCI, NarrowestCI [2]float64
	// HanleyMcNeilSE is the usual one for scores of exponential shape,
	// HanleyMcNeilCI its interval.
	HanleyMcNeilSE float64
	HanleyMcNeilCI [2]float64
	// SmallerClass is the size of the smaller class at which the printed interval
	// would be just possible: AUC(1-AUC)/SE².
	SmallerClass float64
	Verdict      Verdict
}

// CheckInterval asks whether a published AUC can have its published 95 %
// interval, given the number of cases and controls. Nothing but arithmetic goes
// into it, so a verdict other than [Consistent] points to a slip, or to class
// sizes or a kind of interval other than supposed; it says nothing about the
// patients.
//
// The variance of an AUC is at most A(1-A)/min(m, n), whatever the scores (van
// Dantzig 1951; Bamber 1975), and, without ties, at least what the curve with
// sensitivity c + (controls/cases)·t gives at the false positive rate t, cut off
// at 0 and 1, c such that its area is A (Birnbaum & Klose 1957). The usual one in
// between is that of Hanley & McNeil (1982). An estimate can exceed the upper
// bound by the factor min/(min-1), which the verdict allows for.
//
// The interval is taken as AUC ± 1.96 SE; a limit of 0 or 1 is taken as cut off
// there. Decimals is the number of decimals printed; what rounding can do is
// allowed for. It returns [ErrProbability] for an AUC outside (0, 1) or an
// interval that does not hold it, and [ErrOneClass] for fewer than two cases or
// controls.
func CheckInterval(auc float64, ci [2]float64, cases, controls, decimals int) (IntervalCheck, error) {
	c := IntervalCheck{AUC: auc, CI: ci, Cases: cases, Controls: controls}
	if !(auc > 0 && auc < 1 && ci[0] >= 0 && ci[0] < auc && auc < ci[1] && ci[1] <= 1) {
		return c, fault.New(ErrProbability, "AUC %v with interval %v to %v", auc, ci[0], ci[1])
	}
	if cases < 2 || controls < 2 {
		return c, fault.New(ErrOneClass, "%d cases and %d controls, two of each are needed", cases, controls)
	}
	half := (ci[1] - ci[0]) / 2
	switch {
	case ci[1] == 1:
		half = auc - ci[0]
	case ci[0] == 0:
		half = ci[1] - auc
	}
	c.SE = half / inference.Z95
	c.WidestSE = math.Sqrt(auc * (1 - auc) / float64(min(cases, controls)))
	c.WidestCI = around(auc, c.WidestSE)
	c.NarrowestSE = narrowest(auc, cases, controls)
	c.NarrowestCI = around(auc, c.NarrowestSE)
	c.HanleyMcNeilSE = HanleyMcNeilSE(auc, cases, controls)
	c.HanleyMcNeilCI = around(auc, c.HanleyMcNeilSE)
	c.SmallerClass = auc * (1 - auc) / (c.SE * c.SE)

	unit := math.Pow(10, -float64(decimals)) / 2
	near := auc + math.Copysign(math.Min(unit, math.Abs(0.5-auc)), 0.5-auc) // the AUC before rounding
	far := auc - math.Copysign(unit, 0.5-auc)
	limit := math.Sqrt(near * (1 - near) / float64(min(cases, controls)-1))
	c.Verdict = Consistent
	if (half-unit)/inference.Z95 > limit {
		c.Verdict = TooWide
	} else if far > 0 && far < 1 && (half+unit)/inference.Z95 < narrowest(far, cases, controls) {
		c.Verdict = TooNarrow
	}
	return c, nil
}

// HanleyMcNeilSE returns the standard error of an AUC by Hanley & McNeil (1982).
func HanleyMcNeilSE(auc float64, cases, controls int) float64 {
	m, n := float64(cases), float64(controls)
	q1, q2 := auc/(2-auc), 2*auc*auc/(1+auc)
	return math.Sqrt((auc*(1-auc) + (m-1)*(q1-auc*auc) + (n-1)*(q2-auc*auc)) / (m * n))
}

func around(auc, se float64) [2]float64 {
	return [2]float64{math.Max(0, auc-inference.Z95*se), math.Min(1, auc+inference.Z95*se)}
}

// narrowest returns the smallest standard error by DeLong that scores without
// ties can have. The variance is (∫R² - A²)/controls + (2∫(1-t)R - A²)/cases for
// the curve R(t); among rising curves of area A it is least for the straight line
// with slope controls/cases, cut off at 0 and 1.
func narrowest(auc float64, cases, controls int) float64 {
	m, n := float64(cases), float64(controls)
	k := n / m
	lo, hi := -k, 1.0 // c at area 0 and at area 1
	for range 200 {
		c := (lo + hi) / 2
		if area, _, _ := cutLine(c, k); area < auc {
			lo = c
		} else {
			hi = c
		}
	}
	_, square, weighted := cutLine((lo+hi)/2, k)
	return math.Sqrt(math.Max(0, (square-auc*auc)/n+(2*weighted-auc*auc)/m))
}

// cutLine returns ∫R, ∫R² and ∫(1-t)R over t from 0 to 1 for R = c + kt cut off
// at 0 and 1.
func cutLine(c, k float64) (area, square, weighted float64) {
	clamp := func(v float64) float64 { return math.Max(0, math.Min(1, v)) }
	a, b := clamp(-c/k), clamp((1-c)/k) // between these the line is not cut
	area = c*(b-a) + k*(b*b-a*a)/2 + (1 - b)
	square = c*c*(b-a) + c*k*(b*b-a*a) + k*k*(b*b*b-a*a*a)/3 + (1 - b)
	weighted = c*(b-a) + (k-c)*(b*b-a*a)/2 - k*(b*b*b-a*a*a)/3 + (1-b)*(1-b)/2
	return area, square, weighted
}
