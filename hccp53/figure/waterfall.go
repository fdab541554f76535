package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// ScorePanel holds a score and the outcome of the same patients.
type ScorePanel struct {
	Title   string
	Score   []float64
	Outcome []bool
}

// Waterfall draws a score patient by patient, sorted, coloured by outcome: with
// a good score the colours part. Bars start at base, such as the log odds of
// the cut-off, or 0. Label names the score with its unit. It returns
// [ErrEmpty], [ErrLength], [ErrNotFinite] and [ErrOneClass].
func Waterfall(label string, base float64, panels []ScorePanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 3); err != nil {
		return nil, err
	}
	all := []float64{base}
	for _, p := range panels {
		if err := p.check(); err != nil {
			return nil, err
		}
		all = append(all, p.Score...)
	}
	if !finite(base) {
		return nil, fault.New(ErrNotFinite, "the base of the bars is %v", base)
	}
	w := pageWidth(len(panels))
	positive, negative := o.classes()
	key := newLegend(w, entry{text: positive, patch: &positiveColour}, entry{text: negative, patch: &negativeColour})
	lo, hi := around(.04, all...)
	var laid []panel
	for i, box := range columns(len(panels), 1, w-1, 56) {
		laid = append(laid, newPanel(box, panels[i].title(),
			axis{label: "Patients, sorted by score", lo: 0, hi: float64(len(panels[i].Score)), bare: true},
			axis{label: label, lo: lo, hi: hi, ticks: ticks(lo, hi, 7)}))
	}
	return sheet{
		name: "waterfall", title: "Score by patient and outcome",
		caption: fmt.Sprintf("%s of each patient, sorted; one bar a patient, coloured by outcome. Bars start at %s.", label, number(base)),
		width:   w, height: 56 + key.height + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				panels[i].draw(on, p, base)
				p.axes(on)
			}
			key.draw(on, laid[0].data.x0-4, 56.5)
		},
	}.finish(o)
}

func (p ScorePanel) check() error {
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("score panel %q", p.Title)
	}
	n := 0
	for _, y := range p.Outcome {
		if y {
			n++
		}
	}
	switch {
	case len(p.Score) == 0:
		return wrong(ErrEmpty, "there are no scores")
	case len(p.Score) != len(p.Outcome):
		return wrong(ErrLength, "%d scores and %d outcomes", len(p.Score), len(p.Outcome))
	case !finite(p.Score...):
		return wrong(ErrNotFinite, "a score is not a number")
	case n == 0 || n == len(p.Outcome):
		return wrong(ErrOneClass, "all %d patients have the same outcome", len(p.Outcome))
	}
	return nil
}

func (p ScorePanel) title() string {
	if p.Title == "" {
		return fmt.Sprintf("n = %d", len(p.Score))
	}
	return fmt.Sprintf("%s, n = %d", p.Title, len(p.Score))
}

// shortest is the height in mm of the shortest bar.
const shortest = 0.3

func (p ScorePanel) draw(on *pen, at panel, base float64) {
	order := make([]int, len(p.Score))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Score[a], p.Score[b]) })
	var class [2]path
	width := at.px(1) - at.px(0)
	inset := math.Min(.12*width, .1)
	for rank, i := range order {
		x := at.px(float64(rank))
		k := 0
		if p.Outcome[i] {
			k = 1
		}
		y := at.py(p.Score[i])
		if math.Abs(y-at.py(base)) < shortest { // a bar of no height would not show its colour
			y = at.py(base) - shortest
		}
		class[k].box(rect{x + inset, y, x + width - inset, at.py(base)})
	}
	on.fill(class[0], negativeColour)
	on.fill(class[1], positiveColour)
	on.line(at.data.x0, at.py(base), at.data.x1, at.py(base), rule(thin, black))
}
