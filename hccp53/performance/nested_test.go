package performance_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// nestedData returns outcomes with three terms, the last with holes.
func nestedData(n int) (y []bool, terms []regression.Term, holed regression.Term) {
	y, risk, coarse := scores(51, n)
	noise, holes := make([]float64, n), make([]float64, n)
	for i := range noise {
		noise[i] = math.Mod(float64(i)*0.754877666, 1)
		if holes[i] = noise[i]; i%10 == 3 {
			holes[i] = math.NaN()
		}
	}
	return y, []regression.Term{regression.Numeric("risk", risk), regression.Numeric("coarse", coarse), regression.Numeric("noise", noise)}, regression.Numeric("holed", holes)
}

func fitOf(t *testing.T, y []bool, terms ...regression.Term) *regression.Fit {
	t.Helper()
	fit, err := regression.Logistic(y, terms)
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

func TestCompareNested(t *testing.T) {
	y, terms, holed := nestedData(120)
	small, large := fitOf(t, y, terms[0]), fitOf(t, y, terms...)
	a, err := performance.CompareNested(y, terms, small, large)
	if err != nil {
		t.Fatal(err)
	}
	if !near(a.LikelihoodRatio.ChiSquare, small.Deviance-large.Deviance, 1e-12) || a.LikelihoodRatio.DF != 2 || !(a.LikelihoodRatio.P > 0 && a.LikelihoodRatio.P < 1) {
		t.Errorf("%+v", a.LikelihoodRatio)
	}
	p, _ := small.Model.Predict(terms)
	q, _ := large.Model.Predict(terms)
	x, _ := performance.AUC(y, p.Probability)
	z, _ := performance.AUC(y, q.Probability)
	idi, _ := performance.IDI(y, p.Probability, q.Probability)
	if a.AUC != [2]float64{x, z} || a.DeltaAUC != z-x || a.IDI != idi.IDI.Value || !slices.Equal(a.Added, []string{"coarse", "noise"}) || a.Note == "" {
		t.Errorf("%+v", a)
	}
	// A useless term changes the deviance and nothing else can be concluded.
	if _, err := performance.CompareNested(y, terms, large, small); !errors.Is(err, performance.ErrNested) {
		t.Errorf("larger in smaller: %v", err)
	}
	if _, err := performance.CompareNested(y, terms, small, small); !errors.Is(err, performance.ErrNested) {
		t.Errorf("with itself: %v", err)
	}
	other := fitOf(t, y, terms[1])
	if _, err := performance.CompareNested(y, terms, small, other); !errors.Is(err, performance.ErrNested) {
		t.Errorf("side by side: %v", err)
	}
	all := append(slices.Clone(terms), holed)
	incomplete := fitOf(t, y, terms[0], holed)
	if _, err := performance.CompareNested(y, all, small, incomplete); !errors.Is(err, performance.ErrRows) {
		t.Errorf("fewer rows: %v", err)
	}
	// On the rows complete on both it works.
	rows := regression.CompleteRows(all)
	var yk []bool
	for _, r := range rows {
		yk = append(yk, y[r])
	}
	kept := regression.Rows(all, rows)
	if b, err := performance.CompareNested(yk, kept, fitOf(t, yk, kept[0]), fitOf(t, yk, kept[0], kept[3])); err != nil || b.N != 108 || b.LikelihoodRatio.DF != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	null := fitOf(t, y)
	if b, err := performance.CompareNested(y, terms, null, small); err != nil || b.AUC[0] != 0.5 || !near(b.LikelihoodRatio.ChiSquare, small.NullDeviance-small.Deviance, 1e-12) {
		t.Errorf("against the intercept: %+v, %v", b, err)
	}
	few := fitOf(t, y[:20], regression.Rows(terms, firstRows(20))...)
	fewSmall := fitOf(t, y[:20], regression.Rows(terms[:1], firstRows(20))...)
	if b, err := performance.CompareNested(y[:20], regression.Rows(terms, firstRows(20)), fewSmall, few); err == nil && len(b.Warnings) == 0 {
		t.Errorf("few events without a warning: %+v", b)
	}
}

func firstRows(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func TestCompareFitsRefusesNestedInTraining(t *testing.T) {
	y, terms, holed := nestedData(120)
	small, large, other := fitOf(t, y, terms[0]), fitOf(t, y, terms...), fitOf(t, y, terms[1])
	for _, pair := range [][2]*regression.Fit{{small, large}, {large, small}} {
		if _, err := performance.CompareFits(performance.FittedOn, y, terms, pair[0], pair[1]); !errors.Is(err, performance.ErrNested) {
			t.Errorf("%v", err)
		}
		if _, err := performance.CompareFits("", y, terms, pair[0], pair[1]); !errors.Is(err, performance.ErrNested) {
			t.Errorf("patients not named: %v", err)
		}
		c, err := performance.CompareFits(performance.NotFittedOn, y, terms, pair[0], pair[1])
		if err != nil || c.AUC.P <= 0 || c.NRI.Cases != c.AUC.Cases {
			t.Errorf("%+v, %v", c, err)
		}
	}
	if _, err := performance.CompareFits(performance.FittedOn, y, terms, small, other); err != nil {
		t.Errorf("not nested: %v", err)
	}
	all := append(slices.Clone(terms), holed)
	c, err := performance.CompareFits(performance.NotFittedOn, y, all, small, fitOf(t, y, holed))
	if err != nil || c.AUC.Dropped != 12 || c.AUC.Cases+c.AUC.Controls != 108 {
		t.Errorf("%+v, %v", c.AUC, err)
	}
}

// Two cases and three controls, by hand.
func TestReclassificationByHand(t *testing.T) {
	y := []bool{true, true, false, false, false}
	before := []float64{.2, .5, .4, .1, .7}
	after := []float64{.6, .4, .2, .1, .8}
	n, err := performance.ContinuousNRI(y, before, after)
	// cases: one up, one down: 0; controls: one down, one up of three: 0.
	if err != nil || n.UpCases != 1 || n.DownCases != 1 || n.UpControls != 1 || n.DownControls != 1 || n.Total.Value != 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if !near(n.Total.SE, math.Sqrt(2.0/4+2.0/9), 1e-14) || n.Test.Z != 0 {
		t.Errorf("%+v", n.Total)
	}
	c, err := performance.CategoricalNRI(y, before, after, []float64{.3, .6})
	// cases: 0 to 2 (up), 1 to 1; controls: 1 to 0 (down), 0 to 0, 2 to 2.
	if err != nil || c.UpCases != 1 || c.DownCases != 0 || c.DownControls != 1 || c.UpControls != 0 || !near(c.Total.Value, 0.5+1.0/3, 1e-14) {
		t.Errorf("%+v, %v", c, err)
	}
	if c.CasesTable[0][2] != 1 || c.CasesTable[1][1] != 1 || c.ControlsTable[1][0] != 1 {
		t.Errorf("%v %v", c.CasesTable, c.ControlsTable)
	}
	i, err := performance.IDI(y, before, after)
	if err != nil || !near(i.Before, .35-.4, 1e-14) || !near(i.After, .5-1.1/3, 1e-14) || !near(i.IDI.Value, i.After-i.Before, 1e-14) {
		t.Errorf("%+v, %v", i, err)
	}
	same, err := performance.ContinuousNRI(y, before, before)
	if err != nil || same.Test.Z != 0 || same.Test.P != 1 {
		t.Errorf("nobody moves: %+v, %v", same, err)
	}
	swapped, _ := performance.CategoricalNRI(y, after, before, []float64{.3, .6})
	if !near(swapped.Total.Value, -c.Total.Value, 1e-14) {
		t.Errorf("swapped: %v", swapped.Total.Value)
	}
	for _, cuts := range [][]float64{nil, {.6, .3}, {0}, {1.2}} {
		if _, err := performance.CategoricalNRI(y, before, after, cuts); !errors.Is(err, performance.ErrProbability) {
			t.Errorf("%v: %v", cuts, err)
		}
	}
	if _, err := performance.IDI(y, before, []float64{1.2, 0, 0, 0, 0}); !errors.Is(err, performance.ErrProbability) {
		t.Errorf("%v", err)
	}
	if _, err := performance.IDI([]bool{true, false, false, false, false}, before, after); !errors.Is(err, performance.ErrOneClass) {
		t.Errorf("%v", err)
	}
}

// The example of pmsampsize and of Riley et al. 2019 (Chagas disease): 24
// parameters, R² 0.288, prevalence 0.174 need 623, 662 and 221 patients.
func TestSampleSizeOfRiley(t *testing.T) {
	s, err := performance.RequiredSampleSize(performance.SampleSizePlan{Parameters: 24, Prevalence: 0.174, CoxSnell: 0.288})
	if err != nil || s.ForShrinkage != 623 || s.ForOptimism != 662 || s.ForPrevalence != 221 || s.N != 662 || s.Events != 116 || math.Abs(s.EventsPerParameter-4.8) > .005 {
		t.Errorf("%+v, %v", s, err)
	}
	if shrinkage, err := performance.ExpectedShrinkage(s.ForShrinkage, 24, .288); err != nil || math.Abs(shrinkage-.9) > 2e-4 {
		t.Errorf("%v, %v", shrinkage, err)
	}
	if most := performance.CoxSnellFrom(1, 0.174); math.Abs(most-0.603) > .001 { // max R²cs at this prevalence
		t.Errorf("%v", most)
	}
	if r := performance.CoxSnellFrom(1, 0.5); !near(r, 0.75, 1e-14) {
		t.Errorf("%v", r)
	}
	for _, plan := range []performance.SampleSizePlan{
		{Parameters: 0, Prevalence: .2, CoxSnell: .2}, {Parameters: 5, Prevalence: 0, CoxSnell: .2}, {Parameters: 5, Prevalence: .2, CoxSnell: .9},
		{Parameters: 5, Prevalence: .2, CoxSnell: .2, Shrinkage: 1.1}, {Parameters: 5, Prevalence: .2, CoxSnell: math.NaN()},
	} {
		if _, err := performance.RequiredSampleSize(plan); !errors.Is(err, performance.ErrSize) {
			t.Errorf("%+v: %v", plan, err)
		}
	}
	if _, err := performance.ExpectedShrinkage(0, 5, .2); !errors.Is(err, performance.ErrSize) {
		t.Errorf("%v", err)
	}
}

func TestExpectedWidth(t *testing.T) {
	w, err := performance.ExpectAUC(0.702, 55, 41)
	if err != nil || w.SE != performance.HanleyMcNeilSE(0.702, 55, 41) || !near(w.Width, 2*1.959963984540054*w.SE, 1e-14) {
		t.Errorf("%+v, %v", w, err)
	}
	n, err := performance.PatientsForWidth(0.75, 0.4, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	cases := int(math.Round(float64(n) * .4))
	enough, _ := performance.ExpectAUC(.75, cases, n-cases)
	fewer, _ := performance.ExpectAUC(.75, int(math.Round(float64(n-1)*.4)), n-1-int(math.Round(float64(n-1)*.4)))
	if enough.Width > .1 || fewer.Width <= .1 {
		t.Errorf("%d patients: %v, one fewer %v", n, enough.Width, fewer.Width)
	}
	for _, bad := range [][3]float64{{1, .5, .1}, {.7, 0, .1}, {.7, .5, 0}} {
		if _, err := performance.PatientsForWidth(bad[0], bad[1], bad[2]); !errors.Is(err, performance.ErrProbability) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if _, err := performance.PatientsForWidth(.7, .5, 1e-6); !errors.Is(err, performance.ErrSize) {
		t.Errorf("%v", err)
	}
	if _, err := performance.ExpectAUC(.7, 1, 5); !errors.Is(err, performance.ErrOneClass) {
		t.Errorf("%v", err)
	}
}
