package performance

import (
	"math"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// DeLongResult is an AUC with its variance by DeLong, DeLong & Clarke-Pearson
// (1988).
type DeLongResult struct {
	Cases, Controls, Dropped int
	AUC, Variance, SE        float64
	// CI is AUC ± 1.96 SE, cut off at 0 and 1.
	CI [2]float64
	// Warning is a sentence for the reader, or empty: the score points the other
	// way, or separates the patients.
	Warning string `json:",omitempty"`
}

// DeLong returns the AUC of a score with its 95 % interval. It needs two cases
// and two controls ([ErrOneClass]). An AUC of 0 or 1 has variance 0 and an
// interval of one point, which says nothing about new patients.
func DeLong(outcome []bool, score []float64) (DeLongResult, error) {
	y, s, dropped, err := complete(outcome, 2, score)
	if err != nil {
		return DeLongResult{}, err
	}
	p := newPlacements(y, s[0])
	r := DeLongResult{Cases: len(p.cases), Controls: len(p.controls), Dropped: dropped, AUC: p.auc, Variance: p.covariance(p)}
	r.SE = math.Sqrt(r.Variance)
	r.CI = [2]float64{math.Max(0, r.AUC-inference.Z95*r.SE), math.Min(1, r.AUC+inference.Z95*r.SE)}
	r.Warning = caution(r.AUC)
	return r, nil
}

// placements are the structural components of an AUC: for each case the share
// of controls below it, for each control the share of cases above it, ties
// counting one half.
type placements struct {
	auc             float64
	cases, controls []float64
}

// newPlacements goes through mid-ranks, as Sun & Xu (2014), in n log n steps.
func newPlacements(y []bool, score []float64) placements {
	cases, controls := split(y, score)
	m, n := float64(len(cases)), float64(len(controls))
	all := inference.Ranks(append(append([]float64{}, cases...), controls...))
	p := placements{auc: inference.CommonLanguage(cases, controls), cases: make([]float64, len(cases)), controls: make([]float64, len(controls))}
	for i, r := range inference.Ranks(cases) {
		p.cases[i] = (all[i] - r) / n
	}
	for j, r := range inference.Ranks(controls) {
		p.controls[j] = 1 - (all[len(cases)+j]-r)/m
	}
	return p
}

// covariance returns the covariance of two AUCs on the same patients.
func (p placements) covariance(q placements) float64 {
	half := func(a, b []float64) float64 {
		s := 0.0
		for i := range a {
			s += (a[i] - p.auc) * (b[i] - q.auc)
		}
		return s / float64(len(a)-1) / float64(len(a))
	}
	return half(p.cases, q.cases) + half(p.controls, q.controls)
}

// PairedTest is the outcome of [DeLongTest].
type PairedTest struct {
	Cases, Controls, Dropped int
	// AUC of the first and of the second score.
	AUC [2]float64
	// Difference is the first AUC less the second, SE its standard error, CI its
	// 95 % interval.
	Difference, SE float64
	CI             [2]float64
	// Covariance is that of the two AUCs.
	Covariance float64
	// Z is Difference/SE, P its two-sided p value.
	Z, P float64
	// Warning is a sentence for the reader, or empty: a score points the other
	// way, or separates the patients.
	Warning string `json:",omitempty"`
}

// DeLongTest compares the AUCs of two scores of the same patients. Those without
// one of the scores are left out. Scores that rank the patients alike give Z 0
// and P 1. It needs two cases and two controls ([ErrOneClass]); a difference
// without variance, as between a perfect score and its reverse, is
// [ErrDegenerate].
//
// A score that was fitted on these very patients is not a fair opponent: the
// test knows nothing of the fitting (Demler, Pencina & D'Agostino 2012).
func DeLongTest(outcome []bool, first, second []float64) (PairedTest, error) {
	y, s, dropped, err := complete(outcome, 2, first, second)
	if err != nil {
		return PairedTest{}, err
	}
	a, b := newPlacements(y, s[0]), newPlacements(y, s[1])
	t := PairedTest{
		Cases: len(a.cases), Controls: len(a.controls), Dropped: dropped,
		AUC: [2]float64{a.auc, b.auc}, Difference: a.auc - b.auc, Covariance: a.covariance(b),
	}
	for k, name := range []string{"first score", "second score"} {
		if text := caution(t.AUC[k]); text != "" {
			t.Warning = strings.TrimPrefix(t.Warning+"; "+name+": "+text, "; ")
		}
	}
	// The variance of the difference from the differences of the components: no
	// cancellation when the scores are nearly alike.
	d := placements{auc: t.Difference, cases: make([]float64, len(a.cases)), controls: make([]float64, len(a.controls))}
	for i := range d.cases {
		d.cases[i] = a.cases[i] - b.cases[i]
	}
	for j := range d.controls {
		d.controls[j] = a.controls[j] - b.controls[j]
	}
	t.SE = math.Sqrt(d.covariance(d))
	switch {
	case t.SE > 0:
		t.Z = t.Difference / t.SE
	case t.Difference != 0:
		return PairedTest{}, fault.New(ErrDegenerate, "the AUCs differ by %.3f without any variance", t.Difference)
	}
	t.P = inference.NormalTwoSided(t.Z)
	t.CI = [2]float64{t.Difference - inference.Z95*t.SE, t.Difference + inference.Z95*t.SE}
	return t, nil
}
