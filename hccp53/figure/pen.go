package figure

import (
	"image"
	"math"
)

// surface is what a figure is drawn on: SVG, PDF, pixels. Lengths are in mm;
// x grows to the right and y downwards from the top left of the page.
type surface interface {
	stroke(path, line)
	fill(path, colour)
	print(run)
	image(rect, greyImage)
}

// greyImage is a picture of a slice.
type greyImage = *image.Gray

type point struct{ x, y float64 }

type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) width() float64  { return r.x1 - r.x0 }
func (r rect) height() float64 { return r.y1 - r.y0 }

// path is a row of steps, each of which begins where the last one ended.
type path []step

type step struct {
	op byte     // 'M' move, 'L' line, 'C' cubic curve, 'Z' close
	to [3]point // 'M', 'L': the first; 'C': two control points and the end
}

func (p *path) move(x, y float64) { *p = append(*p, step{op: 'M', to: [3]point{{x, y}}}) }
func (p *path) line(x, y float64) { *p = append(*p, step{op: 'L', to: [3]point{{x, y}}}) }
func (p *path) close()            { *p = append(*p, step{op: 'Z'}) }

// moved returns the path at another place.
func (p path) moved(dx, dy float64) path {
	q := make(path, len(p))
	for i, s := range p {
		for k := range s.to {
			s.to[k].x += dx
			s.to[k].y += dy
		}
		q[i] = s
	}
	return q
}

// disc adds a circle to the path.
func (p *path) disc(x, y, r float64) {
	const k = 0.5522847498 // a quarter circle as a Bézier curve: 4/3·(√2−1)
	curve := func(a, b, c point) { *p = append(*p, step{op: 'C', to: [3]point{a, b, c}}) }
	p.move(x+r, y)
	curve(point{x + r, y + k*r}, point{x + k*r, y + r}, point{x, y + r})
	curve(point{x - k*r, y + r}, point{x - r, y + k*r}, point{x - r, y})
	curve(point{x - r, y - k*r}, point{x - k*r, y - r}, point{x, y - r})
	curve(point{x + k*r, y - r}, point{x + r, y - k*r}, point{x + r, y})
	p.close()
}

// polygon adds a closed row of lines.
func (p *path) polygon(corners ...point) {
	p.polyline(corners...)
	p.close()
}

// polyline adds a row of lines.
func (p *path) polyline(points ...point) {
	for i, c := range points {
		if i == 0 {
			p.move(c.x, c.y)
		} else {
			p.line(c.x, c.y)
		}
	}
}

// box adds a rectangle.
func (p *path) box(r rect) {
	p.polygon(point{r.x0, r.y0}, point{r.x1, r.y0}, point{r.x1, r.y1}, point{r.x0, r.y1})
}

// pen draws on a surface with its origin at (dx, dy).
type pen struct {
	on     surface
	dx, dy float64
}

func (p *pen) stroke(q path, l line) {
	if len(q) > 0 {
		p.on.stroke(q.moved(p.dx, p.dy), l)
	}
}

func (p *pen) fill(q path, c colour) {
	if len(q) > 0 {
		p.on.fill(q.moved(p.dx, p.dy), c)
	}
}

func (p *pen) image(r rect, img greyImage) {
	p.on.image(rect{r.x0 + p.dx, r.y0 + p.dy, r.x1 + p.dx, r.y1 + p.dy}, img)
}

// line draws one straight line.
func (p *pen) line(x0, y0, x1, y1 float64, l line) {
	p.stroke(path{{op: 'M', to: [3]point{{x0, y0}}}, {op: 'L', to: [3]point{{x1, y1}}}}, l)
}

// box draws a rectangle, filled where inside is given.
func (p *pen) box(r rect, edge line, inside *colour) {
	var q path
	q.box(r)
	if inside != nil {
		p.fill(q, *inside)
	}
	if edge.width > 0 {
		p.stroke(q, edge)
	}
}

// text prints one line. (x, y) is where anchor and rise say.
func (p *pen) text(x, y float64, text string, l letter) {
	pieces, w := runs(text, l)
	along := []float64{0, -w / 2, -w}[l.anchor]
	down := []float64{0, capital / 2, capital}[l.rise] * l.size * mm
	for _, r := range pieces {
		dx, dy := along+r.x, down-r.y
		if l.upwards {
			dx, dy = dy, -dx
		}
		r.x, r.y = x+dx+p.dx, y+dy+p.dy
		p.on.print(r)
	}
}

// lines prints lines below each other, the first with its top at y, and
// returns the y below the last.
func (p *pen) lines(x, y float64, lines []string, l letter) float64 {
	l.rise = top
	for _, text := range lines {
		p.text(x, y, text, l)
		y += leading(l.size)
	}
	return y
}

// mark draws the mark of the i-th series, half r wide, filled.
func mark(q *path, i int, x, y, r float64) {
	switch i % 5 {
	case 0:
		q.disc(x, y, r)
	case 1:
		q.box(rect{x - .9*r, y - .9*r, x + .9*r, y + .9*r})
	case 2:
		h := r * math.Sqrt(3) / 2
		q.polygon(point{x, y - 1.15*r}, point{x + 1.1*r, y + h}, point{x - 1.1*r, y + h})
	case 4:
		h := r * math.Sqrt(3) / 2
		q.polygon(point{x, y + 1.15*r}, point{x + 1.1*r, y - h}, point{x - 1.1*r, y - h})
	case 3:
		q.polygon(point{x, y - 1.25*r}, point{x + 1.25*r, y}, point{x, y + 1.25*r}, point{x - 1.25*r, y})
	}
}
