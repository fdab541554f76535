package performance

import (
	"encoding/json"
	"math"
	"slices"

	"hcclab/hccp53/inference"
)

// AUC returns the area under the ROC curve: the probability that a case scores
// higher than a control, ties counting one half. It is exact, not binned.
func AUC(outcome []bool, score []float64) (float64, error) {
	y, s, _, err := complete(outcome, 1, score)
	if err != nil {
		return 0, err
	}
	return inference.CommonLanguage(split(y, s[0])), nil
}

// ROC is a receiver operating characteristic curve.
type ROC struct {
	Cases, Controls int
	// Dropped is the number of patients without a score.
	Dropped int
	AUC     float64
	// Warning is a sentence for the reader, or empty: the score points the other
	// way, or separates the patients.
	Warning string `json:",omitempty"`
	// Points are the corners of the curve by rising threshold: from (-Inf,
	// sensitivity 1, specificity 0) to (Inf, 0, 1).
	Points []ROCPoint
}

// ROCPoint is the test "score >= Threshold".
type ROCPoint struct {
	Threshold                float64
	Sensitivity, Specificity float64
}

// NewROC returns the empirical curve. Its thresholds lie half-way between
// neighbouring distinct scores, as in pROC, with -Inf and Inf at the ends.
func NewROC(outcome []bool, score []float64) (*ROC, error) {
	y, s, dropped, err := complete(outcome, 1, score)
	if err != nil {
		return nil, err
	}
	cases, controls := split(y, s[0])
	slices.Sort(cases)
	slices.Sort(controls)
	r := &ROC{Cases: len(cases), Controls: len(controls), Dropped: dropped, AUC: inference.CommonLanguage(cases, controls)}
	r.Warning = caution(r.AUC)
	distinct := slices.Clone(s[0])
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	below := math.Inf(-1)
	for _, above := range append(distinct, math.Inf(1)) {
		t := between(below, above)
		fn, _ := slices.BinarySearch(cases, t)
		tn, _ := slices.BinarySearch(controls, t)
		r.Points = append(r.Points, ROCPoint{t, float64(len(cases)-fn) / float64(len(cases)), float64(tn) / float64(len(controls))})
		below = above
	}
	return r, nil
}

// between returns the threshold between two neighbouring scores: their mean, or
// the upper one when no number lies between them.
func between(below, above float64) float64 {
	if math.IsInf(below, -1) {
		return below
	}
	t := (below + above) / 2
	if math.IsInf(t, 0) && !math.IsInf(above, 0) {
		t = below/2 + above/2
	}
	if t <= below {
		return above
	}
	return t
}

// plainPoint is a ROCPoint without methods, for encoding.
type plainPoint ROCPoint

type pointJSON struct {
	Threshold inference.Number
	plainPoint
}

// MarshalJSON implements [json.Marshaler].
func (p ROCPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(pointJSON{inference.Number(p.Threshold), plainPoint(p)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *ROCPoint) UnmarshalJSON(b []byte) error {
	var v pointJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*p = ROCPoint(v.plainPoint)
	p.Threshold = float64(v.Threshold)
	return nil
}
