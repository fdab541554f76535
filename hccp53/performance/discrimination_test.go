package performance_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/performance"
)

// integerScores are two scores with ties that R can build too:
// i <- 0:59; s <- (i*37)%%23; y <- as.integer((i*29)%%31+0.6*s > 21); s2 <- (i*i)%%17.
func integerScores() (y []bool, s, s2 []float64) {
	for i := range 60 {
		v := float64(i * 37 % 23)
		s, s2 = append(s, v), append(s2, float64(i*i%17))
		y = append(y, float64(i*29%31)+0.6*v > 21)
	}
	return y, s, s2
}

// The areas of pROC 1.18, auc(partial.auc =, partial.auc.focus =), plain and with
// partial.auc.correct.
func TestPartialAreaOfR(t *testing.T) {
	y, s, _ := integerScores()
	roc, err := performance.NewROC(y, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		axis                      performance.Axis
		from, to, area, corrected float64
	}{
		{performance.OverSpecificity, .9, 1, 0.00897321428571429, 0.520911654135338},
		{performance.OverSpecificity, .35, .62, 0.200231696428571, 0.733607088310697},
		{performance.OverSpecificity, 0, .2, 0.194598214285714, 0.864955357142857},
		{performance.OverSpecificity, .501, .502, 0.000748687500000001, 0.749439182452642},
		{performance.OverSensitivity, .9, 1, 0.0152008928571429, 0.553688909774436},
		{performance.OverSensitivity, .35, .62, 0.200328571428571, 0.733976981399662},
		{performance.OverSensitivity, 0, .2, 0.188616071428571, 0.715401785714286},
		{performance.OverSensitivity, .501, .502, 0.000750000000000001, 0.750747756729811},
	} {
		got, err := roc.Partial(c.axis, c.from, c.to)
		if err != nil || !near(got.Area, c.area, 1e-13) || !near(got.Corrected, c.corrected, 1e-12) {
			t.Errorf("%+v: got %+v, %v", c, got, err)
		}
	}
	for _, axis := range []performance.Axis{performance.OverSpecificity, performance.OverSensitivity} {
		if whole, err := roc.Partial(axis, 0, 1); err != nil || !near(whole.Area, roc.AUC, 1e-13) || !near(whole.Corrected, roc.AUC, 1e-13) {
			t.Errorf("the whole range: %+v, AUC %v, %v", whole, roc.AUC, err)
		}
	}
	// Below chance there is nothing to correct; at chance the corrected area is ½.
	turned, _ := performance.NewROC(y, performance.LowerIsCase.Turn(s))
	if p, err := turned.Partial(performance.OverSpecificity, .9, 1); err != nil || !math.IsNaN(p.Corrected) {
		t.Errorf("%+v, %v", p, err)
	}
	flat, _ := performance.NewROC(y, make([]float64, len(y)))
	if p, err := flat.Partial(performance.OverSpecificity, .9, 1); err != nil || p.Corrected != 0.5 || !near(p.Area, .005, 1e-14) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, bad := range [][2]float64{{.5, .5}, {-.1, 1}, {0, 1.1}, {math.NaN(), 1}} {
		if _, err := roc.Partial(performance.OverSpecificity, bad[0], bad[1]); !errors.Is(err, performance.ErrProbability) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// roc.test(..., paired = FALSE, method = "delong") of pROC.
func TestUnpairedDeLongOfR(t *testing.T) {
	y, s, s2 := integerScores()
	u, err := performance.DeLongUnpaired(y[:35], s[:35], y[35:], s2[35:])
	if err != nil || !near(u.T, 2.46728728437166, 1e-12) || !near(u.DF, 52.7683914159027, 1e-12) || !near(u.P, 0.0168935031943364, 1e-11) {
		t.Errorf("%+v, %v", u, err)
	}
	v, _ := performance.DeLongUnpaired(y[35:], s2[35:], y[:35], s[:35])
	if v.T != -u.T || v.P != u.P || !near(v.CI[0], -u.CI[1], 1e-13) {
		t.Errorf("swapped: %+v", v)
	}
	perfect, reverse := []float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}
	two := []bool{false, false, true, true}
	if w, err := performance.DeLongUnpaired(two, perfect, two, perfect); err != nil || w.T != 0 || w.P != 1 || w.DF != 6 {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := performance.DeLongUnpaired(two, perfect, two, reverse); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("%v", err)
	}
	if _, err := performance.DeLongUnpaired(y, s, []bool{true, false}, []float64{1, 0}); !errors.Is(err, performance.ErrOneClass) {
		t.Errorf("%v", err)
	}
}

func TestDirectionIsNeverSilent(t *testing.T) {
	y, s, _ := integerScores()
	turned := performance.LowerIsCase.Turn(s)
	for _, c := range []struct {
		score []float64
		want  performance.Direction
	}{{s, performance.HigherIsCase}, {turned, performance.LowerIsCase}, {make([]float64, len(y)), performance.HigherIsCase}} {
		if d, err := performance.AutoDirection(y, c.score); err != nil || d != c.want {
			t.Errorf("%s, want %s, %v", d, c.want, err)
		}
	}
	good, _ := performance.DeLong(y, s)
	bad, err := performance.DeLong(y, turned)
	if err != nil || bad.AUC >= 0.5 || bad.Warning == "" || good.Warning != "" {
		t.Errorf("%+v, %v", bad, err)
	}
	if roc, err := performance.NewROC(y, turned); err != nil || roc.Warning != bad.Warning {
		t.Errorf("%q, %v", roc.Warning, err)
	}
	if b, err := performance.BootstrapAUC(y, turned, performance.Stratified(1, 10)); err != nil || b.Warning != bad.Warning {
		t.Errorf("%q, %v", b.Warning, err)
	}
	perfect, _ := performance.DeLong([]bool{false, false, true, true}, []float64{1, 2, 3, 4})
	if perfect.Warning == "" {
		t.Error("a perfect score has no warning")
	}
}

// The AUC of a resample is the AUC of its patients, however it is computed.
func TestBootstrapCountsLikeAUC(t *testing.T) {
	y, risk, coarse := scores(41, 60)
	var given [][]int
	for b := range 50 {
		rows := make([]int, 60)
		for i := range rows {
			rows[i] = (i*i*7 + b*13 + i*b) % 60
		}
		given = append(given, rows)
	}
	given = append(given, []int{0, 0, 0}) // one class
	d, err := performance.BootstrapDifference(y, risk, coarse, performance.Given(given))
	if err != nil {
		t.Fatal(err)
	}
	r, err := performance.BootstrapAUC(y, coarse, performance.Given(given))
	if err != nil || r.Used != 50 || r.Resampling.Count != 51 || !math.IsNaN(r.Values[50]) {
		t.Errorf("%d used of %+v, %v", r.Used, r.Resampling, err)
	}
	for b, rows := range given[:50] {
		var yb []bool
		var pb, qb []float64
		for _, row := range rows {
			yb, pb, qb = append(yb, y[row]), append(pb, risk[row]), append(qb, coarse[row])
		}
		p, _ := performance.AUC(yb, pb)
		q, _ := performance.AUC(yb, qb)
		if !near(r.Values[b], q, 1e-15) || !near(d.Difference.Values[b], p-q, 1e-14) {
			t.Errorf("resample %d: %v and %v, want %v and %v", b, r.Values[b], d.Difference.Values[b], q, p-q)
		}
	}
	if p, _ := performance.AUC(y, risk); d.AUC[0] != p {
		t.Errorf("AUC %v, want %v", d.AUC[0], p)
	}
}

// One processor or many, 30 resamples or the first 30 of 100: the same bytes.
func TestBootstrapDependsOnSeedAlone(t *testing.T) {
	y, risk, coarse := scores(42, 80)
	run := func(seed uint64, count int) []any {
		a, err := performance.BootstrapDifference(y, risk, coarse, performance.Stratified(seed, count))
		if err != nil {
			t.Fatal(err)
		}
		b, err := performance.SensitivityBand(y, risk, nil, performance.Unstratified(seed, count))
		if err != nil {
			t.Fatal(err)
		}
		return []any{a, b}
	}
	many := run(7, 30)
	before := runtime.GOMAXPROCS(1)
	one := run(7, 30)
	runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(many, one) {
		t.Error("the number of processors matters")
	}
	if reflect.DeepEqual(many, run(8, 30)) {
		t.Error("the seed does not matter")
	}
	long := run(7, 100)[0].(performance.DifferenceResult).Difference.Values[:30]
	if !slices.Equal(long, many[0].(performance.DifferenceResult).Difference.Values) {
		t.Error("the first 30 of 100 are others")
	}
}

// The intervals of pROC with 20,000 stratified resamples, within the noise of
// resampling (the ends of a score with ties move by whole steps).
func TestBootstrapNearPROC(t *testing.T) {
	y, s, s2 := integerScores()
	r, err := performance.BootstrapAUC(y, s, performance.Stratified(1, 20000))
	if err != nil || math.Abs(r.CI[0]-0.521205) > .006 || math.Abs(r.CI[1]-0.795759) > .006 || r.Median < .66 || r.Median > .67 {
		t.Errorf("%v %v, %v", r.CI, r.Median, err)
	}
	d, err := performance.BootstrapDifference(y, s, s2, performance.Stratified(1, 20000))
	if err != nil || math.Abs(d.Z-3.671) > .06 {
		t.Errorf("Z %v, %v", d.Z, err)
	}
	band, err := performance.SensitivityBand(y, s, []float64{0, .1, .33, .5, .8, .9, .95, 1}, performance.Stratified(1, 20000))
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{1, 1, 0.86, 0.75, 0.36875, 0.14375, 0.084375, 0.0625} { // coords of pROC
		if !near(band.Points[k].Y, want, 1e-12) {
			t.Errorf("%+v, want %v", band.Points[k], want)
		}
	}
	for k, want := range map[int][3]float64{3: {.51875, .75, .90625}, 4: {.09375, .391667, .696875}, 5: {.025, .15625, .5}} { // ci.se
		p := band.Points[k]
		if math.Abs(p.CI[0]-want[0]) > .02 || math.Abs(p.Median-want[1]) > .02 || math.Abs(p.CI[1]-want[2]) > .02 {
			t.Errorf("%+v, want %v", p, want)
		}
	}
}

func TestResamplingIsChecked(t *testing.T) {
	y, risk, _ := scores(43, 20)
	holed := slices.Clone(risk)
	holed[3] = math.NaN()
	for name, c := range map[string]struct {
		score []float64
		r     performance.Resampling
		want  error
	}{
		"none":              {risk, performance.Stratified(1, 0), performance.ErrResample},
		"no kind":           {risk, performance.Resampling{Count: 5}, performance.ErrResample},
		"nothing given":     {risk, performance.Given(nil), performance.ErrResample},
		"another row":       {risk, performance.Given([][]int{{0, 20}}), performance.ErrResample},
		"rows and dropped":  {holed, performance.Given([][]int{{0, 1}}), performance.ErrResample},
		"one class in each": {risk, performance.Given([][]int{{0, 0}, {1, 1}}), performance.ErrOneClass},
	} {
		if _, err := performance.BootstrapAUC(y, c.score, c.r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := performance.SensitivityBand(y, c.score, nil, c.r); !errors.Is(err, c.want) {
			t.Errorf("%s: band: %v", name, err)
		}
	}
	if _, err := performance.BootstrapAUC(y, holed, performance.Stratified(1, 5)); err != nil {
		t.Errorf("drawn resamples of the patients with a score: %v", err)
	}
	if _, err := performance.SensitivityBand(y, risk, []float64{1.5}, performance.Stratified(1, 5)); !errors.Is(err, performance.ErrProbability) {
		t.Errorf("%v", err)
	}
	single, err := performance.BootstrapAUC(y, risk, performance.Stratified(1, 1))
	if b, jerr := json.Marshal(single); err != nil || jerr != nil || !math.IsNaN(single.SD) {
		t.Errorf("%s, %v, %v", b, err, jerr)
	}
	perfect := []float64{1, 2, 3, 4}
	two := []bool{false, false, true, true}
	if _, err := performance.BootstrapDifference(two, perfect, []float64{4, 3, 2, 1}, performance.Stratified(1, 9)); !errors.Is(err, performance.ErrDegenerate) {
		t.Errorf("%v", err)
	}
	if d, err := performance.BootstrapDifference(two, perfect, perfect, performance.Stratified(1, 9)); err != nil || d.Z != 0 || d.P != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Every rule, against a search through all thresholds.
func TestCutoffRules(t *testing.T) {
	y, s, _ := integerScores()
	roc, _ := performance.NewROC(y, s)
	top, err := roc.TopLeft()
	if err != nil || top.Threshold != 11.5 || top.Rule != performance.TopLeftRule || top.Cases != 32 || top.Controls != 28 { // as coords of pROC
		t.Errorf("%v, %v", top, err)
	}
	youden, err := roc.Youden()
	if err != nil || youden.Threshold != 13.5 {
		t.Errorf("%v, %v", youden, err)
	}
	for _, target := range []float64{0, .3, .5, 24.0 / 32, .9, 1} {
		sensitive, err := roc.FixedSensitivity(target)
		if err != nil {
			t.Fatal(err)
		}
		specific, err := roc.FixedSpecificity(target)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range roc.Points[1 : len(roc.Points)-1] {
			if p.Sensitivity >= target && p.Specificity > sensitive.Chosen.Specificity {
				t.Errorf("sensitivity %v: %+v beats %+v", target, p, sensitive.Chosen)
			}
			if p.Specificity >= target && p.Sensitivity > specific.Chosen.Sensitivity {
				t.Errorf("specificity %v: %+v beats %+v", target, p, specific.Chosen)
			}
		}
		if sensitive.Chosen.Sensitivity < target || specific.Chosen.Specificity < target {
			t.Errorf("target %v: %+v and %+v", target, sensitive.Chosen, specific.Chosen)
		}
	}
	if c, err := roc.FixedSensitivity(24.0 / 32); err != nil || c.Chosen.Sensitivity != .75 { // reached exactly
		t.Errorf("%+v, %v", c, err)
	}
	got, err := youden.Apply(y, s)
	if want, _ := performance.Classify(y, s, 13.5); err != nil || got != want || !near(got.Youden, youden.J, 1e-14) {
		t.Errorf("%+v, %v", got, err)
	}
	flat, _ := performance.NewROC(y, make([]float64, len(y)))
	for name, find := range map[string]func() (performance.Cutoff, error){
		"corner":      flat.TopLeft,
		"sensitivity": func() (performance.Cutoff, error) { return flat.FixedSensitivity(.9) },
		"specificity": func() (performance.Cutoff, error) { return flat.FixedSpecificity(.9) },
	} {
		if _, err := find(); !errors.Is(err, performance.ErrNoCutoff) {
			t.Errorf("%s of a constant score: %v", name, err)
		}
	}
	if _, err := roc.FixedSensitivity(1.2); !errors.Is(err, performance.ErrProbability) {
		t.Errorf("%v", err)
	}
}

// The four counts 53, 33, 15, 99 by hand; limits by binom.test of R.
func TestClassificationByHand(t *testing.T) {
	var y []bool
	var s []float64
	add := func(n int, isCase bool, score float64) {
		for range n {
			y, s = append(y, isCase), append(s, score)
		}
	}
	add(53, true, 1)
	add(33, false, 1)
	add(15, true, 0)
	add(99, false, 0)
	c, err := performance.Classify(y, s, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string][2]float64{
		"Youden": {c.Youden, 53.0/68 + 0.75 - 1}, "balanced": {c.Balanced, (53.0/68 + 0.75) / 2}, "F1": {c.F1, 106.0 / 154},
		"MCC": {c.MCC, (53.0*99 - 33*15) / math.Sqrt(86*68*132*114)}, "LR+": {c.LRPlus, 53.0 / 68 / .25}, "LR-": {c.LRMinus, 15.0 / 68 / .75},
	} {
		if !near(v[0], v[1], 1e-14) {
			t.Errorf("%s: %v, want %v", name, v[0], v[1])
		}
	}
	for _, p := range []struct {
		x, n   int
		lo, hi float64
	}{{7, 19, 0.162885872155100, 0.616422076685595}, {1, 3000, 8.43923371756342e-06, 1.85579999449192e-03}, {2999, 3000, 0.998144200005508, 0.999991560766282}, {0, 10, 0, 1 - math.Pow(.025, .1)}, {10, 10, math.Pow(.025, .1), 1}} {
		if got := performance.NewProportion(p.x, p.n).Exact; math.Abs(got[0]/p.lo-1) > 1e-11 && got[0] != p.lo || math.Abs(got[1]/p.hi-1) > 1e-11 {
			t.Errorf("%d of %d: %v, want %v to %v", p.x, p.n, got, p.lo, p.hi)
		}
	}
	all, _ := performance.Classify(y, s, 0)
	if !math.IsNaN(all.MCC) || !math.IsNaN(all.LRMinus) || all.LRPlus != 1 {
		t.Errorf("everyone positive: %+v", all)
	}
	none, _ := performance.Classify([]bool{true, false}, []float64{1, 0}, 1)
	if b, err := json.Marshal(none); err != nil || !math.IsInf(none.LRPlus, 1) || none.LRMinus != 0 {
		t.Errorf("%s, %v", b, err)
	}
}
