package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/regression"
)

// CorrectedCurve is a calibration curve corrected for optimism.
type CorrectedCurve struct {
	N int
	// Resamples, Used and Failed are those of [Refits].
	Resamples, Used int
	Failed          []regression.FailedResample
	Points          []CorrectedPoint
	// MeanError is the mean distance of Corrected and X over the points.
	MeanError float64
}

// CorrectedPoint is one point of a [CorrectedCurve].
type CorrectedPoint struct {
	// X is the predicted risk.
	X float64
	// Apparent is the share of cases that the curve of the model shows on the
	// patients it was fitted on, Corrected is that less the optimism. Both are NaN,
	// null in JSON, when nothing is known here.
	Apparent, Corrected float64
	// Used is the number of resamples whose curves reach X on both sides; beyond
	// its ends a curve is not continued.
	Used int
}

// Curve returns the calibration curve corrected for optimism, as calibrate of
// rms does: at 50 risks from the fifth smallest to the fifth largest prediction,
// the mean over the resamples of the [Lowess] curve in the resample less that on
// all patients is taken off the apparent curve. It needs 11 patients
// ([ErrOneClass]) and risks that differ there ([ErrDegenerate]).
func (r *Refits) Curve() (*CorrectedCurve, error) {
	n := len(r.y)
	if n < 11 {
		return nil, fault.New(ErrOneClass, "%d patients, 11 are needed for a curve", n)
	}
	var own sorted
	own.take(r.y, r.apparent)
	own.risks()
	lowest, highest := own.order[4].value, own.order[n-5].value
	if lowest == highest {
		return nil, fault.New(ErrDegenerate, "nearly all risks are %v", lowest)
	}
	const points = 50
	at := make([]float64, points)
	for k := range at {
		at[k] = lowest + float64(k)*((highest-lowest)/(points-1))
	}
	var apparent riskCurve
	own.draw(&apparent, own.once(n))
	c := &CorrectedCurve{N: n, Resamples: r.Resamples, Used: r.Used, Failed: r.Failed, Points: make([]CorrectedPoint, points)}
	shown := make([]float64, points)
	apparent.read(at, shown)

	optimism := make([]float64, len(r.runs)*points)
	spread(len(r.runs), func(from, to int) {
		var s sorted
		var curve riskCurve
		test := make([]float64, points)
		for b := from; b < to; b++ {
			run := r.runs[b]
			s.take(r.y, run.logOdds)
			training := optimism[b*points : (b+1)*points]
			s.risks()
			s.draw(&curve, run.counts)
			curve.read(at, training)
			s.draw(&curve, s.once(n))
			curve.read(at, test)
			for k, v := range test {
				training[k] -= v
			}
		}
	})
	for k := range c.Points {
		p := CorrectedPoint{X: at[k], Apparent: shown[k]}
		sum := 0.0
		for b := range r.runs {
			if v := optimism[b*points+k]; !math.IsNaN(v) {
				sum += v
				p.Used++
			}
		}
		p.Corrected = p.Apparent - sum/float64(p.Used)
		c.Points[k] = p
	}
	used := 0
	for _, p := range c.Points {
		if !math.IsNaN(p.Corrected) {
			c.MeanError += math.Abs(p.Corrected - p.X)
			used++
		}
	}
	c.MeanError /= math.Max(1, float64(used))
	return c, nil
}

// risks turns the sorted log odds into risks.
func (s *sorted) risks() {
	for k := range s.order {
		s.order[k].value = logistic(s.order[k].value)
	}
}

// draw puts the outcomes by risk into a curve.
func (s *sorted) draw(curve *riskCurve, counts []int32) {
	curve.reset()
	for k, p := range s.order {
		if n := counts[p.patient]; n > 0 {
			curve.add(p.value, s.places[k].isCase, int(n))
		}
	}
}

func logistic(eta float64) float64 { return 1 / (1 + math.Exp(-eta)) }

type plainCorrected CorrectedPoint

type correctedJSON struct {
	plainCorrected
	Apparent, Corrected inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (p CorrectedPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(correctedJSON{plainCorrected(p), inference.Number(p.Apparent), inference.Number(p.Corrected)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *CorrectedPoint) UnmarshalJSON(b []byte) error {
	var v correctedJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = CorrectedPoint(v.plainCorrected)
	p.Apparent, p.Corrected = float64(v.Apparent), float64(v.Corrected)
	return nil
}
