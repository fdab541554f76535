package pixel

import (
	"math"

	"hcclab/hccp53/mri/internal/dcm"
)

// Inverted reports whether the lowest stored value is shown white.
func (f *Format) Inverted() bool { return f.Photometric == "MONOCHROME1" }

// Invert turns stored values over within the range of the format: the lowest
// becomes the highest. It is for showing MONOCHROME1 images; measurements are
// made on the values as stored.
func (f *Format) Invert(values []float64) {
	sum := math.Ldexp(1, f.BitsStored) - 1 // lowest and highest together
	if f.Signed {
		sum = -1
	}
	for i, v := range values {
		values[i] = sum - v
	}
}

// Padding is the range of stored values that stand for no image, often one
// value (PS3.3, C.7.5.1.1.2).
type Padding struct{ From, To float64 }

// Contains reports whether a stored value is padding.
func (p Padding) Contains(stored float64) bool { return stored >= p.From && stored <= p.To }

// Tags of padding (PS3.6) by kind of pixels, and the last value of the range.
var paddingTags = [...][2]dcm.Tag{
	Integer: {dcm.PixelPaddingValue, 0x00280121},
	Float:   {0x00280122, 0x00280124},
	Double:  {0x00280123, 0x00280125},
}

// PaddingOf returns the padding that a file states for its pixels s; ok is
// false when it states none.
func (s *Source) PaddingOf(f *dcm.File) (p Padding, ok bool) {
	tags := paddingTags[s.Kind]
	first, ok := s.paddingValue(f, tags[0])
	if !ok {
		return Padding{}, false
	}
	last, ok := s.paddingValue(f, tags[1])
	if !ok {
		last = first
	}
	return Padding{From: min(first, last), To: max(first, last)}, true
}

// paddingValue reads one value. Files and dictionaries disagree whether it has
// a sign, so the bits are taken as the pixels are.
func (s *Source) paddingValue(f *dcm.File, tag dcm.Tag) (float64, bool) {
	if s.Kind != Integer {
		v := f.Numbers(tag)
		return f.Number(tag), len(v) == 1
	}
	e := f.Find(tag)
	if e == nil || len(e.Value) != 2 {
		return 0, false
	}
	v := f.Order().Uint16(e.Value)
	if s.Signed {
		return float64(int16(v)), true
	}
	return float64(v), true
}
