package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// axis is one axis of a panel. The range must not be empty.
type axis struct {
	label  string
	lo, hi float64
	ticks  []float64
	// mark prints a tick; nil prints the number in full.
	mark func(float64) string
	// bare axes have neither line nor ticks.
	bare bool
}

func (a axis) marks() []string {
	marks := make([]string, len(a.ticks))
	for i, v := range a.ticks {
		if a.mark != nil {
			marks[i] = a.mark(v)
		} else {
			marks[i] = number(v)
		}
	}
	return marks
}

// number prints a number with a true minus sign and no more digits than needed.
func number(v float64) string { return strings.ReplaceAll(fmt.Sprintf("%.6g", v), "-", "−") }

// percent prints a share.
func percent(v float64) string { return number(math.Round(100 * v)) }

// ticks returns round numbers between lo and hi, no more than most: multiples of
// 1, 2 or 5 times a power of ten.
func ticks(lo, hi float64, most int) []float64 {
	unit := math.Pow(10, math.Floor(math.Log10((hi-lo)/float64(most))))
	for _, factor := range []float64{1, 2, 5, 10, 20} {
		u := factor * unit
		first, last := math.Ceil(lo/u-1e-9), math.Floor(hi/u+1e-9)
		if int(last-first)+1 > most {
			continue
		}
		var t []float64
		for k := first; k <= last; k++ {
			t = append(t, k*u+0) // +0: no negative zero
		}
		return t
	}
	return []float64{lo, hi}
}

// wholeTicks returns round whole numbers from lo to hi, no more than most.
func wholeTicks(lo, hi, most int) []float64 {
	t := ticks(float64(lo), float64(hi), most)
	return slices.DeleteFunc(t, func(v float64) bool { return v != math.Round(v) })
}

// around returns a range that holds all values and a little more.
func around(share float64, values ...float64) (lo, hi float64) {
	lo, hi = slices.Min(values), slices.Max(values)
	if lo == hi {
		lo, hi = lo-1, hi+1
	}
	pad := share * (hi - lo)
	return lo - pad, hi + pad
}

// panel is a pair of axes around the data.
type panel struct {
	data rect // where the data are drawn
	x, y axis
	// title stands in bold above the panel, over mm higher than usual.
	title string
	over  float64
}

// The space in mm that a panel needs above and below its data.
const (
	titleSpace = 5.0
	endSpace   = 1.6 // above and to the right, for half a tick label
)

func (a axis) bottomSpace() float64 {
	space := tickSize + gap + leading(noteSize)
	if len(a.ticks) == 0 {
		space = gap
	}
	if a.label != "" {
		space += leading(textSize) + 0.3
	}
	return space
}

func (a axis) leftSpace() float64 {
	widest := 0.0
	for _, m := range a.marks() {
		widest = math.Max(widest, width(m, noteSize, false))
	}
	space := widest + tickSize + gap
	if a.bare {
		space = widest + gap
	}
	if a.label != "" {
		space += leading(textSize) + 0.4
	}
	return space
}

// newPanel lays axes out inside a rectangle.
func newPanel(outer rect, title string, x, y axis) panel {
	p := panel{x: x, y: y, title: title, data: outer}
	p.data.x0 += y.leftSpace()
	p.data.y1 -= x.bottomSpace()
	p.data.y0 += endSpace
	if title != "" {
		p.data.y0 += titleSpace - endSpace
	}
	p.data.x1 -= endSpace
	return p
}

func (p panel) px(v float64) float64 {
	return p.data.x0 + (v-p.x.lo)/(p.x.hi-p.x.lo)*p.data.width()
}
func (p panel) py(v float64) float64 {
	return p.data.y1 - (v-p.y.lo)/(p.y.hi-p.y.lo)*p.data.height()
}

// axes draws the axes, their ticks and labels, and the title.
func (p panel) axes(on *pen) {
	d := p.data
	if p.title != "" {
		on.text(d.x0, d.y0-2.2-p.over, p.title, letter{size: textSize, bold: true})
	}
	var lines path
	if !p.x.bare {
		lines.polyline(point{d.x0, d.y1}, point{d.x1, d.y1})
	}
	if !p.y.bare {
		lines.polyline(point{d.x0, d.y0}, point{d.x0, d.y1})
	}
	every := p.everyLabel()
	for i, m := range p.x.marks() {
		x := p.px(p.x.ticks[i])
		if !p.x.bare {
			lines.polyline(point{x, d.y1}, point{x, d.y1 + tickSize})
		}
		if i%every == 0 {
			on.text(x, d.y1+tickSize+gap, m, letter{size: noteSize, anchor: centre, rise: top})
		}
	}
	for i, m := range p.y.marks() {
		y := p.py(p.y.ticks[i])
		edge := d.x0 - gap
		if !p.y.bare {
			lines.polyline(point{d.x0 - tickSize, y}, point{d.x0, y})
			edge -= tickSize
		}
		on.text(edge, y, m, letter{size: noteSize, anchor: right, rise: middle})
	}
	on.stroke(lines, rule(edge, black))
	if p.x.label != "" {
		on.text((d.x0+d.x1)/2, d.y1+p.x.bottomSpace()-leading(textSize)+.4, p.x.label, letter{size: textSize, anchor: centre, rise: top})
	}
	if p.y.label != "" {
		on.text(d.x0-p.y.leftSpace()+capital*textSize*mm+.3, (d.y0+d.y1)/2, p.y.label, letter{size: textSize, anchor: centre, upwards: true})
	}
}

// everyLabel returns 1 if all labels of the x axis have room, 2 if every second
// one has, and so on.
func (p panel) everyLabel() int {
	marks := p.x.marks()
	for every := 1; ; every++ {
		last, fits := math.Inf(-1), true
		for i := 0; i < len(marks); i += every {
			half := width(marks[i], noteSize, false) / 2
			fits = fits && p.px(p.x.ticks[i])-half >= last+.8
			last = p.px(p.x.ticks[i]) + half
		}
		if fits {
			return every
		}
	}
}

// curve draws a row of points joined by lines, cut off at the edge of the
// panel.
func (p panel) curve(on *pen, x, y []float64, l line) {
	var q path
	for i := 1; i < len(x); i++ {
		a, b, ok := clip(point{x[i-1], y[i-1]}, point{x[i], y[i]}, p.x.lo, p.x.hi, p.y.lo, p.y.hi)
		if !ok {
			continue
		}
		a, b = point{p.px(a.x), p.py(a.y)}, point{p.px(b.x), p.py(b.y)}
		if n := len(q); n == 0 || q[n-1].to[0] != a {
			q.move(a.x, a.y)
		}
		q.line(b.x, b.y)
	}
	on.stroke(q, l)
}

// clip returns the part of a line inside a rectangle (Liang & Barsky 1984).
func clip(a, b point, x0, x1, y0, y1 float64) (point, point, bool) {
	from, to := 0.0, 1.0
	dx, dy := b.x-a.x, b.y-a.y
	for _, side := range [][2]float64{{-dx, a.x - x0}, {dx, x1 - a.x}, {-dy, a.y - y0}, {dy, y1 - a.y}} {
		towards, distance := side[0], side[1]
		switch {
		case towards == 0 && distance < 0:
			return a, b, false
		case towards < 0:
			from = math.Max(from, distance/towards)
		case towards > 0:
			to = math.Min(to, distance/towards)
		}
	}
	if from > to {
		return a, b, false
	}
	at := func(t float64) point { return point{a.x + t*dx, a.y + t*dy} }
	start, end := a, b
	if from > 0 {
		start = at(from)
	}
	if to < 1 {
		end = at(to)
	}
	return start, end, true
}

// columns divides a width into n panels side by side.
func columns(n int, from, to, height float64) []rect {
	const between = 4.0
	w := (to - from - between*float64(n-1)) / float64(n)
	boxes := make([]rect, n)
	for i := range boxes {
		x := from + float64(i)*(w+between)
		boxes[i] = rect{x, 0, x + w, height}
	}
	return boxes
}

// pageWidth returns the width of a figure with n panels side by side.
func pageWidth(n int) float64 {
	if n > 1 {
		return TwoColumns
	}
	return OneColumn
}
