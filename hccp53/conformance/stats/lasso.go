package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"hcclab/hccp53/regression"
)

var rulesLasso = []rule{
	{path: ".*/(note|loss|exact_note|warnings)(/#)?", leave: freeText},
	{path: "#/(alpha|lambda_min_ratio|nlambda|thresh)|#/selected/#/index", leave: inputs},
	{path: ".*default_ratio_path/dev_ratio_last", leave: "glmnet at its default threshold, far down a nearly saturated path"},
	{path: ".*max_abs_coef_diff_default_thresh", leave: "how far glmnet's own answer moves with its threshold"},
	{path: ".*/exact(_min|_1se)?/exact/.*|.*/selected/#/exact/.*", tolerance: 1e-8},
	{path: ".*/(dev_ratio|dev_ratio_last)(/#)?", tolerance: 1e-5, floor: 1e-3},
	// An intercept may be 0 but for rounding: its scale is one unit of log odds.
	{path: ".*/a0(/#)?", tolerance: 1e-5, floor: 1},
	{path: ".*/(coef|coef_min|coef_1se|cvm|cvsd)(/#)?(/coef)?", tolerance: 1e-5},
}

// featureTable holds all features of a set, those that are constant too, without
// its incomplete rows.
type featureTable struct {
	names   []string
	y       []bool
	columns [][]float64
	sd      []float64 // with n below
	fold    []int
}

func (s *set) featureTable() featureTable {
	var f featureTable
	for _, name := range s.table.Names() {
		if name != s.spec.Outcome && name != s.spec.FoldColumn {
			f.names = append(f.names, name)
		}
	}
	t := complete(s.table, append([]string{s.spec.Outcome}, f.names...))
	f.y = outcome(t, s.spec.Outcome)
	for _, name := range f.names {
		x := numbers(t, name)
		f.columns = append(f.columns, x)
		f.sd = append(f.sd, stat.PopStdDev(x, nil))
	}
	for _, v := range numbers(t, s.spec.FoldColumn) {
		f.fold = append(f.fold, int(v))
	}
	return f
}

// answerLasso mirrors lasso.json: one block an alpha.
func answerLasso(s *set, facts any) (any, error) {
	f := s.featureTable()
	blocks, _ := facts.([]any)
	var out []any
	for _, b := range blocks {
		m, err := f.block(b)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

type lassoFacts struct {
	Alpha    float64
	MinRatio float64 `json:"lambda_min_ratio"`
	Count    int     `json:"nlambda"`
	Selected []struct {
		Index     int
		Intercept float64 `json:"a0"`
		Coef      []featureFact
		Exact     exactFact
	}
	Duplicates bool `json:"has_duplicate_columns"`
}

type featureFact struct {
	Feature string
	Coef    float64
}

// exactFact is a solution with checked optimality conditions.
type exactFact struct {
	Intercept float64 `json:"a0"`
	Coef      []featureFact
}

func (e exactFact) solution() map[string]float64 {
	coef := map[string]float64{}
	for _, c := range e.Coef {
		coef[c.Feature] = c.Coef
	}
	return coef
}

func (f featureTable) block(block any) (obj, error) {
	var facts lassoFacts
	if err := decode(block, &facts); err != nil {
		return nil, err
	}
	fold := block.(obj)
	o := regression.LassoOptions{Alpha: facts.Alpha, MinRatio: facts.MinRatio, Count: facts.Count}
	path, err := regression.Lasso(f.y, f.columns, o)
	if err != nil {
		return nil, err
	}
	long, err := regression.Lasso(f.y, f.columns, regression.LassoOptions{Alpha: facts.Alpha})
	if err != nil {
		return nil, err
	}
	merged := obj{}
	for _, j := range path.Duplicate {
		merged[f.names[j]] = f.twin(j)
	}
	duplicates := len(path.Duplicate) > 0
	if facts.Alpha != 1 {
		one, err := regression.Lasso(f.y, f.columns, regression.LassoOptions{Count: 1})
		if err != nil {
			return nil, err
		}
		duplicates = len(one.Duplicate) > 0
	}
	intercepts := facts.intercepts(path)
	var selected []any
	for _, q := range facts.Selected {
		k := q.Index - 1
		if k < 0 || k >= len(path.Lambda) {
			return nil, fmt.Errorf("penalty %d of %d", q.Index, len(path.Lambda))
		}
		row := obj{"lambda": path.Lambda[k], "a0": intercepts[k], "df": path.NonZero[k], "dev_ratio": path.DevianceRatio[k],
			"coef": f.glmnet(path, k, q.Coef, q.Exact.solution(), false), "exact": f.exact(path, k, q.Exact)}
		if len(path.Duplicate) > 0 {
			row["coef"], row["df"], row["a0"] = split, split, split
		}
		selected = append(selected, row)
	}
	out := obj{"n": path.N, "p": path.Columns,
		"lambda": path.Lambda, "nlambda_returned": len(path.Lambda),
		"default_ratio_path": longPath(long, fold["default_ratio_path"]),
		"null_dev":           path.NullDeviance, "df": path.NonZero, "dev_ratio": path.DevianceRatio, "a0": intercepts, "selected": selected,
		"max_lambda_formula": path.Lambda[0], "has_duplicate_columns": duplicates, "merged_columns": merged}
	if len(path.Duplicate) > 0 {
		out["df"], out["a0"] = split, split
	}
	for _, measure := range []regression.Measure{regression.Deviance, regression.AUC, regression.Misclassification} {
		for _, variant := range []string{"interp", "samelambda"} {
			name := "cv_" + string(measure) + "_" + variant
			o.Measure, o.Interpolate = measure, variant == "interp"
			if measure == regression.AUC && float64(len(f.y)) < 10*float64(slices.Max(f.fold)) {
				o.Measure = regression.Deviance // as cv.glmnet does, with a warning, where folds are small
			}
			cv, err := regression.LassoCV(f.y, f.columns, f.fold, o)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out[name] = f.validation(cv, fold[name])
		}
	}
	return out, nil
}

// intercepts mirrors those of a path. glmnet's are as good as its coefficients,
// for which the reference has exact solutions at some penalties: where it is off
// those, it is in between, too.
func (f lassoFacts) intercepts(p *regression.LassoPath) []any {
	off := 0.0
	for _, q := range f.Selected {
		off = max(off, math.Abs(q.Intercept-q.Exact.Intercept))
	}
	all := make([]any, len(p.Intercept))
	for k, b := range p.Intercept {
		if all[k] = b; off > 5e-6 {
			all[k] = disputed{value: b, scale: 1, why: fmt.Sprintf("glmnet's intercept is off the exact solutions of the reference by up to %.2g", off), within: 10 * off}
		}
	}
	return all
}

// longPath mirrors the path down to the usual end. It ends where a step gains less
// than 1e-5 of the deviance; glmnet at its usual threshold is not so exact that one
// can tell gains of half or twice that.
func longPath(p *regression.LassoPath, facts any) obj {
	var stated struct {
		Count int     `json:"nlambda_returned"`
		Ratio float64 `json:"dev_ratio_last"`
	}
	_ = decode(facts, &stated)
	last := len(p.Lambda) - 1
	m := obj{"nlambda_returned": last + 1, "lambda_first": p.Lambda[0], "lambda_last": p.Lambda[last], "dev_ratio_last": p.DevianceRatio[last]}
	const enough = 1e-5
	stop := min(stated.Count-1, last)
	if stop < 1 {
		return m
	}
	gain := p.DevianceRatio[stop] - p.DevianceRatio[stop-1]
	off := math.Abs(stated.Ratio - p.DevianceRatio[stop])
	why := ""
	switch {
	case gain > enough/2 && gain < 2*enough:
		why = fmt.Sprintf("a step of this path gains %.3g of the deviance, near the 1e-5 at which it ends", gain)
	case stop < last && off > enough:
		why = fmt.Sprintf("glmnet at its usual threshold is off the deviance ratio by %.2g where it ends", off)
	}
	if why != "" {
		m["nlambda_returned"], m["lambda_last"] = disputed{value: float64(last + 1), why: why}, disputed{value: p.Lambda[last], why: why}
	}
	return m
}

// split is why glmnet's own coefficients are not compared where columns repeat
// each other.
const split = left("how glmnet shares a coefficient out between columns that repeat each other")

// measures are glmnet's names.
var measures = map[regression.Measure]string{regression.Deviance: "Binomial Deviance", regression.AUC: "AUC", regression.Misclassification: "Misclassification Error"}

func (f featureTable) validation(cv *regression.LassoValidation, facts any) obj {
	var stated struct {
		Min        []featureFact             `json:"coef_min"`
		OneSE      []featureFact             `json:"coef_1se"`
		NonZero    []int                     `json:"nzero"`
		ExactMin   struct{ Exact exactFact } `json:"exact_min"`
		ExactOneSE struct{ Exact exactFact } `json:"exact_1se"`
	}
	if err := decode(facts, &stated); err != nil {
		return obj{"error": err.Error()}
	}
	p := cv.Path
	out := obj{"measure": measures[cv.Measure], "lambda": p.Lambda, "cvm": cv.Mean, "cvsd": cv.SE, "nzero": p.NonZero,
		"lambda_min": p.Lambda[cv.Min], "lambda_1se": p.Lambda[cv.OneSE], "index_min": cv.Min + 1, "index_1se": cv.OneSE + 1,
		"coef_min": f.glmnet(p, cv.Min, stated.Min, stated.ExactMin.Exact.solution(), true), "coef_1se": f.glmnet(p, cv.OneSE, stated.OneSE, stated.ExactOneSE.Exact.solution(), true),
		"exact_min": obj{"exact": f.exact(p, cv.Min, stated.ExactMin.Exact)}, "exact_1se": obj{"exact": f.exact(p, cv.OneSE, stated.ExactOneSE.Exact)}}
	// At the very penalty at which the first column enters, rounding decides
	// whether it has.
	counts := boxed(p.NonZero)
	if len(stated.NonZero) > 0 && stated.NonZero[0] == 1 {
		counts[0] = left("whether a column has entered at the very penalty at which it enters")
	}
	out["nzero"] = counts
	if len(p.Duplicate) > 0 {
		out["coef_min"], out["coef_1se"], out["nzero"] = split, split, split
	}
	return out
}

// glmnet mirrors glmnet's own coefficients, in its order, judged on the scale of
// standardised columns, with what it has not and we have. Where it is farther
// than that from the exact solution of the reference, the reference contradicts
// itself.
func (f featureTable) glmnet(p *regression.LassoPath, k int, stated []featureFact, exact map[string]float64, intercept bool) []any {
	out := []any{}
	named := map[string]bool{}
	for _, s := range stated {
		named[s.Feature] = true
		if s.Feature == "(Intercept)" && intercept {
			out = append(out, obj{"feature": s.Feature, "coef": scaled{p.Intercept[k], 1}})
			continue
		}
		j := slices.Index(f.names, s.Feature)
		if j < 0 {
			return nil
		}
		row := obj{"feature": s.Feature, "coef": scaled{p.Coefficients[k][j], 1 / f.sd[j]}}
		off, ours := math.Abs(s.Coef-exact[s.Feature])*f.sd[j], math.Abs(p.Coefficients[k][j]-exact[s.Feature])*f.sd[j]
		if off > 1e-5-ours && ours < 1e-8 { // ours is the exact one
			row["coef"] = disputed{value: p.Coefficients[k][j], scale: 1 / f.sd[j], why: fmt.Sprintf("glmnet is off the exact solution of the reference by %.2g per SD", off)}
		}
		out = append(out, row)
	}
	for j, b := range p.Coefficients[k] {
		if !named[f.names[j]] && math.Abs(b)*f.sd[j] > 1e-5 {
			out = append(out, obj{"feature": f.names[j], "coef": b})
		}
	}
	return out
}

// exact mirrors the solution with checked optimality conditions. At the penalty at
// which a column enters, rounding decides whether it has: the facts may have one
// that is 0 but for that.
func (f featureTable) exact(p *regression.LassoPath, k int, stated exactFact) obj {
	solution := stated.solution()
	coef := []any{}
	count := p.NonZero[k]
	for j, b := range p.Coefficients[k] {
		entering := solution[f.names[j]] != 0 && math.Abs(solution[f.names[j]])*f.sd[j] < 1e-12
		switch {
		case entering:
			coef = append(coef, obj{"feature": f.names[j], "coef": scaled{b, 1 / f.sd[j]}})
			if b == 0 {
				count++
			}
		case b != 0:
			coef = append(coef, obj{"feature": f.names[j], "coef": b})
		}
	}
	return obj{"lambda": p.Lambda[k], "a0": p.Intercept[k], "df": count, "deviance": p.NullDeviance * (1 - p.DevianceRatio[k]), "coef": coef}
}

// twin names the earlier column that column j repeats.
func (f featureTable) twin(j int) string {
	for i := range j {
		if f.sd[i] > 0 && math.Abs(stat.Correlation(f.columns[i], f.columns[j], nil)) > 1-1e-9 {
			return f.names[i]
		}
	}
	return ""
}
