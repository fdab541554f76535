package figure

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// OutcomePanel holds one variable of patients and their outcome.
type OutcomePanel struct {
	// Title names the variable with its unit.
	Title   string
	Values  []float64
	Outcome []bool
	// Note is printed below, such as "p = 0.003, Mann–Whitney".
	Note string
}

// ByOutcome draws numbers by outcome, a panel a variable: the shape of their
// distribution (violin, a Gaussian kernel with the bandwidth bw.nrd0 of R), the
// quartiles (box), the range within 1.5 of their distance (whiskers), and up to
// 400 patients each as a dot. It takes one to eight panels, four in a row. It
// returns [ErrEmpty], [ErrLength], [ErrNotFinite], [ErrRange] and [ErrOneClass].
func ByOutcome(panels []OutcomePanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 8); err != nil {
		return nil, err
	}
	positive, negative := o.classes()
	perRow := min(4, len(panels))
	w := TwoColumns
	if len(panels) <= 2 {
		w = OneColumn
	}
	const height = 52.0
	boxes := columns(perRow, 1, w-1, height)
	notes := 0.0
	var laid []panel
	var groups [][2][]float64
	for i, p := range panels {
		g, err := p.groups()
		if err != nil {
			return nil, err
		}
		lo, hi := around(.06, p.Values...)
		box := boxes[i%perRow]
		laid = append(laid, newPanel(box, "", axis{lo: 0, hi: 2, bare: true}, axis{label: p.Title, lo: lo, hi: hi, ticks: ticks(lo, hi, 6)}))
		groups = append(groups, g)
		if p.Note != "" {
			notes = math.Max(notes, float64(len(wrap(p.Note, noteSize, false, box.width()-4)))*leading(noteSize))
		}
	}
	key := newLegends(2, math.Min(w-2, 84), entry{text: negative, patch: &negativeColour}, entry{text: positive, patch: &positiveColour})
	row := height + leading(noteSize) + notes + 3
	rows := (len(panels) + perRow - 1) / perRow
	return sheet{
		name: "by_outcome", title: "Variables by outcome",
		caption: "Distribution (violin), quartiles (box), values within 1.5 times the distance of the quartiles (whiskers) and patients (dots) by outcome.",
		width:   w, height: float64(rows)*row + key.height() + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				shift := float64(i/perRow) * row
				p.data.y0, p.data.y1 = p.data.y0+shift, p.data.y1+shift
				p.axes(on)
				for k, c := range []colour{negativeColour, positiveColour} {
					violin(on, p, float64(k)+.5, groups[i][k], c)
					on.text(p.px(float64(k)+.5), p.data.y1+gap, fmt.Sprintf("n = %d", len(groups[i][k])), letter{size: noteSize, anchor: centre, rise: top})
				}
				on.line(p.data.x0, p.data.y1, p.data.x1, p.data.y1, rule(edge, black))
				for k, l := range wrap(panels[i].Note, noteSize, false, boxes[i%perRow].width()-4) {
					on.text((p.data.x0+p.data.x1)/2, p.data.y1+gap+float64(k+1)*leading(noteSize)+.4, l, letter{size: noteSize, anchor: centre, rise: top})
				}
			}
			key.draw(on, 1, float64(rows)*row)
		},
	}.finish(o)
}

// groups returns the values by outcome, sorted.
func (p OutcomePanel) groups() (g [2][]float64, err error) {
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("panel %q", p.Title)
	}
	if len(p.Values) == 0 {
		return g, wrong(ErrEmpty, "there are no values")
	}
	if len(p.Values) != len(p.Outcome) {
		return g, wrong(ErrLength, "%d values for %d outcomes", len(p.Values), len(p.Outcome))
	}
	if !finite(p.Values...) {
		return g, wrong(ErrNotFinite, "a value is not a number").(*fault.Error).Try("leave out the patients whose value is missing")
	}
	for i, v := range p.Values {
		k := 0
		if p.Outcome[i] {
			k = 1
		}
		g[k] = append(g[k], v)
	}
	if len(g[0]) == 0 || len(g[1]) == 0 {
		return g, wrong(ErrOneClass, "%d patients with the outcome and %d without", len(g[1]), len(g[0]))
	}
	slices.Sort(g[0])
	slices.Sort(g[1])
	return g, nil
}

// violin draws one group about x, in units of the panel; values are sorted.
func violin(on *pen, at panel, x float64, values []float64, c colour) {
	const most = .42 // half the width of a violin
	q, err := inference.Quantiles(values, .25, .5, .75)
	if err != nil {
		return // not reached: there are values, all finite
	}
	outline := density(values, q[2]-q[0])
	tallest := 0.0
	for _, d := range outline {
		tallest = math.Max(tallest, d.y)
	}
	if len(outline) > 1 {
		var shape path
		var corners []point
		for _, d := range outline {
			corners = append(corners, point{at.px(x + most*d.y/tallest), at.py(d.x)})
		}
		for k := len(outline) - 1; k >= 0; k-- {
			corners = append(corners, point{at.px(x - most*outline[k].y/tallest), at.py(outline[k].x)})
		}
		shape.polygon(corners...)
		on.fill(shape, tint(c, .3))
		on.stroke(shape, rule(thin, c))
	}
	if len(values) <= 400 && len(outline) > 1 {
		dots(on, at, x, values, outline, tallest, c)
	}
	reach := 1.5 * (q[2] - q[0])
	low, high := values[0], values[len(values)-1]
	for _, v := range values {
		if v >= q[0]-reach {
			low = v
			break
		}
	}
	for k := len(values) - 1; k >= 0; k-- {
		if values[k] <= q[2]+reach {
			high = values[k]
			break
		}
	}
	half := .07
	var bars path
	bars.polyline(point{at.px(x), at.py(low)}, point{at.px(x), at.py(q[0])})
	bars.polyline(point{at.px(x), at.py(q[2])}, point{at.px(x), at.py(high)})
	on.stroke(bars, rule(medium, black))
	if q[0] < q[2] {
		on.box(rect{at.px(x - half), at.py(q[2]), at.px(x + half), at.py(q[0])}, rule(medium, black), &white)
	}
	on.line(at.px(x-half), at.py(q[1]), at.px(x+half), at.py(q[1]), rule(.7, black))
	if len(outline) < 2 { // few values, or all alike: on top of the line
		dots(on, at, x, values[:min(len(values), 400)], nil, 0, c)
	}
}

// dots draws a group as dots inside its outline, spread evenly by the golden
// ratio, the same way each time.
func dots(on *pen, at panel, x float64, values []float64, outline []point, tallest float64, c colour) {
	const most = .42
	var q path
	for k, v := range values {
		near := .25
		if len(outline) > 1 {
			near = .85 * most * heightAt(outline, v) / tallest
		}
		share := math.Mod(float64(k)*.6180339887498949+.5, 1)*2 - 1
		q.disc(at.px(x+near*share), at.py(v), .32)
	}
	on.fill(q, c)
}

// density estimates how densely values lie, at 60 places over their range, with
// a Gaussian kernel; nil if they are all alike.
func density(values []float64, iqr float64) []point {
	n := float64(len(values))
	mean, sd := 0.0, 0.0
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean)
	}
	sd = math.Sqrt(sd / math.Max(1, n-1))
	spread := math.Min(sd, iqr/1.34)
	if spread == 0 {
		spread = sd
	}
	bandwidth := .9 * spread * math.Pow(n, -.2) // bw.nrd0 of R (Silverman 1986)
	lo, hi := values[0], values[len(values)-1]
	if !(bandwidth > 0) || lo == hi {
		return nil
	}
	const places = 60
	d := make([]point, places)
	for k := range d {
		d[k].x = lo + float64(k)/(places-1)*(hi-lo)
		for _, v := range values {
			z := (d[k].x - v) / bandwidth
			d[k].y += math.Exp(-z * z / 2)
		}
	}
	return d
}

// heightAt returns the height of an outline at v, between its points by lines.
func heightAt(outline []point, v float64) float64 {
	k := 1
	for k < len(outline)-1 && outline[k].x < v {
		k++
	}
	a, b := outline[k-1], outline[k]
	return a.y + (v-a.x)/(b.x-a.x)*(b.y-a.y)
}
