package dcm

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"hcclab/hccp53/fault"
)

// File is one parsed DICOM file.
type File struct {
	// DataSet is the data set of the file, without the file meta information.
	*DataSet
	// Meta is the file meta information (group 2), empty in files without.
	Meta *DataSet
	// Syntax is the UID of the transfer syntax, in a file that does not state
	// it the one that was found.
	Syntax string
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

// Parse reads a whole file. Every length is checked against the bytes that are
// there, and the file must end where its last element does. The result refers
// to b. The error is [ErrNotDICOM], [ErrDamaged], [ErrTooLarge] or
// [ErrTransferSyntax]; with it comes what was read before, to tell which series
// has lost a file, or nil.
func Parse(b []byte) (*File, error) { return parse(b, int64(len(b)), false) }

// errMore asks for more bytes of the file.
var errMore = errors.New("dcm: more bytes needed")

// headerPiece is how much of a file ParseHeader reads first: the header of
// nearly every image fits.
const headerPiece = 16 << 10

// ParseHeader reads a file of the given size up to its pixels, which it only
// checks to lie within the file when their length is stated. It reads no more
// than it needs. Its errors are those of [Parse] and of r.
func ParseHeader(r io.ReaderAt, size int64) (*File, error) {
	for n := int64(headerPiece); ; n *= 8 {
		b := make([]byte, min(n, size))
		if _, err := r.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		f, err := parse(b, size, true)
		if !errors.Is(err, errMore) {
			return f, err
		}
	}
}

func parse(b []byte, size int64, header bool) (*File, error) {
	if !IsDICOM(b[:min(len(b), preamble+4)]) {
		return nil, fault.New(ErrNotDICOM, `the mark "DICM" and the start of a data set were both not found`).
			Try("take the file out of the folder")
	}
	left := maxElements
	s := scanner{b: b, order: binary.LittleEndian, size: size, header: header, left: &left, charsets: charsetsOf("")}
	f, pos := &File{Syntax: ImplicitLittle, Meta: NewDataSet()}, 0
	switch {
	case len(b) >= preamble+4 && string(b[preamble:preamble+4]) == "DICM":
		pos = preamble + 4
		fallthrough
	case bareMeta(b):
		var err error
		if pos, err = f.meta(s, pos); err != nil {
			return nil, err
		}
	case bareExplicit(b):
		f.Syntax = ExplicitLittle
	}
	switch {
	case f.Syntax == ImplicitLittle:
		s.implicit = true
	case f.Syntax == ExplicitBig:
		s.order = binary.BigEndian
	case f.Syntax == DeflatedLittle:
		if int64(len(b)) < size {
			return nil, errMore
		}
		inflated, err := inflate(b[pos:], size)
		if err != nil {
			return nil, err
		}
		s.b, s.size, pos = inflated, int64(len(inflated)), 0
	case f.Syntax == ExplicitLittle, Encapsulated(f.Syntax):
	default:
		return nil, unsupportedSyntax(f.Syntax)
	}
	var err error
	f.DataSet, _, err = s.dataSet(pos, len(s.b), 0, false)
	return f, err
}

// meta reads the elements of group 2, which are in explicit little endian
// (PS3.10, section 7.1), and returns the place of the data set. The group's
// length is not used: some files state a wrong one.
func (f *File) meta(s scanner, pos int) (int, error) {
	f.Syntax = ""
	for len(s.b)-pos >= 2 && s.order.Uint16(s.b[pos:]) == 2 {
		h, err := s.head(pos, len(s.b))
		if err != nil {
			return 0, err
		}
		e, after, err := s.element(h, len(s.b), 0)
		if err != nil {
			return 0, err
		}
		pos = after
		f.Meta.elements = append(f.Meta.elements, e)
	}
	if e := f.Meta.Find(TransferSyntaxUID); e != nil {
		f.Syntax = uidText(e.Value)
	}
	if f.Syntax == "" {
		return 0, damaged("the transfer syntax is missing")
	}
	return pos, nil
}

// Class returns the storage class, from the data set or, where that has none,
// from the file meta information.
func (f *File) Class() string {
	if class := f.Text(SOPClassUID); class != "" {
		return class
	}
	if e := f.Meta.Find(MediaStorageSOPClassUID); e != nil {
		return uidText(e.Value)
	}
	return ""
}

// inflateFloor and inflateFactor bound a deflated data set: 64 MiB, or 20 times
// the file. A real image shrinks to a third, a sparse segmentation to a
// hundredth.
const (
	inflateFloor  = 64 << 20
	inflateFactor = 20
)

// inflate returns the data set of a deflated file (PS3.5, annex A.5).
func inflate(b []byte, size int64) ([]byte, error) {
	limit := inflateFloor + inflateFactor*size
	r := flate.NewReader(bytes.NewReader(b))
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(ErrDamaged, err, "the deflated data set cannot be read").Try("copy or export the file again")
	case n > limit:
		return nil, fault.New(ErrTooLarge, "the file of %d bytes holds more than %d when inflated", size, limit).
			Try("write it without compression, if it can be trusted")
	}
	return out.Bytes(), nil
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
