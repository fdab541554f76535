package performance

import (
	"encoding/json"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// Classification is a score cut at a threshold. What has no denominator is NaN,
// null in JSON; a likelihood ratio may be infinite, "Inf" in JSON.
type Classification struct {
	Threshold float64
	// TP, FP, FN and TN count true and false positives and negatives.
	TP, FP, FN, TN int
	// Dropped is the number of patients without a score.
	Dropped                                      int
	Sensitivity, Specificity, PPV, NPV, Accuracy Proportion
	// Youden is sensitivity + specificity - 1, Balanced the mean of the two
	// (balanced accuracy).
	Youden, Balanced float64
	// F1 is 2TP/(2TP+FP+FN), the harmonic mean of sensitivity and PPV.
	F1 float64
	// MCC is the correlation of outcome and call (Matthews 1975).
	MCC float64
	// LRPlus is sensitivity/(1-specificity): by how much a positive call
	// multiplies the odds of a case; LRMinus is (1-sensitivity)/specificity.
	LRPlus, LRMinus float64
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
	c.derive()
	return c, nil
}

// derive fills in what follows from the four counts.
func (c *Classification) derive() {
	c.Sensitivity = NewProportion(c.TP, c.TP+c.FN)
	c.Specificity = NewProportion(c.TN, c.TN+c.FP)
	c.PPV = NewProportion(c.TP, c.TP+c.FP)
	c.NPV = NewProportion(c.TN, c.TN+c.FN)
	c.Accuracy = NewProportion(c.TP+c.TN, c.TP+c.TN+c.FP+c.FN)
	sensitivity, specificity := c.Sensitivity.Estimate, c.Specificity.Estimate
	c.Youden = sensitivity + specificity - 1
	c.Balanced = (sensitivity + specificity) / 2
	tp, fp, fn, tn := float64(c.TP), float64(c.FP), float64(c.FN), float64(c.TN)
	c.F1 = 2 * tp / (2*tp + fp + fn)
	c.MCC = (tp*tn - fp*fn) / math.Sqrt((tp+fp)*(tp+fn)*(tn+fp)*(tn+fn))
	c.LRPlus = sensitivity / (fp / (tn + fp))
	c.LRMinus = fn / (tp + fn) / specificity
}

type plainClassification Classification

type classificationJSON struct {
	plainClassification
	Youden, Balanced, F1, MCC, LRPlus, LRMinus inference.Number
}

// MarshalJSON implements [json.Marshaler].
func (c Classification) MarshalJSON() ([]byte, error) {
	n := func(v float64) inference.Number { return inference.Number(v) }
	return json.Marshal(classificationJSON{plainClassification(c), n(c.Youden), n(c.Balanced), n(c.F1), n(c.MCC), n(c.LRPlus), n(c.LRMinus)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (c *Classification) UnmarshalJSON(b []byte) error {
	var v classificationJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	f := func(v inference.Number) float64 { return float64(v) }
	*c = Classification(v.plainClassification)
	c.Youden, c.Balanced, c.F1, c.MCC, c.LRPlus, c.LRMinus = f(v.Youden), f(v.Balanced), f(v.F1), f(v.MCC), f(v.LRPlus), f(v.LRMinus)
	return nil
}
