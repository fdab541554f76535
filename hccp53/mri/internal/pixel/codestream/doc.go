// Package codestream walks JPEG-LS and JPEG 2000 codestreams from their first
// marker to their last without decoding them.
//
//	header, err := codestream.JPEG2000(codestream.Unwrap(frame))
//
// It is asked before the codestream is given to a decoder that makes an image of
// what there is, be it half: everything that the headers announce must be there.
//
// Sources: ITU-T T.87 (JPEG-LS), ITU-T T.800 (JPEG 2000).
package codestream

import (
	"errors"

	"hcclab/hccp53/fault"
)

// Errors of walking a codestream.
var (
	// ErrDamaged: the codestream is cut off or contradicts itself.
	ErrDamaged = errors.New("codestream: damaged")
	// ErrUnsupported: a form that DICOM does not use.
	ErrUnsupported = errors.New("codestream: form not supported")
)

// Header is what a codestream says of its image.
type Header struct {
	Rows, Columns, Components int
	Precision                 int // bits of a sample
}

func damaged(format string, args ...any) error { return fault.New(ErrDamaged, format, args...) }

func unsupported(format string, args ...any) error { return fault.New(ErrUnsupported, format, args...) }
