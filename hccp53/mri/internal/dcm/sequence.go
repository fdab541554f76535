package dcm

// open reads a value of undefined length: a sequence, or fragments.
func (s scanner) open(e Element, h head, end, depth int) (Element, int, error) {
	switch {
	case h.tag == PixelData && h.vr != "SQ", h.vr == "OB", h.vr == "OW":
		fragments, after, err := s.fragments(h.start, end, h.tag)
		e.Fragments = fragments
		copy(e.vr[:], "OB") // as the standard wants it; some writers say OW
		return e, after, err
	case h.vr != "" && h.vr != "SQ" && h.vr != "UN":
		return e, 0, damaged("element %s of kind %s has an undefined length", h.tag, h.vr)
	}
	copy(e.vr[:], "SQ")
	items, after, err := s.inside(h).items(h.start, end, h.tag, depth, true)
	e.Items = items
	return e, after, err
}

// items reads the items of sequence tag up to end, or up to the delimiter of
// the sequence when that is open.
func (s scanner) items(pos, end int, tag Tag, depth int, open bool) (items []*DataSet, after int, err error) {
	items = []*DataSet{}
	for pos < end || open {
		if end-pos < 8 {
			return nil, 0, s.short(pos, end, 8, cut(tag))
		}
		t, length := s.tag(pos), s.order.Uint32(s.b[pos+4:])
		pos += 8
		if t == tagSequenceEnd && (open || pos == end) {
			return items, pos, nil
		}
		if t != tagItem {
			return nil, 0, damaged("element %s holds %s where an item should be", tag, t)
		}
		if err := s.spend(); err != nil {
			return nil, 0, err
		}
		inner := s
		if !s.implicit && end-pos >= 8 && !s.tag(pos).delimits() && !isVR(string(s.b[pos+4:pos+6])) {
			inner.implicit = true // some writers mix the two
		}
		last, openItem := end, length == undefinedLength
		if !openItem {
			if int64(length) > int64(end-pos) {
				return nil, 0, s.short(pos, end, int64(length), cut(tag))
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

// fragments reads the items of encapsulated pixels (PS3.5, annex A.4).
func (s scanner) fragments(pos, end int, tag Tag) (fragments [][]byte, after int, err error) {
	fragments = [][]byte{}
	for {
		if end-pos < 8 {
			return nil, 0, s.short(pos, end, 8, cut(tag))
		}
		t, length := s.tag(pos), s.order.Uint32(s.b[pos+4:])
		pos += 8
		switch {
		case t == tagSequenceEnd:
			return fragments, pos, nil
		case t != tagItem || length == undefinedLength:
			return nil, 0, damaged("the compressed pixels hold %s where a fragment should be", t)
		case int64(length) > int64(end-pos):
			return nil, 0, s.short(pos, end, int64(length), cut(tag))
		}
		if err := s.spend(); err != nil {
			return nil, 0, err
		}
		fragments = append(fragments, s.b[pos:pos+int(length):pos+int(length)])
		pos += int(length)
	}
}
