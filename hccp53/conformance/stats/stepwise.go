package stats

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/regression"
)

var rulesStepwise = []rule{
	{path: ".*warnings(/#)?", leave: "R's warnings on the way of a search"},
	{path: "candidates(/#)?|.*/(start|direction|p_enter|p_remove)", leave: inputs},
	// Deviances of nearly separated models are judged as in glm.
	{path: ".*(deviance|aic)", tolerance: 1e-9, floor: 0.1},
}

// searches are the names of the searches by AIC and BIC, without the criterion.
var searches = map[string]regression.Direction{
	"forward": regression.Forward, "backward": regression.Backward, "both": regression.Both, "both_from_null": regression.BothFromNull,
}

// fastRules are the names of the searches of fastbw.
var fastRules = map[string]regression.FastRule{
	"aic_residual": regression.FastAIC, "p_individual": regression.FastP, "p_residual": regression.FastPooled,
}

// answerStepwise mirrors stepwise.json.
func answerStepwise(s *set, facts any) (any, error) {
	var named struct{ Candidates names }
	if err := decode(facts, &named); err != nil {
		return nil, err
	}
	file, _ := facts.(obj)
	terms, err := s.training.Terms(named.Candidates...)
	if err != nil {
		return nil, err
	}
	y := outcome(s.training, s.spec.Outcome)
	out := obj{"n_complete": len(regression.CompleteRows(terms))}
	for _, criterion := range []regression.Criterion{regression.AIC, regression.BIC} {
		for name, direction := range searches {
			key := strings.ToLower(string(criterion)) + "_" + name
			search, err := asStated(terms, file[key], func(terms []regression.Term) (*regression.Search, error) {
				return regression.Stepwise(y, terms, direction, criterion)
			})
			if err != nil {
				return nil, err
			}
			out[key] = searchMirror(search)
		}
	}
	byP, err := asStated(terms, file["lr_pvalue_forward"], func(terms []regression.Term) (*regression.Search, error) {
		return regression.StepwiseP(y, terms, regression.BothFromNull, 0.05, 0.10)
	})
	if err != nil {
		return nil, err
	}
	out["lr_pvalue_forward"] = byPMirror(byP)
	full, err := regression.Logistic(y, terms)
	if err != nil {
		return nil, err
	}
	for name, rule := range fastRules {
		if fast, err := regression.FastBackward(full, rule, 0.05); err == nil {
			out["fastbw_"+name] = fastMirror(fast, full)
		}
	}
	return out, nil
}

func searchMirror(s *regression.Search) obj {
	start, direction := "null", "both"
	if s.Direction == regression.Backward || s.Direction == regression.Both {
		start = "full"
	}
	if s.Direction == regression.Forward || s.Direction == regression.Backward {
		direction = string(s.Direction)
	}
	path := []any{}
	for i, step := range s.Path {
		candidates := []any{}
		for _, c := range step.Candidates {
			candidates = append(candidates, obj{"move": c.Move, "term": c.Term, "deviance": c.Deviance, "aic": c.Value})
		}
		path = append(path, obj{"step": i, "move": step.Move, "term": step.Term, "deviance": step.Deviance, "aic": step.Value,
			"resid_df": step.ResidualDF, "terms": step.Terms, "candidates": candidates})
	}
	last := s.Path[len(s.Path)-1]
	coef := []any{}
	for _, c := range s.Fit.Coefficients {
		row := obj{"term": c.Term + c.Level, "coef": c.Estimate}
		if c.Separated {
			row["coef"] = runaway
		}
		coef = append(coef, row)
	}
	return obj{"k": s.Penalty, "start": start, "direction": direction, "path": path, "final_terms": last.Terms,
		"final_terms_sorted": slices.Sorted(slices.Values(last.Terms)), "coef": coef, "final_aic": last.Value, "final_deviance": last.Deviance}
}

func byPMirror(s *regression.Search) obj {
	history := []any{}
	for i, step := range s.Path[1:] {
		for _, c := range s.Path[i].Candidates {
			if c.Move == step.Move && c.Term == step.Term {
				history = append(history, obj{"move": c.Move, "term": c.Term, "p": c.P})
			}
		}
	}
	return obj{"p_enter": s.Enter, "p_remove": s.Remove, "history": history, "final_terms": s.Path[len(s.Path)-1].Terms}
}

func fastMirror(f *regression.FastSearch, full *regression.Fit) obj {
	judged := badlyConditioned(full)
	deleted := []any{}
	for _, r := range f.Removed {
		deleted = append(deleted, obj{"term": r.Term, "chi2": judged(r.Wald.ChiSquare), "df": r.Wald.DF, "p": judged(r.Wald.P),
			"resid_chi2": judged(r.Pooled.ChiSquare), "resid_df": r.Pooled.DF, "resid_p": judged(r.Pooled.P), "aic": judged(r.AIC)})
	}
	coef := []any{obj{"term": "Intercept", "coef": judged(f.Intercept)}}
	k := 0
	for _, c := range full.Coefficients[1:] {
		if slices.Contains(f.Kept, c.Term) {
			name := c.Term
			if c.Level != "" {
				name += "=" + c.Level // as rms writes it
			}
			coef = append(coef, obj{"term": name, "coef": judged(f.Coefficients[k])})
			k++
		}
	}
	if len(f.Kept) == 0 {
		coef = []any{}
	}
	kept := f.Kept
	if kept == nil {
		kept = []string{}
	}
	return obj{"deleted": deleted, "kept": kept, "coef_approx": coef}
}

// badlyConditioned returns how a number of fastbw is judged. rms inverts the
// information of the columns in their own units, so that its numbers are known to
// no more digits than the condition of that matrix leaves.
func badlyConditioned(fit *regression.Fit) func(x float64) any {
	p := len(fit.Covariance)
	v := mat.NewDense(p, p, nil)
	for i, row := range fit.Covariance {
		v.SetRow(i, row)
	}
	condition := mat.Cond(v, 2)
	const digits, enough = 0x1p-53, 1e-9
	if !(condition*digits > enough) {
		return func(x float64) any { return x }
	}
	why := fmt.Sprintf("rms inverts a matrix whose condition number is %.2g", condition)
	return func(x float64) any { return disputed{value: x, why: why, within: condition * digits} }
}
