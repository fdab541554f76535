package figure_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/figure"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
)

// TestErrorsOfBands gives bands, and the figures that stand for themselves, what
// they cannot draw.
func TestErrorsOfBands(t *testing.T) {
	none := figure.Options{}
	outcome, risk := arm(60, 1, 1)
	roc := curves(outcome, models[:1], risk)[0]
	cal, _ := performance.Calibrate(outcome, risk[0])
	dca, _ := performance.DecisionCurve(outcome, risk[0], nil)
	impact, _ := performance.ClinicalImpact(outcome, risk[0], []float64{0, .5, .9}, performance.Unstratified(1, 10))
	withROC := func(b performance.Band) func() (*figure.Figure, error) {
		return func() (*figure.Figure, error) {
			c := roc
			c.Band = &b
			return figure.ROC([]figure.ROCPanel{{Curves: []figure.ROCCurve{c}}}, none)
		}
	}
	point := func(x, low, high float64) performance.BandPoint {
		return performance.BandPoint{X: x, CI: [2]float64{low, high}}
	}
	withImpact := func(change func(points []performance.ImpactPoint)) func() (*figure.Figure, error) {
		return func() (*figure.Figure, error) {
			points := slices.Clone(impact)
			change(points)
			return figure.ClinicalImpact([]figure.ImpactPanel{{Models: []figure.ImpactModel{{N: 60, Points: points, Bands: true}}}}, none)
		}
	}
	square := func(r ...[]float64) func() (*figure.Figure, error) {
		return func() (*figure.Figure, error) {
			return figure.CorrelationMap(figure.Correlations{Names: []string{"a", "b"}, Values: r}, none)
		}
	}
	by := func(values []float64, outcome ...bool) func() (*figure.Figure, error) {
		return func() (*figure.Figure, error) {
			return figure.ByOutcome([]figure.OutcomePanel{{Values: values, Outcome: outcome}}, none)
		}
	}
	for name, c := range map[string]struct {
		want error
		draw func() (*figure.Figure, error)
	}{
		"band of one point":   {figure.ErrEmpty, withROC(performance.Band{Points: []performance.BandPoint{point(0, 0, 1)}})},
		"band that is turned": {figure.ErrRange, withROC(performance.Band{Points: []performance.BandPoint{point(0, 0, 1), point(1, .6, .4)}})},
		"band not rising":     {figure.ErrRange, withROC(performance.Band{Points: []performance.BandPoint{point(1, 0, 1), point(0, 0, 1)}})},
		"band infinite":       {figure.ErrNotFinite, withROC(performance.Band{Points: []performance.BandPoint{point(0, 0, math.Inf(1)), point(1, 0, 1)}})},
		"calibration band": {figure.ErrEmpty, func() (*figure.Figure, error) {
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: cal, Band: &performance.Band{}}}, none)
		}},
		"corrected outside": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: cal, Corrected: &performance.CorrectedCurve{Points: []performance.CorrectedPoint{{X: 1.5}}}}}, none)
		}},
		"decision band": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.DecisionCurve([]figure.DecisionPanel{{Models: []figure.DecisionModel{{Decision: dca, Bands: []performance.DecisionBand{{Threshold: 2}}}}}}, none)
		}},
		"one threshold twice": {figure.ErrEmpty, func() (*figure.Figure, error) {
			d := *dca
			d.Points = []performance.DecisionPoint{d.Points[3], d.Points[3]}
			return decision(0, 0, &d)
		}},
		"no impact": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.ClinicalImpact(make([]figure.ImpactPanel, 1), none) }},
		"three models of impact": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.ClinicalImpact([]figure.ImpactPanel{{Models: make([]figure.ImpactModel, 3)}}, none)
		}},
		"impact NaN":             {figure.ErrNotFinite, withImpact(func(p []performance.ImpactPoint) { p[1].CasesCI[0] = math.NaN() })},
		"more cases than called": {figure.ErrRange, withImpact(func(p []performance.ImpactPoint) { p[1].Cases = 999 })},
		"no correlation":         {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.CorrelationMap(figure.Correlations{}, none) }},
		"correlation not square": {figure.ErrLength, square([]float64{1, 0})},
		"correlation of 2":       {figure.ErrRange, square([]float64{1, 2}, []float64{2, 1})},
		"correlation one way":    {figure.ErrRange, square([]float64{1, .2}, []float64{.3, 1})},
		"correlation NaN":        {figure.ErrNotFinite, square([]float64{1, math.NaN()}, []float64{math.NaN(), 1})},
		"too many correlations": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.CorrelationMap(figure.Correlations{Names: make([]string, 101)}, none)
		}},
		"no variable":         {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.ByOutcome(nil, none) }},
		"no values":           {figure.ErrEmpty, by(nil)},
		"values of others":    {figure.ErrLength, by([]float64{1, 2}, true)},
		"values of one class": {figure.ErrOneClass, by([]float64{1, 2}, true, true)},
		"value NaN":           {figure.ErrNotFinite, by([]float64{1, math.NaN()}, true, false)},
		"no odds":             {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.OddsRatios(nil, nil, none) }},
		"no odds to be estimated": {figure.ErrEmpty, func() (*figure.Figure, error) {
			return figure.OddsRatios([]figure.OddsGroup{{Rows: make([]regression.Coefficient, 1)}}, nil, none)
		}},
		"no frequency": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.SelectionFrequency(nil, nil, nil, none) }},
		"frequency above 1": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.SelectionFrequency(&regression.Frequencies{Used: 1, Terms: []regression.Frequency{{Share: 1.1}}}, nil, nil, none)
		}},
		"measure of a LASSO": {figure.ErrRange, func() (*figure.Figure, error) { return figure.LassoBy(penalty(), "luck", none) }},
	} {
		if f, err := c.draw(); f != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestSelectionIsSaid: only a model whose terms were chosen by looking says so.
func TestSelectionIsSaid(t *testing.T) {
	_, final := clinicalTables()
	for _, selected := range []bool{false, true} {
		f, err := figure.OddsRatios([]figure.OddsGroup{{Rows: final.Coefficients[1:], Selected: selected}}, nil, figure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		printed := slices.ContainsFunc(figure.Boxes(f), func(b figure.Box) bool { return strings.Contains(b.Text, "not adjusted") })
		if printed != selected || strings.Contains(f.Caption, "not adjusted for selection") != selected {
			t.Errorf("selected %v: printed %v, caption %q", selected, printed, f.Caption)
		}
	}
}

// TestCorrelationOrder: in the order of the angles, the features of a family
// stand side by side, however they came.
func TestCorrelationOrder(t *testing.T) {
	names, r := correlated(12)
	f, err := figure.CorrelationMap(figure.Correlations{Names: names, Values: r, Ordered: true}, figure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var families []string
	for _, b := range figure.Boxes(f) {
		for _, family := range []string{"AP_", "PVP_", "DP_"} {
			if !strings.HasPrefix(b.Text, family) {
				continue
			}
			// Within a family the signs alternate: those of one sign go together.
			of := family + string("+-"[int(b.Text[len(b.Text)-1]-'a')%2])
			if len(families) == 0 || families[len(families)-1] != of {
				families = append(families, of)
			}
		}
	}
	if len(families) != 6 {
		t.Errorf("the 3 families of 2 signs stand in %d groups: %v", len(families), families)
	}
}
