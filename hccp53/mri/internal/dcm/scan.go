package dcm

import (
	"encoding/binary"

	"hcclab/hccp53/fault"
)

// Tags that give a data set its structure (PS3.5, section 7.5).
const (
	tagItem         = 0xFFFEE000
	tagItemEnd      = 0xFFFEE00D
	tagSequenceEnd  = 0xFFFEE0DD
	tagPixelData    = 0x7FE00010
	undefinedLength = 0xFFFFFFFF
)

// maxDepth bounds how deep sequences may nest. Real files stay below ten.
const maxDepth = 64

// element is the place of one data element in a file. Nothing is copied.
type element struct {
	tag uint32
	// vr is the value representation, "" in implicit syntax.
	vr string
	// raw is the whole element, value only what follows the length field.
	raw, value []byte
	// open is true for an undefined length: a sequence, or compressed pixels.
	open bool
}

// scanner walks the elements of b, whose encoding it is told. It follows
// lengths and never goes beyond b.
type scanner struct {
	b        []byte
	order    binary.ByteOrder
	implicit bool
}

func damaged(format string, args ...any) error {
	return fault.New(ErrDamaged, format, args...).Try("copy or export the file again")
}

func cut(tag uint32) error {
	return damaged("the file ends inside element (%04x,%04x)", tag>>16, tag&0xffff)
}

func (s scanner) tag(pos int) uint32 {
	return uint32(s.order.Uint16(s.b[pos:]))<<16 | uint32(s.order.Uint16(s.b[pos+2:]))
}

// next returns the element at pos and the place after it.
func (s scanner) next(pos, depth int) (element, int, error) {
	if len(s.b)-pos < 8 {
		return element{}, 0, damaged("the file ends inside the head of an element")
	}
	e := element{tag: s.tag(pos)}
	length, head := uint32(0), 8
	// Items and delimiters have no value representation in any syntax.
	if s.implicit || e.tag>>16 == 0xFFFE {
		length = s.order.Uint32(s.b[pos+4:])
	} else {
		e.vr = string(s.b[pos+4 : pos+6])
		if !isVR(e.vr) {
			return element{}, 0, damaged("element (%04x,%04x) has no valid value representation", e.tag>>16, e.tag&0xffff)
		}
		if longVR(e.vr) {
			head = 12
			if len(s.b)-pos < head {
				return element{}, 0, cut(e.tag)
			}
			length = s.order.Uint32(s.b[pos+8:])
		} else {
			length = uint32(s.order.Uint16(s.b[pos+6:]))
		}
	}
	start := pos + head
	if length == undefinedLength {
		end, err := s.skipOpen(e, start, depth)
		if err != nil {
			return element{}, 0, err
		}
		e.open = true
		e.raw, e.value = s.b[pos:end], s.b[start:end]
		return e, end, nil
	}
	if int64(length) > int64(len(s.b)-start) {
		return element{}, 0, cut(e.tag)
	}
	end := start + int(length)
	e.raw, e.value = s.b[pos:end], s.b[start:end]
	return e, end, nil
}

// skipOpen returns the place after the sequence of undefined length that
// belongs to e and whose items start at pos.
func (s scanner) skipOpen(e element, pos, depth int) (int, error) {
	if depth >= maxDepth {
		return 0, damaged("sequences nest deeper than %d levels", maxDepth)
	}
	inner := s
	switch {
	case e.tag == tagPixelData, s.implicit, e.vr == "SQ", e.vr == "OB", e.vr == "OW":
	case e.vr == "UN":
		// A sequence of unknown kind is in implicit little endian whatever the
		// file's syntax (PS3.5, section 6.2.2, note 2).
		inner.implicit, inner.order = true, binary.LittleEndian
	default:
		return 0, damaged("element (%04x,%04x) of kind %s has an undefined length", e.tag>>16, e.tag&0xffff, e.vr)
	}
	for {
		if len(s.b)-pos < 8 {
			return 0, cut(e.tag)
		}
		tag, length := inner.tag(pos), inner.order.Uint32(inner.b[pos+4:])
		pos += 8
		switch {
		case tag == tagSequenceEnd:
			return pos, nil
		case tag != tagItem:
			return 0, damaged("element (%04x,%04x) holds (%04x,%04x) where an item should be", e.tag>>16, e.tag&0xffff, tag>>16, tag&0xffff)
		case length != undefinedLength:
			if int64(length) > int64(len(s.b)-pos) {
				return 0, cut(e.tag)
			}
			pos += int(length)
		default:
			var err error
			if pos, err = inner.skipItem(pos, depth+1); err != nil {
				return 0, err
			}
		}
	}
}

// skipItem returns the place after the item of undefined length whose elements
// start at pos.
func (s scanner) skipItem(pos, depth int) (int, error) {
	for {
		e, after, err := s.next(pos, depth)
		if err != nil {
			return 0, err
		}
		pos = after
		if e.tag == tagItemEnd {
			return pos, nil
		}
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
