package figure

// Box is a text with the place it takes on the page, in mm.
type Box struct {
	Text           string
	X0, Y0, X1, Y1 float64
	// Size is that of the type, in points.
	Size float64
}

// Boxes returns all texts of a figure, for tests of the layout. The box of a
// letter reaches from the top of a capital to the bottom of a "g".
func Boxes(f *Figure) []Box {
	var t boxes
	f.on(&t)
	return t
}

type boxes []Box

func (*boxes) stroke(path, line)     {}
func (*boxes) fill(path, colour)     {}
func (*boxes) image(rect, greyImage) {}
func (t *boxes) print(r run) {
	up, down := capital*r.size*mm, .21*r.size*mm
	b := Box{r.text, r.x, r.y - up, r.x + r.width, r.y + down, r.size}
	if r.upwards {
		b = Box{r.text, r.x - up, r.y - r.width, r.x + down, r.y, r.size}
	}
	*t = append(*t, b)
}
