package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/inference"
)

// LikelihoodIndices judge risks by their likelihood (Harrell, Regression Modeling
// Strategies, section 10.8): -2 log likelihood of the risks as given, L; of the
// share of cases for everyone, L0; and of the risks after recalibration with the
// best intercept and slope, L1. All are NaN, null in JSON, when cases or controls
// have no log odds.
type LikelihoodIndices struct {
	// LogLoss is L/2 per patient with log odds.
	LogLoss float64
	// R2 is the R² of Nagelkerke (1991) of the risks as given, which can be
	// negative, R2Recalibrated that after recalibration.
	R2, R2Recalibrated float64
	// DChiSquare is L0 - L, the discrimination D is (DChiSquare - 1)/n.
	DChiSquare, D float64
	// UChiSquare is L - L1, with p value UP on 2 degrees of freedom; the
	// unreliability U is (UChiSquare - 2)/n.
	UChiSquare, U, UP float64
	// Q is D - U, the quality.
	Q float64
}

// newLikelihood takes the three -2 log likelihoods, the number of patients with
// log odds and that of all.
func newLikelihood(given, recalibrated, null float64, inner, n int) LikelihoodIndices {
	size := float64(n)
	nagelkerke := func(l float64) float64 { return math.Expm1((l-null)/size) / math.Expm1(-null/size) }
	i := LikelihoodIndices{
		LogLoss: given / 2 / float64(inner), R2: nagelkerke(given), R2Recalibrated: nagelkerke(recalibrated),
		DChiSquare: null - given, UChiSquare: math.Max(0, given-recalibrated),
	}
	i.D = (i.DChiSquare - 1) / size
	i.U = (i.UChiSquare - 2) / size
	i.UP = inference.ChiSquareTail(i.UChiSquare, 2)
	i.Q = i.D - i.U
	return i
}

func noLikelihood() LikelihoodIndices {
	v := math.NaN()
	return LikelihoodIndices{v, v, v, v, v, v, v, v, v}
}

// ZTest is a statistic that is normal when nothing is wrong, with its two-sided
// p value. Both are NaN, null in JSON, when it is not defined.
type ZTest struct{ Z, P float64 }

func newZTest(z float64) ZTest { return ZTest{z, inference.NormalTwoSided(z)} }

// spiegelhalter returns the test of Spiegelhalter (1986). It is not defined when
// all risks are 0, 1/2 or 1.
func spiegelhalter(y, risk []float64) ZTest {
	sum, variance := 0.0, 0.0
	for i, p := range risk {
		sum += (y[i] - p) * (1 - 2*p)
		variance += (1 - 2*p) * (1 - 2*p) * p * (1 - p)
	}
	if variance == 0 {
		return newZTest(math.NaN())
	}
	return newZTest(sum / math.Sqrt(variance))
}

// calibrationError returns the mean distance of share and mean risk over groups
// of equal width.
func calibrationError(y, risk []float64, groups int) float64 {
	excess := make([]float64, groups) // cases less expected, by group
	for i, p := range risk {
		excess[min(int(p*float64(groups)), groups-1)] += y[i] - p
	}
	sum := 0.0
	for _, v := range excess {
		sum += math.Abs(v)
	}
	return sum / float64(len(risk))
}

type likelihoodJSON struct {
	LogLoss, R2, R2Recalibrated, DChiSquare, D, UChiSquare, U, UP, Q inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (i LikelihoodIndices) MarshalJSON() ([]byte, error) {
	n := func(v float64) inference.Number { return inference.Number(v) }
	return json.Marshal(likelihoodJSON{n(i.LogLoss), n(i.R2), n(i.R2Recalibrated), n(i.DChiSquare), n(i.D), n(i.UChiSquare), n(i.U), n(i.UP), n(i.Q)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (i *LikelihoodIndices) UnmarshalJSON(b []byte) error {
	var v likelihoodJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	f := func(v inference.Number) float64 { return float64(v) }
	*i = LikelihoodIndices{f(v.LogLoss), f(v.R2), f(v.R2Recalibrated), f(v.DChiSquare), f(v.D), f(v.UChiSquare), f(v.U), f(v.UP), f(v.Q)}
	return nil
}

// MarshalJSON implements [json.Marshaler].
func (t ZTest) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct{ Z, P inference.Number }{inference.Number(t.Z), inference.Number(t.P)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *ZTest) UnmarshalJSON(b []byte) error {
	var v struct{ Z, P inference.Number }
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*t = ZTest{float64(v.Z), float64(v.P)}
	return nil
}
