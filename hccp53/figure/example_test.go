package figure_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
)

// examples are all examples that draw, in the order of a paper.
var examples = []func(){
	ExampleFlow, ExamplePhases, ExampleAttrition, ExampleLasso, ExampleRadScore, ExampleWaterfall, ExampleHistory,
	ExampleForest, ExampleOddsRatios, ExampleSelectionFrequency, ExampleNomogram, ExampleNomogram_spline, ExampleROC, ExampleROC_one, ExampleROC_band, ExampleCalibration,
	ExampleCalibration_corrected, ExampleDecisionCurve, ExampleDecisionCurve_bands, ExampleClinicalImpact, ExampleCorrelationMap, ExampleByOutcome,
	ExamplePublishedIntervals,
}

var simulated = figure.Options{Simulated: true}

func ExampleFlow() {
	flow := cohort.Flow{Read: 352, Included: 320, Excluded: []cohort.Exclusion{
		{Reason: "treatment before surgery, such as chemoembolisation or ablation", N: 11},
		{Reason: "more than 30 days between MRI and surgery", N: 9},
		{Reason: "a phase is missing", N: 8},
		{Reason: "image quality not sufficient", N: 4},
	}}
	split := cohort.Record{
		Plan:       cohort.Plan{Training: .7, Seed: 53},
		Training:   cohort.ArmRecord{N: 224, Positive: 128},
		Validation: cohort.ArmRecord{N: 96, Positive: 55},
	}
	show(figure.Flow(flow, split, simulated))
	// Output: flow: 174 × 74 mm
}

func ExamplePhases() {
	images, voi := phantom()
	show(figure.Phases([]figure.Phase{
		{Title: "Arterial (AP)", Image: images[0]},
		{Title: "Portal venous (PVP)", Image: images[1]},
		{Title: "Delayed (DP)", Image: images[2]},
	}, voi, simulated))
	// Output: phases: 174 × 107 mm
}

func ExampleAttrition() {
	show(figure.Attrition([]selection.Stage{
		{Step: "ICC", Rule: "ICC(2,1) ≥ 0.75 between and within readers, 28 patients", In: 1218, Out: 873},
		{Step: "U test", Rule: "p < 0.05, Mann–Whitney", In: 873, Out: 141},
		{Step: "Correlation", Rule: "|Spearman| < 0.9", In: 141, Out: 38},
		{Step: "LASSO", Rule: "logistic LASSO, λ.min by 10-fold cross-validation", In: 38, Out: 9},
	}, simulated))
	// Output: attrition: 85 × 64 mm
}

func ExampleLasso() {
	show(figure.Lasso(penalty(), simulated))
	// Output: lasso: 174 × 78 mm
}

func ExampleRadScore() {
	show(figure.RadScore([]selection.Feature{
		{Name: "AP_wavelet-LLH_glcm_JointEntropy", PerSD: .61},
		{Name: "PVP_original_shape_SurfaceVolumeRatio", PerSD: -.44},
		{Name: "DP_log-sigma-3-mm-3D_glszm_LargeAreaHighGrayLevelEmphasis", PerSD: .31},
		{Name: "AP_original_firstorder_90Percentile", PerSD: .22},
		{Name: "DP_original_ngtdm_Busyness", PerSD: -.12},
		{Name: "PVP_wavelet-HHL_gldm_DependenceVariance", PerSD: .05},
	}, simulated))
	// Output: radscore: 85 × 51 mm
}

func ExampleWaterfall() {
	trained, t := arm(224, 1, 1.1)
	judged, v := arm(96, 2, .6)
	show(figure.Waterfall("Rad-score (log odds)", 0, []figure.ScorePanel{
		{Title: "Training", Score: logit(t[0]), Outcome: trained},
		{Title: "Validation", Score: logit(v[0]), Outcome: judged},
	}, simulated))
	// Output: waterfall: 174 × 67 mm
}

func ExampleHistory() {
	show(figure.History(trainingRuns("MC ResNet34", "FF ResNet101"), simulated))
	// Output: history: 174 × 112 mm
}

func ExampleForest() {
	univariable, final := clinicalTables()
	labels := map[string]string{
		"age": "Age (years)", "sex": "Sex", "afp": "AFP (log10 ng/mL)", "size": "Tumour size (cm)", "plt": "Platelets (10⁹/L)",
		"bclc": "BCLC stage", "capsule": "Enhancing capsule on portal venous or delayed phase", "rim": "Rim enhancement",
	}
	show(figure.Forest(univariable, final, func(term string) string { return labels[term] }, simulated))
	// Output: forest: 174 × 87 mm
}

func ExampleNomogram() {
	model, training := combinedModel()
	labels := map[string]string{"afp": "AFP (log10 ng/mL)", "grade": "BCLC stage", "rim": "Rim enhancement", "rad_score": "Rad-score (SD)", "dl_score": "DL-score (SD)"}
	n, err := nomogram.New(&regression.Fit{Model: model}, training, func(term string) string { return labels[term] })
	if err != nil {
		fmt.Println(err)
		return
	}
	patient, err := n.Points(training, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	show(figure.Nomogram(n, &patient, simulated))
	// Output: nomogram: 174 × 72 mm
}

func ExampleROC() {
	trained, t := arm(224, 1, 1.5, .9, 1.1, 1.2)
	judged, v := arm(96, 2, .9, .6, .6, .5)
	show(figure.ROC([]figure.ROCPanel{
		{Title: "Training", Curves: curves(trained, models, t)},
		{Title: "Validation", Curves: curves(judged, models, v)},
	}, simulated))
	// Output: roc: 174 × 105 mm
}

// One panel takes one column of a journal.
func ExampleROC_one() {
	judged, v := arm(96, 2, .9, .6)
	show(figure.ROC([]figure.ROCPanel{{Curves: curves(judged, models[:2], v)}}, figure.Options{Name: "roc_validation"}))
	// Output: roc_validation: 85 × 91 mm
}

func ExampleCalibration() {
	trained, t := arm(224, 1, 1.5)
	judged, v := arm(96, 2, .9)
	panel := func(title string, outcome []bool, risk []float64) figure.CalibrationPanel {
		c, err := performance.Calibrate(outcome, risk)
		if err != nil {
			panic(err)
		}
		h, err := performance.HosmerLemeshow(outcome, risk, 8)
		if err != nil {
			panic(err)
		}
		return figure.CalibrationPanel{Title: title, Calibration: c, Groups: h.Groups}
	}
	show(figure.Calibration([]figure.CalibrationPanel{panel("Training", trained, t[0]), panel("Validation", judged, v[0])}, simulated))
	// Output: calibration: 174 × 124 mm
}

func ExampleDecisionCurve() {
	trained, t := arm(224, 1, 1.5, .9)
	judged, v := arm(96, 2, .9, .6)
	panel := func(title string, outcome []bool, risk [][]float64) figure.DecisionPanel {
		p := figure.DecisionPanel{Title: title, From: .3, To: .7}
		for k, r := range risk {
			d, err := performance.DecisionCurve(outcome, r, nil)
			if err != nil {
				panic(err)
			}
			p.Models = append(p.Models, figure.DecisionModel{Model: models[k], Decision: d})
		}
		return p
	}
	show(figure.DecisionCurve([]figure.DecisionPanel{panel("Training", trained, t), panel("Validation", judged, v)}, simulated))
	// Output: decision: 174 × 97 mm
}

// A model of one's own, with a title for its rows.
func ExampleOddsRatios() {
	_, final := clinicalTables()
	show(figure.OddsRatios([]figure.OddsGroup{{Title: fmt.Sprintf("Logistic regression, n = %d", final.N), Rows: final.Coefficients[1:]}}, nil, figure.Options{Name: "odds", Simulated: true}))
	// Output: odds: 174 × 38 mm
}

func ExampleSelectionFrequency() {
	f := &regression.Frequencies{Resamples: 200, Used: 198}
	for term, share := range map[string]float64{"afp": .98, "rim": .91, "size": .62, "bclc": .34, "sex": .21, "age": .18, "plt": .16, "capsule": .17} {
		f.Terms = append(f.Terms, regression.Frequency{Term: term, Share: share})
	}
	slices.SortFunc(f.Terms, func(a, b regression.Frequency) int { return strings.Compare(a.Term, b.Term) })
	labels := map[string]string{"afp": "AFP (log10 ng/mL)", "capsule": "Enhancing capsule on portal venous or delayed phase"}
	show(figure.SelectionFrequency(f, []string{"afp", "rim", "size"}, func(term string) string { return cmp.Or(labels[term], term) }, simulated))
	// Output: frequency: 85 × 59 mm
}

// A variable whose effect rises and falls has marks on both sides of its axis.
func ExampleNomogram_spline() {
	fit, terms := bentModel()
	n, err := nomogram.New(fit, terms, func(term string) string {
		return map[string]string{"age": "Age (years)", "afp": "AFP (log10 ng/mL)", "bclc": "BCLC stage"}[term]
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	patient, err := n.Points(terms, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	show(figure.Nomogram(n, &patient, figure.Options{Name: "nomogram_spline", Simulated: true}))
	// Output: nomogram_spline: 174 × 64 mm
}

// Bands show how well a curve is known.
func ExampleROC_band() {
	judged, v := arm(96, 2, .9, .6)
	curves := curves(judged, models[:2], v)
	for k := range curves {
		band, err := performance.SensitivityBand(judged, v[k], nil, performance.Stratified(1, 200))
		if err != nil {
			fmt.Println(err)
			return
		}
		curves[k].Band = band
	}
	show(figure.ROC([]figure.ROCPanel{{Title: "Validation", Curves: curves}}, figure.Options{Name: "roc_band", Simulated: true}))
	// Output: roc_band: 85 × 101 mm
}

// In Training the curve is corrected for optimism: the model is made anew in
// each resample.
func ExampleCalibration_corrected() {
	fit, terms := bentModel()
	outcome, _ := patients(224)
	predicted, err := fit.Model.Predict(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := performance.Calibrate(outcome, predicted.Probability)
	if err != nil {
		fmt.Println(err)
		return
	}
	band, err := performance.CalibrationBand(outcome, predicted.Probability, nil, performance.Unstratified(1, 200))
	if err != nil {
		fmt.Println(err)
		return
	}
	refits, err := performance.Refit(outcome, regression.Resamples(len(outcome), 100, 1), regression.LogisticRefit(outcome, terms))
	if err != nil {
		fmt.Println(err)
		return
	}
	corrected, err := refits.Curve()
	if err != nil {
		fmt.Println(err)
		return
	}
	show(figure.Calibration([]figure.CalibrationPanel{{
		Title: "Training", Calibration: c, Band: band, Corrected: corrected,
		Notes: []string{fmt.Sprintf("Corrected by %d resamples, each with a fit of its own", corrected.Used)},
	}}, figure.Options{Name: "calibration_corrected", Simulated: true}))
	// Output: calibration_corrected: 85 × 135 mm
}

func decisions() (outcome []bool, risks []performance.RiskModel, o performance.DecisionOptions) {
	outcome, risk := arm(96, 2, .9, .6)
	resampling := performance.Unstratified(1, 200)
	return outcome, []performance.RiskModel{{Name: "Combined", Risk: risk[0]}, {Name: "Clinical", Risk: risk[1]}},
		performance.DecisionOptions{Range: performance.ThresholdRange{From: .2, To: .8}, Resampling: &resampling}
}

// Several models are compared over a range of thresholds that was named
// beforehand.
func ExampleDecisionCurve_bands() {
	outcome, risks, o := decisions()
	c, err := performance.CompareDecisions(outcome, risks, o)
	if err != nil {
		fmt.Println(err)
		return
	}
	panel := figure.NewDecisionPanel("Validation", c)
	panel.Standardised = true
	show(figure.DecisionCurve([]figure.DecisionPanel{panel}, figure.Options{Name: "decision_bands", Simulated: true}))
	// Output: decision_bands: 85 × 96 mm
}

func ExampleClinicalImpact() {
	outcome, risks, o := decisions()
	panel := figure.ImpactPanel{Title: "Validation", From: o.Range.From, To: o.Range.To}
	points, err := performance.ClinicalImpact(outcome, risks[0].Risk, nil, *o.Resampling)
	if err != nil {
		fmt.Println(err)
		return
	}
	panel.Models = []figure.ImpactModel{{Model: "Combined", N: len(outcome), Points: points, Bands: true}}
	show(figure.ClinicalImpact([]figure.ImpactPanel{panel}, simulated))
	// Output: impact: 85 × 91 mm
}

func ExampleCorrelationMap() {
	names, r := correlated(14)
	show(figure.CorrelationMap(figure.Correlations{Names: names, Values: r, Kind: "Spearman correlation", Ordered: true}, simulated))
	// Output: correlation: 174 × 157 mm
}

func ExampleByOutcome() {
	outcome, risk := arm(63, 4, 1.2, .7, .3)
	size := make([]float64, len(outcome))
	for i, r := range risk[2] {
		size[i] = 9*r - 1
	}
	show(figure.ByOutcome([]figure.OutcomePanel{
		{Title: "Rad-score (log odds)", Values: logit(risk[0]), Outcome: outcome, Note: "p < 0.001, Mann–Whitney"},
		{Title: "DL-score (log odds)", Values: logit(risk[1]), Outcome: outcome, Note: "p = 0.002, Mann–Whitney"},
		{Title: "Tumour size (cm)", Values: size, Outcome: outcome, Note: "p = 0.31, Mann–Whitney"},
	}, simulated))
	// Output: by_outcome: 174 × 69 mm
}

func ExamplePublishedIntervals() {
	var rows []figure.PublishedAUC
	for _, p := range []struct {
		name            string
		auc, low, high  float64
		cases, controls int
	}{
		{"MC ResNet34, training", .731, .654, .808, 128, 96},
		{"MC ResNet34, validation", .652, .447, .858, 55, 41},
		{"FF ResNet101, training", .779, .719, .839, 128, 96},
		{"FF ResNet101, validation", .663, .552, .774, 55, 41},
		{"Combined, training", .838, .786, .891, 128, 96},
		{"Combined, validation", .702, .598, .807, 55, 41},
	} {
		check, err := performance.CheckInterval(p.auc, [2]float64{p.low, p.high}, p.cases, p.controls, 3)
		if err != nil {
			panic(err)
		}
		rows = append(rows, figure.PublishedAUC{Name: p.name, Check: check})
	}
	show(figure.PublishedIntervals(rows, figure.Options{}))
	// Output: published: 174 × 88 mm
}

var models = []string{"Combined", "Clinical", "Rad-score", "DL-score"}

func ExampleFigure_Save() {
	f, err := figure.RadScore([]selection.Feature{{Name: "AP_original_glcm_JointEntropy", PerSD: .6}}, figure.Options{Name: "weights"})
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	paths, err := f.Save(dir)
	for _, p := range paths {
		fmt.Println(filepath.Base(p))
	}
	fmt.Println(err)
	// Output:
	// weights.svg
	// weights.png
	// weights.pdf
	// <nil>
}
