package regression_test

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/regression"
)

// The tolerance of the reference for maximum-likelihood results (its README).
const exact = 1e-9

// TestReferenceGLM judges glm.json: univariable, full and chosen models of each
// data set, and the hard cases, where each model has a table of its own.
func TestReferenceGLM(t *testing.T) {
	walk(t, "glm.json", func(j *judge, dir string) {
		var file map[string]json.RawMessage
		read(t, filepath.Join(dir, "glm.json"), &file)
		if _, ok := file["model"]; ok {
			d, _ := readSet(t, dir)
			var blocks struct {
				Univariable []referenceFit
				All         referenceFit `json:"multivariable_all"`
				Model       referenceFit
			}
			read(t, filepath.Join(dir, "glm.json"), &blocks)
			for _, r := range append(blocks.Univariable, blocks.All, blocks.Model) {
				j.glm(r, d)
			}
			return
		}
		names := make([]string, 0, len(file))
		for name := range file {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			var r referenceFit
			if err := json.Unmarshal(file[name], &r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			d := readCSV(t, filepath.Join(dir, name+".csv"))
			r.name = name + ": "
			j.glm(r, d)
			for _, u := range r.Univariable {
				u.name = r.name
				j.glm(u, d)
			}
		}
	})
}

type referenceFit struct {
	name           string
	Formula, Error string
	N              int
	Dropped        int `json:"n_dropped_missing"`
	Events         int
	Converged      bool
	Separated      bool
	SeparatedTerms []string `json:"separated_terms"`
	Default        struct {
		Iterations int
		Deviance   number
	} `json:"default_control"`
	Coefficients []struct {
		Term            string
		Aliased         bool
		Coef, SE, Z, P  number
		OR              number
		Low             number `json:"wald_lo"`
		High            number `json:"wald_hi"`
		ORLow           number `json:"or_wald_lo"`
		ORHigh          number `json:"or_wald_hi"`
		ProfileIsAbsent bool   `json:"-"`
	}
	Deviance     number
	NullDeviance number `json:"null_deviance"`
	DFResidual   int    `json:"df_residual"`
	Rank         int
	LogLik       number
	AIC, BIC     number
	VCov         [][]number
	RowsUsed     []int    `json:"rows_used"`
	LogOdds      []number `json:"linear_predictor"`
	Fitted       []number
	Univariable  []referenceFit
}

func (j *judge) glm(r referenceFit, d *dataSet) {
	where := r.name + r.Formula + " "
	outcome, names := formula(r.Formula)
	fit, err := regression.Logistic(d.outcome(outcome), d.terms(names))
	if r.Error != "" {
		j.equal(where+"is refused", err != nil, true)
		return
	}
	if err != nil {
		j.fail(where, err)
		return
	}
	j.equal(where+"n, dropped, events, rank, residual df", []int{fit.N, fit.Dropped, fit.Cases, fit.Rank, fit.N - fit.Rank}, []int{r.N, r.Dropped, r.Events, r.Rank, r.DFResidual})
	j.equal(where+"converged, separated", []bool{fit.Converged, fit.Separated}, []bool{r.Converged, r.Separated})
	j.equal(where+"iterations", fit.Iterations, r.Default.Iterations)
	// Where the outcomes are completely separated the deviance goes to 0: there
	// the scale is the 0.1 of glm's own stop rule.
	j.near(where+"deviance", fit.Deviance, r.Deviance, exact, 0.1)
	for what, pair := range map[string][2]float64{
		"null deviance": {fit.NullDeviance, float64(r.NullDeviance)}, "log likelihood": {fit.LogLikelihood, float64(r.LogLik)},
		"AIC": {fit.AIC, float64(r.AIC)}, "BIC": {fit.BIC, float64(r.BIC)},
	} {
		j.near(where+what, pair[0], number(pair[1]), exact, 0.1)
	}
	if len(fit.Coefficients) != len(r.Coefficients) {
		j.fail(where, fmt.Errorf("%d coefficients, want %d", len(fit.Coefficients), len(r.Coefficients)))
		return
	}
	var separated []string
	for k, want := range r.Coefficients {
		got := fit.Coefficients[k]
		label := got.Term + got.Level
		j.equal(where+"coefficient", []any{label, got.Aliased}, []any{want.Term, want.Aliased})
		if got.Separated {
			separated = append(separated, label)
		}
		if got.Aliased {
			continue
		}
		if slices.Contains(r.SeparatedTerms, want.Term) {
			continue // runs off: the number depends on where the iteration stopped
		}
		// An estimate that is 0 but for rounding, as where the odds of the reference
		// level are even, is judged on the scale of its standard error.
		scale := 0.0
		if math.Abs(float64(want.Coef)) < 1e-12*float64(want.SE) {
			scale = float64(want.SE)
		}
		j.near(where+label+" estimate", got.Estimate, want.Coef, exact, scale)
		j.near(where+label+" z", got.Z, want.Z, exact, scale/float64(want.SE))
		for what, pair := range map[string][2]float64{
			"SE": {got.SE, float64(want.SE)}, "p": {got.P, float64(want.P)}, "OR": {got.OR, float64(want.OR)},
			"low": {got.CI[0], float64(want.Low)}, "high": {got.CI[1], float64(want.High)},
			"OR low": {got.ORCI[0], float64(want.ORLow)}, "OR high": {got.ORCI[1], float64(want.ORHigh)},
		} {
			j.near(where+label+" "+what, pair[0], number(pair[1]), exact, 0)
		}
	}
	j.equal(where+"separated coefficients", separated, r.SeparatedTerms)
	j.skip("profile intervals, likelihood-ratio and Wald tests of terms, pseudo R²")
	if r.name != "" {
		j.skip("Firth")
	}
	if r.Separated {
		return
	}
	for a := range r.VCov {
		for b, want := range r.VCov[a] {
			scale := math.Sqrt(fit.Covariance[a][a] * fit.Covariance[b][b])
			j.near(fmt.Sprintf("%scovariance %d, %d", where, a, b), fit.Covariance[a][b], want, exact, scale)
		}
	}
	if r.RowsUsed == nil {
		return
	}
	rows := make([]int, len(r.RowsUsed))
	for i, row := range r.RowsUsed {
		rows[i] = row - 1
	}
	p, err := fit.Model.Predict(regression.Rows(d.terms(names), rows))
	if err != nil {
		j.fail(where, err)
		return
	}
	for i := range rows {
		j.near(where+"linear predictor", p.LogOdds[i], r.LogOdds[i], exact, 1)
		j.near(where+"fitted", p.Probability[i], r.Fitted[i], exact, 0)
	}
}

// TestReferenceStepwise judges the AIC and BIC searches of stepwise.json, each
// with its whole path and every candidate move.
func TestReferenceStepwise(t *testing.T) {
	searches := map[string]struct {
		direction regression.Direction
		criterion regression.Criterion
	}{
		"aic_forward": {regression.Forward, regression.AIC}, "aic_backward": {regression.Backward, regression.AIC},
		"aic_both": {regression.Both, regression.AIC}, "aic_both_from_null": {regression.BothFromNull, regression.AIC},
		"bic_forward": {regression.Forward, regression.BIC}, "bic_backward": {regression.Backward, regression.BIC},
		"bic_both": {regression.Both, regression.BIC}, "bic_both_from_null": {regression.BothFromNull, regression.BIC},
	}
	walk(t, "stepwise.json", func(j *judge, dir string) {
		d, spec := readSet(t, dir)
		var file map[string]json.RawMessage
		read(t, filepath.Join(dir, "stepwise.json"), &file)
		var candidates []string
		if err := json.Unmarshal(file["candidates"], &candidates); err != nil {
			t.Fatal(err)
		}
		names := make([]string, 0, len(file))
		for name := range file {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if name == "candidates" || name == "n_complete" {
				continue
			}
			kind, ok := searches[name]
			if !ok {
				j.skip(name)
				continue
			}
			var r referenceSearch
			if err := json.Unmarshal(file[name], &r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			s, err := regression.Stepwise(d.outcome(spec.Outcome), d.terms(candidates), kind.direction, kind.criterion)
			if r.Error != "" {
				j.skip(name + ": " + r.Error)
				continue
			}
			if err != nil {
				j.fail(name, err)
				continue
			}
			j.search(name, s, r)
		}
	})
}

type referenceSearch struct {
	Error string
	K     number
	Path  []struct {
		Move, Term    string
		Deviance, AIC number
		DF            int `json:"resid_df"`
		Terms         []string
		Candidates    []struct {
			Move, Term    string
			Deviance, AIC number
		}
	}
	Final []string `json:"final_terms"`
	Coef  []struct {
		Term string
		Coef number
	}
	AIC      number `json:"final_aic"`
	Deviance number `json:"final_deviance"`
}

func (j *judge) search(name string, s *regression.Search, r referenceSearch) {
	j.near(name+" k", s.Penalty, r.K, exact, 0)
	if len(s.Path) != len(r.Path) {
		j.fail(name, fmt.Errorf("%d steps, want %d", len(s.Path), len(r.Path)))
		return
	}
	for i, want := range r.Path {
		got := s.Path[i]
		where := fmt.Sprintf("%s step %d", name, i)
		j.equal(where, []any{got.Move, got.Term, got.Terms, got.ResidualDF}, []any{want.Move, want.Term, want.Terms, want.DF})
		j.near(where+" deviance", got.Deviance, want.Deviance, exact, 0.1)
		j.near(where+" criterion", got.Value, want.AIC, exact, 0.1)
		if len(got.Candidates) != len(want.Candidates) {
			j.fail(where, fmt.Errorf("%d candidates, want %d", len(got.Candidates), len(want.Candidates)))
			continue
		}
		for k, c := range want.Candidates {
			g := got.Candidates[k]
			j.equal(where+" candidate", g.Move+g.Term, c.Move+c.Term)
			j.near(where+" "+g.Move+g.Term+" deviance", g.Deviance, c.Deviance, exact, 0.1)
			j.near(where+" "+g.Move+g.Term+" criterion", g.Value, c.AIC, exact, 0.1)
		}
	}
	last := s.Path[len(s.Path)-1]
	j.equal(name+" final terms", last.Terms, r.Final)
	j.near(name+" final criterion", last.Value, r.AIC, exact, 0.1)
	j.near(name+" final deviance", s.Fit.Deviance, r.Deviance, exact, 0.1)
	for k, want := range r.Coef {
		c := s.Fit.Coefficients[k]
		j.equal(name+" coefficient", c.Term+c.Level, want.Term)
		if !c.Separated {
			j.near(name+" "+want.Term, c.Estimate, want.Coef, exact, 0)
		}
	}
}
