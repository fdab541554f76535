package performance

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// UnpairedTest is the outcome of [DeLongUnpaired].
type UnpairedTest struct {
	// First and Second are the two AUCs with their intervals.
	First, Second DeLongResult
	// Difference is the first AUC less the second, SE its standard error, CI its
	// 95 % interval, from Student's t with DF degrees of freedom.
	Difference, SE float64
	CI             [2]float64
	// T is Difference/SE, DF the Welch–Satterthwaite degrees of freedom, P the
	// two-sided p value.
	T, DF, P float64
}

// DeLongUnpaired compares AUCs of different patients, such as Training and
// Validation, as roc.test of pROC with paired = FALSE: the variances of DeLong
// add up, and the statistic is referred to Student's t with the degrees of
// freedom of Welch. For two scores of the same patients use [DeLongTest].
//
// It needs two cases and two controls on each side ([ErrOneClass]). Two AUCs
// that are equal without any variance give T 0 and P 1 with all patients less 2
// as degrees of freedom; a difference without any variance is [ErrDegenerate].
func DeLongUnpaired(firstOutcome []bool, first []float64, secondOutcome []bool, second []float64) (UnpairedTest, error) {
	var t UnpairedTest
	var err error
	if t.First, err = DeLong(firstOutcome, first); err != nil {
		return t, err
	}
	if t.Second, err = DeLong(secondOutcome, second); err != nil {
		return t, err
	}
	a, b := t.First.Variance, t.Second.Variance
	m, n := float64(t.First.Cases+t.First.Controls), float64(t.Second.Cases+t.Second.Controls)
	t.Difference = t.First.AUC - t.Second.AUC
	t.SE = math.Sqrt(a + b)
	switch {
	case t.SE > 0:
		t.T = t.Difference / t.SE
		t.DF = (a + b) * (a + b) / (a*a/(m-1) + b*b/(n-1))
	case t.Difference != 0:
		return t, fault.New(ErrDegenerate, "the AUCs differ by %.3f without any variance", t.Difference)
	default:
		t.DF = m + n - 2
	}
	t.P = inference.TTwoSided(t.T, t.DF)
	half := inference.TQuantile(0.975, t.DF) * t.SE
	t.CI = [2]float64{t.Difference - half, t.Difference + half}
	return t, nil
}
