// Package dcm reads and writes DICOM data sets. It knows the structure of a
// file and the values of its elements, not what they mean; pixels are for
// package pixel.
//
//	f, err := dcm.Parse(b)
//	f.Text(dcm.SeriesDescription)                       // in UTF-8
//	f.Numbers(dcm.ImagePositionPatient)                 // NaN for what is no number
//	for _, frame := range f.Items(dcm.PerFrameFunctionalGroupsSequence) {
//		frame.Item(dcm.PlanePositionSequence).Numbers(dcm.ImagePositionPatient)
//	}
//
// A file comes from outside and is not trusted:
//
//  1. The structure is walked with every length checked against the bytes that
//     are there (scan.go). A file that was cut, or whose lengths are wrong,
//     ends here, for [Salvage] to say what it was. Values are not copied, and
//     the number of elements is bounded by the size of the file (walk.go), so
//     that reading takes at most 64 MiB and 20 times that size.
//  2. The codes, dates, decimals and whole numbers of a file's header are
//     parsed, when first asked for, by github.com/suyashkumar/dicom (header.go).
//     Sequences, private elements and pixels never reach that library: its
//     parser allocates what a length field asks for, takes a missing end for
//     the end of the file, and panics on transfer syntaxes it does not know.
//     Values in the items of sequences are decoded here (values.go).
//  3. Text is decoded from the character sets of the file (charset.go), with
//     the escape sequences of ISO 2022, which the library leaves in.
//
// A file that was cut exactly between two elements is a shorter data set: ask
// [File.Missing] before using one.
//
// A sequence of stated length whose inside is broken does not spoil the rest of
// the file: it becomes an element of unknown kind. Whoever needs it finds it
// missing.
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
	// ErrTooLarge: the file is, or unpacks to, more than is read.
	ErrTooLarge = errors.New("mri: file too large")
	// ErrPixels: the pixels are of a kind that is not read.
	ErrPixels = errors.New("mri: pixel format not supported")
)
