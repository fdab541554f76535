// Package dcm reads and writes single DICOM files of one image each.
//
// A file comes from outside and is not trusted. [Decode] works in three steps,
// each of which can refuse it:
//
//  1. The structure is walked with every length checked against the bytes that
//     are there (scan.go). A file that was cut, or whose lengths are wrong,
//     ends here, before anything was allocated for it.
//  2. The few header elements that this project uses are handed to
//     github.com/suyashkumar/dicom, which decodes their values (header.go).
//     Sequences, private elements and pixels never reach that library: its
//     parser allocates what a length field asks for, takes a missing end for
//     the end of the file, and panics on transfer syntaxes it does not know.
//  3. The pixels are decoded from the bytes (pixels.go).
//
// Uncompressed files in the three basic transfer syntaxes are read; compressed
// ones are refused by name ([ErrTransferSyntax]).
package dcm

import "errors"

// Errors of reading one file. All come wrapped in a [fault.Error] without a
// place: the caller knows the file's name.
var (
	// ErrNotDICOM: neither the mark "DICM" nor a data set was found.
	ErrNotDICOM = errors.New("mri: not a DICOM file")
	// ErrDamaged: the file is cut off or its structure is broken.
	ErrDamaged = errors.New("mri: damaged DICOM file")
	// ErrTransferSyntax: the file is compressed in a way that is not read.
	ErrTransferSyntax = errors.New("mri: transfer syntax not supported")
	// ErrPixels: the pixels are of a kind that is not read (colour, 32 bits).
	ErrPixels = errors.New("mri: pixel format not supported")
	// ErrMultiFrame: the file holds several frames.
	ErrMultiFrame = errors.New("mri: multi-frame image not supported")
)
