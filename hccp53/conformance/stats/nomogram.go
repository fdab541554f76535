package stats

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/dataset"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

var rulesNomogram = []rule{
	{path: "#/(formula|rule|.*note)", leave: freeText},
	{path: "#/error", leave: "where R itself stopped"},
	// An axis has its zero at a mark: its scale is one point, one unit of log odds.
	{path: "#/(axes|total_points_axis|lp_axis|risk_axis|risk_axis_default)/.*", tolerance: 1e-9, floor: 1},
}

// answerNomogram mirrors nomogram.json, a list of nomograms. The lines that rms
// prints, in nomogram_1.txt and so on, are added to the facts.
func answerNomogram(s *set, facts any) (any, error) {
	list, _ := facts.([]any)
	var out []any
	for i, block := range list {
		fact, is := block.(obj)
		if !is {
			return nil, fmt.Errorf("nomogram %d is no object", i+1)
		}
		text, err := os.ReadFile(filepath.Join(s.dir, fmt.Sprintf("nomogram_%d.txt", i+1)))
		switch {
		case err == nil:
			fact["printed"] = boxed(lines(string(text)))
		case !os.IsNotExist(err): // rms may not have printed it
			return nil, fmt.Errorf("what rms prints of nomogram %d cannot be read", i+1)
		}
		formula, _ := fact["formula"].(string)
		m, err := nomogramMirror(s.training, formula, fact)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", formula, err)
		}
		out = append(out, m)
	}
	return out, nil
}

var spline = regexp.MustCompile(`^rcs\(([\w.]+), (\d)\)$`)

// splineModel returns the outcome and terms of a formula of columns and rcs(),
// of the complete rows.
func splineModel(t *dataset.Table, text string) ([]bool, []regression.Term, error) {
	y, names := formula(text)
	count := map[string]int{}
	for k, name := range names {
		if part := spline.FindStringSubmatch(name); part != nil {
			names[k] = part[1]
			count[part[1]], _ = strconv.Atoi(part[2])
		}
	}
	terms, err := t.Terms(names...)
	if err != nil {
		return nil, nil, err
	}
	rows := regression.CompleteRows(terms)
	terms = regression.Rows(terms, rows)
	for k, term := range terms {
		if count[term.Name] == 0 {
			continue
		}
		knots, err := regression.Knots(term.Numbers, count[term.Name])
		if err != nil {
			return nil, nil, err
		}
		terms[k] = regression.Spline(term.Name, term.Numbers, knots)
	}
	return outcome(t.Select(rows), y), terms, nil
}

func nomogramMirror(t *dataset.Table, text string, fact obj) (obj, error) {
	y, terms, err := splineModel(t, text)
	if err != nil {
		return nil, err
	}
	fit, err := regression.Logistic(y, terms)
	if err != nil {
		return nil, err
	}
	n, err := nomogram.New(fit, terms, nil)
	if err != nil {
		return nil, err
	}
	name, _ := formula(text)
	var coefficients, axes []any
	for _, c := range fit.Coefficients {
		term := strings.Trim(c.Term, "()")
		if slices.ContainsFunc(n.Axes, func(a nomogram.Axis) bool { return a.Term == c.Term && a.Levels != nil }) {
			term += "="
		}
		coefficients = append(coefficients, obj{"term": term + c.Level, "coef": c.Estimate})
	}
	limits, err := nomogram.NewLimits(indicator(y))
	if err != nil {
		return nil, err
	}
	dist := obj{name: limitsMirror(limits)}
	for _, a := range n.Axes {
		axis := obj{"variable": a.Term, "xbeta": a.LogOdds, "points": a.Points, "values": boxed(a.Values)}
		if a.Levels != nil {
			axis["values"] = a.Levels
			last := a.Levels[len(a.Levels)-1]
			dist[a.Term] = []string{"NA", a.Mode, "NA", a.Levels[0], last, a.Levels[0], last}
		} else {
			dist[a.Term] = limitsMirror(*a.Limits)
		}
		axes = append(axes, axis)
	}
	logOdds, points := ticks(n.LogOdds)
	marks, exact := ticks(n.Risk)
	interpolate := byHand(n)
	first, last := logistic(logOdds[0]), logistic(logOdds[len(logOdds)-1])
	usualMarks := slices.DeleteFunc(nomogram.Pretty(first, last, 10), func(p float64) bool { return p < first || p > last })
	return obj{
		"n": fit.N, "coef": coefficients, "lp_range": n.Range, "points_per_unit_lp": n.PointsPerLogOdds, "intercept_at_zero_points": n.Zero,
		"datadist_low_high": dist, "axes": axes, "total_points_axis": n.Total,
		"lp_axis":           obj{"lp": logOdds, "total_points": points},
		"risk_axis":         obj{"risk": marks, "total_points_exact": exact, "total_points_rms": interpolate(marks)},
		"risk_axis_default": obj{"risk": usualMarks, "total_points_rms": interpolate(usualMarks)},
		"printed":           printed(n, interpolate(marks), fact["printed"]),
	}, nil
}

func limitsMirror(l nomogram.Limits) []float64 {
	return []float64{l.EffectLow, l.AdjustTo, l.EffectHigh, l.PredictionLow, l.PredictionHigh, l.Low, l.High}
}

func indicator(y []bool) []float64 {
	x := make([]float64, len(y))
	for i := range y {
		if y[i] {
			x[i] = 1
		}
	}
	return x
}

func ticks(of []nomogram.Tick) (values, points []float64) {
	for _, t := range of {
		values, points = append(values, t.Value), append(points, t.Points)
	}
	return values, points
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// byHand returns how rms finds the total points of risks: it joins 1,000 points
// of the axis of log odds by lines.
func byHand(n *nomogram.Nomogram) func(risks []float64) []float64 {
	const count = 1000
	first, last := n.LogOdds[0].Value, n.LogOdds[len(n.LogOdds)-1].Value
	at := func(i int) float64 { return first + float64(i)*(last-first)/(count-1) }
	return func(risks []float64) []float64 {
		points := make([]float64, len(risks))
		for k, p := range risks {
			i := 0
			for i < count-2 && logistic(at(i+1)) < p {
				i++
			}
			low, high := logistic(at(i)), logistic(at(i+1))
			x := at(i) + (p-low)/(high-low)*(at(i+1)-at(i))
			points[k] = (x - n.Zero) * n.PointsPerLogOdds
		}
		return points
	}
}
