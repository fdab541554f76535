package figure

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
)

// Flow draws the flow chart of the patients: read, excluded with the reasons,
// included, divided into Training and Validation with their outcomes. It
// returns [ErrEmpty] for a flow of nobody, [ErrRange] when the counts do not add
// up, and [ErrOneClass] for an arm of one class.
func Flow(flow cohort.Flow, split cohort.Record, o Options) (*Figure, error) {
	if err := checkFlow(flow, split); err != nil {
		return nil, err
	}
	positive, negative := o.classes()
	const w, narrow = 78.0, 4.0 // of the boxes, and of the margin
	read := newCard(w, fmt.Sprintf("Patients read (n = %d)", flow.Read))
	included := newCard(w, fmt.Sprintf("Patients included (n = %d)", flow.Included))
	var reasons []string
	for _, e := range flow.Excluded {
		reasons = append(reasons, fmt.Sprintf("%s (n = %d)", sentence(e.Reason), e.N))
	}
	excluded := newCard(w, fmt.Sprintf("Excluded (n = %d)", flow.Read-flow.Included), reasons...)
	arm := func(name string, a cohort.ArmRecord) card {
		return newCard(w, fmt.Sprintf("%s (n = %d)", name, a.N),
			fmt.Sprintf("%s: %d (%.0f %%)", positive, a.Positive, 100*float64(a.Positive)/float64(a.N)),
			fmt.Sprintf("%s: %d (%.0f %%)", negative, a.N-a.Positive, 100*float64(a.N-a.Positive)/float64(a.N)))
	}
	arms := []card{arm("Training", split.Training), arm("Validation", split.Validation)}
	division := fmt.Sprintf("Random division, stratified by outcome, seed %d", split.Plan.Seed)

	const x = narrow + w/2 // the middle of the main boxes
	const x2 = TwoColumns - narrow - w/2
	y1 := 1.0
	step := 7.0
	if len(reasons) > 0 {
		step = excluded.height + 6
	}
	y2 := y1 + read.height + step
	y3 := y2 + included.height + 15
	return sheet{
		name: "flow", title: "Flow of patients",
		caption: fmt.Sprintf("From the %d patients read to the two arms: reasons for exclusion are applied in this order, each to the patients left by those before it.", flow.Read),
		width:   TwoColumns, height: y3 + max(arms[0].height, arms[1].height) + 1,
		draw: func(on *pen) {
			read.draw(on, x, y1)
			included.draw(on, x, y2)
			on.arrow(point{x, y1 + read.height}, point{x, y2})
			if len(reasons) > 0 {
				y := y1 + read.height + (step-excluded.height)/2
				excluded.draw(on, x2, y)
				on.arrow(point{x, y + excluded.height/2}, point{x2 - w/2, y + excluded.height/2})
			}
			bend := y2 + included.height + 9
			var q path
			q.polyline(point{x, y2 + included.height}, point{x, bend})
			q.polyline(point{x, bend}, point{x2, bend})
			on.stroke(q, rule(edge, black))
			on.text(x+2, bend-2.2, division, letter{size: noteSize})
			for k, at := range []float64{x, x2} {
				arms[k].draw(on, at, y3)
				on.arrow(point{at, bend}, point{at, y3})
			}
		},
	}.finish(o)
}

func checkFlow(f cohort.Flow, s cohort.Record) error {
	if f.Read < 1 || f.Included < 1 {
		return fault.New(ErrEmpty, "%d patients read, %d included", f.Read, f.Included)
	}
	out := 0
	for _, e := range f.Excluded {
		if e.N < 0 {
			return fault.New(ErrRange, "%d patients excluded", e.N).At("%q", e.Reason)
		}
		out += e.N
	}
	if f.Read-out != f.Included || s.Training.N+s.Validation.N != f.Included {
		return fault.New(ErrRange, "of %d patients %d were excluded and %d included, the arms have %d and %d", f.Read, out, f.Included, s.Training.N, s.Validation.N).
			Try("draw the flow with the division of the same cohort")
	}
	for k, a := range []cohort.ArmRecord{s.Training, s.Validation} {
		if a.Positive < 1 || a.Positive >= a.N {
			return fault.New(ErrOneClass, "%d of %d patients are positive", a.Positive, a.N).At("%s", []string{"Training", "Validation"}[k])
		}
	}
	return nil
}

// sentence returns the text with a capital at its start.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// card is a box of a flow chart: a heading, and lines below it.
type card struct {
	width, height float64
	heading       string
	lines         []cardLine
}

// cardLine is one line of text; what goes on from the line above is indented.
type cardLine struct {
	text string
	goes bool
}

const cardPad = 1.8

func newCard(width float64, heading string, lines ...string) card {
	c := card{width: width, heading: heading}
	for _, l := range lines {
		for i, part := range wrap(l, textSize, false, width-2*cardPad-2.5) {
			c.lines = append(c.lines, cardLine{part, i > 0})
		}
	}
	c.height = 2*cardPad + float64(1+len(c.lines))*leading(textSize) - leading(textSize) + capital*textSize*mm
	return c
}

// draw draws the card with the middle of its upper edge at (x, y).
func (c card) draw(on *pen, x, y float64) {
	left := x - c.width/2
	on.box(rect{left, y, left + c.width, y + c.height}, rule(edge, black), nil)
	y = on.lines(left+cardPad, y+cardPad, []string{c.heading}, letter{size: textSize, bold: true})
	for _, l := range c.lines {
		indent := 0.0
		if l.goes {
			indent = 2.5
		}
		y = on.lines(left+cardPad+indent, y, []string{l.text}, letter{size: textSize})
	}
}

// arrow draws a line with a head at its end. It must be horizontal or vertical.
func (p *pen) arrow(from, to point) {
	const length, half = 1.8, .7
	var head path
	dx, dy := 0.0, 0.0
	switch {
	case to.x > from.x:
		dx = 1
	case to.y > from.y:
		dy = 1
	default:
		panic("figure: an arrow goes right or down")
	}
	neck := point{to.x - dx*length, to.y - dy*length}
	p.line(from.x, from.y, neck.x, neck.y, rule(edge, black))
	head.polygon(to, point{neck.x + dy*half, neck.y + dx*half}, point{neck.x - dy*half, neck.y - dx*half})
	p.fill(head, black)
}
