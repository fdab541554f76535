package performance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// ExpectedWidth is how precisely a set of patients can tell an AUC.
type ExpectedWidth struct {
	AUC             float64
	Cases, Controls int
	// SE is the standard error by Hanley & McNeil (1982), CI the interval around
	// AUC that it gives, cut off at 0 and 1, Width its length.
	SE    float64
	CI    [2]float64
	Width float64
	// Detectable is the smallest difference from AUC that a two-sided test at 5 %
	// would find in such patients with 80 % probability, were AUC known exactly.
	Detectable float64
}

// ExpectAUC returns the interval to expect for an AUC in so many cases and
// controls: what a validation cohort can say before it is looked at. An AUC
// outside (0, 1) is [ErrProbability], fewer than two of a class [ErrOneClass].
func ExpectAUC(auc float64, cases, controls int) (ExpectedWidth, error) {
	w := ExpectedWidth{AUC: auc, Cases: cases, Controls: controls}
	if !(auc > 0 && auc < 1) {
		return w, fault.New(ErrProbability, "an AUC of %v", auc)
	}
	if cases < 2 || controls < 2 {
		return w, fault.New(ErrOneClass, "%d cases and %d controls, two of each are needed", cases, controls)
	}
	w.SE = HanleyMcNeilSE(auc, cases, controls)
	w.CI = around(auc, w.SE)
	w.Width = w.CI[1] - w.CI[0]
	w.Detectable = (inference.Z95 + inference.NormalQuantile(0.8)) * w.SE
	return w, nil
}

// PatientsForWidth returns the least number of patients, of whom the given share
// are cases, whose expected interval for an AUC is at most so wide. Arguments
// outside (0, 1) are [ErrProbability]; more than ten million patients are
// [ErrSize].
func PatientsForWidth(auc, prevalence, width float64) (int, error) {
	for _, v := range []float64{auc, prevalence, width} {
		if !(v > 0 && v < 1) {
			return 0, fault.New(ErrProbability, "AUC %v, prevalence %v, width %v", auc, prevalence, width).Try("give shares between 0 and 1")
		}
	}
	wide := func(n int) bool {
		cases := int(math.Round(float64(n) * prevalence))
		w, err := ExpectAUC(auc, cases, n-cases)
		return err != nil || w.Width > width
	}
	lo, hi := 3, 4 // lo is too few
	for wide(hi) {
		if lo, hi = hi, 2*hi; hi > 1e7 {
			return 0, fault.New(ErrSize, "more than ten million patients")
		}
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; wide(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi, nil
}
