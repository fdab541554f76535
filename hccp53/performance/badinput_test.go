package performance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// typed are the errors that a caller can tell apart.
var typed = []error{
	performance.ErrOneClass, performance.ErrLength, performance.ErrNotFinite, performance.ErrProbability, performance.ErrNoCutoff,
	performance.ErrResample, performance.ErrDegenerate,
}

// verbs are all that takes outcomes and a score; the second score is a good one.
func verbs(y []bool, s, good []float64) map[string]func() (any, error) {
	drawn := performance.Stratified(1, 20)
	whole := performance.Unstratified(1, 20)
	models := []performance.RiskModel{{Name: "s", Risk: s}, {Name: "good", Risk: good}}
	cut := func(find func(*performance.ROC) (performance.Cutoff, error)) func() (any, error) {
		return func() (any, error) {
			roc, err := performance.NewROC(y, s)
			if err != nil {
				return nil, err
			}
			return find(roc)
		}
	}
	return map[string]func() (any, error){
		"AUC":       func() (any, error) { return performance.AUC(y, s) },
		"ROC":       func() (any, error) { return performance.NewROC(y, s) },
		"direction": func() (any, error) { return performance.AutoDirection(y, s) },
		"partial": func() (any, error) {
			roc, err := performance.NewROC(y, s)
			if err != nil {
				return nil, err
			}
			return roc.Partial(performance.OverSpecificity, .9, 1)
		},
		"Youden":      cut((*performance.ROC).Youden),
		"corner":      cut((*performance.ROC).TopLeft),
		"sensitivity": cut(func(r *performance.ROC) (performance.Cutoff, error) { return r.FixedSensitivity(.9) }),
		"specificity": cut(func(r *performance.ROC) (performance.Cutoff, error) { return r.FixedSpecificity(.9) }),
		"classify":    func() (any, error) { return performance.Classify(y, s, .5) },
		"DeLong":      func() (any, error) { return performance.DeLong(y, s) },
		"paired":      func() (any, error) { return performance.DeLongTest(y, s, good) },
		"unpaired":    func() (any, error) { return performance.DeLongUnpaired(y, s, y, good) },
		"bootstrap":   func() (any, error) { return performance.BootstrapAUC(y, s, drawn) },
		"difference":  func() (any, error) { return performance.BootstrapDifference(y, s, good, drawn) },
		"band":        func() (any, error) { return performance.SensitivityBand(y, s, nil, drawn) },
		"calibrate":   func() (any, error) { return performance.Calibrate(y, s) },
		"hosmer":      func() (any, error) { return performance.HosmerLemeshow(y, s, 5) },
		"curve band":  func() (any, error) { return performance.CalibrationBand(y, s, nil, whole) },
		"decision":    func() (any, error) { return performance.DecisionCurve(y, s, nil) },
		"decisions": func() (any, error) {
			return performance.CompareDecisions(y, models, performance.DecisionOptions{Resampling: &whole})
		},
		"impact": func() (any, error) { return performance.ClinicalImpact(y, s, nil, whole) },
		"NRI":    func() (any, error) { return performance.ContinuousNRI(y, good, s) },
		"cuts":   func() (any, error) { return performance.CategoricalNRI(y, good, s, []float64{.3}) },
		"IDI":    func() (any, error) { return performance.IDI(y, good, s) },
		"refits": func() (any, error) {
			terms := []regression.Term{regression.Numeric("s", s)}
			if len(y) != len(s) || len(regression.CompleteRows(terms)) < len(y) {
				return nil, performance.ErrLength // documented: the terms must be complete
			}
			r, err := performance.Refit(y, regression.Resamples(len(y), 10, 1), regression.LogisticRefit(y, terms))
			if err != nil {
				return nil, err
			}
			if c, err := r.Curve(); err == nil {
				return []any{r.Validate(), c}, nil
			}
			return r.Validate(), nil
		},
	}
}

// Whatever comes in, the answer is a result that can be stored, or an error that
// says what is wrong; never a panic, never a NaN that JSON cannot hold.
func TestBadInput(t *testing.T) {
	y, good, coarse := scores(81, 24)
	n := len(y)
	fill := func(f func(i int) float64) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = f(i)
		}
		return s
	}
	nan, inf := math.NaN(), math.Inf(1)
	truth := fill(func(i int) float64 {
		if y[i] {
			return 1
		}
		return 0
	})
	one := make([]bool, n)
	for name, c := range map[string]struct {
		y    []bool
		s    []float64
		fail bool // for every verb that needs two classes
	}{
		"one class":       {one, good, true},
		"all missing":     {y, fill(func(int) float64 { return nan }), true},
		"infinite":        {y, fill(func(i int) float64 { return []float64{inf, .5}[min(i, 1)] }), true},
		"too short":       {y, good[:n-1], true},
		"nobody":          {nil, nil, true},
		"some missing":    {y, fill(func(i int) float64 { return []float64{nan, good[i]}[min(i%5, 1)] }), false},
		"constant":        {y, fill(func(int) float64 { return .5 }), false},
		"constant 0":      {y, fill(func(int) float64 { return 0 }), false},
		"ties":            {y, coarse, false},
		"exactly right":   {y, truth, false},
		"exactly wrong":   {y, fill(func(i int) float64 { return 1 - truth[i] }), false},
		"log odds":        {y, fill(func(i int) float64 { return 20 * (good[i] - .5) }), false},
		"tiny":            {[]bool{true, false}, []float64{.6, .3}, false},
		"four":            {[]bool{true, false, true, false}, []float64{.6, .3, .2, .3}, false},
		"subnormal steps": {y, fill(func(i int) float64 { return float64(i) * 5e-324 }), false},
	} {
		best := good
		if len(c.y) < n {
			best = c.s
		}
		for verb, run := range verbs(c.y, c.s, best) {
			result, err := run()
			if err != nil {
				known := errors.Is(err, regression.ErrSeparated) || errors.Is(err, regression.ErrAliased) || errors.Is(err, regression.ErrOneClass) || errors.Is(err, regression.ErrNotFinite) || errors.Is(err, regression.ErrConstant)
				for _, kind := range typed {
					known = known || errors.Is(err, kind)
				}
				if !known {
					t.Errorf("%s, %s: not a typed error: %v", name, verb, err)
				}
				continue
			}
			if c.fail && verb != "classify" {
				t.Errorf("%s, %s: no error: %+v", name, verb, result)
			}
			if _, err := json.Marshal(result); err != nil {
				t.Errorf("%s, %s: %v in %s", name, verb, err, fmt.Sprintf("%+v", result))
			}
		}
	}
	for verb, run := range verbs(y, fill(func(i int) float64 { return 20 * (good[i] - .5) }), good) {
		_, err := run()
		switch verb {
		case "calibrate", "hosmer", "curve band", "decision", "decisions", "impact", "NRI", "cuts", "IDI":
			if !errors.Is(err, performance.ErrProbability) {
				t.Errorf("log odds, %s: %v", verb, err)
			}
		}
	}
}
