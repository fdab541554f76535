package performance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// SampleSizePlan says what a model for a binary outcome is expected to be.
type SampleSizePlan struct {
	// Parameters is the number of candidate coefficients beside the intercept: all
	// that a selection may choose from, a factor counting one less than its levels.
	Parameters int
	// Prevalence is the expected share of cases.
	Prevalence float64
	// CoxSnell is the R² of Cox & Snell that the model is expected to have, after
	// correction for optimism. From a Nagelkerke R², see [CoxSnellFrom].
	CoxSnell float64
	// Shrinkage is the least acceptable calibration slope in new patients; 0 means
	// 0.9. Optimism is the largest acceptable difference of apparent and corrected
	// Nagelkerke R²; 0 means 0.05. Margin is the largest acceptable error of the
	// overall risk; 0 means 0.05.
	Shrinkage, Optimism, Margin float64
}

// SampleSize is the number of patients that a [SampleSizePlan] needs.
type SampleSize struct {
	Plan SampleSizePlan
	// ForShrinkage, ForOptimism and ForPrevalence are the numbers by each of the
	// three criteria, N the largest of them.
	ForShrinkage, ForOptimism, ForPrevalence, N int
	// Events is the expected number of cases among N, EventsPerParameter that over
	// Parameters.
	Events             int
	EventsPerParameter float64
}

// RequiredSampleSize returns the least number of patients for developing a
// prediction model by the criteria of Riley et al. (2019, Statistics in Medicine
// 38:1276; 2020, BMJ 368:m441), as pmsampsize does. A plan that is not possible,
// such as an R² above what the prevalence allows, is [ErrSize].
func RequiredSampleSize(plan SampleSizePlan) (SampleSize, error) {
	for _, p := range []struct {
		value    *float64
		fallback float64
	}{{&plan.Shrinkage, 0.9}, {&plan.Optimism, 0.05}, {&plan.Margin, 0.05}} {
		if *p.value == 0 {
			*p.value = p.fallback
		}
	}
	s := SampleSize{Plan: plan}
	most := mostCoxSnell(plan.Prevalence)
	switch {
	case plan.Parameters < 1:
		return s, fault.New(ErrSize, "%d parameters", plan.Parameters).Try("count the candidate coefficients beside the intercept")
	case !(plan.Prevalence > 0 && plan.Prevalence < 1):
		return s, fault.New(ErrSize, "a prevalence of %v", plan.Prevalence).Try("give a share between 0 and 1")
	case !(plan.CoxSnell > 0 && plan.CoxSnell < most):
		return s, fault.New(ErrSize, "a Cox–Snell R² of %v, the most at this prevalence is %.3f", plan.CoxSnell, most).Try("give the R² of Cox and Snell, not that of Nagelkerke")
	case !(plan.Shrinkage > plan.CoxSnell && plan.Shrinkage < 1), !(plan.Optimism > 0 && plan.Optimism < 1), !(plan.Margin > 0 && plan.Margin < 1):
		return s, fault.New(ErrSize, "shrinkage %v, optimism %v, margin %v", plan.Shrinkage, plan.Optimism, plan.Margin).Try("give shares between 0 and 1, shrinkage above R²")
	}
	forSlope := func(slope float64) int {
		return int(math.Ceil(float64(plan.Parameters) / ((slope - 1) * math.Log1p(-plan.CoxSnell/slope))))
	}
	s.ForShrinkage = forSlope(plan.Shrinkage)
	s.ForOptimism = forSlope(plan.CoxSnell / (plan.CoxSnell + plan.Optimism*most))
	z := inference.Z95 / plan.Margin
	s.ForPrevalence = int(math.Ceil(z * z * plan.Prevalence * (1 - plan.Prevalence)))
	s.N = max(s.ForShrinkage, s.ForOptimism, s.ForPrevalence)
	s.Events = int(math.Ceil(float64(s.N) * plan.Prevalence))
	s.EventsPerParameter = float64(s.N) * plan.Prevalence / float64(plan.Parameters)
	return s, nil
}

// ExpectedShrinkage returns the calibration slope to expect in new patients when
// a model with that many parameters and that Cox–Snell R² is developed on n
// patients: the first criterion of [RequiredSampleSize] the other way round
// (0 when n is far too small). It is ErrSize for arguments without meaning.
func ExpectedShrinkage(n, parameters int, coxSnell float64) (float64, error) {
	if n < 1 || parameters < 1 || !(coxSnell > 0 && coxSnell < 1) {
		return 0, fault.New(ErrSize, "%d patients, %d parameters, R² %v", n, parameters, coxSnell)
	}
	// (s-1)·log(1-R²/s) falls from infinity at R² to 0 at 1.
	want := float64(parameters) / float64(n)
	lo, hi := coxSnell, 1.0
	for range 200 {
		s := (lo + hi) / 2
		if (s-1)*math.Log1p(-coxSnell/s) > want {
			lo = s
		} else {
			hi = s
		}
	}
	return (lo + hi) / 2, nil
}

// CoxSnellFrom turns a Nagelkerke R² into one of Cox & Snell at a prevalence.
func CoxSnellFrom(nagelkerke, prevalence float64) float64 {
	return nagelkerke * mostCoxSnell(prevalence)
}

// mostCoxSnell is the largest Cox–Snell R² at a prevalence.
func mostCoxSnell(prevalence float64) float64 {
	return -math.Expm1(-binomialDeviance(prevalence, 1-prevalence))
}
