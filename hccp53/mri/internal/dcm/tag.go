package dcm

import (
	"fmt"
	"slices"

	"github.com/suyashkumar/dicom/pkg/tag"
)

// Tag names a data element: group and element number, 0xGGGGEEEE.
type Tag uint32

// String returns the tag as the standard writes it: "(0028,0010)".
func (t Tag) String() string { return fmt.Sprintf("(%04x,%04x)", uint32(t)>>16, uint32(t)&0xffff) }

// Private reports whether the tag belongs to a maker, not to the standard:
// its group is odd (PS3.5, section 7.8).
func (t Tag) Private() bool { return t>>16&1 == 1 }

// Tags that give a data set its structure (PS3.5, section 7.5).
const (
	tagItem         Tag = 0xFFFEE000
	tagItemEnd      Tag = 0xFFFEE00D
	tagSequenceEnd  Tag = 0xFFFEE0DD
	undefinedLength     = 0xFFFFFFFF
)

// delimits reports whether t is an item or a delimiter, no element.
func (t Tag) delimits() bool { return t>>16 == 0xFFFE }

// pixels reports whether t holds the pixels of an image: whole numbers, or
// floating point of 32 or 64 bits.
func (t Tag) pixels() bool {
	return t == PixelData || t == FloatPixelData || t == DoubleFloatPixelData
}

// Keyword returns the standard's keyword of the tag, "Rows", or "" for a tag
// that the dictionary does not have.
func (t Tag) Keyword() string {
	info, ok := t.lookUp()
	if !ok {
		return ""
	}
	return info.Keyword
}

// lookUp finds the tag in the library's dictionary of PS3.6.
func (t Tag) lookUp() (tag.Info, bool) {
	info, err := tag.Find(tag.Tag{Group: uint16(t >> 16), Element: uint16(t)})
	return info, err == nil
}

// dictionaryVR returns the value representation of the tag, for files that do
// not state it; "UN" when the dictionary does not know.
func (t Tag) dictionaryVR(signed bool) string {
	if t&0xffff == 0 {
		return "UL" // length of a group
	}
	if t.Private() {
		if e := t & 0xffff; e >= 0x10 && e <= 0xff {
			return "LO" // who has reserved a block (PS3.5, section 7.8.1)
		}
		return "UN"
	}
	info, ok := t.lookUp()
	if !ok || len(info.VRs) == 0 {
		return "UN"
	}
	switch vrs := info.VRs; {
	case slices.Contains(vrs, "OW"):
		return "OW"
	case slices.Contains(vrs, "US") && slices.Contains(vrs, "SS"):
		if signed {
			return "SS"
		}
		return "US"
	default:
		return vrs[0]
	}
}
