// Package jpeg decodes the JPEG processes of DICOM whose samples a caller must
// have exactly: lossless (process 14 and its selection value 1, 2 to 16 bits)
// and sequential DCT with Huffman coding (processes 1, 2 and 4: 8 or 12 bits).
// It returns the samples of the codestream, without a change of colours.
//
//	head, err := jpeg.Head(b)            // rows, columns, precision: before anything is allocated
//	image, err := jpeg.Decode(b)
//	image.Samples[(y*image.Columns+x)*image.Components]
//
// The standard library decodes baseline JPEG only, takes other rounding in the
// inverse transform than the decoders of the field (libjpeg and those that
// follow it), and leaves the components of a colour image on different grids.
// Here the transform is libjpeg's accurate integer one and chroma is
// interpolated as libjpeg does, so that a lossy image has the same samples
// everywhere.
//
// A codestream is accepted when every block or sample of every component was
// in it and it ends with EOI. Nothing is filled in.
//
// Sources: ITU-T T.81 (ISO/IEC 10918-1); PS3.5, section 8.2.1 and annex A.4.1.
package jpeg

import (
	"errors"

	"hcclab/hccp53/fault"
)

// Errors of reading a codestream.
var (
	// ErrDamaged: the codestream is cut off or breaks the rules of T.81.
	ErrDamaged = errors.New("jpeg: damaged codestream")
	// ErrUnsupported: a process or a form that DICOM does not use.
	ErrUnsupported = errors.New("jpeg: form not supported")
)

func damaged(format string, args ...any) error { return fault.New(ErrDamaged, format, args...) }

func unsupported(format string, args ...any) error { return fault.New(ErrUnsupported, format, args...) }
