package dcm

import (
	"encoding/binary"
	"errors"
	"io"

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

// Parse reads a whole file. Every length is checked against the bytes that are
// there, and the file must end where its last element does. A file that was cut
// between two elements cannot be told from a shorter one: ask [File.Missing].
// The result refers to b. The error is [ErrNotDICOM], [ErrDamaged],
// [ErrTransferSyntax] or [ErrTooLarge].
func Parse(b []byte) (*File, error) {
	f, err := parse(walkOf(b, int64(len(b)), false))
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Salvage reads what can be read of a damaged file, for a report that says what
// it was: the elements up to and including the first that is damaged, which has
// no value, and the error of [Parse]. It also tries files that do not look like
// DICOM. The file is nil when nothing could be read. Volumes are never built
// from it.
func Salvage(b []byte) (*File, error) {
	w := walkOf(b, int64(len(b)), false)
	f, err := parse(w)
	if errors.Is(err, ErrNotDICOM) {
		s := scannerOf(w)
		s.implicit = true
		s.settle(0)
		d, _, _ := s.dataSet(0, len(b), 0, false)
		return &File{DataSet: d, Meta: NewDataSet()}, err
	}
	return f, err
}

// errMore asks for more bytes of the file.
var errMore = errors.New("dcm: more bytes needed")

// headerPiece is how much of a file ParseHeader reads first: the header of
// nearly every image fits.
const headerPiece = 16 << 10

// ParseHeader reads a file of the given size up to its pixels, which it only
// checks to lie within the file when their length is stated. It reads no more
// than it needs. The errors are those of [Parse] and of r; with one of [Parse]
// comes what was read before it, to tell which series has lost a file.
func ParseHeader(r io.ReaderAt, size int64) (*File, error) {
	w := walkOf(nil, size, true)
	for n := int64(headerPiece); ; n *= 8 {
		b := make([]byte, min(n, size))
		have, err := r.ReadAt(b, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if have < len(b) { // the file is shorter than its size, or was cut meanwhile
			size = int64(have)
		}
		w.begin(b[:have], size)
		f, err := parse(w)
		if err != errMore {
			return f, err
		}
	}
}

// parse returns what it read along with an error.
func parse(w *walk) (*File, error) {
	kind := recognise(w.b)
	if kind == notDICOM {
		return nil, fault.New(ErrNotDICOM, `the mark "DICM" and the start of a data set were both not found`).
			Try("take the file out of the folder")
	}
	f, pos := &File{Syntax: ImplicitLittle, Meta: NewDataSet()}, 0
	s := scannerOf(w)
	switch kind {
	case withPreamble, withMeta:
		if kind == withPreamble {
			pos = preamble + len(mark)
		}
		var err error
		if pos, err = f.meta(s, pos); err != nil {
			return nil, err
		}
	case bareExplicit:
		f.Syntax = ExplicitLittle
	}
	switch {
	case f.Syntax == ImplicitLittle:
		s.implicit = true
	case f.Syntax == ExplicitBig:
		s.order = binary.BigEndian
	case f.Syntax == DeflatedLittle:
		if int64(len(w.b)) < w.size {
			return nil, errMore
		}
		inflated, err := inflate(w.b[pos:], w.size)
		if err != nil {
			return nil, err
		}
		w.begin(inflated, int64(len(inflated)))
		pos = 0
	case f.Syntax == ExplicitLittle, Encapsulated(f.Syntax):
	default:
		return nil, unsupportedSyntax(f.Syntax)
	}
	s.settle(pos)
	var err error
	f.DataSet, _, err = s.dataSet(pos, len(w.b), 0, false)
	if f.DataSet != nil {
		f.DataSet.header = &header{}
	}
	return f, err
}

// meta reads the elements of group 2, which are in explicit little endian
// (PS3.10, section 7.1), and returns the place of the data set. The group's
// length is not used: some files state a wrong one.
func (f *File) meta(s scanner, pos int) (after int, err error) {
	for {
		if len(s.b)-pos < 4 {
			if err := s.short(pos, len(s.b), 4, nil); err != nil {
				return 0, err
			}
			break
		}
		if s.tag(pos)>>16 != 2 {
			break
		}
		h, err := s.head(pos, len(s.b))
		if err != nil {
			return 0, err
		}
		e, after, err := s.element(h, len(s.b), 0)
		if err != nil {
			return 0, err
		}
		pos = after
		s.stack.push(e)
	}
	f.Meta.elements = s.stack.pop(0)
	f.Syntax = f.Meta.Text(TransferSyntaxUID)
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
	return f.Meta.Text(MediaStorageSOPClassUID)
}
