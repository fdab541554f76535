package figure

import (
	"cmp"
	"math"
	"slices"
)

// scale is one axis of a nomogram: a line with marks at given places.
type scale struct {
	label string
	at    []float64 // places of the marks in mm
	marks []string
	// level: every mark has its text, in further rows where they are close;
	// otherwise texts that have no room are left out at equal steps.
	level bool
	// slots are the rows for texts in the order in which they are filled: 1, 2, …
	// below the line, −1, −2, … above it. Nil: first below, then above.
	slots []int
	// sides are, by mark, 1 for a text below the line and -1 for one above it, on an
	// axis that turns back; nil otherwise.
	sides []int
	space float64 // extra space above
	// read is the place of the patient's mark, value what is printed at the right.
	read  *float64
	value string

	least  float64  // where the first text may begin
	y      float64  // of the line
	labels []string // the label, wrapped
	rows   []int    // by mark: a row of slots, or 0 for no text
}

const (
	markRow  = 2.9 // height of a row of texts at the marks
	markDrop = 1.7 // from the line to the nearest row
	apart    = 1.2 // between texts in a row
)

// layOut places the scale with its upper end at y and returns its lower end.
func (s *scale) layOut(y, labelWidth float64) float64 {
	s.labels = wrap(s.label, textSize, false, labelWidth-2)
	s.least = labelWidth
	if s.slots == nil {
		s.slots = []int{1, -1}
	}
	if s.level {
		s.placeAll()
	} else {
		s.placeSome()
	}
	half := float64(len(s.labels)) / 2 * leading(textSize)
	up, down := math.Max(1.2, half), half
	for _, r := range s.rows {
		up = math.Max(up, markDrop-float64(r)*markRow)
		down = math.Max(down, markDrop+float64(r)*markRow)
	}
	s.y = y + s.space + up
	return s.y + down + .8
}

// placeSome prints every mark, or every second, third, … so that all texts
// have room in one row, or in one on either side where the axis turns back.
func (s *scale) placeSome() {
	s.rows = make([]int, len(s.at))
	if s.sides == nil {
		s.placeRow(s.order(), s.slots[0])
		return
	}
	for _, side := range []int{1, -1} {
		s.placeRow(slices.DeleteFunc(s.order(), func(i int) bool { return s.sides[i] != side }), side)
	}
}

// placeRow gives a row to every, or every second, third, … of some marks.
func (s *scale) placeRow(order []int, row int) {
	for every := 1; every <= len(order); every++ {
		last, fits := math.Inf(-1), true
		for rank, i := range order {
			s.rows[i] = 0
			if rank%every != 0 {
				continue
			}
			at, half := s.text(i)
			fits = fits && at-half >= last+apart
			last = at + half
			s.rows[i] = row
		}
		if fits {
			return
		}
	}
}

// placeAll gives every mark a row in which its text has room, further down
// where all slots are taken.
func (s *scale) placeAll() {
	s.rows = make([]int, len(s.at))
	end := map[int]float64{} // of the last text, by row
	for _, i := range s.order() {
		at, half := s.text(i)
		room := func(row int) bool { return at-half >= end[row]+apart }
		k := slices.IndexFunc(s.slots, room)
		if k < 0 {
			k = len(s.slots)
			s.slots = append(s.slots, slices.Max(s.slots)+1)
		}
		s.rows[i] = s.slots[k]
		end[s.rows[i]] = at + half
	}
}

// text returns the middle and half the width of the text of a mark: over the
// mark, unless it would run into the label of the scale.
func (s *scale) text(i int) (middle, half float64) {
	half = width(s.marks[i], noteSize, false) / 2
	return math.Max(s.at[i], s.least+half), half
}

// order returns the marks from left to right.
func (s *scale) order() []int {
	order := make([]int, len(s.at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.at[a], s.at[b]) })
	return order
}

func (s *scale) draw(on *pen, valueEnd float64) {
	first := s.y - float64(len(s.labels)-1)/2*leading(textSize)
	for k, l := range s.labels {
		on.text(1.5, first+float64(k)*leading(textSize), l, letter{size: textSize, rise: middle})
	}
	if len(s.at) == 0 {
		return
	}
	var q path
	q.polyline(point{slices.Min(s.at), s.y}, point{slices.Max(s.at), s.y})
	for i, x := range s.at {
		at, _ := s.text(i)
		switch r := float64(s.rows[i]); {
		case r < 0:
			q.polyline(point{x, s.y}, point{x, s.y - tickSize})
			on.text(at, s.y-markDrop+(r+1)*markRow, s.marks[i], letter{size: noteSize, anchor: centre})
		case r > 0:
			q.polyline(point{x, s.y}, point{x, s.y + tickSize})
			on.text(at, s.y+markDrop+(r-1)*markRow, s.marks[i], letter{size: noteSize, anchor: centre, rise: top})
		default:
			side := tickSize * .6 // a short tick on the side of the others
			if s.slots[0] < 0 || s.sides != nil && s.sides[i] < 0 {
				side = -side
			}
			q.polyline(point{x, s.y}, point{x, s.y + side})
		}
	}
	on.stroke(q, rule(edge, black))
	if s.read != nil {
		var dot path
		mark(&dot, 3, *s.read, s.y, 1.2)
		on.fill(dot, vermillion)
		on.text(valueEnd, s.y, s.value, letter{size: textSize, bold: true, colour: vermillion, anchor: right, rise: middle})
	}
}
