package regression

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/inference"
)

// Test is a chi-square test of a hypothesis about coefficients.
type Test struct {
	ChiSquare float64
	DF        int
	// P is NaN, null in JSON, without degrees of freedom.
	P float64
}

func newTest(chiSquare float64, df int) Test {
	return Test{ChiSquare: chiSquare, DF: df, P: inference.ChiSquareTail(chiSquare, float64(df))}
}

// LikelihoodRatio tests the model against the intercept alone. A penalised fit is
// no maximum of the likelihood: its P is NaN.
func (fit *Fit) LikelihoodRatio() Test {
	if fit.Penalised {
		return Test{ChiSquare: math.NaN(), DF: fit.Rank - 1, P: math.NaN()}
	}
	return newTest(fit.NullDeviance-fit.Deviance, fit.Rank-1)
}

// PseudoR2 are three measures of explained variation; none of them is a share of
// variance, and they are not comparable with each other.
type PseudoR2 struct {
	// McFadden is 1 - log likelihood over that of the intercept alone (1974).
	McFadden float64
	// CoxSnell is 1 - (L0/L)^(2/n) (1989); for a binary outcome it cannot reach 1.
	CoxSnell float64
	// Nagelkerke is CoxSnell over the most it can be (1991), the R2 of rms.
	Nagelkerke float64
}

// R2 returns the pseudo-R² of the fit.
func (fit *Fit) R2() PseudoR2 {
	n := float64(fit.N)
	r := PseudoR2{McFadden: 1 - fit.Deviance/fit.NullDeviance, CoxSnell: -math.Expm1((fit.Deviance - fit.NullDeviance) / n)}
	r.Nagelkerke = r.CoxSnell / -math.Expm1(-fit.NullDeviance/n)
	return r
}

// testJSON has the fields of Test in a form that JSON can hold.
type testJSON struct {
	ChiSquare inference.Number
	DF        int
	P         inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (t Test) MarshalJSON() ([]byte, error) {
	return json.Marshal(testJSON{inference.Number(t.ChiSquare), t.DF, inference.Number(t.P)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Test) UnmarshalJSON(b []byte) error {
	var r testJSON
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	*t = Test{ChiSquare: float64(r.ChiSquare), DF: r.DF, P: float64(r.P)}
	return nil
}
