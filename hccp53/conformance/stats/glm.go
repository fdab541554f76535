package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/regression"
)

var rulesGLM = []rule{
	{path: "(.*/)?(note|fitted_on|formula|variable)", leave: freeText},
	{path: ".*profile_mass/rows/#/(lo|hi)", tolerance: 1e-3, floor: 1},
	// A deviance of complete separation goes to 0: there the scale is the 0.1 of
	// glm's own rule for stopping.
	{path: ".*(deviance|loglik|lr_chi2|lrt|aic.*)", tolerance: 1e-9, floor: 0.1},
	// The squares are differences from 1.
	{path: ".*r2_.*", tolerance: 1e-9, floor: 1e-3},
	{path: ".*(linear_predictor|default_control/coef)/?#?", tolerance: 1e-9, floor: 1},
}

// answerGLM mirrors glm.json: the models of a data set, or of each of several
// tables by its name.
func answerGLM(s *set, facts any) (any, error) {
	file, _ := facts.(obj)
	out := obj{}
	if s.table != nil {
		var univariable []any
		blocks, _ := file["univariable"].([]any)
		for _, b := range blocks {
			univariable = append(univariable, fitMirror(s.training, b))
		}
		out["univariable"] = univariable
		for _, name := range []string{"multivariable_all", "model"} {
			out[name] = fitMirror(s.training, file[name])
		}
		return out, nil
	}
	for name, b := range file {
		table, err := s.read(name, nil)
		if err != nil {
			return nil, err
		}
		answer := fitMirror(table, b)
		if block, is := b.(obj); is {
			var univariable []any
			blocks, _ := block["univariable"].([]any)
			for _, u := range blocks {
				univariable = append(univariable, fitMirror(table, u))
			}
			answer["univariable"] = univariable
		}
		out[name] = answer
	}
	return out, nil
}

// fitMirror fits the formula of a block of facts and mirrors it.
func fitMirror(t *dataset.Table, block any) obj {
	var facts struct {
		Formula   string                  `json:"formula"`
		Separated bool                    `json:"separated"`
		Converged bool                    `json:"converged"`
		Terms     []string                `json:"separated_terms"`
		Exact     []limits                `json:"profile_exact"`
		Mass      struct{ Rows []limits } `json:"profile_mass"`
		Firth     []struct {
			Term string
			Coef any
		}
	}
	if err := decode(block, &facts); err != nil {
		return obj{"error": err.Error()}
	}
	y, terms, err := model(t, facts.Formula)
	if err != nil {
		return obj{"error": err.Error()}
	}
	fit, err := regression.Logistic(y, terms)
	if err != nil {
		return obj{"error": err.Error()}
	}
	m := obj{
		"n": fit.N, "n_dropped_missing": fit.Dropped, "events": fit.Cases, "warnings": warnings(fit), "converged": fit.Converged,
		"separated": fit.Separated, "deviance": fit.Deviance, "null_deviance": fit.NullDeviance,
		"df_residual": fit.N - fit.Rank, "df_null": fit.N - 1, "rank": fit.Rank, "loglik": fit.LogLikelihood, "aic": fit.AIC, "bic": fit.BIC,
		"default_control": obj{"iterations": fit.Iterations, "converged": fit.Converged, "warnings": warnings(fit), "deviance": fit.FirstStop.Deviance, "coef": fit.FirstStop.Coefficients},
	}
	// glm tells here of steps cut short at an edge, which the logit link has not.
	m["boundary"] = false
	ratio, r2 := fit.LikelihoodRatio(), fit.R2()
	m["lr_chi2"], m["lr_df"], m["lr_p"] = ratio.ChiSquare, ratio.DF, ratio.P
	m["r2_mcfadden"], m["r2_coxsnell"], m["r2_nagelkerke"] = r2.McFadden, r2.CoxSnell, r2.Nagelkerke
	separated := []string{}
	var coefficients []any
	for _, c := range fit.Coefficients {
		name := c.Term + c.Level
		if c.Separated {
			separated = append(separated, name)
		}
		coefficients = append(coefficients, coefficientMirror(c, slices.Contains(facts.Terms, name)))
	}
	m["separated_terms"], m["coefficients"] = separated, coefficients
	if !fit.Separated {
		m["vcov"] = covarianceMirror(fit)
	} else {
		m["vcov"] = runaway
	}
	rows := regression.CompleteRows(terms)
	used := make([]int, len(rows))
	for i, r := range rows {
		used[i] = r + 1
	}
	m["rows_used"] = used
	if p, err := fit.Model.Predict(regression.Rows(terms, rows)); err == nil {
		m["linear_predictor"], m["fitted"] = p.LogOdds, p.Probability
		if fit.Separated {
			m["linear_predictor"], m["fitted"] = runaway, runaway
		}
	}
	if tests, err := regression.TermTests(y, terms); err == nil {
		m["term_lrt"], m["term_wald"] = termMirrors(tests, fit)
	}
	if profile, err := regression.ProfileIntervals(y, terms); err == nil {
		exact, mass := []any{}, []any{}
		for k, r := range profile {
			name := r.Term + r.Level
			row := obj{"term": name, "lo": r.CI[0], "hi": r.CI[1], "or_lo": r.OR[0], "or_hi": r.OR[1]}
			se := fit.Coefficients[k].SE
			if k < len(facts.Exact) && k < len(facts.Mass.Rows) {
				contradictions(row, facts.Exact[k], facts.Mass.Rows[k], se)
			}
			exact = append(exact, row)
			// The interpolation is as good as its grid, whose steps go by the SE.
			row = obj{"term": name, "lo": scaled{r.CI[0], se}, "hi": scaled{r.CI[1], se}}
			if slices.Contains(facts.Terms, name) {
				row["lo"], row["hi"] = runaway, runaway
			}
			mass = append(mass, row)
		}
		m["profile_exact"] = exact
		m["profile_mass"] = obj{"warnings": left("R's warnings while it profiles"), "rows": mass}
	} else if fit.Separated && errors.Is(err, regression.ErrSeparated) {
		m["profile_exact"], m["profile_mass"] = runaway, runaway
	}
	if firth, _, err := regression.Firth(y, terms); err == nil {
		why := ""
		for k, c := range firth.Coefficients {
			if k < len(facts.Firth) && !c.Aliased {
				if b, is := facts.Firth[k].Coef.(float64); is && math.Abs(b) > 1e6*math.Abs(c.Estimate) {
					why = fmt.Sprintf("brglm2 has not converged here, %s being %.3g", facts.Firth[k].Term, b)
				}
			}
		}
		rows := []any{}
		for _, c := range firth.Coefficients {
			row := obj{"term": c.Term + c.Level, "coef": scaled{c.Estimate, c.SE}, "se": c.SE}
			if why != "" && !c.Aliased {
				row["coef"], row["se"] = disputed{value: c.Estimate, why: why}, disputed{value: c.SE, why: why}
			}
			rows = append(rows, row)
		}
		m["firth"] = rows
	}
	return m
}

// limits are those of one profile interval in the facts.
type limits struct {
	Term string
	Low  any `json:"lo"`
	High any `json:"hi"`
}

// contradictions marks the limits of a row for which the two profiles of the
// reference, both of the same likelihood, differ by more than one can by
// interpolating: one of them did not converge. A grid of which the steps go by the
// standard error is as good as that.
func contradictions(row obj, exact, interpolated limits, se float64) {
	for _, end := range []struct {
		log, odds string
		a, b      any
	}{{"lo", "or_lo", exact.Low, interpolated.Low}, {"hi", "or_hi", exact.High, interpolated.High}} {
		a, is := end.a.(float64)
		b, is2 := end.b.(float64)
		scale := max(math.Abs(b), se)
		if !is || !is2 || math.Abs(a-b) <= 0.02*scale {
			continue
		}
		if got, is := row[end.log].(float64); is && math.Abs(got-b) <= 1e-3*scale {
			why := fmt.Sprintf("profile_mass of the reference says %.6g, its profile_exact %.6g", b, a)
			row[end.log], row[end.odds] = disputed{value: got, why: why}, disputed{value: math.Exp(got), why: why}
		}
	}
}

// covarianceMirror judges each covariance on the scale of the two variances.
func covarianceMirror(fit *regression.Fit) []any {
	v := make([]any, len(fit.Covariance))
	for a, row := range fit.Covariance {
		out := make([]any, len(row))
		for b := range row {
			out[b] = scaled{row[b], math.Sqrt(fit.Covariance[a][a] * fit.Covariance[b][b])}
		}
		v[a] = out
	}
	return v
}

// termMirrors mirrors the tests of terms; R's Wald tests leave out terms that
// have no coefficient.
func termMirrors(tests []regression.TermTest, fit *regression.Fit) (ratio, wald []any) {
	for _, t := range tests {
		ratio = append(ratio, obj{"term": t.Term, "df": t.LikelihoodRatio.DF, "lrt": t.LikelihoodRatio.ChiSquare, "p": t.LikelihoodRatio.P, "aic_without": t.AICWithout})
		if t.Wald.DF == 0 {
			continue
		}
		row := obj{"term": t.Term, "df": t.Wald.DF, "chi2": t.Wald.ChiSquare, "p": t.Wald.P}
		if slices.Contains(fit.SeparatedTerms, t.Term) {
			row["chi2"], row["p"] = runaway, runaway
		}
		wald = append(wald, row)
	}
	return ratio, wald
}

// runaway is why the coefficients of separated terms are not compared.
const runaway = left("coefficients of separated terms, which run off to infinity")

func coefficientMirror(c regression.Coefficient, runsOff bool) obj {
	m := obj{"term": c.Term + c.Level, "aliased": c.Aliased}
	// An estimate that is 0 but for rounding, as where the odds of the reference
	// level are even, is judged by its standard error.
	m["coef"], m["z"] = c.Estimate, c.Z
	if math.Abs(c.Estimate) < 1e-9*c.SE {
		m["coef"], m["z"] = scaled{c.Estimate, c.SE}, scaled{c.Z, 1}
	}
	m["se"], m["p"], m["or"] = c.SE, c.P, c.OR
	m["wald_lo"], m["wald_hi"], m["or_wald_lo"], m["or_wald_hi"] = c.CI[0], c.CI[1], c.ORCI[0], c.ORCI[1]
	if runsOff {
		for k := range m {
			if k != "term" && k != "aliased" {
				m[k] = runaway
			}
		}
	}
	return m
}

// warnings are those that glm of R would give.
func warnings(fit *regression.Fit) []string {
	text := []string{}
	if !fit.Converged {
		text = append(text, "glm.fit: algorithm did not converge")
	}
	if fit.Boundary {
		text = append(text, "glm.fit: fitted probabilities numerically 0 or 1 occurred")
	}
	return text
}
