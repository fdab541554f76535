package figure_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
	"hcclab/hccp53/volume"
)

// unusual are figures of data at the edge of what occurs: a single bar, names
// that are far too long, a perfect score, nothing but zeros.
var unusual = map[string]func(o figure.Options) (*figure.Figure, error){
	"flow_plain": func(o figure.Options) (*figure.Figure, error) {
		return figure.Flow(cohort.Flow{Read: 20, Included: 20}, cohort.Record{
			Plan: cohort.Plan{Seed: math.MaxUint64}, Training: cohort.ArmRecord{N: 14, Positive: 8}, Validation: cohort.ArmRecord{N: 6, Positive: 3}}, o)
	},
	"flow_long": func(o figure.Options) (*figure.Figure, error) {
		f := cohort.Flow{Read: 32000, Included: 20000}
		for range 12 {
			f.Excluded = append(f.Excluded, cohort.Exclusion{Reason: strings.Repeat("a long reason why a patient cannot take part ", 2), N: 1000})
		}
		o.Positive, o.Negative = "TP53 mutated by sequencing of the resected tumour", "TP53 wild type"
		return figure.Flow(f, cohort.Record{Training: cohort.ArmRecord{N: 14000, Positive: 8000}, Validation: cohort.ArmRecord{N: 6000, Positive: 3000}}, o)
	},
	"phases_one": func(o figure.Options) (*figure.Figure, error) {
		return figure.Phases(lesionAtEdge(1, [3]float64{-1, -1, 1}), edgeVOI([3]float64{-1, -1, 1}), o)
	},
	"phases_four": func(o figure.Options) (*figure.Figure, error) {
		return figure.Phases(lesionAtEdge(4, [3]float64{1, 1, 1}), edgeVOI([3]float64{1, 1, 1}), o)
	},
	"attrition_nothing": func(o figure.Options) (*figure.Figure, error) {
		return figure.Attrition([]selection.Stage{
			{Step: "ICC", Rule: "no reader study: agreement was not checked", In: 123456, Out: 123456},
			{Step: "U test", Rule: strings.Repeat("a rule that goes on and on ", 6), In: 123456, Out: 0}, {Step: "LASSO", In: 0, Out: 0}}, o)
	},
	"lasso_flat": func(o figure.Options) (*figure.Figure, error) {
		return figure.Lasso(&selection.Penalty{Columns: []string{"x"}, Lambda: []float64{.2, .1}, Deviance: []float64{1.38, 1.38}, SE: []float64{0, 0}, NonZero: []int{0, 0}, PerSD: [][]float64{{0}, {0}}}, o)
	},
	"lasso_many": func(o figure.Options) (*figure.Figure, error) {
		p := &selection.Penalty{}
		for k := range 100 {
			p.Lambda, p.Deviance, p.SE = append(p.Lambda, math.Exp(-float64(k)/10)), append(p.Deviance, 1.3-.004*float64(k)), append(p.SE, .1)
			p.NonZero, p.PerSD = append(p.NonZero, 10*k), append(p.PerSD, []float64{1e4 * float64(k)})
		}
		p.Columns, p.Min, p.OneSE, p.Chosen = []string{"x"}, 99, 90, 90
		return figure.Lasso(p, o)
	},
	"radscore_one": func(o figure.Options) (*figure.Figure, error) {
		return figure.RadScore([]selection.Feature{{Name: strings.Repeat("unbroken", 12), PerSD: -2e-5}}, o)
	},
	"radscore_many": func(o figure.Options) (*figure.Figure, error) {
		var f []selection.Feature
		for i := range 30 {
			f = append(f, selection.Feature{Name: fmt.Sprintf("PVP_log-sigma-5-mm-3D_glszm_SizeZoneNonUniformityNormalized%d", i), PerSD: float64(15-i) / 20})
		}
		return figure.RadScore(f, o)
	},
	"waterfall_tiny": func(o figure.Options) (*figure.Figure, error) {
		return figure.Waterfall("DL-score", 3, []figure.ScorePanel{{Score: []float64{3, 3}, Outcome: []bool{true, false}}}, o)
	},
	"waterfall_large": func(o figure.Options) (*figure.Figure, error) {
		var panels []figure.ScorePanel
		for k := range 3 {
			y, risk := arm(3000, uint64(k), .5)
			panels = append(panels, figure.ScorePanel{Title: "External cohort", Score: risk[0], Outcome: y})
		}
		return figure.Waterfall("Predicted risk", .5, panels, o)
	},
	"history_short": func(o figure.Options) (*figure.Figure, error) {
		return figure.History([]figure.TrainingRun{{Network: "MC ResNet18", Fold: 1, Best: 1, Epochs: []figure.Epoch{{Number: 1, Loss: .7, StopLoss: .7, StopAUC: .2}}}}, o)
	},
	"history_long": func(o figure.Options) (*figure.Figure, error) {
		var runs []figure.TrainingRun
		for fold := 1; fold <= 10; fold++ {
			r := figure.TrainingRun{Network: "FF DenseNet121 with a name that is long", Fold: fold, Best: 400}
			for e := 1; e <= 400; e++ {
				r.Epochs = append(r.Epochs, figure.Epoch{Number: e, Loss: 10 / float64(e), StopLoss: 1, StopAUC: 1})
			}
			runs = append(runs, r)
		}
		return figure.History(runs, o)
	},
	"forest_wide": func(o figure.Options) (*figure.Figure, error) {
		row := func(term string, or, low, high, p float64) regression.Coefficient {
			return regression.Coefficient{Term: term, OR: or, ORCI: [2]float64{low, high}, P: p}
		}
		return figure.Forest([]clinical.Univariable{{Rows: []regression.Coefficient{
			row("huge", 1e6, 1e-3, 1e15, 1), row("tiny", 1e-5, 1e-9, 1e-2, 1e-9), row("beyond", 1e8, 1e6, 1e10, .05), row("wide", 30, 2, 450, .01),
			{Term: "separated", Separated: true, OR: math.Inf(1), ORCI: [2]float64{0, math.Inf(1)}}, {Term: "aliased", Aliased: true, OR: math.NaN()},
		}}}, nil, nil, o)
	},
	"forest_narrow": func(o figure.Options) (*figure.Figure, error) {
		return figure.Forest([]clinical.Univariable{{Rows: []regression.Coefficient{{Term: "x", OR: 1.001, ORCI: [2]float64{.999, 1.003}, P: .4}}}}, nil,
			func(string) string { return strings.Repeat("a long title of a variable ", 5) }, o)
	},
	"nomogram_levels": func(o figure.Options) (*figure.Figure, error) {
		levels := []string{"well differentiated", "moderately differentiated", "poorly differentiated", "undifferentiated", "unknown"}
		var x []float64
		var grade []string
		for i := range 50 {
			x, grade = append(x, float64(i%3)), append(grade, levels[i%5])
		}
		n, err := nomogram.New(&regression.Fit{Model: regression.Model{Terms: []regression.ModelTerm{
			{Name: "grade", Levels: levels, Coefficients: []float64{0, .01, .02, .03, -.01}}, {Name: "x", Coefficients: []float64{-1}, Max: 2}}}},
			[]regression.Term{regression.Numeric("x", x), regression.Factor("grade", levels, grade)},
			func(term string) string { return strings.Repeat("long title of "+term+" ", 4) })
		if err != nil {
			return nil, err
		}
		r, err := n.Points([]regression.Term{regression.Numeric("x", []float64{9}), regression.Factor("grade", levels, grade)}, 0)
		if err != nil {
			return nil, err
		}
		return figure.Nomogram(n, &r, o)
	},
	"nomogram_one": func(o figure.Options) (*figure.Figure, error) {
		n, err := nomogram.New(&regression.Fit{Model: regression.Model{Intercept: -9, Terms: []regression.ModelTerm{{Name: "x", Coefficients: []float64{.001}, Max: 99}}}},
			[]regression.Term{regression.Numeric("x", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99})}, nil)
		if err != nil {
			return nil, err
		}
		return figure.Nomogram(n, nil, o)
	},
	"decision_useless": func(o figure.Options) (*figure.Figure, error) {
		y, risk := arm(40, 3, .01)
		resampling := performance.Unstratified(1, 20)
		c, err := performance.CompareDecisions(y, []performance.RiskModel{{Name: strings.Repeat("a model of no use ", 4), Risk: risk[0]}}, performance.DecisionOptions{Range: performance.ThresholdRange{From: .9, To: .95}, Resampling: &resampling})
		if err != nil {
			return nil, err
		}
		return figure.DecisionCurve([]figure.DecisionPanel{figure.NewDecisionPanel("", c)}, o)
	},
	"impact_two": func(o figure.Options) (*figure.Figure, error) {
		y, risk := arm(40, 3, 1, .2)
		var panels []figure.ImpactPanel
		for range 3 {
			var p figure.ImpactPanel
			for _, r := range risk {
				points, err := performance.ClinicalImpact(y, r, []float64{0, .5}, performance.Unstratified(1, 20))
				if err != nil {
					return nil, err
				}
				p.Models = append(p.Models, figure.ImpactModel{Model: "A model with a long name", N: 40, Points: points, Bands: true})
			}
			p.From, p.To = .1, .2
			panels = append(panels, p)
		}
		return figure.ClinicalImpact(panels, o)
	},
	"correlation_many": func(o figure.Options) (*figure.Figure, error) {
		names, r := correlated(60)
		return figure.CorrelationMap(figure.Correlations{Names: names, Values: r, Ordered: true}, o)
	},
	"correlation_long": func(o figure.Options) (*figure.Figure, error) {
		names, r := correlated(20)
		names[3] = strings.Repeat("a long name of a feature ", 4)
		return figure.CorrelationMap(figure.Correlations{Names: names, Values: r}, o)
	},
	"correlation_two": func(o figure.Options) (*figure.Figure, error) {
		return figure.CorrelationMap(figure.Correlations{Names: []string{"PVP_firstorder_RootMeanSquared", "b"}, Values: [][]float64{{1, -1}, {-1, 1}}, Ordered: true}, o)
	},
	"by_outcome_alike": func(o figure.Options) (*figure.Figure, error) {
		return figure.ByOutcome([]figure.OutcomePanel{{Title: "x", Values: []float64{3, 3, 3, 3}, Outcome: []bool{true, false, true, false}}}, o)
	},
	"by_outcome_eight": func(o figure.Options) (*figure.Figure, error) {
		var panels []figure.OutcomePanel
		for k := range 7 {
			y, risk := arm(600, uint64(k), 2)
			panels = append(panels, figure.OutcomePanel{Title: strings.Repeat("long title ", 3), Values: logit(risk[0]), Outcome: y, Note: "p < 0.001, Mann–Whitney, adjusted"})
		}
		return figure.ByOutcome(append(panels, figure.OutcomePanel{Title: "two", Values: []float64{1e6, -1e6}, Outcome: []bool{true, false}}), o)
	},
	"frequency_many": func(o figure.Options) (*figure.Figure, error) {
		f := &regression.Frequencies{Used: 1}
		for i := range 60 {
			f.Terms = append(f.Terms, regression.Frequency{Term: strings.Repeat("x", i+1), Share: float64(i % 2)})
		}
		return figure.SelectionFrequency(f, nil, nil, o)
	},
	"roc_many": func(o figure.Options) (*figure.Figure, error) {
		y, risk := arm(40, 3, 1, 1, 1, 1, 1, 1, 1)
		copy(risk[0], perfect(y))
		for i := range risk[1] {
			risk[1][i] = .5
		}
		var names []string
		for range risk {
			names = append(names, "FF ResNet101 without pre-training, mean of folds")
		}
		c := curves(y, names, risk)
		return figure.ROC([]figure.ROCPanel{{"Training", c}, {"Validation", c[:1]}, {"External validation", c[1:3]}}, o)
	},
	"calibration_constant": func(o figure.Options) (*figure.Figure, error) {
		y, risk := arm(40, 3, 1)
		for i := range risk[0] {
			risk[0][i] = .5
		}
		c, err := performance.Calibrate(y, risk[0])
		if err != nil {
			return nil, err
		}
		return figure.Calibration([]figure.CalibrationPanel{{Calibration: c}}, o)
	},
	"calibration_three": func(o figure.Options) (*figure.Figure, error) {
		var panels []figure.CalibrationPanel
		for k := range 3 {
			y, risk := arm(40, uint64(k), 1)
			c, err := performance.Calibrate(y, risk[0])
			if err != nil {
				return nil, err
			}
			panels = append(panels, figure.CalibrationPanel{Title: "External", Calibration: c, Groups: []performance.RiskGroup{{N: 1, Observed: 1, Expected: 1}, {N: 9}}})
		}
		return figure.Calibration(panels, o)
	},
	"decision_rare": func(o figure.Options) (*figure.Figure, error) {
		y, risk := make([]bool, 500), make([]float64, 500)
		rng := rand.New(rand.NewPCG(1, 1))
		for i := range y {
			y[i], risk[i] = i < 10, .1*rng.Float64()
		}
		d, err := performance.DecisionCurve(y, risk, []float64{0, .02, .04, .06, .08, .1})
		if err != nil {
			return nil, err
		}
		return figure.DecisionCurve([]figure.DecisionPanel{{Models: []figure.DecisionModel{{Model: "Combined", Decision: d}}, From: .02, To: .06}}, o)
	},
	"published_ends": func(o figure.Options) (*figure.Figure, error) {
		var rows []figure.PublishedAUC
		for _, p := range [][3]float64{{.995, .98, 1}, {.52, .1, .94}} {
			c, err := performance.CheckInterval(p[0], [2]float64{p[1], p[2]}, 6, 5, 3)
			if err != nil {
				return nil, err
			}
			rows = append(rows, figure.PublishedAUC{Name: "A network with a long name, external validation", Check: c})
		}
		return figure.PublishedIntervals(rows, o)
	},
}

func perfect(outcome []bool) []float64 {
	v := make([]float64, len(outcome))
	for i, y := range outcome {
		if y {
			v[i] = 1
		}
	}
	return v
}

// edgeVOI is one voxel in the corner of a slice of unequal spacing.
func edgeVOI(sign [3]float64) *volume.Mask {
	voi := volume.NewMask(volume.Grid{Size: [3]int{40, 60, 2}, Spacing: [3]float64{4, 1.5, 5},
		Direction: [3][3]float64{{sign[0], 0, 0}, {0, sign[1], 0}, {0, 0, sign[2]}}})
	voi.Data[voi.Index(39, 0, 1)] = true
	return voi
}

func lesionAtEdge(n int, sign [3]float64) []figure.Phase {
	voi := edgeVOI(sign)
	var phases []figure.Phase
	for range n {
		img := volume.NewImage(voi.Grid)
		for i := range img.Data {
			x, y, _ := img.Voxel(i)
			img.Data[i] = float64(x + y)
		}
		phases = append(phases, figure.Phase{Title: "Hepatobiliary phase (HBP)", Image: img})
	}
	return phases
}
