package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// mostFrequencies is the largest number of candidates in one figure.
const mostFrequencies = 40

// SelectionFrequency draws how often a search chose each candidate when it was
// repeated on resamples, the most frequent on top; the terms of the final model
// are in colour. Terms that hover around a half were chosen by luck. Label returns
// what is printed for a term; nil prints its name. Of more than 40 candidates the
// most frequent are drawn. It returns [ErrEmpty], and [ErrRange] for shares
// outside 0 to 1.
func SelectionFrequency(f *regression.Frequencies, final []string, label func(term string) string, o Options) (*Figure, error) {
	if f == nil || len(f.Terms) == 0 || f.Used == 0 {
		return nil, fault.New(ErrEmpty, "no resample could be used, or there are no candidates").At("selection frequency")
	}
	sorted := slices.Clone(f.Terms)
	for _, t := range sorted {
		if !(t.Share >= 0 && t.Share <= 1) {
			return nil, fault.New(ErrRange, "a share of %v", t.Share).At("selection frequency of %q", t.Term)
		}
	}
	slices.SortStableFunc(sorted, func(a, b regression.Frequency) int { return cmp.Compare(b.Share, a.Share) })
	rest := ""
	if left := len(sorted) - mostFrequencies; left > 0 {
		sorted = sorted[:mostFrequencies]
		rest = fmt.Sprintf(" %s more are not shown.", fault.Count(left, "candidate"))
	}
	const margin, nameWidth, textWidth = 1.5, 40.0, 8.0
	rows := make([]float64, len(sorted)+1)
	var names [][]string
	widest := 0.0
	for i, t := range sorted {
		name := t.Term
		if label != nil {
			name = label(t.Term)
		}
		lines := wrap(name, noteSize, false, nameWidth)
		for _, l := range lines {
			widest = math.Max(widest, width(l, noteSize, false))
		}
		names = append(names, lines)
		rows[i+1] = rows[i] + float64(len(lines))*leading(noteSize) + 1.2
	}
	x := axis{label: "Chosen in % of resamples", lo: 0, hi: 1, ticks: ticks(0, 1, 6), mark: percent}
	at := panel{x: x, y: axis{lo: 0, hi: 1, bare: true}}
	at.data = rect{margin + widest + 2, endSpace, OneColumn - textWidth, endSpace + rows[len(sorted)]}
	key := newLegend(OneColumn-4, entry{text: "Terms of the final model", patch: &blue}, entry{text: "Other candidates", patch: &grey})
	below := at.data.y1 + x.bottomSpace() + .8
	return sheet{
		name: "frequency", title: "How often each candidate is chosen",
		caption: fmt.Sprintf("Share of %d resamples of Training in which the search, repeated, chose the candidate.", f.Used) + rest,
		width:   OneColumn, height: below + key.height + 1,
		draw: func(on *pen) {
			for i, t := range sorted {
				y := (rows[i]+rows[i+1])/2 + endSpace
				c := grey
				if slices.Contains(final, t.Term) {
					c = blue
				}
				on.box(rect{at.px(0), y - 1.2, math.Max(at.px(0)+.15, at.px(t.Share)), y + 1.2}, line{}, &c)
				on.text(at.px(t.Share)+1, y, percent(t.Share), letter{size: noteSize, rise: middle})
				first := y - float64(len(names[i])-1)/2*leading(noteSize)
				for k, l := range names[i] {
					on.text(at.data.x0-1.5, first+float64(k)*leading(noteSize), l, letter{size: noteSize, anchor: right, rise: middle})
				}
			}
			at.axes(on)
			on.line(at.px(0), at.data.y0, at.px(0), at.data.y1, rule(thin, black))
			key.draw(on, margin, below)
		},
	}.finish(o)
}
