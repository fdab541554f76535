package dcm

import (
	"encoding/binary"

	"hcclab/hccp53/fault"
)

// scanner builds the elements of a file. It follows lengths and never goes beyond
// the bytes it has. Its fields are what may change from level to level: how the
// elements at hand are encoded.
type scanner struct {
	*walk
	order    binary.ByteOrder
	implicit bool
	// signed tells whether pixels are, on which the kind of some values hangs.
	signed   bool
	charsets *charsets
}

// walk is what all levels of one file share.
type walk struct {
	b []byte
	// size is the length of the file, of which b may be the beginning.
	size int64
	// toPixels stops before the pixels.
	toPixels bool
	stack    stack
	// left is how many elements, items and fragments may still be read.
	left int64
	// known are the character sets met so far, by the element's value.
	known map[string]*charsets
	// broken is how many sequences were found to be.
	broken int
}

const (
	// maxDepth bounds how deep sequences may nest. Real files stay below ten.
	maxDepth = 64
	// freeElements and bytesPerElement bound the elements, items and fragments
	// of a file, and so the memory that a small file can ask for: one of 8 bytes
	// costs 160. The densest real headers, those of segmentations with thousands
	// of frames, take about 16 bytes for each.
	freeElements    = 256 << 10
	bytesPerElement = 12
	// maxBroken bounds the sequences that are taken for bytes because their
	// inside makes no sense.
	maxBroken = 1000
)

// walkOf prepares the walk through a file of the given size that starts with b.
func walkOf(b []byte, size int64, toPixels bool) *walk {
	w := &walk{toPixels: toPixels, known: map[string]*charsets{}}
	w.begin(b, size)
	return w
}

// begin starts anew with more of the file.
func (w *walk) begin(b []byte, size int64) {
	w.b, w.size = b, size
	w.stack.n, w.left, w.broken = 0, freeElements+size/bytesPerElement, 0
}

func scannerOf(w *walk) scanner {
	return scanner{walk: w, order: binary.LittleEndian, charsets: charsetsOf("")}
}

func damaged(format string, args ...any) *fault.Error {
	return fault.New(ErrDamaged, format, args...).Try("copy or export the file again")
}

func cut(tag Tag) error { return damaged("the file ends inside element %s", tag) }

// short returns err for n bytes at pos that do not fit before end, or [errMore]
// when b ends there and the rest of the file can have them.
func (w *walk) short(pos, end int, n int64, err error) error {
	if end == len(w.b) && int64(end) < w.size && int64(pos)+n <= w.size {
		return errMore
	}
	return err
}

// spend counts one more element, item or fragment.
func (w *walk) spend() error {
	if w.left--; w.left < 0 {
		return damaged("the file has more elements than its size allows")
	}
	return nil
}

// charsetsOf returns the character sets that value names.
func (w *walk) charsetsOf(value []byte) *charsets {
	c, ok := w.known[string(value)]
	if !ok {
		c = charsetsOf(string(value))
		w.known[string(value)] = c
	}
	return c
}

func (s scanner) tag(pos int) Tag {
	return Tag(s.order.Uint16(s.b[pos:]))<<16 | Tag(s.order.Uint16(s.b[pos+2:]))
}

// settle corrects the encoding where the first element, at pos, shows that it
// is not the one of the transfer syntax: some writers mix up implicit and
// explicit.
func (s *scanner) settle(pos int) {
	if len(s.b)-pos < 8 || s.order != binary.LittleEndian || s.tag(pos).delimits() {
		return
	}
	vr := string(s.b[pos+4 : pos+6])
	if s.implicit {
		s.implicit = !isVR(vr) || vr != s.tag(pos).dictionaryVR(false)
	} else {
		s.implicit = !isVR(vr) && s.order.Uint32(s.b[pos+4:]) <= 0xffff
	}
}

// head is what stands before a value.
type head struct {
	tag    Tag
	vr     string // "" in implicit syntax
	length uint32
	start  int // of the value
}

// head reads the head of the element at pos; end is where its data set ends.
func (s scanner) head(pos, end int) (head, error) {
	if end-pos < 8 {
		return head{}, s.short(pos, end, 8, damaged("the file ends inside the head of an element"))
	}
	h := head{tag: s.tag(pos), start: pos + 8}
	// Items and delimiters have no value representation in any syntax.
	if s.implicit || h.tag.delimits() {
		h.length = s.order.Uint32(s.b[pos+4:])
		return h, nil
	}
	h.vr = string(s.b[pos+4 : pos+6])
	switch {
	case !isVR(h.vr):
		return head{}, damaged("element %s has no valid value representation", h.tag)
	case !longVR(h.vr):
		h.length = uint32(s.order.Uint16(s.b[pos+6:]))
		return h, nil
	case end-pos < 12:
		return head{}, s.short(pos, end, 12, damaged("the file ends inside the head of an element"))
	}
	h.start = pos + 12
	h.length = s.order.Uint32(s.b[pos+8:])
	return h, nil
}

// dataSet reads the elements from pos up to end, or up to the delimiter of an
// item when that is open. It returns the place after them; with an error, the
// elements up to and including the one that is damaged, whose value is empty.
func (s scanner) dataSet(pos, end, depth int, open bool) (*DataSet, int, error) {
	d := &DataSet{order: s.order, charsets: s.charsets}
	from := s.stack.n
	after, err := s.fill(d, pos, end, depth, open)
	if err == errMore { // what was read so far is read again
		return nil, 0, err
	}
	d.elements = s.stack.pop(from)
	return d, after, err
}

// fill pushes the elements of d on the stack.
func (s scanner) fill(d *DataSet, pos, end, depth int, open bool) (after int, err error) {
	if depth > maxDepth {
		return 0, damaged("sequences nest deeper than %d levels", maxDepth)
	}
	pixels := false
	for pos < end || open {
		if depth == 0 && isZero(s.b[pos:min(pos+4, end)]) {
			return s.zeros(pos, end)
		}
		h, err := s.head(pos, end)
		switch {
		case err != nil:
			return 0, err
		case h.tag == tagItemEnd && (open || depth > 0 && h.start == end):
			return h.start, nil
		case h.tag.delimits():
			return 0, damaged("%s stands where an element should be", h.tag)
		case depth == 0 && h.tag.pixels():
			if pixels {
				return 0, damaged("the file has two elements of pixels")
			}
			pixels = true
			if s.toPixels {
				return h.start, s.follows(h)
			}
		}
		var e Element
		e, pos, err = s.element(h, end, depth)
		s.stack.push(e)
		if err != nil {
			return 0, err
		}
		switch e.Tag {
		case SpecificCharacterSet:
			s.charsets = s.charsetsOf(e.Value)
			d.charsets = s.charsets
		case PixelRepresentation:
			s.signed = len(e.Value) == 2 && s.order.Uint16(e.Value) == 1
		}
	}
	if depth == 0 && int64(end) < s.size {
		return 0, errMore
	}
	return pos, nil
}

// zeros checks that nothing but zeros follows, which fill a block of the medium.
// No data set has an element (0000,0000).
func (w *walk) zeros(pos, end int) (after int, err error) {
	switch {
	case int64(end) < w.size:
		return 0, errMore
	case !isZero(w.b[pos:end]):
		return 0, damaged("zeros stand where an element should be")
	}
	return end, nil
}

// follows checks that a value that is not read lies within the file.
func (w *walk) follows(h head) error {
	if h.length != undefinedLength && int64(h.start)+int64(h.length) > w.size {
		return cut(h.tag)
	}
	return nil
}

// element reads the value whose head is h, within a data set that ends at end.
// With an error, the element has no value.
func (s scanner) element(h head, end, depth int) (e Element, after int, err error) {
	e.Tag = h.tag
	vr := h.vr
	if vr == "" || vr == "UN" && s.order == binary.LittleEndian {
		vr = h.tag.dictionaryVR(s.signed)
	}
	copy(e.vr[:], vr)
	if err := s.spend(); err != nil {
		return e, 0, err
	}
	if h.length == undefinedLength {
		return s.open(e, h, end, depth)
	}
	if int64(h.length) > int64(end-h.start) {
		return e, 0, s.short(h.start, end, int64(h.length), cut(h.tag))
	}
	after = h.start + int(h.length)
	if vr == "SQ" {
		items, _, err := s.inside(h).items(h.start, after, h.tag, depth, false)
		if err == nil {
			e.Items = items
			return e, after, nil
		}
		if s.broken++; s.broken > maxBroken {
			return e, 0, err
		}
		copy(e.vr[:], "UN") // its length was right: the rest of the file can be read
	}
	e.Value = s.b[h.start:after:after]
	return e, after, nil
}

// inside returns the scanner of a sequence's items. Those of unknown kind are in
// implicit little endian whatever the file (PS3.5, section 6.2.2, note 2).
func (s scanner) inside(h head) scanner {
	if h.vr == "UN" {
		s.implicit, s.order = true, binary.LittleEndian
	}
	return s
}

func isZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
