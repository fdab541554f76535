package performance

import (
	"encoding/json"
	"math"
	"slices"

	"hcclab/hccp53/fault"
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

// Cutoff is what [ROC.Youden] finds.
type Cutoff struct {
	// J is the largest sensitivity + specificity - 1.
	J float64
	// Best are all points that reach it; ties are found in whole numbers.
	Best []ROCPoint
	// Chosen is the one of Best whose sensitivity and specificity differ least,
	// and of those the one with the lowest threshold.
	Chosen ROCPoint
}

// Youden returns the cut-off with the largest Youden index. A cut-off chosen on
// the patients it is judged on flatters; choose it in Training, give it to
// [Classify] for everyone else. It returns [ErrNoCutoff] when no finite cut-off
// is better than chance.
func (r *ROC) Youden() (Cutoff, error) {
	// tp/cases + tn/controls as the whole number tp·controls + tn·cases.
	index := func(p ROCPoint) int {
		tp := int(math.Round(p.Sensitivity * float64(r.Cases)))
		tn := int(math.Round(p.Specificity * float64(r.Controls)))
		return tp*r.Controls + tn*r.Cases
	}
	best := r.Cases * r.Controls // chance
	var c Cutoff
	for _, p := range r.Points {
		switch j := index(p); {
		case j > best:
			best = j
			c.Best = append(c.Best[:0], p)
		case j == best && c.Best != nil:
			c.Best = append(c.Best, p)
		}
	}
	if c.Best == nil {
		return c, fault.New(ErrNoCutoff, "the score does no better than chance at any cut-off (AUC %.3f)", r.AUC)
	}
	c.Chosen = c.Best[0]
	for _, p := range c.Best[1:] {
		if math.Abs(p.Sensitivity-p.Specificity) < math.Abs(c.Chosen.Sensitivity-c.Chosen.Specificity) {
			c.Chosen = p
		}
	}
	c.J = c.Chosen.Sensitivity + c.Chosen.Specificity - 1
	return c, nil
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
