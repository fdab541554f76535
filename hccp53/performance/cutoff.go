package performance

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
)

// CutoffRule says how a cut-off was chosen.
type CutoffRule string

// The rules of the methods of [ROC].
const (
	YoudenRule      CutoffRule = "largest sensitivity + specificity"
	TopLeftRule     CutoffRule = "closest to the top left corner"
	SensitivityRule CutoffRule = "fixed sensitivity"
	SpecificityRule CutoffRule = "fixed specificity"
)

// Cutoff is a threshold with where it came from. A cut-off chosen on the
// patients it is judged on flatters: learn it in Training, [Cutoff.Apply] it to
// everyone else.
type Cutoff struct {
	Rule CutoffRule
	// Target is the least sensitivity or specificity of the two fixed rules.
	Target float64 `json:",omitempty"`
	// Threshold is that of Chosen: a score >= Threshold is positive.
	Threshold float64
	// Cases and Controls are the patients it was learnt on.
	Cases, Controls int
	// J is sensitivity + specificity - 1 of Chosen, on those patients.
	J float64
	// Best are all points that satisfy the rule equally well, by rising
	// threshold; ties are found in whole numbers.
	Best []ROCPoint
	// Chosen is the one of Best whose sensitivity and specificity differ least,
	// and of those the one with the lowest threshold.
	Chosen ROCPoint
}

// String returns the cut-off in words.
func (c Cutoff) String() string {
	rule := string(c.Rule)
	if c.Rule == SensitivityRule || c.Rule == SpecificityRule {
		rule = fmt.Sprintf("%s of at least %.3g", c.Rule, c.Target)
	}
	return fmt.Sprintf("score >= %.4g (%s, learnt on %d patients, %d of them cases)", c.Threshold, rule, c.Cases+c.Controls, c.Cases)
}

// Apply classifies patients at the cut-off; see [Classify].
func (c Cutoff) Apply(outcome []bool, score []float64) (Classification, error) {
	return Classify(outcome, score, c.Threshold)
}

// Youden returns the cut-off with the largest Youden index, sensitivity +
// specificity - 1. It returns [ErrNoCutoff] when no finite cut-off is better
// than chance.
func (r *ROC) Youden() (Cutoff, error) {
	// tp/cases + tn/controls as the whole number tp·controls + tn·cases.
	best := float64(r.Cases) * float64(r.Controls) // chance
	return r.cutoff(YoudenRule, 0, best, func(tp, tn float64) float64 {
		return tp*float64(r.Controls) + tn*float64(r.Cases)
	})
}

// TopLeft returns the cut-off whose point lies closest to sensitivity 1 and
// specificity 1. It returns [ErrNoCutoff] when none is closer than the two ends
// of the curve.
func (r *ROC) TopLeft() (Cutoff, error) {
	m, n := float64(r.Cases), float64(r.Controls)
	return r.cutoff(TopLeftRule, 0, -(m*n)*(m*n), func(tp, tn float64) float64 {
		a, b := (m-tp)*n, (n-tn)*m
		return -(a*a + b*b)
	})
}

// FixedSensitivity returns, of the thresholds whose sensitivity is at least
// target, the most specific one, and of equally specific ones the most sensitive.
// A target outside 0 to 1 is [ErrProbability]; [ErrNoCutoff] when only calling
// everyone positive finds enough.
func (r *ROC) FixedSensitivity(target float64) (Cutoff, error) {
	return r.fixed(SensitivityRule, target, r.Cases, func(tp, tn float64) (reached, gain float64) { return tp, tn })
}

// FixedSpecificity returns, of the thresholds whose specificity is at least
// target, the most sensitive one, and of equally sensitive ones the most specific.
// A target outside 0 to 1 is [ErrProbability]; [ErrNoCutoff] when only calling
// everyone negative spares enough.
func (r *ROC) FixedSpecificity(target float64) (Cutoff, error) {
	return r.fixed(SpecificityRule, target, r.Controls, func(tp, tn float64) (reached, gain float64) { return tn, tp })
}

func (r *ROC) fixed(rule CutoffRule, target float64, class int, counts func(tp, tn float64) (reached, gain float64)) (Cutoff, error) {
	if !(target >= 0 && target <= 1) {
		return Cutoff{}, fault.New(ErrProbability, "a %s of %v", rule, target)
	}
	least := math.Ceil(target*float64(class) - 1e-9) // in patients, so that 0.7 of 10 is 7
	return r.cutoff(rule, target, -1, func(tp, tn float64) float64 {
		reached, gain := counts(tp, tn)
		if reached < least {
			return -1
		}
		return gain*float64(class+1) + reached // of equal gain the one that reaches more
	})
}

// cutoff returns the finite cut-offs at which merit is largest and above least.
func (r *ROC) cutoff(rule CutoffRule, target, least float64, merit func(tp, tn float64) float64) (Cutoff, error) {
	c := Cutoff{Rule: rule, Target: target, Cases: r.Cases, Controls: r.Controls}
	for _, p := range r.Points {
		if math.IsInf(p.Threshold, 0) {
			continue
		}
		tp := math.Round(p.Sensitivity * float64(r.Cases))
		tn := math.Round(p.Specificity * float64(r.Controls))
		switch j := merit(tp, tn); {
		case j > least:
			least = j
			c.Best = append(c.Best[:0], p)
		case j == least && c.Best != nil:
			c.Best = append(c.Best, p)
		}
	}
	if c.Best == nil {
		return c, fault.New(ErrNoCutoff, "no threshold satisfies the rule %q (AUC %.3f)", rule, r.AUC).
			Try("look at the ROC curve: the score is no better than chance, or its ties leave no such threshold")
	}
	c.Chosen = c.Best[0]
	for _, p := range c.Best[1:] {
		if math.Abs(p.Sensitivity-p.Specificity) < math.Abs(c.Chosen.Sensitivity-c.Chosen.Specificity) {
			c.Chosen = p
		}
	}
	c.Threshold = c.Chosen.Threshold
	c.J = c.Chosen.Sensitivity + c.Chosen.Specificity - 1
	return c, nil
}
