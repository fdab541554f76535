package dcm

import (
	"bytes"
	"encoding/binary"
	"strings"

	"hcclab/hccp53/fault"
)

// file is the walked structure of one DICOM file.
type file struct {
	// syntax is the transfer syntax UID; class the storage class of the file
	// meta information, "" in files without it.
	syntax, class string
	// header holds the elements named in wanted, in the order of the file.
	header []element
	// pixels is the PixelData element, nil when there is none.
	pixels *element
}

// preamble is the number of bytes before the mark "DICM" (PS3.10, section 7.1).
const preamble = 128

// IsDICOM reports whether a file that starts with head, its first 132 bytes or
// all that it has, looks like DICOM: it has the mark "DICM" after the preamble
// or starts with the elements of a data set.
func IsDICOM(head []byte) bool {
	if len(head) >= preamble+4 && string(head[preamble:preamble+4]) == "DICM" {
		return true
	}
	return bareMeta(head) || bareDataSet(head)
}

// bareMeta recognises file meta information without preamble: (0002,0000) UL 4.
func bareMeta(head []byte) bool {
	return bytes.HasPrefix(head, []byte{2, 0, 0, 0, 'U', 'L', 4, 0})
}

// bareDataSet recognises a little-endian data set without meta information:
// its first element is one of (0008,0000) to (0008,0018), of a plausible length.
func bareDataSet(head []byte) bool {
	if len(head) < 8 || head[0] != 8 || head[1] != 0 || head[2] > 0x18 || head[3] != 0 {
		return false
	}
	return bareExplicit(head) || binary.LittleEndian.Uint32(head[4:]) <= 256
}

func bareExplicit(head []byte) bool {
	switch string(head[4:6]) {
	case "UL", "CS", "UI", "DA", "TM", "SH", "LO":
		return true
	}
	return false
}

// walk checks the structure of a whole file and finds what is used of it.
func walk(b []byte) (*file, error) {
	if !IsDICOM(b[:min(len(b), preamble+4)]) {
		return nil, fault.New(ErrNotDICOM, `the mark "DICM" and the start of a data set were both not found`).
			Try("take the file out of the folder")
	}
	f, pos := &file{syntax: implicitLittle}, 0
	switch {
	case len(b) >= preamble+4 && string(b[preamble:preamble+4]) == "DICM":
		pos = preamble + 4
		fallthrough
	case bareMeta(b):
		var err error
		if pos, err = f.walkMeta(b, pos); err != nil {
			return nil, err
		}
	case bareExplicit(b):
		f.syntax = explicitLittle
	}
	s := scanner{b: b, order: binary.LittleEndian}
	switch {
	case f.syntax == implicitLittle:
		s.implicit = true
	case f.syntax == explicitBig:
		s.order = binary.BigEndian
	case f.syntax == explicitLittle, compressedSyntax(f.syntax):
	default:
		return nil, unsupportedSyntax(f.syntax)
	}
	return f, f.walkData(s, pos)
}

// walkMeta reads the elements of group 2, which are in explicit little endian
// (PS3.10, section 7.1), and returns the place of the data set. The group's
// length is not used: some files state a wrong one.
func (f *file) walkMeta(b []byte, pos int) (int, error) {
	s := scanner{b: b, order: binary.LittleEndian}
	f.syntax = ""
	for len(b)-pos >= 2 && binary.LittleEndian.Uint16(b[pos:]) == 2 {
		e, after, err := s.next(pos, 0)
		if err != nil {
			return 0, err
		}
		pos = after
		switch e.tag {
		case 0x00020002:
			f.class = uidText(e.value)
		case 0x00020010:
			f.syntax = uidText(e.value)
		}
	}
	if f.syntax == "" {
		return 0, damaged("the transfer syntax is missing")
	}
	return pos, nil
}

func (f *file) walkData(s scanner, pos int) error {
	for pos < len(s.b) {
		if f.pixels != nil && allZero(s.b[pos:]) {
			return nil // padding up to a block of the medium
		}
		e, after, err := s.next(pos, 0)
		if err != nil {
			return err
		}
		pos = after
		switch {
		case e.tag == tagPixelData && f.pixels != nil:
			return damaged("the file has two PixelData elements")
		case e.tag == tagPixelData:
			f.pixels = &e
		case wanted(e):
			f.header = append(f.header, e)
		}
	}
	return nil
}

func allZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

func uidText(b []byte) string { return strings.TrimRight(string(b), "\x00 ") }
