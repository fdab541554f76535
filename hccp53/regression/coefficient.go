package regression

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/inference"
)

// Coefficient is one row of the table of a fit. In an aliased row all numbers
// are NaN; in a separated fit they are where the iteration stopped and mean
// nothing. Undefined and infinite numbers encode as null, "Inf" and "-Inf".
type Coefficient struct {
	// Term is the name of the term, "(Intercept)" for the intercept; Level is
	// the level of a factor that is compared with the reference, a prime for each
	// column of a spline beyond the linear one, as rms writes it, else empty.
	Term, Level string
	// Estimate is the log odds ratio, SE its standard error from the information
	// at the solution, Z their quotient and P its two-sided p value (Wald).
	Estimate, SE, Z, P float64
	// CI is the 95 % Wald interval of Estimate.
	CI [2]float64
	// OR is the odds ratio, ORCI its interval.
	OR   float64
	ORCI [2]float64
	// Aliased: the column is a combination of earlier ones and has no coefficient.
	Aliased bool
	// Separated: the estimate runs off to infinity.
	Separated bool
}

func newCoefficient(term, level string, b, se float64, aliased, separated bool) Coefficient {
	if aliased {
		b, se = math.NaN(), math.NaN()
	}
	c := Coefficient{Term: term, Level: level, Estimate: b, SE: se, Z: b / se, Aliased: aliased, Separated: separated}
	c.P = inference.NormalTwoSided(c.Z)
	c.CI = [2]float64{b - inference.Z95*se, b + inference.Z95*se}
	c.OR = math.Exp(b)
	c.ORCI = [2]float64{math.Exp(c.CI[0]), math.Exp(c.CI[1])}
	return c
}

// coefficientJSON has the fields of Coefficient in a form that JSON can hold.
type coefficientJSON struct {
	Term, Level        string
	Estimate, SE, Z, P inference.Number
	CI                 [2]inference.Number
	OR                 inference.Number
	ORCI               [2]inference.Number
	Aliased, Separated bool
}

// MarshalJSON implements [json.Marshaler].
func (c Coefficient) MarshalJSON() ([]byte, error) {
	n := func(v float64) inference.Number { return inference.Number(v) }
	return json.Marshal(coefficientJSON{
		Term: c.Term, Level: c.Level, Estimate: n(c.Estimate), SE: n(c.SE), Z: n(c.Z), P: n(c.P),
		CI: [2]inference.Number{n(c.CI[0]), n(c.CI[1])}, OR: n(c.OR), ORCI: [2]inference.Number{n(c.ORCI[0]), n(c.ORCI[1])},
		Aliased: c.Aliased, Separated: c.Separated,
	})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (c *Coefficient) UnmarshalJSON(b []byte) error {
	var r coefficientJSON
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	f := func(v inference.Number) float64 { return float64(v) }
	*c = Coefficient{
		Term: r.Term, Level: r.Level, Estimate: f(r.Estimate), SE: f(r.SE), Z: f(r.Z), P: f(r.P),
		CI: [2]float64{f(r.CI[0]), f(r.CI[1])}, OR: f(r.OR), ORCI: [2]float64{f(r.ORCI[0]), f(r.ORCI[1])},
		Aliased: r.Aliased, Separated: r.Separated,
	}
	return nil
}
