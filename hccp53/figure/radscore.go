package figure

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/selection"
)

// RadScore draws the weight of each feature of the Rad-score, per standard
// deviation so that features compare, the heaviest on top. It returns
// [ErrEmpty] and [ErrNotFinite].
func RadScore(features []selection.Feature, o Options) (*Figure, error) {
	if len(features) == 0 {
		return nil, fault.New(ErrEmpty, "the Rad-score has no feature").Try("see the attrition table for the step that took the last one")
	}
	sorted := slices.Clone(features)
	slices.SortStableFunc(sorted, func(a, b selection.Feature) int { return cmp.Compare(math.Abs(b.PerSD), math.Abs(a.PerSD)) })
	var weights []float64
	widest := 0.0
	const margin, nameWidth = 1.5, 46.0
	var names [][]string
	for _, f := range sorted {
		if !finite(f.PerSD) {
			return nil, fault.New(ErrNotFinite, "the weight is %v", f.PerSD).At("feature %q", f.Name)
		}
		weights = append(weights, f.PerSD)
		lines := wrap(f.Name, noteSize, false, nameWidth)
		for _, l := range lines {
			widest = math.Max(widest, width(l, noteSize, false))
		}
		names = append(names, lines)
	}
	lo, hi := around(.05, append(weights, 0)...)
	lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	x := axis{label: "Coefficient per SD (log odds)", lo: lo, hi: hi, ticks: ticks(lo, hi, 7)}
	rows := make([]float64, len(sorted)+1)
	for i, lines := range names {
		rows[i+1] = rows[i] + float64(len(lines))*leading(noteSize) + 1.6
	}
	height := rows[len(sorted)] + x.bottomSpace() + endSpace
	at := panel{x: x, y: axis{lo: 0, hi: 1, bare: true}}
	at.data = rect{margin + widest + 2, endSpace, OneColumn - 2.5, endSpace + rows[len(sorted)]}
	return sheet{
		name: "radscore", title: "Weights of the Rad-score",
		caption: "Coefficient of each feature of the Rad-score per standard deviation in Training. Features to the right raise the log odds of the outcome, those to the left lower them.",
		width:   OneColumn, height: height,
		draw: func(on *pen) {
			for i, f := range sorted {
				y := (rows[i]+rows[i+1])/2 + endSpace
				c := positiveColour
				if f.PerSD < 0 {
					c = negativeColour
				}
				on.box(rect{at.px(math.Min(0, f.PerSD)), y - 1.4, at.px(math.Max(0, f.PerSD)), y + 1.4}, line{}, &c)
				first := y - float64(len(names[i])-1)/2*leading(noteSize)
				for k, l := range names[i] {
					on.text(at.data.x0-2, first+float64(k)*leading(noteSize), l, letter{size: noteSize, anchor: right, rise: middle})
				}
			}
			at.axes(on)
			on.line(at.px(0), at.data.y0, at.px(0), at.data.y1, rule(thin, black))
		},
	}.finish(o)
}
