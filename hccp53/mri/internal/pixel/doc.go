// Package pixel decodes the stored pixels of DICOM files: native ones of any
// layout, and encapsulated ones of the codecs in use.
//
//	f, err := dcm.Parse(b)
//	source, err := pixel.Of(f)                   // the Image Pixel module, checked against the bytes
//	frame, err := source.Frame(ctx, 0)           // one frame: kind of number, shape, little-endian bytes
//	frame.Float64s(values, slope, intercept)     // what the stored values mean
//
// Stored values are what the file holds, before any rescale or look-up:
//   - bits outside BitsStored are dropped, the sign comes from HighBit;
//   - colours are interleaved by pixel, and YCbCr of full range becomes RGB;
//   - palette indices stay indices ([PaletteOf] looks them up), MONOCHROME1
//     stays inverted ([Format.Invert]), padding stays in place ([Source.PaddingOf]).
//
// Uncompressed pixels are not copied when the file already holds them so.
//
// Compressed frames are found by the basic or extended offset table, by one
// fragment a frame, or by where codestreams begin and end; where these
// contradict each other the file is refused. RLE and JPEG are decoded here
// (package jpeg), JPEG-LS and JPEG 2000 by a child process (package gdcm).
//
// A file comes from outside and is not trusted: nothing is allocated for
// declared sizes that its bytes cannot hold, and a codestream that ends early
// is an error, never a darker image.
//
// Sources: PS3.3, C.7.6.3 (Image Pixel module); PS3.5, section 8 and annexes A
// and G.
package pixel

import (
	"errors"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// ErrCodec: the pixels could not be decoded by the child process: it is not
// installed, or it failed or was stopped on this file. All other errors are
// those of package dcm.
var ErrCodec = errors.New("mri: pixels not decoded")

func damaged(format string, args ...any) *fault.Error {
	return fault.New(dcm.ErrDamaged, format, args...).Try("copy or export the file again")
}

func unsupported(format string, args ...any) *fault.Error {
	return fault.New(dcm.ErrPixels, format, args...)
}
