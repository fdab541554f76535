package dcm

import (
	"bytes"
	"encoding/binary"
	"math"

	"hcclab/hccp53/fault"
)

// pixels is the encoding of an image's samples (PS3.3, C.7.6.3; PS3.5, 8).
type pixels struct {
	n                           int // samples
	value                       []byte
	order                       binary.ByteOrder
	samples                     int // a pixel: 1 for grey
	allocated, stored, highBit  int
	signed, swapped, compressed bool
	photometric                 string
	slope, intercept            float64
}

// describePixels gathers the encoding of f's pixels.
func (f *File) describePixels(e *Element, img *Image) (pixels, error) {
	if img.Rows == 0 || img.Columns == 0 {
		return pixels{}, damaged("the number of rows or columns is missing")
	}
	p := pixels{
		n: img.Rows * img.Columns, value: e.Value, order: binary.LittleEndian,
		samples: f.Count(SamplesPerPixel), allocated: f.Count(BitsAllocated), stored: f.Count(BitsStored),
		highBit: f.Count(HighBit), signed: f.Count(PixelRepresentation) == 1, compressed: e.Fragments != nil,
		photometric: img.Photometric, slope: img.Slope, intercept: img.Intercept,
	}
	if p.samples == 0 {
		p.samples = 1 // missing in some old files
	}
	if f.Syntax == ExplicitBig {
		p.order = binary.BigEndian
		// Eight-bit samples in words of 16 bits: two samples a word, low byte
		// first, so a big-endian file holds each pair exchanged.
		p.swapped = p.allocated == 8 && e.VR() == "OW"
	}
	return p, nil
}

// maxPadding is the number of bytes that may follow the last sample. The
// standard pads to an even number; some writers fill a block of a disk.
const maxPadding = 512

// check refuses what cannot be decoded, or does not fit rows and columns.
func (p pixels) check() error {
	switch {
	case p.compressed:
		return damaged("the pixels are compressed, although the transfer syntax is not")
	case p.samples != 1:
		return fault.New(ErrPixels, "the image has %d samples a pixel; grey images have one", p.samples).Try("leave colour images out of the folder")
	case p.photometric != "" && p.photometric != "MONOCHROME1" && p.photometric != "MONOCHROME2":
		return fault.New(ErrPixels, "the photometric interpretation is %s", Printable(p.photometric)).Try("leave colour images out of the folder")
	case p.allocated != 8 && p.allocated != 16:
		return fault.New(ErrPixels, "the samples have %d bits; 8 and 16 are read", p.allocated)
	case p.stored < 1 || p.stored > p.allocated || p.highBit < p.stored-1 || p.highBit >= p.allocated:
		return fault.New(ErrPixels, "%d bits stored up to bit %d do not fit into %d bits", p.stored, p.highBit, p.allocated)
	case math.IsNaN(p.slope) || math.IsNaN(p.intercept) || p.slope == 0:
		return fault.New(ErrPixels, "the rescale slope or intercept is no usable number")
	}
	need := p.n * p.allocated / 8
	switch have := len(p.value); {
	case have < need:
		return damaged("the pixels take %d bytes, rows and columns need %d", have, need)
	case have > need+min(maxPadding, need/8+1):
		return fault.New(ErrPixels, "the pixels take %d bytes, rows and columns need only %d", have, need)
	}
	return nil
}

// Stored returns the stored samples, row by row, before the rescale. It must
// only be called when [Image.Readable] is nil.
func (img *Image) Stored() []int32 {
	p := img.pixels
	out := make([]int32, p.n)
	p.each(func(i int, v int32) { out[i] = v })
	return out
}

// Values writes the samples after the rescale, slope·stored + intercept, to
// dst, which has Rows·Columns places.
func (img *Image) Values(dst []float64) {
	p := img.pixels
	_ = dst[p.n-1]
	p.each(func(i int, v int32) { dst[i] = p.slope*float64(v) + p.intercept })
}

// each decodes the samples: the bits from HighBit down, BitsStored of them,
// with the sign from the highest.
func (p pixels) each(do func(i int, v int32)) {
	drop := 31 - p.highBit
	keep := 32 - p.stored
	for i := range p.n {
		var raw uint32
		switch {
		case p.allocated == 16:
			raw = uint32(p.order.Uint16(p.value[2*i:]))
		case p.swapped && i^1 < len(p.value):
			raw = uint32(p.value[i^1])
		default:
			raw = uint32(p.value[i])
		}
		raw <<= drop // bits above HighBit fall off
		if p.signed {
			do(i, int32(raw)>>keep)
		} else {
			do(i, int32(raw>>keep))
		}
	}
}

// SamePixels reports whether both images, which must be readable, hold the
// same pixels.
func (img *Image) SamePixels(other *Image) bool {
	a, b := img.pixels, other.pixels
	return a.n == b.n && a.allocated == b.allocated && a.slope == b.slope && a.intercept == b.intercept &&
		a.signed == b.signed && bytes.Equal(a.value, b.value)
}
