package regression_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"hcclab/hccp53/regression"
)

func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// simulate returns n patients with p normal columns, of which the first three
// matter, and a factor with levels a, b, c.
func simulate(seed uint64, n, p int) ([]bool, []regression.Term) {
	rng := rand.New(rand.NewPCG(seed, 1))
	y := make([]bool, n)
	columns := make([][]float64, p)
	for j := range columns {
		columns[j] = make([]float64, n)
	}
	labels := make([]string, n)
	for i := range n {
		eta := 0.0
		for j := range columns {
			columns[j][i] = rng.NormFloat64()
			if j < 3 {
				eta += []float64{0.8, -0.6, 0.5}[j] * columns[j][i]
			}
		}
		labels[i] = string("abc"[rng.IntN(3)])
		y[i] = rng.Float64() < 1/(1+math.Exp(-eta))
	}
	var terms []regression.Term
	for j, c := range columns {
		terms = append(terms, regression.Numeric("x"+string(rune('A'+j)), c))
	}
	return y, append(terms, regression.Factor("group", []string{"a", "b", "c"}, labels))
}

func fit(t *testing.T, y []bool, terms []regression.Term) *regression.Fit {
	t.Helper()
	f, err := regression.Logistic(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// At the maximum the residuals are orthogonal to each column: Σ(y−p) = 0,
// Σx(y−p) = 0, and Σ(y−p) = 0 within each level of a factor.
func TestScoreEquations(t *testing.T) {
	y, terms := simulate(1, 200, 4)
	f := fit(t, y, terms)
	p, err := f.Model.Predict(terms)
	if err != nil {
		t.Fatal(err)
	}
	scores := make([]float64, 8)
	for i := range y {
		r := -p.Probability[i]
		if y[i] {
			r++
		}
		scores[0] += r
		for j := range 4 {
			scores[1+j] += r * terms[j].Numbers[i]
		}
		scores[5+slices.Index(terms[4].Levels, terms[4].Labels[i])] += r
	}
	for k, s := range scores {
		if math.Abs(s) > 1e-11 {
			t.Errorf("score %d is %v", k, s)
		}
	}
}

// For a 2×2 table the odds ratio is ad/bc and its log has variance
// 1/a + 1/b + 1/c + 1/d (Woolf 1955).
func TestTwoByTwo(t *testing.T) {
	var y []bool
	var x []float64
	for _, cell := range []struct {
		count int
		y     bool
		x     float64
	}{{20, true, 1}, {5, false, 1}, {10, true, 0}, {30, false, 0}} {
		for range cell.count {
			y, x = append(y, cell.y), append(x, cell.x)
		}
	}
	f := fit(t, y, []regression.Term{regression.Numeric("exposed", x)})
	c := f.Coefficients[1]
	se := math.Sqrt(1.0/20 + 1.0/5 + 1.0/10 + 1.0/30)
	if !near(c.OR, 20.0*30/(5*10), 1e-12) || !near(c.SE, se, 1e-12) || !near(c.ORCI[1], 12*math.Exp(1.959963984540054*se), 1e-12) {
		t.Errorf("OR %v (to %v), SE %v, want 12 and %v", c.OR, c.ORCI[1], c.SE, se)
	}
	null := fit(t, y, nil)
	if !near(null.Coefficients[0].Estimate, math.Log(30.0/35), 1e-12) || !near(null.Deviance, f.NullDeviance, 1e-12) || null.AIC != null.Deviance+2 {
		t.Errorf("null model: %+v", null)
	}
}

func TestFitIsEquivariant(t *testing.T) {
	y, terms := simulate(2, 150, 3)
	base := fit(t, y, terms)
	scaled := slices.Clone(terms)
	values := slices.Clone(terms[1].Numbers)
	for i := range values {
		values[i] = 1e5 + 250*values[i]
	}
	scaled[1] = regression.Numeric(terms[1].Name, values)
	f := fit(t, y, scaled)
	if !near(f.Deviance, base.Deviance, 1e-11) || !near(f.Coefficients[2].Estimate*250, base.Coefficients[2].Estimate, 1e-9) || !near(f.Coefficients[2].Z, base.Coefficients[2].Z, 1e-9) {
		t.Errorf("another unit: deviance %v and %v, coefficient %v and %v", f.Deviance, base.Deviance, f.Coefficients[2], base.Coefficients[2])
	}
	// Another reference level: the contrasts between levels stay.
	turned := slices.Clone(terms)
	turned[3] = regression.Factor("group", []string{"c", "a", "b"}, terms[3].Labels)
	g := fit(t, y, turned)
	if !near(g.Deviance, base.Deviance, 1e-12) || !near(g.Coefficients[5].Estimate-g.Coefficients[4].Estimate, base.Coefficients[4].Estimate, 1e-10) {
		t.Errorf("another reference: %v and %v", g.Coefficients, base.Coefficients)
	}
	// Another order of patients.
	order := rand.New(rand.NewPCG(3, 1)).Perm(len(y))
	shuffled := make([]bool, len(y))
	for i, r := range order {
		shuffled[i] = y[r]
	}
	h := fit(t, shuffled, regression.Rows(terms, order))
	for k := range h.Coefficients {
		if !near(h.Coefficients[k].Estimate, base.Coefficients[k].Estimate, 1e-11) {
			t.Errorf("another order: %v and %v", h.Coefficients[k], base.Coefficients[k])
		}
	}
}

// The later of two dependent columns gets no coefficient and the fit is that
// without it.
func TestAliasedColumns(t *testing.T) {
	y, terms := simulate(4, 100, 3)
	sum := make([]float64, len(y))
	five := make([]float64, len(y))
	for i := range y {
		sum[i] = terms[0].Numbers[i] - 2*terms[1].Numbers[i]
		five[i] = 5
	}
	with := []regression.Term{terms[0], regression.Numeric("constant", five), terms[1], regression.Numeric("sum", sum), terms[2]}
	f := fit(t, y, with)
	plain := fit(t, y, terms[:3])
	var aliased []string
	for _, c := range f.Coefficients {
		if c.Aliased {
			aliased = append(aliased, c.Term)
			if !math.IsNaN(c.Estimate) || !math.IsNaN(c.P) {
				t.Errorf("an aliased column has numbers: %+v", c)
			}
		}
	}
	if !slices.Equal(aliased, []string{"constant", "sum"}) || f.Rank != 4 || !near(f.Deviance, plain.Deviance, 1e-12) || len(f.Warnings) != 1 {
		t.Errorf("aliased %v, rank %d, deviance %v and %v, warnings %q", aliased, f.Rank, f.Deviance, plain.Deviance, f.Warnings)
	}
	if f.AIC != f.Deviance+2*4 || f.BIC != f.Deviance+4*math.Log(100) || f.LogLikelihood != -f.Deviance/2 {
		t.Errorf("AIC %v, BIC %v count aliased columns; deviance %v", f.AIC, f.BIC, f.Deviance)
	}
	p, _ := f.Model.Predict(with)
	q, _ := plain.Model.Predict(terms)
	if !near(p.LogOdds[7], q.LogOdds[7], 1e-10) {
		t.Errorf("predictions differ: %v and %v", p.LogOdds[7], q.LogOdds[7])
	}
}

func TestSeparationIsNamed(t *testing.T) {
	y, terms := simulate(5, 60, 2)
	marker := make([]float64, len(y)) // no case without it
	perfect := make([]float64, len(y))
	for i := range y {
		if y[i] || i%3 == 0 {
			marker[i] = 1
		}
		if y[i] {
			perfect[i] = 2
		}
		perfect[i] += float64(i) / 100
	}
	for name, c := range map[string]struct {
		terms     []regression.Term
		named     string
		converged bool
	}{
		"quasi":    {[]regression.Term{terms[0], regression.Numeric("marker", marker), terms[1]}, "marker", true},
		"complete": {[]regression.Term{terms[0], regression.Numeric("perfect", perfect)}, "perfect", false},
	} {
		f := fit(t, y, c.terms)
		if !f.Separated || !slices.Contains(f.SeparatedTerms, c.named) || f.Converged != c.converged || len(f.Warnings) == 0 {
			t.Errorf("%s: separated %v by %v, converged %v, warnings %q", name, f.Separated, f.SeparatedTerms, f.Converged, f.Warnings)
		}
		if name == "quasi" && slices.Contains(f.SeparatedTerms, terms[0].Name) {
			t.Errorf("an innocent term is blamed: %v", f.SeparatedTerms)
		}
	}
	if f := fit(t, y, terms); f.Separated || f.SeparatedTerms != nil || f.Warnings != nil {
		t.Errorf("an ordinary fit: %v %q", f.SeparatedTerms, f.Warnings)
	}
}

func TestMissingRowsAndUnusedLevels(t *testing.T) {
	y, terms := simulate(6, 90, 2)
	numbers, labels := slices.Clone(terms[0].Numbers), slices.Clone(terms[2].Labels)
	var kept []int
	for i := range y {
		switch {
		case i%10 == 0:
			numbers[i] = math.NaN()
		case i%7 == 0, labels[i] == "a": // the reference level is never complete
			labels[i] = ""
		default:
			kept = append(kept, i)
		}
	}
	holed := []regression.Term{regression.Numeric("xA", numbers), terms[1], regression.Factor("group", []string{"a", "b", "c"}, labels)}
	f := fit(t, y, holed)
	yk := make([]bool, len(kept))
	for i, r := range kept {
		yk[i] = y[r]
	}
	full := regression.Rows(terms, kept)
	full[2].Levels = []string{"b", "c"}
	g := fit(t, yk, full)
	if f.N != len(kept) || f.Dropped != len(y)-len(kept) || f.Deviance != g.Deviance || f.Coefficients[3].Level != "c" {
		t.Errorf("n %d, dropped %d, deviance %v and %v, %v", f.N, f.Dropped, f.Deviance, g.Deviance, f.Coefficients)
	}
	if want := (regression.ModelTerm{Name: "group", Levels: []string{"b", "c"}, Unused: []string{"a"}, Coefficients: []float64{0, f.Coefficients[3].Estimate}}); !reflect.DeepEqual(f.Model.Terms[2], want) {
		t.Errorf("the model keeps %+v, want %+v", f.Model.Terms[2], want)
	}
	if _, err := f.Model.Predict(terms); !errors.Is(err, regression.ErrUnknownLevel) {
		t.Errorf("an unused level is predicted: %v", err)
	}
}

func TestPredictIgnoresOrderAndExtraTerms(t *testing.T) {
	y, terms := simulate(7, 80, 3)
	f := fit(t, y, terms)
	p, err := f.Model.Predict(terms)
	if err != nil {
		t.Fatal(err)
	}
	q, err := f.Model.Predict([]regression.Term{terms[3], regression.Numeric("other", make([]float64, 80)), terms[2], terms[0], terms[1]})
	if err != nil || !reflect.DeepEqual(p, q) {
		t.Errorf("order matters: %v", err)
	}
	if p.OutOfRange != nil {
		t.Errorf("the fit's own patients are out of range: %v", p.OutOfRange)
	}
}

// A stored model gives the same bits.
func TestFitSurvivesJSON(t *testing.T) {
	y, terms := simulate(8, 60, 2)
	perfect := make([]float64, len(y))
	for i := range y {
		if y[i] {
			perfect[i] = 1 + float64(i)/1000
		}
	}
	for name, terms := range map[string][]regression.Term{
		"ordinary":  terms,
		"aliased":   append(slices.Clone(terms), regression.Numeric("again", terms[0].Numbers)),
		"separated": {terms[0], regression.Numeric("perfect", perfect)},
	} {
		f := fit(t, y, terms)
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var g regression.Fit
		if err := json.Unmarshal(b, &g); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(f.Model, g.Model) {
			t.Errorf("%s: the model changed", name)
		}
		c, _ := json.Marshal(&g)
		if string(b) != string(c) {
			t.Errorf("%s: the fit changed", name)
		}
		for k := range f.Coefficients {
			if math.IsNaN(f.Coefficients[k].SE) != math.IsNaN(g.Coefficients[k].SE) || math.IsNaN(f.Coefficients[k].ORCI[0]) != math.IsNaN(g.Coefficients[k].ORCI[0]) {
				t.Errorf("%s: coefficient %d: %+v and %+v", name, k, f.Coefficients[k], g.Coefficients[k])
			}
		}
		p, _ := f.Model.Predict(terms)
		q, _ := g.Model.Predict(terms)
		if !reflect.DeepEqual(p, q) {
			t.Errorf("%s: predictions changed", name)
		}
	}
}

func TestFewEventsAreSaid(t *testing.T) {
	y, terms := simulate(9, 40, 6)
	count := 0
	for i := range y {
		y[i] = y[i] && count < 6
		if y[i] {
			count++
		}
	}
	f := fit(t, y, terms)
	if !slices.ContainsFunc(f.Warnings, func(s string) bool { return s == "6 events for 8 coefficients beside the intercept" }) {
		t.Errorf("warnings %q", f.Warnings)
	}
}

func TestTypedErrors(t *testing.T) {
	y := []bool{true, false, true, false, true, false}
	x := []float64{1, 3, 2, 4, 6, 5}
	numeric := regression.Numeric("x", x)
	group := regression.Factor("g", []string{"a", "b"}, []string{"a", "b", "a", "b", "b", "a"})
	model := func() regression.Model {
		f, err := regression.Logistic(y, []regression.Term{numeric, group})
		if err != nil {
			t.Fatal(err)
		}
		return f.Model
	}()
	predict := func(terms ...regression.Term) error { _, err := model.Predict(terms); return err }
	logistic := func(y []bool, terms ...regression.Term) error { _, err := regression.Logistic(y, terms); return err }
	lasso := func(o regression.LassoOptions, columns ...[]float64) error {
		_, err := regression.Lasso(y, columns, o)
		return err
	}
	cv := func(folds ...int) error {
		_, err := regression.LassoCV(y, [][]float64{x}, folds, regression.LassoOptions{})
		return err
	}
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct{ got, want error }{
		"one class":              {logistic([]bool{true, true, true, true, true, true}, numeric), regression.ErrOneClass},
		"no complete row":        {logistic(y, regression.Numeric("x", []float64{nan, nan, nan, nan, nan, nan})), regression.ErrOneClass},
		"length":                 {logistic(y[:4], numeric), regression.ErrLength},
		"infinite":               {logistic(y, regression.Numeric("x", []float64{inf, 1, 2, 3, 4, 5})), regression.ErrNotFinite},
		"name twice":             {logistic(y, numeric, numeric), regression.ErrTerm},
		"no name":                {logistic(y, regression.Numeric("", x)), regression.ErrTerm},
		"level twice":            {logistic(y, regression.Factor("g", []string{"a", "a", "b"}, group.Labels)), regression.ErrTerm},
		"undeclared level":       {logistic(y, regression.Factor("g", []string{"a"}, group.Labels)), regression.ErrUnknownLevel},
		"one level":              {logistic(y, regression.Factor("g", []string{"a", "b"}, []string{"a", "a", "a", "a", "a", ""})), regression.ErrConstant},
		"predict: missing term":  {predict(numeric), regression.ErrTerm},
		"predict: other kind":    {predict(numeric, regression.Numeric("g", x)), regression.ErrTerm},
		"predict: unknown level": {predict(regression.Numeric("x", x[:1]), regression.Factor("g", nil, []string{"c"})), regression.ErrUnknownLevel},
		"predict: missing label": {predict(regression.Numeric("x", x[:1]), regression.Factor("g", nil, []string{""})), regression.ErrNotFinite},
		"predict: NaN":           {predict(regression.Numeric("x", []float64{nan}), regression.Factor("g", nil, []string{"a"})), regression.ErrNotFinite},
		"predict: damaged": {func() error {
			_, err := regression.Model{Terms: []regression.ModelTerm{{Name: "x"}}}.Predict([]regression.Term{numeric})
			return err
		}(), regression.ErrTerm},
		"predict: length":   {predict(numeric, regression.Factor("g", nil, []string{"a"})), regression.ErrLength},
		"lasso: no columns": {lasso(regression.LassoOptions{}), regression.ErrLength},
		"lasso: length":     {lasso(regression.LassoOptions{}, x[:3]), regression.ErrLength},
		"lasso: NaN":        {lasso(regression.LassoOptions{}, []float64{1, nan, 2, 3, 4, 5}), regression.ErrNotFinite},
		"lasso: rising":     {lasso(regression.LassoOptions{Lambda: []float64{0.1, 0.2}}, x), regression.ErrLambda},
		"lasso: ratio":      {lasso(regression.LassoOptions{MinRatio: 1}, x), regression.ErrLambda},
		"cv: length":        {cv(1, 2, 3), regression.ErrLength},
		"cv: two folds":     {cv(1, 1, 1, 2, 2, 2), regression.ErrFolds},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}
