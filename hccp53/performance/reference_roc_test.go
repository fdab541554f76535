package performance_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/performance"
)

// The tolerances of the reference (its README).
const (
	exact    = 1e-9
	smoothed = 1e-6 // lowess
)

// TestReferenceROC judges roc.json of every data set, model and scores.
func TestReferenceROC(t *testing.T) {
	walk(t, "roc.json", func(j *judge, dir string) {
		training, validation := fitModel(t, dir)
		if exists(filepath.Join(dir, "nri.json")) {
			j.skip("NRI and IDI")
		}
		var file map[string]json.RawMessage
		read(t, filepath.Join(dir, "roc.json"), &file)
		var resamples [][]int
		if path := filepath.Join(dir, "boot_index.csv"); exists(path) {
			resamples = readResamples(t, path)
		}
		for _, key := range slices.Sorted(maps.Keys(file)) {
			switch key {
			case "paired_tests_train":
				var tests []referencePair
				decode(t, file[key], &tests)
				for _, r := range tests {
					j.paired(r, training.y, training.score(r.A), training.score(r.B))
				}
				continue
			case "train_cutoff_on_validation":
				var cuts []referenceCut
				decode(t, file[key], &cuts)
				for _, r := range cuts {
					j.cut("training cut-off on validation", validation.y, validation.risk, r)
				}
				continue
			case "unpaired_train_vs_validation":
				j.skip("unpaired DeLong test")
				continue
			}
			y, score, ok := scoreSet(key, training, validation)
			if !ok {
				j.fail(key, fmt.Errorf("not known"))
				continue
			}
			var r referenceROC
			decode(t, file[key], &r)
			j.roc(key, y, score, r, resamples)
		}
	})
}

// TestReferenceScores judges the hard scores of scores.json: ties, constant,
// inverted, perfect, exact 0 and 1.
func TestReferenceScores(t *testing.T) {
	walk(t, "scores.json", func(j *judge, dir string) {
		data, n := readTable(t, filepath.Join(dir, "scores.csv"))
		p := &patientSet{data: data}
		for i := range n {
			p.rows = append(p.rows, i)
			p.y = append(p.y, data["y"][i] == "1")
		}
		var file struct {
			ROC         []referenceROC
			Tests       []referencePair
			Calibration []referenceCalibration
			DCA         referenceDCA
		}
		read(t, filepath.Join(dir, "scores.json"), &file)
		for _, r := range file.ROC {
			j.roc(r.Name, p.y, p.score(r.Name), r, nil)
		}
		for _, r := range file.Tests {
			j.paired(r, p.y, p.score(r.A), p.score(r.B))
		}
		for _, r := range file.Calibration {
			j.calibration(r.Name, p.y, p.score(r.Name), r)
		}
		j.decision("", p, file.DCA)
	})
}

type referenceROC struct {
	Name, Error        string
	N, Cases, Controls int
	Distinct           int              `json:"distinct_scores"`
	AUC                number           `json:"auc_fixed_direction"`
	Direction          string           `json:"direction_auto"`
	Variance           number           `json:"delong_var"`
	SE                 number           `json:"delong_se"`
	CI                 []number         `json:"delong_ci_fixed"`
	HanleyMcNeil       number           `json:"hanley_mcneil_se"`
	Youden             []referencePoint `json:"youden_auto"`
	AtYouden           []referenceCut   `json:"at_youden"`
	AtHalf             referenceCut     `json:"at_0.5"`
	Curve              []referencePoint `json:"curve_fixed"`
	Bootstrap          *struct {
		AUC    []number
		CI     []number `json:"percentile_ci"`
		Median number
	} `json:"boot_index"`
}

type referencePoint struct{ Threshold, Sensitivity, Specificity number }

type referenceProportion struct {
	X, N     int
	Estimate number
	Wilson   []number
}

type referenceCut struct {
	Threshold                                    number
	Rule                                         string
	TP, FP, FN, TN                               int
	Sensitivity, Specificity, PPV, NPV, Accuracy referenceProportion
}

func (j *judge) roc(where string, y []bool, score []float64, r referenceROC, resamples [][]int) {
	if r.Error != "" {
		j.skip(where + ": " + r.Error)
		return
	}
	roc, err := performance.NewROC(y, score)
	if err != nil {
		j.fail(where, err)
		return
	}
	j.equal(where+" n, cases, controls, distinct", []int{roc.Cases + roc.Controls, roc.Cases, roc.Controls, len(roc.Points) - 1}, []int{r.N, r.Cases, r.Controls, r.Distinct})
	j.near(where+" AUC", roc.AUC, r.AUC, exact, 0)
	for k, want := range r.Curve {
		got := roc.Points[k]
		j.near(fmt.Sprintf("%s threshold %d", where, k), got.Threshold, want.Threshold, exact, 0)
		j.near(fmt.Sprintf("%s sensitivity %d", where, k), got.Sensitivity, want.Sensitivity, exact, 0)
		j.near(fmt.Sprintf("%s specificity %d", where, k), got.Specificity, want.Specificity, exact, 0)
	}
	if d, err := performance.DeLong(y, score); err != nil {
		j.fail(where, err)
	} else {
		j.near(where+" DeLong variance", d.Variance, r.Variance, exact, 0)
		j.near(where+" DeLong SE", d.SE, r.SE, exact, 0)
		j.near(where+" DeLong low", d.CI[0], r.CI[0], exact, 0)
		j.near(where+" DeLong high", d.CI[1], r.CI[1], exact, 0)
	}
	if r.AUC > 0 && r.AUC < 1 {
		j.near(where+" Hanley–McNeil", performance.HanleyMcNeilSE(roc.AUC, roc.Cases, roc.Controls), r.HanleyMcNeil, exact, 0)
	}
	j.youden(where, y, score, r)
	j.cut(where+" at 0.5", y, score, r.AtHalf)
	j.skip("automatic direction, partial AUC, cut-off nearest to the corner, bootstrap of pROC, F1, MCC, likelihood ratios, Clopper–Pearson")
	if r.Bootstrap == nil {
		return
	}
	if resamples == nil {
		j.skip("bootstrap without boot_index.csv")
		return
	}
	var all []float64
	for b, rows := range resamples {
		yb, sb := make([]bool, len(rows)), make([]float64, len(rows))
		for i, row := range rows {
			yb[i], sb[i] = y[row], score[row]
		}
		a, err := performance.AUC(yb, sb)
		if err != nil {
			j.fail(where, err)
			continue
		}
		all = append(all, a)
		j.near(fmt.Sprintf("%s AUC of resample %d", where, b+1), a, r.Bootstrap.AUC[b], exact, 0)
	}
	q, err := inference.Quantiles(all, 0.025, 0.5, 0.975)
	if err != nil {
		j.fail(where, err)
		return
	}
	for k, want := range []number{r.Bootstrap.CI[0], r.Bootstrap.Median, r.Bootstrap.CI[1]} {
		j.near(where+" bootstrap quantile", q[k], want, exact, 0)
	}
}

// youden compares the best cut-offs. Where pROC turned the direction round, the
// mirrored score has the mirrored thresholds.
func (j *judge) youden(where string, y []bool, score []float64, r referenceROC) {
	sign := 1.0
	if r.Direction == ">" {
		sign = -1
	}
	turned := make([]float64, len(score))
	for i, v := range score {
		turned[i] = sign * v
	}
	roc, err := performance.NewROC(y, turned)
	if err != nil {
		j.fail(where, err)
		return
	}
	cut, err := roc.Youden()
	if err != nil { // no better than chance: pROC then reports the infinite ends
		for _, want := range r.Youden {
			j.near(where+" Youden of chance", float64(want.Sensitivity+want.Specificity-1), 0, exact, 1)
		}
		return
	}
	var got []float64
	for _, p := range cut.Best {
		got = append(got, sign*p.Threshold)
	}
	slices.Sort(got)
	slices.SortFunc(r.Youden, func(a, b referencePoint) int {
		if a.Threshold < b.Threshold {
			return -1
		}
		return 1
	})
	if len(got) != len(r.Youden) {
		j.fail(where, fmt.Errorf("cut-offs %v, want %v", got, r.Youden))
		return
	}
	for k, want := range r.Youden {
		j.near(where+" Youden cut-off", got[k], want.Threshold, exact, 0)
		j.near(where+" J", cut.J, want.Sensitivity+want.Specificity-1, exact, 0)
	}
	for _, want := range r.AtYouden {
		if sign < 0 {
			want.Threshold = -want.Threshold
		}
		j.cut(where+" at Youden", y, turned, want)
	}
}

// cut classifies at the threshold of the reference. Its thresholds lie between
// scores, so the last digits of fitted scores do not matter.
func (j *judge) cut(where string, y []bool, score []float64, r referenceCut) {
	c, err := performance.Classify(y, score, float64(r.Threshold))
	if err != nil {
		j.fail(where, err)
		return
	}
	j.equal(where+" counts", []int{c.TP, c.FP, c.FN, c.TN}, []int{r.TP, r.FP, r.FN, r.TN})
	for _, pair := range []struct {
		name string
		got  performance.Proportion
		want referenceProportion
	}{{"sensitivity", c.Sensitivity, r.Sensitivity}, {"specificity", c.Specificity, r.Specificity}, {"PPV", c.PPV, r.PPV}, {"NPV", c.NPV, r.NPV}, {"accuracy", c.Accuracy, r.Accuracy}} {
		name := where + " " + pair.name
		j.equal(name, []int{pair.got.X, pair.got.N}, []int{pair.want.X, pair.want.N})
		j.near(name, pair.got.Estimate, pair.want.Estimate, exact, 0)
		for k, want := range pair.want.Wilson {
			// A limit of 0 or 1 comes out of the formula with rounding.
			j.near(name+" Wilson", pair.got.CI[k], want, exact, 1e-6)
		}
	}
}

type referencePair struct {
	A, B, Error string
	AUCA        number `json:"auc_a"`
	AUCB        number `json:"auc_b"`
	Diff        number
	Covariance  number
	Z, P        number
	CI          []number `json:"diff_ci"`
}

func (j *judge) paired(r referencePair, y []bool, a, b []float64) {
	where := r.A + " against " + r.B
	if r.Error != "" {
		j.skip(where + ": " + r.Error)
		return
	}
	got, err := performance.DeLongTest(y, a, b)
	if err != nil {
		j.fail(where, err)
		return
	}
	for what, pair := range map[string][2]float64{
		"AUC of the first": {got.AUC[0], float64(r.AUCA)}, "AUC of the second": {got.AUC[1], float64(r.AUCB)}, "difference": {got.Difference, float64(r.Diff)},
		"covariance": {got.Covariance, float64(r.Covariance)}, "z": {got.Z, float64(r.Z)}, "p": {got.P, float64(r.P)},
		"low": {got.CI[0], float64(r.CI[0])}, "high": {got.CI[1], float64(r.CI[1])},
	} {
		j.near(where+" "+what, pair[0], number(pair[1]), exact, 0)
	}
	j.skip("unpaired DeLong test")
}

func decode(t *testing.T, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// readResamples returns the columns of boot_index.csv as rows from 0.
func readResamples(t *testing.T, path string) [][]int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	resamples := make([][]int, len(rows[0]))
	for _, row := range rows[1:] {
		for b, cell := range row {
			i, err := strconv.Atoi(cell)
			if err != nil {
				t.Fatal(err)
			}
			resamples[b] = append(resamples[b], i-1)
		}
	}
	return resamples
}

// --- calibration and decision curves ---

// TestReferenceCalibration judges the exact block, the Hosmer–Lemeshow tests and
// the lowess curves of calibration.json.
func TestReferenceCalibration(t *testing.T) {
	walk(t, "calibration.json", func(j *judge, dir string) {
		training, validation := fitModel(t, dir)
		var file map[string]json.RawMessage
		read(t, filepath.Join(dir, "calibration.json"), &file)
		for _, key := range slices.Sorted(maps.Keys(file)) {
			switch key {
			case "optimism":
				continue // judged in package regression
			case "rms_validate":
				j.skip("rms validate and calibrate")
				continue
			}
			y, score, ok := scoreSet(key, training, validation)
			if !ok {
				j.fail(key, fmt.Errorf("not known"))
				continue
			}
			var r referenceCalibration
			decode(t, file[key], &r)
			j.calibration(key, y, score, r)
		}
	})
}

type referenceCalibration struct {
	Name, Error string
	N           int
	Extreme     int `json:"n_prob_0_or_1"`
	Exact       struct {
		C, Brier     number
		Scaled       number `json:"scaled_brier"`
		Intercept    number `json:"cal_intercept"`
		Slope        number `json:"cal_slope"`
		InterceptSE  number `json:"cal_intercept_se"`
		SlopeSE      number `json:"cal_slope_se"`
		InTheLarge   number `json:"citl"`
		InTheLargeSE number `json:"citl_se"`
		Emax, E90    number
		Eavg, E50    number
		ICI          number
	}
	HL []struct {
		Error    string
		G        int
		Groups   int
		Breaks   []number
		N        []int
		Observed []int
		Expected []number
		Chi2     number
		P        number `json:"p_df_g"`
		PGroups  number `json:"p_df_groups"`
	} `json:"hosmer_lemeshow"`
	Lowess *struct{ X, Y []number }
}

func (j *judge) calibration(where string, y []bool, p []float64, r referenceCalibration) {
	if r.Error != "" {
		j.skip(where + ": " + r.Error)
		return
	}
	c, err := performance.Calibrate(y, p)
	if err != nil {
		j.fail(where, err)
		return
	}
	e := r.Exact
	j.equal(where+" n, extreme", []int{c.N, c.Extreme}, []int{r.N, r.Extreme})
	auc, err := performance.AUC(y, p)
	if err != nil {
		j.fail(where, err)
	}
	j.near(where+" C", auc, e.C, exact, 0)
	j.near(where+" Brier", c.Brier, e.Brier, exact, 0)
	j.near(where+" scaled Brier", c.ScaledBrier, e.Scaled, exact, 0)
	j.estimate(where+" in the large", c.InTheLarge, e.InTheLarge, e.InTheLargeSE)
	if c.Separated {
		// No finite slope: R's is where its iteration stopped.
		j.equal(where+" slope runs off", math.Abs(float64(e.SlopeSE)) > 100*math.Abs(float64(e.Slope)), true)
	} else {
		j.estimate(where+" intercept", c.Intercept, e.Intercept, e.InterceptSE)
		j.estimate(where+" slope", c.Slope, e.Slope, e.SlopeSE)
	}
	for what, pair := range map[string][2]float64{
		"Emax": {c.Emax, float64(e.Emax)}, "E90": {c.E90, float64(e.E90)}, "Eavg": {c.ICI, float64(e.Eavg)}, "ICI": {c.ICI, float64(e.ICI)}, "E50": {c.E50, float64(e.E50)},
	} {
		j.near(where+" "+what, pair[0], number(pair[1]), smoothed, 0)
	}
	for _, h := range r.HL {
		name := fmt.Sprintf("%s Hosmer–Lemeshow %d", where, h.G)
		got, err := performance.HosmerLemeshow(y, p, h.G)
		if h.Error != "" || math.IsNaN(float64(h.Chi2)) || math.IsInf(float64(h.Chi2), 0) {
			j.equal(name+" is refused", err != nil, true)
			continue
		}
		if err != nil {
			j.fail(name, err)
			continue
		}
		j.equal(name+" groups", len(got.Groups), h.Groups)
		for k, want := range h.Breaks {
			j.near(name+" break", got.Breaks[k], want, exact, 0)
		}
		for k, g := range got.Groups {
			j.equal(name+" group", []int{g.N, g.Observed}, []int{h.N[k], h.Observed[k]})
			j.near(name+" expected", g.Expected, h.Expected[k], exact, 0)
		}
		j.near(name+" X²", got.X2, h.Chi2, exact, 0)
		j.near(name+" p", got.P, h.P, exact, 0)
		j.near(name+" p of groups", got.PGroups, h.PGroups, exact, 0)
	}
	if r.Lowess != nil {
		for k, want := range r.Lowess.X {
			j.near(where+" curve x", c.Curve[k].X, want, exact, 0)
			j.near(where+" curve y", c.Curve[k].Y, r.Lowess.Y[k], smoothed, 0)
		}
	}
	j.skip("val.prob verbatim, R², D, U, Q, log loss, ECE, Spiegelhalter")
}

// estimate compares a coefficient; one that is 0 but for rounding, as on the
// model's own patients, is judged on the scale of its standard error.
func (j *judge) estimate(where string, got performance.Estimate, value, se number) {
	scale := 0.0
	if math.Abs(float64(value)) < 1e-9*float64(se) {
		scale = float64(se)
	}
	j.near(where, got.Value, value, exact, scale)
	j.near(where+" SE", got.SE, se, exact, 0)
}

// TestReferenceDCA judges dca.json.
func TestReferenceDCA(t *testing.T) {
	walk(t, "dca.json", func(j *judge, dir string) {
		training, validation := fitModel(t, dir)
		var file struct{ Train, Validation *referenceDCA }
		read(t, filepath.Join(dir, "dca.json"), &file)
		if file.Train != nil {
			j.decision("training ", training, *file.Train)
		}
		if file.Validation != nil {
			j.decision("validation ", validation, *file.Validation)
		}
	})
}

type referenceDCA struct {
	N          int
	Prevalence number
	Threshold  []number
	All        []number `json:"treat_all"`
	AllStd     []number `json:"treat_all_standardised"`
	Models     []struct {
		Name         string
		TP, FP       []int
		NetBenefit   []number `json:"net_benefit"`
		Standardised []number
		Avoided      []number `json:"net_reduction_per_100"`
	}
}

func (j *judge) decision(where string, p *patientSet, r referenceDCA) {
	var thresholds []float64
	for _, t := range r.Threshold {
		thresholds = append(thresholds, float64(t))
	}
	// A benefit is a difference of terms of order 1 and may be 0 but for their
	// rounding; this scale lets 1e-15 pass and nothing more.
	const rounding = 1e-6
	for _, m := range r.Models {
		name := where + m.Name
		d, err := performance.DecisionCurve(p.y, p.score(m.Name), thresholds)
		if err != nil {
			j.fail(name, err)
			continue
		}
		j.equal(name+" n", d.N, r.N)
		j.near(name+" prevalence", d.Prevalence, r.Prevalence, exact, 0)
		for k, got := range d.Points {
			at := fmt.Sprintf("%s at %.2f", name, got.Threshold)
			j.equal(at+" counts", []int{got.TP, got.FP}, []int{m.TP[k], m.FP[k]})
			j.near(at+" net benefit", got.NetBenefit, m.NetBenefit[k], exact, rounding)
			j.near(at+" standardised", got.Standardised, m.Standardised[k], exact, rounding)
			j.near(at+" treat all", got.All, r.All[k], exact, rounding)
			j.near(at+" treat all standardised", got.StandardisedAll, r.AllStd[k], exact, rounding)
			if got.Threshold == 0 {
				j.equal(at+" avoided is not defined", math.IsNaN(got.Avoided), math.IsNaN(float64(m.Avoided[k])))
			} else {
				j.near(at+" avoided", got.Avoided, m.Avoided[k], exact, rounding)
			}
		}
	}
	if len(r.Models) == 0 {
		j.fail(where, fmt.Errorf("no models in %s", strings.TrimSpace(where)))
	}
}
