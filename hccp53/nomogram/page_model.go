package nomogram

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/inference"
)

// pageContent is what the template prints.
type pageContent struct {
	Title, Outcome, Equation string
	Simulated, Interval      bool
	Warnings, Notes, AUC     []string
	N, Cases                 int
	Terms                    []pageTerm
	Risk                     []pageMark
	Coefficients             []pageCoefficient
	Splines                  []string
	Model                    pageModel
	Style                    template.CSS
	Script                   template.JS
}

// pageModel is what the script computes with.
type pageModel struct {
	Outcome          string      `json:"outcome"`
	Intercept        float64     `json:"intercept"`
	Terms            []pageTerm  `json:"terms"`
	PointsPerLogOdds float64     `json:"pointsPerLogOdds"`
	Total            []float64   `json:"total"`
	Risk             []pageMark  `json:"risk"`
	Covariance       [][]float64 `json:"covariance,omitempty"`
	Z                float64     `json:"z"`
}

// pageTerm is one term as it is entered. Numbers are on the scale of the model.
type pageTerm struct {
	Label        string     `json:"label"`
	Coefficients []float64  `json:"coefficients"`
	Knots        []float64  `json:"knots,omitempty"`
	Levels       []string   `json:"levels,omitempty"` // of a factor
	Values       []float64  `json:"values,omitempty"` // of a number with two values
	Choices      []string   `json:"choices,omitempty"`
	Base         float64    `json:"base"` // log odds at 0 points
	Min          float64    `json:"min"`
	Max          float64    `json:"max"`
	Log10        bool       `json:"log10,omitempty"`
	Decimals     int        `json:"decimals"`
	Marks        []pageMark `json:"marks"`
	// For the template: the choice at first and whether there is a menu; the ends
	// of the slider, its step and start, the field at first, the training range.
	Chosen                 int    `json:"-"`
	Menu                   bool   `json:"-"`
	Low, High, Step, Start string `json:"-"`
	Field, From, To        string `json:"-"`
}

// pageMark is a mark of an axis. Side is 1 or -1 where the text must stand
// below or above the line, because the axis turns back.
type pageMark struct {
	Text   string  `json:"text"`
	Points float64 `json:"points"`
	Side   int     `json:"side,omitempty"`
}

// fewChoices is the largest number of levels that are shown as buttons.
const fewChoices = 6

func (n *Nomogram) pageTerm(k int, o PageTerm) pageTerm {
	a, m := n.Axes[k], n.Model.Terms[k]
	t := pageTerm{Label: a.Label, Coefficients: m.Coefficients, Knots: m.Knots, Levels: a.Levels, Base: slices.Min(a.LogOdds), Min: a.Min, Max: a.Max, Log10: o.Log10}
	if o.Label != "" {
		t.Label = o.Label
	}
	sides := a.Sides()
	for i, mark := range a.Marks() {
		m := pageMark{Text: mark, Points: a.Points[i]}
		if sides != nil {
			m.Side = sides[i]
		}
		t.Marks = append(t.Marks, m)
	}
	if a.Levels != nil {
		t.Choices, t.Chosen, t.Menu = a.Levels, slices.Index(a.Levels, a.Mode), len(a.Levels) > fewChoices
		return t
	}
	if len(a.Values) == 2 && !o.Log10 {
		t.Values, t.Choices = a.Values, a.Marks()
		if a.Limits != nil && a.Limits.AdjustTo == a.Values[1] {
			t.Chosen = 1
		}
		return t
	}
	t.enter(a, o)
	if o.Log10 {
		t.Marks = n.logMarks(k)
	}
	return t
}

// enter sets how a number is entered.
func (t *pageTerm) enter(a Axis, o PageTerm) {
	low, high := a.Values[0], a.Values[len(a.Values)-1]
	step := o.Step
	switch {
	case step > 0:
	case a.Whole && !o.Log10:
		step = 1
	case high > low:
		step = roundStep((high - low) / 200)
	default:
		step = 1
	}
	t.Decimals = max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	for t.Decimals < 10 && math.Abs(math.Round(step*math.Pow10(t.Decimals))-step*math.Pow10(t.Decimals)) > 1e-6 {
		t.Decimals++
	}
	start := (low + high) / 2
	if a.Limits != nil {
		start = a.Limits.AdjustTo
	}
	start = math.Round(start/step) * step
	text := func(v float64) string { return strconv.FormatFloat(v, 'f', t.Decimals, 64) }
	plain := func(v float64) string { return strconv.FormatFloat(v, 'g', 12, 64) }
	t.Low, t.High, t.Step, t.Start = plain(low), plain(high), plain(step), text(start)
	t.Field, t.From, t.To = text(start), Mark(roundTo(a.Min, 4)), Mark(roundTo(a.Max, 4))
	if t.Log10 {
		raw := func(v float64) string { return strconv.FormatFloat(roundTo(math.Pow(10, v), 3), 'f', -1, 64) }
		t.Field, t.From, t.To = raw(start), raw(a.Min), raw(a.Max)
	}
}

// logMarks are the marks of a logarithm in what it is the logarithm of: 1, 2
// and 5 times the powers of ten.
func (n *Nomogram) logMarks(k int) []pageMark {
	a := n.Axes[k]
	base := slices.Min(a.LogOdds)
	low, high := a.Values[0], a.Values[len(a.Values)-1]
	steps := []float64{1, 2, 5}
	if high-low > 4 {
		steps = []float64{1}
	}
	var marks []pageMark
	for decade := math.Floor(low); decade <= high; decade++ {
		for _, s := range steps {
			v := decade + math.Log10(s)
			if v < low-1e-9 || v > high+1e-9 {
				continue
			}
			marks = append(marks, pageMark{Text: strconv.FormatFloat(roundTo(math.Pow(10, v), 3), 'f', -1, 64), Points: (n.Model.Terms[k].At(v) - base) * n.PointsPerLogOdds})
		}
	}
	return marks
}

// roundStep returns 1, 2 or 5 times a power of ten, at most v.
func roundStep(v float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, f := range []float64{5, 2} {
		if f*unit <= v*(1+1e-9) {
			return f * unit
		}
	}
	return unit
}

// roundTo rounds to so many significant digits.
func roundTo(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // not reached: what FormatFloat writes is a number
	}
	return r
}

func (n *Nomogram) pageModel(p pageContent) pageModel {
	return pageModel{
		Outcome: p.Outcome, Intercept: n.Model.Intercept, Terms: p.Terms, PointsPerLogOdds: n.PointsPerLogOdds,
		Total: n.Total, Risk: p.Risk, Covariance: n.Covariance, Z: inference.Z95,
	}
}

// pageCoefficient is a row of the table of coefficients.
type pageCoefficient struct{ Name, Estimate, SE, OR string }

// describe fills in the equation and the table of coefficients.
func (p *pageContent) describe(n *Nomogram) {
	number := func(v float64) string { return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 12, 64), "-", "−") }
	short := func(v float64) string { return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 4, 64), "-", "−") }
	equation := "log odds = " + number(n.Model.Intercept)
	j := 0
	row := func(name string, b float64, odds bool) {
		c := pageCoefficient{Name: name, Estimate: number(b)}
		se := 0.0
		if n.Covariance != nil {
			se = math.Sqrt(math.Max(0, n.Covariance[j][j]))
			c.SE = short(se)
		}
		if odds {
			c.OR = short(math.Exp(b))
			if n.Covariance != nil {
				c.OR += fmt.Sprintf(" (%s to %s)", short(math.Exp(b-inference.Z95*se)), short(math.Exp(b+inference.Z95*se)))
			}
		}
		p.Coefficients = append(p.Coefficients, c)
		j++
		if j == 1 {
			return
		}
		if b < 0 {
			equation += " − " + number(-b)
		} else {
			equation += " + " + number(b)
		}
		equation += " × [" + name + "]"
	}
	row("Intercept", n.Model.Intercept, false)
	for k, t := range n.Model.Terms {
		label := n.Axes[k].Label
		switch knot := t.Knots; {
		case t.Levels != nil:
			for l := 1; l < len(t.Levels); l++ {
				row(label+" = "+t.Levels[l], t.Coefficients[l], true)
			}
		case knot != nil:
			for l, b := range t.Coefficients {
				row(label+strings.Repeat("′", l), b, false)
			}
			var at []string
			for _, v := range knot {
				at = append(at, Mark(roundTo(v, 6)))
			}
			p.Splines = append(p.Splines, fmt.Sprintf("%s enters as a restricted cubic spline with knots at %s (basis as rcspline.eval of R's Hmisc, norm = 2); primes count the columns of the basis.", label, strings.Join(at, ", ")))
		default:
			row(label, t.Coefficients[0], true)
		}
	}
	p.Equation = equation + "; risk = 1 / (1 + exp(−log odds))."
}
