package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// PublishedAUC is a published AUC with what [performance.CheckInterval] says of
// its interval.
type PublishedAUC struct {
	Name  string // such as "MC ResNet34, validation"
	Check performance.IntervalCheck
}

// PublishedIntervals draws published AUCs with the interval that was printed,
// the usual one for that many patients (Hanley and McNeil) and the widest that
// is possible whatever the scores. It returns [ErrEmpty], [ErrNotFinite] and
// [ErrOneClass].
func PublishedIntervals(rows []PublishedAUC, o Options) (*Figure, error) {
	if len(rows) == 0 {
		return nil, fault.New(ErrEmpty, "no published AUC")
	}
	all := []float64{.5}
	for _, r := range rows {
		c := r.Check
		ends := []float64{c.AUC, c.CI[0], c.CI[1], c.HanleyMcNeilCI[0], c.HanleyMcNeilCI[1], c.WidestCI[0], c.WidestCI[1]}
		if !finite(append(ends, c.SmallerClass)...) {
			return nil, fault.New(ErrNotFinite, "AUC %v, intervals %v, %v, %v", c.AUC, c.CI, c.HanleyMcNeilCI, c.WidestCI).At("%q", r.Name)
		}
		if c.Cases < 1 || c.Controls < 1 {
			return nil, fault.New(ErrOneClass, "%d cases and %d controls", c.Cases, c.Controls).At("%q", r.Name)
		}
		all = append(all, ends...)
	}
	const nameEnd, plotEnd, height0 = 50.0, 124.0, 2.0
	rowHeight := 11.0
	for _, r := range rows {
		rowHeight = math.Max(rowHeight, float64(len(wrap(r.Name, textSize, true, nameEnd-3)))*leading(textSize)+leading(noteSize)+2)
	}
	lo, hi := around(.03, all...)
	at := panel{
		data: rect{nameEnd, height0, plotEnd, height0 + rowHeight*float64(len(rows))},
		x:    axis{label: "AUC", lo: math.Max(0, lo), hi: math.Min(1, hi)}, y: axis{lo: 0, hi: 1, bare: true},
	}
	at.x.ticks = ticks(at.x.lo, at.x.hi, 8)
	kinds := []struct {
		name string
		line line
		ci   func(performance.IntervalCheck) [2]float64
	}{
		{"As printed", line{1.1, black, nil}, func(c performance.IntervalCheck) [2]float64 { return c.CI }},
		{"Usual for these numbers of patients (Hanley–McNeil)", line{.9, blue, nil}, func(c performance.IntervalCheck) [2]float64 { return c.HanleyMcNeilCI }},
		{"Widest possible, whatever the scores", line{.9, orange, []float64{1.2, .5}}, func(c performance.IntervalCheck) [2]float64 { return c.WidestCI }},
	}
	var entries []entry
	for _, k := range kinds {
		entries = append(entries, entry{text: k.name, line: k.line})
	}
	key := newLegend(TwoColumns-nameEnd-2, entries...)
	bottom := at.data.y1 + at.x.bottomSpace() + 1
	return sheet{
		name: "published", title: "Published intervals, checked by arithmetic",
		caption: "Published areas under the curve (AUC) with their printed 95 % intervals, the interval usual for as many patients (Hanley and McNeil 1982), and the widest that any scores of as many patients can have. A printed interval wider than that points to other class sizes or another kind of interval than supposed, or to a slip; it says nothing about the patients.",
		width:   TwoColumns, height: bottom + key.height + 1,
		draw: func(on *pen) {
			on.line(at.px(.5), at.data.y0, at.px(.5), at.data.y1, line{thin, grey, []float64{1, 1}})
			for i, r := range rows {
				y := at.data.y0 + rowHeight*(float64(i)+.5)
				if i > 0 {
					on.line(1.5, y-rowHeight/2, TwoColumns-1.5, y-rowHeight/2, rule(.1, grey))
				}
				r.names(on, nameEnd-3, y)
				for k, kind := range kinds {
					ci := kind.ci(r.Check)
					ci[0], ci[1] = math.Max(ci[0], at.x.lo), math.Min(ci[1], at.x.hi) // no AUC lies beyond
					on.line(at.px(ci[0]), y+2.6*float64(k-1), at.px(ci[1]), y+2.6*float64(k-1), kind.line)
				}
				var dot path
				dot.disc(at.px(r.Check.AUC), y-2.6, 1.1)
				on.fill(dot, black)
				on.lines(plotEnd+4, y-leading(noteSize), r.verdict(TwoColumns-plotEnd-6), letter{size: noteSize})
			}
			at.axes(on)
			key.draw(on, nameEnd-4, bottom)
		},
	}.finish(o)
}

func (r PublishedAUC) names(on *pen, most, y float64) {
	lines := wrap(r.Name, textSize, true, most)
	y -= (float64(len(lines))*leading(textSize) + capital*noteSize*mm) / 2
	y = on.lines(1.5, y, lines, letter{size: textSize, bold: true})
	on.lines(1.5, y, []string{fmt.Sprintf("%d positive, %d negative", r.Check.Cases, r.Check.Controls)}, letter{size: noteSize})
}

func (r PublishedAUC) verdict(most float64) []string {
	c := r.Check
	text := fmt.Sprintf("%s (%s): %s", decimal(c.AUC, 3), interval(c.CI, 3), c.Verdict)
	if c.Verdict == performance.TooWide {
		text += fmt.Sprintf("; would need about %.0f in the smaller class", c.SmallerClass)
	}
	return wrap(text, noteSize, false, most)
}
