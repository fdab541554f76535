package dcm

import "encoding/binary"

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

func scannerOf(w *walk) scanner {
	return scanner{walk: w, order: binary.LittleEndian, charsets: charsetsOf("")}
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
