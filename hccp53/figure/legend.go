package figure

// entry is one line of a legend: a sample and what it stands for.
type entry struct {
	text string
	// One of these is drawn: a line, with a mark if wanted, or a patch of colour.
	line  line
	marks bool
	shape int // of the mark
	patch *colour
}

const (
	sample      = 7.5 // width of the sample of a line
	sampleSpace = 1.5 // between sample and text
)

// legend is a list of entries that never lies on the data: it has its own place
// in the layout.
type legend struct {
	entries []entry
	lines   [][]string
	height  float64
}

// newLegend wraps the entries to a width in mm.
func newLegend(most float64, entries ...entry) legend {
	l := legend{entries: entries}
	for _, e := range entries {
		lines := wrap(e.text, noteSize, false, most-sample-sampleSpace)
		l.lines = append(l.lines, lines)
		l.height += float64(len(lines)) * leading(noteSize)
	}
	return l
}

// draw draws the legend with its top left at (x, y).
func (l legend) draw(on *pen, x, y float64) {
	for i, e := range l.entries {
		centre := y + capital*noteSize*mm/2
		switch {
		case e.patch != nil:
			on.box(rect{x + sample - 4, centre - 1, x + sample, centre + 1}, line{}, e.patch)
		default:
			if e.line.width > 0 {
				on.line(x, centre, x+sample, centre, e.line)
			}
			if e.marks {
				var q path
				mark(&q, e.shape, x+sample/2, centre, markSize)
				on.fill(q, e.line.colour)
			}
		}
		y = on.lines(x+sample+sampleSpace, y, l.lines[i], letter{size: noteSize})
	}
}

// legends is a legend in several columns.
type legends struct {
	columns []legend
	pitch   float64 // from one column to the next
}

// newLegends deals entries out to n columns that share a width in mm.
func newLegends(n int, most float64, entries ...entry) legends {
	l := legends{pitch: most / float64(n)}
	each := (len(entries) + n - 1) / n
	for from := 0; from < len(entries); from += each {
		l.columns = append(l.columns, newLegend(l.pitch-2, entries[from:min(from+each, len(entries))]...))
	}
	return l
}

func (l legends) height() float64 {
	h := 0.0
	for _, c := range l.columns {
		h = max(h, c.height)
	}
	return h
}

func (l legends) draw(on *pen, x, y float64) {
	for _, c := range l.columns {
		c.draw(on, x, y)
		x += l.pitch
	}
}
