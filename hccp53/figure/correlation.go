package figure

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
)

// Correlations is a symmetric table of correlations.
type Correlations struct {
	// Names label rows and columns.
	Names []string
	// Values are the correlations, from −1 to 1, by row and column.
	Values [][]float64
	// Kind is printed below the scale, such as "Spearman correlation"; empty:
	// "Correlation".
	Kind string
	// Ordered puts variables that go together side by side: in the order of the
	// angle of their weights in the first two principal axes of the table (Friendly
	// 2002). Otherwise the order is that of Names.
	Ordered bool
}

// mostCorrelated is the largest number of variables of a heat map.
const mostCorrelated = 100

// CorrelationMap draws a table of correlations as a heat map, blue below 0 and
// vermillion above, white for none. Up to 16 variables the numbers stand in the
// cells; up to 45 rows are named. It takes one column for up to 8 variables. It
// returns [ErrEmpty], [ErrLength] for a table that is not square, [ErrNotFinite]
// and [ErrRange] for what is no symmetric table of correlations, or has more than
// 100 variables.
func CorrelationMap(c Correlations, o Options) (*Figure, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n := len(c.Names)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if c.Ordered && n > 2 {
		order = angular(c.Values)
	}
	w := TwoColumns
	if n <= 8 {
		w = OneColumn
	}
	const scaleHeight = 12.0
	m := heatMap{c: c, order: order, named: n <= 45}
	top, labelWidth := 1.5, 1.5
	if m.named {
		for _, name := range c.Names {
			lines := wrap(name, noteSize, false, w*.3)
			m.labels = append(m.labels, lines)
			for _, l := range lines {
				labelWidth = math.Max(labelWidth, width(l, noteSize, false)+3)
			}
		}
	}
	m.cell = math.Min(12, (w-labelWidth-2)/float64(n))
	if w == TwoColumns { // no higher than a page
		m.cell = math.Min(m.cell, 190/float64(n))
	}
	for i, lines := range m.labels { // a name has the height of its row
		if most := max(1, int(m.cell/leading(noteSize))); len(lines) > most {
			m.labels[i] = lines[:most]
			m.labels[i][most-1] = shortened(lines[most-1], w*.3)
		}
	}
	m.x, m.y = labelWidth, top
	side := m.cell * float64(n)
	kind := c.Kind
	if kind == "" {
		kind = "Correlation"
	}
	m.kind = kind
	ordered := ""
	if c.Ordered {
		ordered = " Variables that go together stand side by side."
	}
	return sheet{
		name: "correlation", title: "Correlation of the variables",
		caption: kind + " of each pair of variables: blue below 0, orange-red above." + ordered,
		width:   w, height: top + side + scaleHeight,
		draw: func(on *pen) { m.draw(on, w) },
	}.finish(o)
}

func (c Correlations) check() error {
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("correlation map")
	}
	n := len(c.Names)
	if n == 0 {
		return wrong(ErrEmpty, "there are no variables")
	}
	if n > mostCorrelated {
		return fault.New(ErrRange, "%d variables", n).At("correlation map").Try("draw at most %d, such as those that a model chose", mostCorrelated)
	}
	if len(c.Values) != n {
		return wrong(ErrLength, "%d rows for %d names", len(c.Values), n)
	}
	for i, row := range c.Values {
		if len(row) != n {
			return wrong(ErrLength, "row %d has %d values for %d names", i+1, len(row), n)
		}
		for j, v := range row {
			if !finite(v) {
				return wrong(ErrNotFinite, "the correlation of %s and %s is %v", c.Names[i], c.Names[j], v)
			}
			if math.Abs(v) > 1+1e-9 || j < i && math.Abs(v-c.Values[j][i]) > 1e-9 {
				return wrong(ErrRange, "the correlation of %s and %s is %v, that of the two the other way round %v", c.Names[i], c.Names[j], v, c.Values[j][i])
			}
		}
	}
	return nil
}

// shortened cuts a text off with "…" so that it fits in most mm.
func shortened(text string, most float64) string {
	runes := []rune(text)
	for len(runes) > 0 && width(string(runes)+"…", noteSize, false) > most {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// angular orders variables by the angle of their weights in the first two
// eigenvectors (Friendly 2002, "Corrgrams"), cut at the widest gap.
func angular(r [][]float64) []int {
	n := len(r)
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			s.SetSym(i, j, r[i][j])
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return order
	}
	var v mat.Dense
	e.VectorsTo(&v) // by rising eigenvalue
	angle := make([]float64, n)
	for i := range n {
		angle[i] = math.Atan2(v.At(i, n-2), v.At(i, n-1))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(angle[a], angle[b]) })
	cut, widest := 0, angle[order[0]]+2*math.Pi-angle[order[n-1]]
	for k := 1; k < n; k++ {
		if gap := angle[order[k]] - angle[order[k-1]]; gap > widest+1e-12 {
			cut, widest = k, gap
		}
	}
	order = slices.Concat(order[cut:], order[:cut])
	if order[0] > order[n-1] { // the sign of an eigenvector is arbitrary
		slices.Reverse(order)
	}
	return order
}

// heatMap is a heat map that has been laid out.
type heatMap struct {
	c          Correlations
	order      []int
	labels     [][]string
	named      bool
	kind       string
	x, y, cell float64
}

// shade is the colour of a correlation.
func shade(v float64) colour {
	if v < 0 {
		return tint(blue, math.Min(1, -v))
	}
	return tint(vermillion, math.Min(1, v))
}

func (m heatMap) draw(on *pen, w float64) {
	n := len(m.order)
	for a, i := range m.order {
		for b, j := range m.order {
			v := m.c.Values[i][j]
			fill := shade(v)
			r := rect{m.x + float64(b)*m.cell, m.y + float64(a)*m.cell, m.x + float64(b+1)*m.cell, m.y + float64(a+1)*m.cell}
			on.box(r, line{}, &fill)
			if n <= 16 && i != j {
				ink := black
				if math.Abs(v) > .62 {
					ink = white
				}
				on.text((r.x0+r.x1)/2, (r.y0+r.y1)/2, decimal(v, 2), letter{size: noteSize, anchor: centre, rise: middle, colour: ink})
			}
		}
		if m.named {
			lines := m.labels[i]
			first := m.y + (float64(a)+.5)*m.cell - float64(len(lines)-1)/2*leading(noteSize)
			for k, l := range lines {
				on.text(m.x-1, first+float64(k)*leading(noteSize), l, letter{size: noteSize, anchor: right, rise: middle})
			}
		}
	}
	side := m.cell * float64(n)
	var grid path
	if n <= 45 {
		for k := 1; k < n; k++ {
			at := float64(k) * m.cell
			grid.polyline(point{m.x + at, m.y}, point{m.x + at, m.y + side})
			grid.polyline(point{m.x, m.y + at}, point{m.x + side, m.y + at})
		}
		on.stroke(grid, rule(.15, white))
	}
	on.box(rect{m.x, m.y, m.x + side, m.y + side}, rule(thin, black), nil)
	m.scale(on, m.y+side+2.5)
}

// scale draws the colours from −1 to 1 below the map.
func (m heatMap) scale(on *pen, y float64) {
	const steps, height = 40, 2.2
	wide := math.Min(50, m.cell*float64(len(m.order)))
	for k := range steps {
		fill := shade(-1 + (float64(k)+.5)*2/steps)
		on.box(rect{m.x + wide*float64(k)/steps, y, m.x + wide*float64(k+1)/steps + .02, y + height}, line{}, &fill)
	}
	for k, end := range []anchor{left, centre, right} {
		on.text(m.x+wide*float64(k)/2, y+height+gap, number(float64(k-1)), letter{size: noteSize, anchor: end, rise: top})
	}
	on.text(m.x+wide+3, y+height/2, m.kind, letter{size: noteSize, rise: middle})
}
