package performance

import (
	"encoding/json"
	"fmt"
	"math"

	"hcclab/hccp53/inference"
)

// Estimate is a coefficient with its standard error and 95 % Wald interval. All
// are NaN, null in JSON, when it is not defined.
type Estimate struct {
	Value, SE float64
	CI        [2]float64
}

func newEstimate(value, se float64) Estimate {
	return Estimate{value, se, [2]float64{value - inference.Z95*se, value + inference.Z95*se}}
}

type estimateJSON struct {
	Value, SE inference.Number
	CI        [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (e Estimate) MarshalJSON() ([]byte, error) {
	return json.Marshal(estimateJSON{inference.Number(e.Value), inference.Number(e.SE), [2]inference.Number{inference.Number(e.CI[0]), inference.Number(e.CI[1])}})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var v estimateJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*e = Estimate{float64(v.Value), float64(v.SE), [2]float64{float64(v.CI[0]), float64(v.CI[1])}}
	return nil
}

// Calibration is the outcome of [Calibrate].
type Calibration struct {
	N, Cases, Dropped int
	// Extreme is the number of predictions of exactly 0 or 1. They have no log
	// odds and are left out of InTheLarge, Intercept, Slope and Likelihood.
	Extreme int
	// C is the exact area under the ROC curve.
	C float64
	// InTheLarge is the intercept of a logistic regression of the outcome with
	// the log odds of the prediction as offset, that is, with slope 1: below 0 when
	// risks are too high on the whole (calibration in the large).
	InTheLarge Estimate
	// Intercept and Slope are those of a logistic regression of the outcome on
	// the log odds (Cox 1958): a slope below 1 means risks that are too extreme.
	// This Intercept goes with that slope and is not InTheLarge.
	Intercept, Slope Estimate
	// Separated: the prediction separates the outcomes, or is constant, so that
	// Intercept and Slope are not defined.
	Separated bool
	// Likelihood holds the indices that come from the likelihood.
	Likelihood LikelihoodIndices
	// Brier is the mean squared error, ScaledBrier 1 - Brier/(π(1-π)) with π the
	// share of cases: 0 for the share itself, 1 for perfection.
	Brier, ScaledBrier float64
	// Spiegelhalter tests whether the Brier score is what it would be if the
	// risks were right.
	Spiegelhalter ZTest
	// Curve is the smoothed share of cases by predicted risk: [Lowess] with span
	// 2/3, one point a patient.
	Curve []CurvePoint
	// Emax, E90 and E50 are the largest, the 90th percentile and the median of
	// the distance between prediction and curve; ICI is the mean (Eavg; Austin &
	// Steyerberg 2019).
	Emax, E90, E50, ICI float64
	// ECE is the mean distance of share and mean risk over ten groups of equal
	// width, 0 to 0.1 and so on (expected calibration error).
	ECE float64
	// Warnings are sentences for the reader; empty for ordinary predictions.
	Warnings []string `json:",omitempty"`
}

// lowessSpan is the span of R's lowess and of rms.
const lowessSpan = 2.0 / 3

// Calibrate compares predicted risks with outcomes, as val.prob of rms does.
// Predictions outside 0 to 1 give [ErrProbability]. On the patients a maximum
// likelihood model was fitted on, intercept 0 and slope 1 hold by construction
// and mean nothing.
func Calibrate(outcome []bool, p []float64) (*Calibration, error) {
	y, risk, dropped, err := risks(outcome, p)
	if err != nil {
		return nil, err
	}
	c := &Calibration{N: len(y), Dropped: dropped, C: inference.CommonLanguage(split(y, risk))}
	var inner []bool
	var logOdds []float64
	numbers := make([]float64, len(y))
	for i, v := range risk {
		if y[i] {
			numbers[i] = 1
			c.Cases++
		}
		c.Brier += (v - numbers[i]) * (v - numbers[i]) / float64(len(y))
		if v == 0 || v == 1 {
			c.Extreme++
			continue
		}
		inner = append(inner, y[i])
		logOdds = append(logOdds, math.Log(v)-math.Log1p(-v))
	}
	share := float64(c.Cases) / float64(c.N)
	c.ScaledBrier = 1 - c.Brier/(share*(1-share))
	c.recalibrate(inner, logOdds)
	c.Spiegelhalter = spiegelhalter(numbers, risk)
	c.ECE = calibrationError(numbers, risk, 10)
	c.Curve = Lowess(risk, numbers, lowessSpan)
	distance := make([]float64, len(c.Curve))
	for i, point := range c.Curve {
		distance[i] = math.Abs(point.X - point.Y)
		c.ICI += distance[i] / float64(len(distance))
	}
	q, err := inference.Quantiles(distance, 0.5, 0.9, 1)
	if err != nil {
		return nil, err
	}
	c.E50, c.E90, c.Emax = q[0], q[1], q[2]
	c.warn()
	return c, nil
}

func (c *Calibration) recalibrate(y []bool, logOdds []float64) {
	undefined := newEstimate(math.NaN(), math.NaN())
	c.InTheLarge, c.Intercept, c.Slope = undefined, undefined, undefined
	cases, controls := split(y, logOdds)
	if len(cases) == 0 || len(controls) == 0 {
		c.Separated = true
		c.Likelihood = noLikelihood()
		return
	}
	c.InTheLarge = newEstimate(inTheLarge(y, logOdds))
	r := recalibrate(y, logOdds, nil)
	if c.Separated = r.separated; !c.Separated {
		c.Intercept = newEstimate(r.intercept, r.interceptSE)
		c.Slope = newEstimate(r.slope, r.slopeSE)
	}
	given := newInformation(y, logOdds, nil, 0, 0, 1).deviance
	c.Likelihood = newLikelihood(given, r.deviance, binomialDeviance(float64(len(cases)), float64(len(controls))), len(y), c.N)
}

func (c *Calibration) warn() {
	if c.Extreme > 0 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("%d of %d risks are exactly 0 or 1 and have no log odds: intercept, slope and likelihood are those of the others", c.Extreme, c.N))
	}
	if c.Separated {
		c.Warnings = append(c.Warnings, "the risks separate the outcomes, or are all alike: there is no calibration intercept and slope")
	}
	if c.C < 0.5 {
		c.Warnings = append(c.Warnings, caution(c.C))
	}
}
