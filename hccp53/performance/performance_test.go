package performance_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"hcclab/hccp53/performance"
)

func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// scores returns n outcomes with a continuous risk and one rounded to tenths.
func scores(seed uint64, n int) (y []bool, risk, coarse []float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for range n {
		logOdds := 1.5 * rng.NormFloat64()
		y = append(y, rng.Float64() < 1/(1+math.Exp(-logOdds)))
		risk = append(risk, 1/(1+math.Exp(-logOdds-0.5*rng.NormFloat64())))
		coarse = append(coarse, math.Round(10*risk[len(risk)-1])/10)
	}
	return y, risk, coarse
}

// wins is ψ of DeLong: 1 when the case is above, ½ for a tie.
func wins(a, b float64) float64 {
	switch {
	case a > b:
		return 1
	case a == b:
		return 0.5
	}
	return 0
}

// The covariance by the definition of DeLong et al. 1988, equations 3 to 6.
func delongByDefinition(y []bool, a, b []float64) (aucA, aucB, covariance float64) {
	var cases, controls []int
	for i, v := range y {
		if v {
			cases = append(cases, i)
		} else {
			controls = append(controls, i)
		}
	}
	m, n := float64(len(cases)), float64(len(controls))
	component := func(s []float64) (v10, v01 []float64, auc float64) {
		v10, v01 = make([]float64, len(cases)), make([]float64, len(controls))
		for i, c := range cases {
			for j, d := range controls {
				w := wins(s[c], s[d])
				v10[i] += w / n
				v01[j] += w / m
				auc += w / (m * n)
			}
		}
		return v10, v01, auc
	}
	a10, a01, aucA := component(a)
	b10, b01, aucB := component(b)
	for i := range a10 {
		covariance += (a10[i] - aucA) * (b10[i] - aucB) / (m - 1) / m
	}
	for j := range a01 {
		covariance += (a01[j] - aucA) * (b01[j] - aucB) / (n - 1) / n
	}
	return aucA, aucB, covariance
}

func TestDeLongEqualsDefinition(t *testing.T) {
	for seed := range uint64(5) {
		y, risk, coarse := scores(seed, 70)
		aucA, aucB, cov := delongByDefinition(y, risk, coarse)
		_, _, varA := delongByDefinition(y, risk, risk)
		_, _, varB := delongByDefinition(y, coarse, coarse)
		got, err := performance.DeLongTest(y, risk, coarse)
		if err != nil {
			t.Fatal(err)
		}
		se := math.Sqrt(varA + varB - 2*cov)
		if !near(got.AUC[0], aucA, 1e-13) || !near(got.AUC[1], aucB, 1e-13) || !near(got.Covariance, cov, 1e-14) || !near(got.SE, se, 1e-12) || !near(got.Z, (aucA-aucB)/se, 1e-11) {
			t.Errorf("got %+v, want AUC %v and %v, covariance %v, SE %v", got, aucA, aucB, cov, se)
		}
		single, err := performance.DeLong(y, coarse)
		if err != nil || !near(single.Variance, varB, 1e-14) || !near(single.CI[1], aucB+1.959963984540054*math.Sqrt(varB), 1e-12) {
			t.Errorf("got %+v, want variance %v, %v", single, varB, err)
		}
	}
}

// Nothing depends on the scale of the score, only on the order; the mirrored
// score has 1 - AUC.
func TestDiscriminationIsInvariant(t *testing.T) {
	y, risk, coarse := scores(11, 90)
	for _, s := range [][]float64{risk, coarse} {
		base, _ := performance.DeLong(y, s)
		roc, _ := performance.NewROC(y, s)
		mapped, mirrored := slices.Clone(s), slices.Clone(s)
		for i, v := range s {
			mapped[i] = math.Exp(5*v) - 1e3
			mirrored[i] = -v
		}
		other, _ := performance.DeLong(y, mapped)
		if !reflect.DeepEqual(base, other) {
			t.Errorf("a monotone map changes %+v to %+v", base, other)
		}
		turned, _ := performance.DeLong(y, mirrored)
		if !near(turned.AUC, 1-base.AUC, 1e-14) || !near(turned.Variance, base.Variance, 1e-14) {
			t.Errorf("the mirrored score has %+v, the score %+v", turned, base)
		}
		curve, _ := performance.NewROC(y, mapped)
		area := 0.0
		for k, p := range curve.Points {
			if q := roc.Points[k]; p.Sensitivity != q.Sensitivity || p.Specificity != q.Specificity {
				t.Errorf("point %d moves from %+v to %+v", k, q, p)
			}
			if k > 0 { // the area under the polygon is the AUC
				q := curve.Points[k-1]
				area += (p.Specificity - q.Specificity) * (p.Sensitivity + q.Sensitivity) / 2
			}
		}
		if !near(area, base.AUC, 1e-13) || roc.AUC != base.AUC {
			t.Errorf("area %v, AUC %v and %v", area, base.AUC, roc.AUC)
		}
	}
}

// Each point of the curve is what Classify finds at its threshold, and no
// cut-off between two scores is missed.
func TestROCPointsAreClassifications(t *testing.T) {
	y, _, coarse := scores(12, 60)
	roc, err := performance.NewROC(y, coarse)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(roc.Points); !math.IsInf(roc.Points[0].Threshold, -1) || !math.IsInf(roc.Points[n-1].Threshold, 1) {
		t.Errorf("ends %+v, %+v", roc.Points[0], roc.Points[n-1])
	}
	best := 0.0
	for _, p := range roc.Points[1 : len(roc.Points)-1] {
		c, err := performance.Classify(y, coarse, p.Threshold)
		if err != nil || c.Sensitivity.Estimate != p.Sensitivity || c.Specificity.Estimate != p.Specificity {
			t.Errorf("point %+v, classified %+v, %v", p, c, err)
		}
		best = math.Max(best, p.Sensitivity+p.Specificity-1)
	}
	cut, err := roc.Youden()
	if err != nil || !near(cut.J, best, 1e-14) {
		t.Errorf("J %v, want %v, %v", cut.J, best, err)
	}
	// A score at the threshold is positive.
	if c, err := performance.Classify([]bool{true, false}, []float64{0.5, 0.5}, 0.5); err != nil || c.TP != 1 || c.FP != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

// Ties are found by counting, not by comparing rounded sums.
func TestYoudenReportsAllTies(t *testing.T) {
	// Sorted scores, 1 = case: 0 0 1 1 0 1 1 with three controls and four cases.
	y := []bool{false, false, true, true, false, true, true}
	s := []float64{1, 2, 3, 4, 5, 6, 7}
	// threshold 2.5: sensitivity 1, specificity 2/3, J = 2/3
	// threshold 5.5: sensitivity 1/2, specificity 1, J = 1/2
	roc, _ := performance.NewROC(y, s)
	cut, err := roc.Youden()
	if err != nil || len(cut.Best) != 1 || cut.Chosen.Threshold != 2.5 || !near(cut.J, 2.0/3, 1e-15) {
		t.Errorf("%+v, %v", cut, err)
	}
	// Without the first control both have J = 1/2, and 5.5 has the same distance
	// |0.5 - 1| as 2.5: the lower threshold is chosen.
	roc, _ = performance.NewROC(y[1:], s[1:])
	cut, err = roc.Youden()
	if err != nil || len(cut.Best) != 2 || cut.Best[1].Threshold != 5.5 || cut.Chosen.Threshold != 2.5 || cut.J != 0.5 {
		t.Errorf("%+v, %v", cut, err)
	}
	flat, _ := performance.NewROC(y, make([]float64, 7))
	if _, err := flat.Youden(); !errors.Is(err, performance.ErrNoCutoff) || flat.AUC != 0.5 {
		t.Errorf("a constant score has a cut-off: %v", err)
	}
}

// Neighbouring floating-point numbers have no number between them.
func TestROCSeparatesNeighbours(t *testing.T) {
	next := math.Nextafter(1, 2)
	for _, pair := range [][2]float64{{1, next}, {-next, -1}, {1e308, 1.7e308}, {0, 5e-324}} {
		roc, err := performance.NewROC([]bool{false, true}, pair[:])
		if err != nil {
			t.Fatal(err)
		}
		if p := roc.Points[1]; p.Sensitivity != 1 || p.Specificity != 1 || !(p.Threshold > pair[0] && p.Threshold <= pair[1]) {
			t.Errorf("%v: %+v", pair, p)
		}
	}
}

// Wilson's limits solve (p̂ - p)² = z² p(1-p)/n.
func TestWilsonSolvesItsEquation(t *testing.T) {
	const z = 1.959963984540054
	for _, c := range [][2]int{{0, 10}, {3, 10}, {10, 10}, {37, 96}, {1, 1}} {
		p := performance.NewProportion(c[0], c[1])
		for _, limit := range p.CI {
			left := (p.Estimate - limit) * (p.Estimate - limit)
			right := z * z * limit * (1 - limit) / float64(c[1])
			if math.Abs(left-right) > 1e-15 {
				t.Errorf("%v: limit %v gives %v and %v", c, limit, left, right)
			}
		}
		if p.CI[0] > p.Estimate || p.CI[1] < p.Estimate {
			t.Errorf("%+v", p)
		}
	}
}

func TestMissingScoresAreCounted(t *testing.T) {
	y, risk, _ := scores(13, 50)
	holed := slices.Clone(risk)
	var yk []bool
	var kept []float64
	for i := range holed {
		if i%9 == 4 {
			holed[i] = math.NaN()
			continue
		}
		yk, kept = append(yk, y[i]), append(kept, risk[i])
	}
	a, err := performance.DeLong(y, holed)
	b, _ := performance.DeLong(yk, kept)
	if b.Dropped = 6; err != nil || a != b {
		t.Errorf("%+v and %+v, %v", a, b, err)
	}
	c, err := performance.Calibrate(y, holed)
	d, _ := performance.Calibrate(yk, kept)
	if d.Dropped = 6; err != nil || !reflect.DeepEqual(c, d) {
		t.Errorf("calibration differs, %v", err)
	}
	e, err := performance.Classify(y, holed, 0.5)
	if err != nil || e.Dropped != 6 || e.TP+e.FP+e.FN+e.TN != 44 {
		t.Errorf("%+v, %v", e, err)
	}
	f, err := performance.DecisionCurve(y, holed, nil)
	if err != nil || f.N != 44 || f.Dropped != 6 {
		t.Errorf("%d and %d, %v", f.N, f.Dropped, err)
	}
}

// Every result comes back from JSON as it was, NaN and ±Inf included.
func TestResultsSurviveJSON(t *testing.T) {
	y, risk, coarse := scores(14, 40)
	roc, _ := performance.NewROC(y, coarse)
	never, _ := performance.Classify(y, risk, 2) // PPV has no denominator
	perfect := make([]float64, len(y))
	for i, v := range y {
		perfect[i] = 0.2 + 0.01*float64(i%5)
		if v {
			perfect[i] += 0.5
		}
	}
	separated, _ := performance.Calibrate(y, perfect)
	if !separated.Separated || !math.IsNaN(separated.Slope.Value) || math.IsNaN(separated.InTheLarge.Value) {
		t.Errorf("a perfect score has a slope: %+v", separated.Slope)
	}
	decision, _ := performance.DecisionCurve(y, risk, nil)
	hosmer, _ := performance.HosmerLemeshow(y, coarse, 2)
	if !math.IsNaN(hosmer.P) {
		t.Errorf("two groups leave no degree of freedom: %+v", hosmer)
	}
	check := func(name string, value, into any) {
		b, err := json.Marshal(value)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := json.Unmarshal(b, into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c, err := json.Marshal(into)
		if err != nil || string(b) != string(c) {
			t.Errorf("%s: %s came back as %s, %v", name, b, c, err)
		}
	}
	check("ROC", roc, new(performance.ROC))
	check("Classification", never, new(performance.Classification))
	check("Calibration", separated, new(performance.Calibration))
	check("Decision", decision, new(performance.Decision))
	check("HosmerLemeshow", hosmer, new(performance.HosmerLemeshowResult))
	var p performance.ROCPoint
	if err := json.Unmarshal([]byte(`{"Threshold":"-Inf","Sensitivity":1,"Specificity":0}`), &p); err != nil || p != roc.Points[0] {
		t.Errorf("%+v, %v", p, err)
	}
	var q performance.Proportion
	b, _ := json.Marshal(never.PPV)
	if err := json.Unmarshal(b, &q); err != nil || !math.IsNaN(q.Estimate) || !math.IsNaN(q.CI[1]) || string(b) != `{"X":0,"N":0,"Estimate":null,"CI":[null,null],"Exact":[null,null]}` {
		t.Errorf("%s came back as %+v, %v", b, q, err)
	}
}

func TestTypedErrors(t *testing.T) {
	y := []bool{true, false, true, false}
	p := []float64{0.9, 0.1, 0.6, 0.4}
	one := []bool{true, true, true, true}
	inf := []float64{math.Inf(1), 0, 0, 0}
	odd := []float64{1.2, 0.1, 0.6, 0.4}
	nan := math.NaN()
	auc := func(y []bool, s []float64) error { _, err := performance.AUC(y, s); return err }
	delong := func(y []bool, s []float64) error { _, err := performance.DeLong(y, s); return err }
	calibrate := func(y []bool, s []float64) error { _, err := performance.Calibrate(y, s); return err }
	hosmer := func(s []float64, g int) error { _, err := performance.HosmerLemeshow(y, s, g); return err }
	decision := func(s []float64, t ...float64) error { _, err := performance.DecisionCurve(y, s, t); return err }
	paired := func(a, b []float64) error { _, err := performance.DeLongTest(y, a, b); return err }
	classify := func(t float64) error { _, err := performance.Classify(y, p, t); return err }
	interval := func(a, lo, hi float64, m, n int) error {
		_, err := performance.CheckInterval(a, [2]float64{lo, hi}, m, n, 3)
		return err
	}
	for name, c := range map[string]struct{ got, want error }{
		"AUC of one class":          {auc(one, p), performance.ErrOneClass},
		"AUC of NaN":                {auc(y, []float64{nan, 1, nan, 2}), performance.ErrOneClass},
		"AUC lengths":               {auc(y, p[:3]), performance.ErrLength},
		"AUC infinite":              {auc(y, inf), performance.ErrNotFinite},
		"DeLong of one case":        {delong([]bool{true, false, false, false}, p), performance.ErrOneClass},
		"DeLong test of opposites":  {paired(p, []float64{0.1, 0.9, 0.4, 0.6}), performance.ErrDegenerate},
		"calibrate one class":       {calibrate(one, p), performance.ErrOneClass},
		"calibrate above 1":         {calibrate(y, odd), performance.ErrProbability},
		"Hosmer–Lemeshow one group": {hosmer(p, 1), performance.ErrProbability},
		"Hosmer–Lemeshow constant":  {hosmer([]float64{0.5, 0.5, 0.5, 0.5}, 4), performance.ErrDegenerate},
		"Hosmer–Lemeshow zeros":     {hosmer([]float64{0, 0, 0.6, 0.9}, 2), performance.ErrDegenerate},
		"decision above 1":          {decision(odd), performance.ErrProbability},
		"decision at threshold 1":   {decision(p, 0.5, 1), performance.ErrProbability},
		"classify at Inf":           {classify(math.Inf(1)), performance.ErrNotFinite},
		"interval without its AUC":  {interval(0.7, 0.71, 0.8, 50, 50), performance.ErrProbability},
		"interval of a perfect AUC": {interval(1, 0.9, 1, 50, 50), performance.ErrProbability},
		"interval with one case":    {interval(0.7, 0.6, 0.8, 1, 50), performance.ErrOneClass},
		"interval beyond 0 to 1":    {interval(0.7, 0.4, 1.1, 50, 50), performance.ErrProbability},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

func BenchmarkDeLong(b *testing.B) {
	y, risk, _ := scores(15, 320)
	for b.Loop() {
		if _, err := performance.DeLong(y, risk); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDeLongTest(b *testing.B) {
	y, risk, coarse := scores(15, 320)
	for b.Loop() {
		if _, err := performance.DeLongTest(y, risk, coarse); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCalibrate(b *testing.B) {
	y, risk, _ := scores(15, 320)
	for b.Loop() {
		if _, err := performance.Calibrate(y, risk); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecisionCurve(b *testing.B) {
	y, risk, _ := scores(15, 320)
	for b.Loop() {
		if _, err := performance.DecisionCurve(y, risk, nil); err != nil {
			b.Fatal(err)
		}
	}
}
