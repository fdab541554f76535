package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// OddsGroup is a block of rows of a forest plot, such as one model.
type OddsGroup struct {
	// Title stands above the rows, such as "Final model, n = 224"; it may be empty.
	Title string
	// Rows are coefficients without the intercept.
	Rows []regression.Coefficient
	// Selected: the terms were chosen by looking at the same data, so that p values
	// and intervals are not adjusted for selection, which the figure then says.
	Selected bool
}

// Forest draws the odds ratios of the candidates, each alone, and below them
// those of the final model of a search, with their 95 % intervals on a
// logarithmic axis. Final may be nil. Label returns what is printed for a term,
// with its unit; nil prints its name. See [OddsRatios] for any other models.
func Forest(univariable []clinical.Univariable, final *regression.Fit, label func(term string) string, o Options) (*Figure, error) {
	var groups []OddsGroup
	if len(univariable) > 0 {
		g := OddsGroup{Title: "Each candidate alone", Selected: true}
		for _, u := range univariable {
			g.Rows = append(g.Rows, u.Rows...)
		}
		groups = append(groups, g)
	}
	if final != nil && len(final.Coefficients) > 1 {
		groups = append(groups, OddsGroup{Title: fmt.Sprintf("Final model, n = %d", final.N), Rows: final.Coefficients[1:], Selected: true})
	}
	f, err := OddsRatios(groups, label, o)
	if err != nil {
		return nil, err
	}
	f.Title = "Odds ratios of the clinical variables"
	f.Caption = "Odds ratios with 95 % confidence intervals (Wald) of logistic regressions in Training: each candidate alone, and the final model of the stepwise search. p values and intervals are " + clinical.NotAdjusted + "."
	if o.Simulated {
		f.Caption += " Simulated patients."
	}
	return f, nil
}

// OddsRatios draws a forest plot: the odds ratios of one or more models with
// their 95 % intervals, on a logarithmic axis, with a table at the left. The
// intervals are those in the rows. A coefficient that cannot be estimated is
// listed without a mark. Without a single estimate it returns [ErrEmpty].
func OddsRatios(groups []OddsGroup, label func(term string) string, o Options) (*Figure, error) {
	if label == nil {
		label = func(term string) string { return term }
	}
	var rows []oddsRow
	selected := false
	for _, g := range groups {
		if g.Title != "" {
			rows = append(rows, oddsRow{name: g.Title, heading: true})
		}
		rows = append(rows, oddsRows(g.Rows, label)...)
		selected = selected || g.Selected
	}
	bounds := []float64{0}
	for _, r := range rows {
		if r.drawable() {
			bounds = append(bounds, math.Log(r.c.OR), r.log(0), r.log(1))
		}
	}
	if len(bounds) == 1 {
		return nil, fault.New(ErrEmpty, "there is no odds ratio to draw").At("forest plot")
	}
	positive, _ := o.classes()
	lo, hi := oddsRange(bounds)
	const textEnd, orEnd, pEnd, height0 = 62.0, 98.0, 112.0, 6.5
	y := height0
	for i := range rows {
		if rows[i].heading && i > 0 {
			y += 2
		}
		rows[i].lines = wrap(rows[i].name, textSize, rows[i].heading, textEnd-4)
		rows[i].y = y + leading(textSize)/2
		y += float64(len(rows[i].lines))*leading(textSize) + .9
	}
	at := panel{
		data: rect{pEnd + 5, height0 - 1, TwoColumns - 3, y + .5},
		x:    axis{label: "Odds ratio of " + positive + " (log scale)", lo: lo, hi: hi, ticks: oddsTicks(lo, hi), mark: func(v float64) string { return number(rounded(math.Exp(v))) }},
		y:    axis{lo: 0, hi: 1, bare: true},
	}
	note := "Odds ratio per unit in brackets, or against the reference level."
	caption := "Odds ratios of " + positive + " with 95 % confidence intervals, by logistic regression."
	if selected {
		note += " p and CI " + clinical.NotAdjusted + "."
		caption += " p values and intervals are " + clinical.NotAdjusted + "."
	}
	bottom := at.data.y1 + at.x.bottomSpace()
	return sheet{
		name: "forest", title: "Odds ratios",
		caption: caption,
		width:   TwoColumns, height: bottom + 1,
		draw: func(on *pen) {
			head := letter{size: noteSize, bold: true}
			on.text(1.5, 3.5, "Variable", head)
			head.anchor = right
			on.text(orEnd, 3.5, "Odds ratio (95 % CI)", head)
			on.text(pEnd, 3.5, "p", head)
			on.line(1.5, 4.8, TwoColumns-1.5, 4.8, rule(thin, black))
			on.line(at.px(0), at.data.y0, at.px(0), at.data.y1, line{thin, black, []float64{.8, .6}})
			for _, r := range rows {
				r.draw(on, at, orEnd, pEnd)
			}
			at.axes(on)
			on.lines(1.5, at.data.y1+tickSize+gap, wrap(note, noteSize, false, pEnd-5), letter{size: noteSize})
		},
	}.finish(o)
}

// oddsRow is one line of the table: a coefficient, or a heading.
type oddsRow struct {
	name    string
	c       regression.Coefficient
	heading bool
	lines   []string
	y       float64 // the middle of the first line
}

func oddsRows(coefficients []regression.Coefficient, label func(string) string) []oddsRow {
	var rows []oddsRow
	for _, c := range coefficients {
		name := label(c.Term)
		if c.Level != "" {
			name += ": " + c.Level
		}
		rows = append(rows, oddsRow{name: name, c: c})
	}
	return rows
}

func (r oddsRow) drawable() bool {
	return !r.heading && !r.c.Aliased && !r.c.Separated && finite(r.c.OR, r.c.ORCI[0], r.c.ORCI[1]) && r.c.ORCI[0] > 0
}

func (r oddsRow) log(end int) float64 { return math.Log(r.c.ORCI[end]) }

func (r oddsRow) draw(on *pen, at panel, orEnd, pEnd float64) {
	for k, l := range r.lines {
		x := 4.0
		if r.heading {
			x = 1.5
		} else if k > 0 {
			x += 2
		}
		on.text(x, r.y+float64(k)*leading(textSize), l, letter{size: textSize, bold: r.heading, rise: middle})
	}
	if r.heading {
		return
	}
	cell := letter{size: textSize, anchor: right, rise: middle}
	if !r.drawable() {
		on.text(orEnd, r.y, "not estimable", cell)
		return
	}
	on.text(orEnd, r.y, oddsText(r.c), cell)
	on.text(pEnd, r.y, pValue(r.c.P), cell)
	lo, hi := math.Max(at.x.lo, r.log(0)), math.Min(at.x.hi, r.log(1))
	var q, heads path
	if lo < hi {
		q.polyline(point{at.px(lo), r.y}, point{at.px(hi), r.y})
	}
	if r.log(0) < at.x.lo { // the interval goes on beyond the axis
		heads.polygon(point{at.data.x0 - 1.2, r.y}, point{at.data.x0 + .4, r.y - .8}, point{at.data.x0 + .4, r.y + .8})
	}
	if r.log(1) > at.x.hi {
		heads.polygon(point{at.data.x1 + 1.2, r.y}, point{at.data.x1 - .4, r.y - .8}, point{at.data.x1 - .4, r.y + .8})
	}
	on.stroke(q, rule(medium, blue))
	on.fill(heads, blue)
	if centre := math.Log(r.c.OR); centre >= at.x.lo && centre <= at.x.hi {
		var square path // by itself: where it lies on an arrow head, both are filled
		mark(&square, 1, at.px(centre), r.y, markSize*1.1)
		on.fill(square, blue)
	}
}
