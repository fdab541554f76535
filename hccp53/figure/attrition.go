package figure

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/selection"
)

// bar is one row of a chart of bars: a heading, a note below it, a length.
type bar struct {
	name  string
	note  string
	count int
}

// Attrition draws how many features each step of the selection leaves. It
// returns [ErrEmpty] without a step, [ErrRange] for counts that grow or do not
// follow from each other.
func Attrition(stages []selection.Stage, o Options) (*Figure, error) {
	if len(stages) == 0 {
		return nil, fault.New(ErrEmpty, "no step of selection")
	}
	bars := []bar{{name: "Extracted", count: stages[0].In}}
	for k, s := range stages {
		if s.Out < 0 || s.Out > s.In || s.In != bars[k].count {
			return nil, fault.New(ErrRange, "the step takes %d features of %d and leaves %d", s.In, bars[k].count, s.Out).At("step %q", s.Step)
		}
		bars = append(bars, bar{name: s.Step, note: s.Rule, count: s.Out})
	}
	if stages[0].In == 0 {
		return nil, fault.New(ErrEmpty, "there are no features")
	}
	const margin, thickness = 2.0, 3.2
	room := OneColumn - 2*margin - width(number(float64(stages[0].In)), textSize, true) - 1.5
	type row struct {
		note []string
		y    float64
	}
	rows := make([]row, len(bars))
	y := 1.5
	for i, b := range bars {
		rows[i].y = y
		y += leading(textSize)
		if b.note != "" {
			rows[i].note = wrap(b.note, noteSize, false, OneColumn-2*margin)
			y += float64(len(rows[i].note)) * leading(noteSize)
		}
		y += thickness + 2.6
	}
	return sheet{
		name: "attrition", title: "Features left after each step of selection",
		caption: "Number of radiomics features that each step of the selection leaves, learnt on Training alone.",
		width:   OneColumn, height: y,
		draw: func(on *pen) {
			for i, b := range bars {
				on.text(margin, rows[i].y, b.name, letter{size: textSize, bold: true, rise: top})
				y := on.lines(margin, rows[i].y+leading(textSize), rows[i].note, letter{size: noteSize})
				w := room * float64(b.count) / float64(bars[0].count)
				c := blue
				if i == 0 {
					c = grey
				}
				if b.count > 0 {
					on.box(rect{margin, y, margin + math.Max(w, .25), y + thickness}, line{}, &c)
				}
				on.text(margin+w+1.2, y+thickness/2, number(float64(b.count)), letter{size: textSize, bold: true, rise: middle})
			}
		},
	}.finish(o)
}
