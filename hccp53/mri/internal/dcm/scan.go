package dcm

import (
	"encoding/binary"

	"hcclab/hccp53/fault"
)

// Tags that give a data set its structure (PS3.5, section 7.5).
const (
	tagItem         Tag = 0xFFFEE000
	tagItemEnd      Tag = 0xFFFEE00D
	tagSequenceEnd  Tag = 0xFFFEE0DD
	undefinedLength     = 0xFFFFFFFF
)

const (
	// maxDepth bounds how deep sequences may nest. Real files stay below ten.
	maxDepth = 64
	// maxElements bounds the elements of a file. An enhanced image of 20,000
	// frames has about a million.
	maxElements = 4 << 20
)

// scanner builds the elements of b, whose encoding it is told. It follows
// lengths and never goes beyond b.
type scanner struct {
	b        []byte
	order    binary.ByteOrder
	implicit bool
	// size is the length of the file, of which b may be the beginning.
	size int64
	// header stops before the pixels.
	header bool
	// left is how many elements may still be read.
	left *int
	// signed tells whether pixels are, on which the kind of some values hangs.
	signed   bool
	charsets *charsets
}

func damaged(format string, args ...any) *fault.Error {
	return fault.New(ErrDamaged, format, args...).Try("copy or export the file again")
}

func cut(tag Tag) error { return damaged("the file ends inside element %s", tag) }

func (s *scanner) tag(pos int) Tag {
	return Tag(s.order.Uint16(s.b[pos:]))<<16 | Tag(s.order.Uint16(s.b[pos+2:]))
}

// head is what stands before a value.
type head struct {
	tag    Tag
	vr     string // "" in implicit syntax
	length uint32
	start  int // of the value
}

// head reads the head of the element at pos; end is where its data set ends.
func (s *scanner) head(pos, end int) (head, error) {
	if end-pos < 8 {
		return head{}, s.short(pos, 8, damaged("the file ends inside the head of an element"))
	}
	h := head{tag: s.tag(pos), start: pos + 8}
	// Items and delimiters have no value representation in any syntax.
	if s.implicit || h.tag>>16 == 0xFFFE {
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
		return head{}, s.short(pos, 12, damaged("the file ends inside the head of an element"))
	}
	h.start = pos + 12
	h.length = s.order.Uint32(s.b[pos+8:])
	return h, nil
}

// short returns err for n bytes at pos that are not in b, or [errMore] when the
// rest of the file can have them.
func (s *scanner) short(pos int, n int64, err error) error {
	if int64(len(s.b)) < s.size && int64(pos)+n <= s.size {
		return errMore
	}
	return err
}

// dataSet reads the elements from pos up to end, or up to the delimiter of an
// item when that is open. It returns the place after them; with an error comes
// what was read before it.
func (s *scanner) dataSet(pos, end, depth int, open bool) (*DataSet, int, error) {
	if depth > maxDepth {
		return nil, 0, damaged("sequences nest deeper than %d levels", maxDepth)
	}
	d := &DataSet{order: s.order, charsets: s.charsets}
	inner, pixels := *s, false
	for pos < end || open {
		if depth == 0 && pixels && end-pos >= 4 && s.tag(pos) == 0 && allZero(s.b[pos:end]) {
			return d, end, nil // padding up to a block of the medium
		}
		h, err := inner.head(pos, end)
		if err != nil {
			return d, 0, err
		}
		if h.tag == tagItemEnd && open {
			return d, h.start, nil
		}
		if depth == 0 && isPixels(h.tag) {
			if pixels {
				return d, 0, damaged("the file has two elements of pixels")
			}
			pixels = true
			if s.header {
				return d, h.start, inner.follows(h)
			}
		}
		var e Element
		if e, pos, err = inner.element(h, end, depth); err != nil {
			return d, 0, err
		}
		switch e.Tag {
		case SpecificCharacterSet:
			inner.charsets = charsetsOf(string(e.Value))
			d.charsets = inner.charsets
		case PixelRepresentation:
			inner.signed = len(e.Value) == 2 && s.order.Uint16(e.Value) == 1
		}
		d.elements = append(d.elements, e)
	}
	return d, pos, nil
}

// isPixels reports whether t holds the pixels of an image: whole numbers, or
// floating point of 32 or 64 bits.
func isPixels(t Tag) bool { return t == PixelData || t == FloatPixelData || t == DoubleFloatPixelData }

// follows checks that a value that is not read lies within the file.
func (s *scanner) follows(h head) error {
	if h.length != undefinedLength && int64(h.start)+int64(h.length) > s.size {
		return cut(h.tag)
	}
	return nil
}

// element reads the value whose head is h, within a data set that ends at end.
func (s *scanner) element(h head, end, depth int) (e Element, after int, err error) {
	if *s.left--; *s.left < 0 {
		return e, 0, damaged("the file has more than %d elements", maxElements)
	}
	e.Tag = h.tag
	vr := h.vr
	if vr == "" || vr == "UN" && s.order == binary.LittleEndian {
		vr = h.tag.dictionaryVR(s.signed)
	}
	copy(e.vr[:], vr)
	if h.length == undefinedLength {
		return s.open(e, h, end, depth)
	}
	if int64(h.length) > int64(end-h.start) {
		return e, 0, s.short(h.start, int64(h.length), cut(h.tag))
	}
	after = h.start + int(h.length)
	e.Value = s.b[h.start:after]
	if vr == "SQ" {
		inner := *s
		if h.vr == "UN" { // in implicit little endian whatever the file (PS3.5, section 6.2.2, note 2)
			inner.implicit, inner.order = true, binary.LittleEndian
		}
		if items, _, err := inner.items(h.start, after, h.tag, depth, false); err == nil {
			e.Items, e.Value = items, nil
		} else {
			copy(e.vr[:], "UN") // its length was right: the rest of the file can be read
		}
	}
	return e, after, nil
}

// open reads a value of undefined length: a sequence, or encapsulated pixels.
func (s *scanner) open(e Element, h head, end, depth int) (Element, int, error) {
	inner := *s
	switch {
	case h.tag == PixelData && h.vr != "SQ":
		fragments, after, err := s.fragments(h.start, end)
		e.Fragments = fragments
		return e, after, err
	case s.implicit, h.vr == "SQ":
	case h.vr == "UN":
		inner.implicit, inner.order = true, binary.LittleEndian
	default:
		return e, 0, damaged("element %s of kind %s has an undefined length", h.tag, h.vr)
	}
	copy(e.vr[:], "SQ")
	items, after, err := inner.items(h.start, end, h.tag, depth, true)
	e.Items = items
	return e, after, err
}

// items reads the items of sequence tag up to end, or up to the delimiter of
// the sequence when that is open.
func (s *scanner) items(pos, end int, tag Tag, depth int, open bool) (items []*DataSet, after int, err error) {
	items = []*DataSet{}
	for pos < end || open {
		if end-pos < 8 {
			return nil, 0, s.short(pos, 8, cut(tag))
		}
		t, length := s.tag(pos), s.order.Uint32(s.b[pos+4:])
		pos += 8
		if t == tagSequenceEnd && open {
			return items, pos, nil
		}
		if t != tagItem {
			return nil, 0, damaged("element %s holds %s where an item should be", tag, t)
		}
		inner := *s
		if !s.implicit && end-pos >= 8 && s.tag(pos)>>16 != 0xFFFE && !isVR(string(s.b[pos+4:pos+6])) {
			inner.implicit = true // some writers mix the two
		}
		last, openItem := end, length == undefinedLength
		if !openItem {
			if int64(length) > int64(end-pos) {
				return nil, 0, s.short(pos, int64(length), cut(tag))
			}
			last = pos + int(length)
		}
		var item *DataSet
		if item, pos, err = inner.dataSet(pos, last, depth+1, openItem); err != nil {
			return nil, 0, err
		}
		items = append(items, item)
	}
	return items, pos, nil
}

// fragments reads the items of encapsulated pixels.
func (s *scanner) fragments(pos, end int) (fragments [][]byte, after int, err error) {
	fragments = [][]byte{}
	for {
		if end-pos < 8 {
			return nil, 0, s.short(pos, 8, cut(PixelData))
		}
		t, length := s.tag(pos), s.order.Uint32(s.b[pos+4:])
		pos += 8
		switch {
		case t == tagSequenceEnd:
			return fragments, pos, nil
		case t != tagItem || length == undefinedLength:
			return nil, 0, damaged("the compressed pixels hold %s where a fragment should be", t)
		case int64(length) > int64(end-pos):
			return nil, 0, s.short(pos, int64(length), cut(PixelData))
		}
		if *s.left--; *s.left < 0 {
			return nil, 0, damaged("the file has more than %d elements and fragments", maxElements)
		}
		fragments = append(fragments, s.b[pos:pos+int(length):pos+int(length)])
		pos += int(length)
	}
}

func isVR(vr string) bool {
	return vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z'
}

// longVR reports whether the length field has 32 bits (PS3.5, table 7.1-1).
func longVR(vr string) bool {
	switch vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		return true
	}
	return false
}
