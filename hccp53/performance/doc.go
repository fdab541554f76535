// Package performance judges predictions against outcomes: how well a score
// tells cases from controls (discrimination), whether a predicted risk of 30 %
// means 30 in 100 (calibration), and whether acting on it does more good than
// harm (decision curves).
//
// Everything takes the outcomes and the scores of the same patients:
//
//	auc, err := performance.DeLong(mutated, risk)
//	curve, err := performance.NewROC(mutated, risk)
//	cal, err := performance.Calibrate(mutated, risk)
//	dca, err := performance.DecisionCurve(mutated, risk, nil)
//
// A cut-off is learnt on some patients and applied to others:
//
//	cut, err := curve.Youden() // or TopLeft, FixedSensitivity, FixedSpecificity
//	table, err := cut.Apply(mutatedValidation, riskValidation)
//
// Two scores of the same patients are compared by [DeLongTest] or
// [BootstrapDifference], one score in different patients by [DeLongUnpaired], and
// nested models on the patients they were fitted on by [CompareNested] alone.
//
// What a model flatters itself by is taken off by repeating the whole of the
// modelling on resamples ([Refit]), once for indices and curve:
//
//	refits, err := performance.Refit(mutated, resamples, refit)
//	validation := refits.Validate()
//	corrected, err := refits.Curve()
//
// # Resampling
//
// A [Resampling] says which resamples are drawn and is part of the result: kind,
// seed and count, or resamples that were drawn elsewhere. The same seed gives
// the same bytes on any number of processors. Intervals are percentiles.
//
// # Conventions
//
// Outcome true is a case, and a higher score always means "more likely a case":
// a score that points the other way has an AUC below one half and is not turned
// round silently; the result says so. Positive is score >= threshold.
//
// The numbers are those of pROC, of rms (val.prob, validate, calibrate and the
// test of le Cessie and van Houwelingen, with exact rather than binned AUC), of
// R's lowess, of Hmisc improveProb and of dcurves.
//
// A NaN score is missing: the patient is left out and counted in Dropped. An
// infinite score is an error. Results encode as JSON; a quantity that is not
// defined, such as the predictive value of a test that is never positive, is NaN
// and becomes null, a threshold of ±Inf becomes "Inf" or "-Inf".
package performance

import (
	"errors"
	"math"

	"hcclab/hccp53/fault"
)

// The kinds of bad input.
var (
	// ErrOneClass: there are no cases, or no controls, or too few for a variance.
	ErrOneClass = errors.New("performance: too few cases or controls")
	// ErrLength: outcomes and scores differ in number.
	ErrLength = errors.New("performance: lengths differ")
	// ErrNotFinite: an infinite score.
	ErrNotFinite = errors.New("performance: not a finite number")
	// ErrProbability: a predicted risk, threshold or AUC outside its range.
	ErrProbability = errors.New("performance: not a probability")
	// ErrNoCutoff: no cut-off tells cases from controls.
	ErrNoCutoff = errors.New("performance: no useful cut-off")
	// ErrResample: resamples that cannot be drawn, or name patients who are not there.
	ErrResample = errors.New("performance: resamples not usable")
	// ErrNested: a test that is not valid for nested models on the patients they
	// were fitted on, or models that are not nested where they must be.
	ErrNested = errors.New("performance: nested models")
	// ErrRows: models that were fitted on different patients.
	ErrRows = errors.New("performance: models of different patients")
	// ErrSize: a sample size that cannot be calculated.
	ErrSize = errors.New("performance: no sample size")
	// ErrDegenerate: the data leave the statistic undefined.
	ErrDegenerate = errors.New("performance: statistic not defined")
)

// complete returns the patients whose scores are all present, and the number
// left out. There must be least cases and least controls.
func complete(outcome []bool, least int, scores ...[]float64) (y []bool, kept [][]float64, dropped int, err error) {
	kept = make([][]float64, len(scores))
	for _, s := range scores {
		if len(s) != len(outcome) {
			return nil, nil, 0, fault.New(ErrLength, "%d scores for %d outcomes", len(s), len(outcome))
		}
	}
	cases := 0
rows:
	for i, o := range outcome {
		for _, s := range scores {
			if math.IsInf(s[i], 0) {
				return nil, nil, 0, fault.New(ErrNotFinite, "row %d has the score %v", i+1, s[i])
			}
			if math.IsNaN(s[i]) {
				dropped++
				continue rows
			}
		}
		for k, s := range scores {
			kept[k] = append(kept[k], s[i])
		}
		y = append(y, o)
		if o {
			cases++
		}
	}
	if cases < least || len(y)-cases < least {
		return nil, nil, 0, fault.New(ErrOneClass, "%d cases and %d controls have a score, %d of each are needed", cases, len(y)-cases, least)
	}
	return y, kept, dropped, nil
}

// risks is complete for predicted probabilities.
func risks(outcome []bool, p []float64) (y []bool, kept []float64, dropped int, err error) {
	y, all, dropped, err := complete(outcome, 1, p)
	if err != nil {
		return nil, nil, 0, err
	}
	return y, all[0], dropped, checkRisks(all[0])
}

func checkRisks(p []float64) error {
	for _, v := range p {
		if v < 0 || v > 1 {
			return fault.New(ErrProbability, "a predicted risk is %v", v).Try("give probabilities, not scores or log odds")
		}
	}
	return nil
}

// split returns the scores of cases and of controls.
func split(y []bool, score []float64) (cases, controls []float64) {
	for i, v := range score {
		if y[i] {
			cases = append(cases, v)
		} else {
			controls = append(controls, v)
		}
	}
	return cases, controls
}
