package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Proportion is x of n with its 95 % interval by Wilson (1927). With n = 0 the
// numbers are NaN, null in JSON.
type Proportion struct {
	X, N     int
	Estimate float64
	CI       [2]float64
}

// NewProportion returns x of n, 0 <= x <= n. Wilson's interval stays within 0 to
// 1 and is sensible for small n and for x = 0 or n, where the usual one has
// length 0.
func NewProportion(x, n int) Proportion {
	if n == 0 {
		nan := math.NaN()
		return Proportion{Estimate: nan, CI: [2]float64{nan, nan}}
	}
	p, size, z2 := float64(x)/float64(n), float64(n), inference.Z95*inference.Z95
	centre := (p + z2/(2*size)) / (1 + z2/size)
	half := inference.Z95 * math.Sqrt(p*(1-p)/size+z2/(4*size*size)) / (1 + z2/size)
	r := Proportion{X: x, N: n, Estimate: p, CI: [2]float64{centre - half, centre + half}}
	if x == 0 {
		r.CI[0] = 0 // exactly, where rounding may leave -1e-17
	}
	if x == n {
		r.CI[1] = 1
	}
	return r
}

type plainProportion Proportion

type proportionJSON struct {
	plainProportion
	Estimate inference.Number
	CI       [2]inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (p Proportion) MarshalJSON() ([]byte, error) {
	return json.Marshal(proportionJSON{plainProportion(p), inference.Number(p.Estimate), [2]inference.Number{inference.Number(p.CI[0]), inference.Number(p.CI[1])}})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *Proportion) UnmarshalJSON(b []byte) error {
	var v proportionJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = Proportion(v.plainProportion)
	p.Estimate, p.CI = float64(v.Estimate), [2]float64{float64(v.CI[0]), float64(v.CI[1])}
	return nil
}

// Classification is a score cut at a threshold.
type Classification struct {
	Threshold float64
	// TP, FP, FN and TN count true and false positives and negatives.
	TP, FP, FN, TN int
	// Dropped is the number of patients without a score.
	Dropped                                      int
	Sensitivity, Specificity, PPV, NPV, Accuracy Proportion
}

// Classify cuts a score at a finite threshold that was chosen elsewhere; a
// patient with score >= threshold is positive. One class of outcome is enough;
// what has no denominator is NaN. An infinite threshold is [ErrNotFinite].
func Classify(outcome []bool, score []float64, threshold float64) (Classification, error) {
	c := Classification{Threshold: threshold}
	if math.IsNaN(threshold) || math.IsInf(threshold, 0) {
		return c, fault.New(ErrNotFinite, "the threshold is %v", threshold)
	}
	y, s, dropped, err := complete(outcome, 0, score)
	if err != nil {
		return c, err
	}
	c.Dropped = dropped
	for i, v := range s[0] {
		switch {
		case v >= threshold && y[i]:
			c.TP++
		case v >= threshold:
			c.FP++
		case y[i]:
			c.FN++
		default:
			c.TN++
		}
	}
	c.Sensitivity = NewProportion(c.TP, c.TP+c.FN)
	c.Specificity = NewProportion(c.TN, c.TN+c.FP)
	c.PPV = NewProportion(c.TP, c.TP+c.FP)
	c.NPV = NewProportion(c.TN, c.TN+c.FN)
	c.Accuracy = NewProportion(c.TP+c.TN, len(y))
	return c, nil
}
