package stats

import (
	"errors"
	"fmt"
	"math"

	"hcclab/hccp53/performance"
)

var rulesROC = []rule{
	{path: ".*note", leave: freeText},
	{path: ".*/(name|a|b)", leave: inputs},
	{path: "(paired_tests_train|tests)/#/warnings/?#?", leave: "R's warnings about a test of two AUCs"},
	{path: ".*proc_bootstrap/.*", tolerance: 0.01, absolute: true},
}

// answerROC mirrors roc.json: the model and scores of both parts, and the tests
// between them.
func answerROC(s *set, facts any) (any, error) {
	training, validation, err := s.judged()
	if err != nil {
		return nil, err
	}
	resamples, err := s.resamples()
	if err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	out := obj{}
	for key, block := range file {
		switch key {
		case "paired_tests_train":
			out[key] = each(block, func(f obj) obj {
				a, b := text(f["a"]), text(f["b"])
				return pairedMirror(training.y, training.score(a), training.score(b), a, b)
			})
		case "unpaired_train_vs_validation":
			out[key] = each(block, func(f obj) obj { return unpairedMirror(training, validation, text(f["a"]), text(f["b"])) })
		case "train_cutoff_on_validation":
			var cuts []any
			for _, best := range bestCutoffs(training.y, training.risk, performance.HigherIsCase, (*performance.ROC).Youden) {
				cuts = append(cuts, cutMirror(validation.y, validation.risk, best.Threshold, performance.HigherIsCase))
			}
			out[key] = cuts
		default:
			name, of := scored(key, training, validation)
			if of == nil {
				continue // counted as not computed
			}
			given := resamples
			if of == validation {
				given = nil
			}
			out[key] = rocMirror(name, of.y, of.score(name), given)
		}
	}
	return out, nil
}

// rocMirror mirrors the block of one score.
func rocMirror(name string, y []bool, score []float64, resamples [][]int) obj {
	roc, err := performance.NewROC(y, score)
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	d, err := performance.DeLong(y, score)
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	direction, err := performance.AutoDirection(y, score)
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	auto, err := performance.DeLong(y, direction.Turn(score))
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	partial, err := roc.Partial(performance.OverSpecificity, 0.9, 1)
	if err != nil {
		return obj{"name": name, "error": err.Error()}
	}
	youden := bestCutoffs(y, score, direction, (*performance.ROC).Youden)
	m := obj{
		"name": name, "n": roc.Cases + roc.Controls, "cases": roc.Cases, "controls": roc.Controls, "distinct_scores": len(roc.Points) - 1,
		"auc_fixed_direction": roc.AUC, "direction_auto": string(direction), "auc_auto": auto.AUC,
		"delong_var": d.Variance, "delong_se": d.SE, "delong_ci_fixed": d.CI, "delong_ci_auto": auto.CI,
		"delong_warnings":  perfectWarning(d),
		"hanley_mcneil_se": performance.HanleyMcNeilSE(roc.AUC, roc.Cases, roc.Controls),
		"pauc_spec_0.9_1":  partial.Area, "pauc_spec_0.9_1_mcclish": partial.Corrected,
		"youden_auto": pointMirrors(youden), "topleft_auto": pointMirrors(bestCutoffs(y, score, direction, (*performance.ROC).TopLeft)),
		"at_0.5": cutMirror(y, score, 0.5, performance.HigherIsCase), "curve_fixed": pointMirrors(roc.Points),
	}
	cuts := []any{}
	for _, p := range youden {
		if !math.IsInf(p.Threshold, 0) {
			cuts = append(cuts, cutMirror(y, score, p.Threshold, direction))
		}
	}
	m["at_youden"] = cuts
	if resamples == nil {
		return m
	}
	if b, err := performance.BootstrapAUC(y, score, performance.Given(resamples)); err == nil {
		m["boot_index"] = obj{"auc": b.Values, "percentile_ci": b.CI, "median": b.Median, "sd": b.SD}
	}
	if b, err := performance.BootstrapAUC(y, score, performance.Stratified(1, 2000)); err == nil {
		m["proc_bootstrap"] = obj{"ci": b.CI, "median": b.Median}
	}
	return m
}

// perfectWarning is what pROC says where our interval has a warning, too.
func perfectWarning(d performance.DeLongResult) []string {
	if d.AUC == 1 && d.Warning != "" {
		return []string{"ci.auc() of a ROC curve with AUC == 1 is always 1-1 and can be misleading."}
	}
	return []string{}
}

// bestCutoffs returns the best points in a direction, with thresholds on the
// scale of the score. Where no cut-off is better than chance pROC reports the
// two ends of the curve.
func bestCutoffs(y []bool, score []float64, d performance.Direction, find func(*performance.ROC) (performance.Cutoff, error)) []performance.ROCPoint {
	roc, err := performance.NewROC(y, d.Turn(score))
	if err != nil {
		return nil
	}
	cut, err := find(roc)
	best := cut.Best
	if errors.Is(err, performance.ErrNoCutoff) {
		best = []performance.ROCPoint{roc.Points[0], roc.Points[len(roc.Points)-1]}
	}
	if d == performance.LowerIsCase {
		for i := range best {
			best[i].Threshold = -best[i].Threshold
		}
	}
	return best
}

func pointMirrors(points []performance.ROCPoint) []any {
	all := []any{}
	for _, p := range points {
		all = append(all, obj{"threshold": p.Threshold, "sensitivity": p.Sensitivity, "specificity": p.Specificity})
	}
	return all
}

// cutMirror mirrors a classification at a threshold on the scale of the score.
func cutMirror(y []bool, score []float64, threshold float64, d performance.Direction) obj {
	rule, at := "score >= threshold is positive", threshold
	if d == performance.LowerIsCase {
		rule, at = "score <= threshold is positive", -threshold
	}
	c, err := performance.Classify(y, d.Turn(score), at)
	if err != nil {
		return obj{"error": err.Error()}
	}
	share := func(p performance.Proportion) obj {
		return obj{"x": p.X, "n": p.N, "estimate": p.Estimate, "wilson": p.CI, "clopper_pearson": p.Exact}
	}
	return obj{
		"threshold": threshold, "rule": rule, "tp": c.TP, "fp": c.FP, "fn": c.FN, "tn": c.TN,
		"sensitivity": share(c.Sensitivity), "specificity": share(c.Specificity), "ppv": share(c.PPV), "npv": share(c.NPV), "accuracy": share(c.Accuracy),
		"youden": c.Youden, "f1": c.F1, "mcc": c.MCC, "lr_plus": c.LRPlus, "lr_minus": c.LRMinus,
	}
}

func pairedMirror(all []bool, allA, allB []float64, nameA, nameB string) obj {
	var y []bool
	var a, b []float64
	for i := range min(len(all), len(allA), len(allB)) {
		if !math.IsNaN(allA[i]) && !math.IsNaN(allB[i]) {
			y, a, b = append(y, all[i]), append(a, allA[i]), append(b, allB[i])
		}
	}
	t, err := performance.DeLongTest(y, a, b)
	if err != nil {
		return obj{"a": nameA, "b": nameB, "error": err.Error()}
	}
	m := obj{
		"a": nameA, "b": nameB, "auc_a": t.AUC[0], "auc_b": t.AUC[1], "diff": t.Difference, "covariance": t.Covariance,
		"z": t.Z, "p": t.P, "diff_ci": t.CI,
	}
	if u, err := performance.DeLongUnpaired(y, a, y, b); err == nil {
		m["as_unpaired"] = obj{"d": u.T, "df": u.DF, "p": u.P}
	}
	return m
}

func unpairedMirror(training, validation *judged, a, b string) obj {
	name := func(label, set string) string { return label[:max(0, len(label)-len(set)-1)] } // "model TC"
	first, second := name(a, "TC"), name(b, "VC")
	u, err := performance.DeLongUnpaired(training.y, training.score(first), validation.y, validation.score(second))
	if err != nil {
		return obj{"a": a, "b": b, "error": err.Error()}
	}
	if u.First.SE == 0 && u.Second.SE == 0 && u.First.AUC == u.Second.AUC {
		why := left("tests of two areas that are equal and have no error, 0/0")
		return obj{"a": a, "b": b, "auc_a": u.First.AUC, "auc_b": u.Second.AUC, "d": why, "df": why, "p": why}
	}
	return obj{"a": a, "b": b, "auc_a": u.First.AUC, "auc_b": u.Second.AUC, "d": u.T, "df": u.DF, "p": u.P}
}

// each mirrors a list of blocks.
func each(list any, mirror func(f obj) obj) []any {
	blocks, _ := list.([]any)
	all := []any{}
	for _, b := range blocks {
		f, _ := b.(obj)
		all = append(all, mirror(f))
	}
	return all
}

func text(v any) string { return fmt.Sprint(v) }
