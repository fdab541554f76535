package dcm

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Texts returns the values of a text element without the padding around them,
// in UTF-8; nil when it is absent, blank or no text. Text that does not follow
// its character set comes as it is, see [DataSet.Undecoded].
func (d *DataSet) Texts(tag Tag) []string {
	e := d.Find(tag)
	if e == nil {
		return nil
	}
	switch vr := e.VR(); {
	case isText(vr):
		s, _ := d.charsets.decode(vr, e.Value)
		return split(vr, s)
	case isCode(vr):
		if texts, ok := d.header.value(d, tag).([]string); ok {
			return trimmed(texts)
		}
		return split(vr, code(e.Value))
	}
	return nil
}

// code returns a code, which must be ASCII, with a question mark for each byte
// that is not.
func code(value []byte) string {
	if isASCII(value) {
		return string(value)
	}
	out := slices.Clone(value)
	for i, b := range out {
		if b >= 0x80 {
			out[i] = '?'
		}
	}
	return string(out)
}

// Text returns the value of a text element. Several values are joined by the
// backslash that separates them.
func (d *DataSet) Text(tag Tag) string { return strings.Join(d.Texts(tag), `\`) }

// Numbers returns the values of a number element, binary or text, NaN for one
// that is no number; nil when the element is absent or blank, or of a kind that
// holds no numbers. An attribute tag (AT) is one number, that of its [Tag]. Whole
// numbers of 64 bits are rounded to 53.
func (d *DataSet) Numbers(tag Tag) []float64 {
	e := d.Find(tag)
	if e == nil {
		return nil
	}
	w := width(e.VR())
	if w == 0 {
		texts := d.Texts(tag)
		if texts == nil {
			return nil
		}
		out := make([]float64, len(texts))
		for i, s := range texts {
			out[i] = number(s)
		}
		return out
	}
	if len(e.Value) == 0 || len(e.Value)%w != 0 {
		return nil
	}
	if whole, ok := d.header.value(d, tag).([]int); ok {
		out := make([]float64, len(whole))
		for i, n := range whole {
			out[i] = float64(n)
		}
		return out
	}
	out := make([]float64, len(e.Value)/w)
	for i := range out {
		out[i] = binaryNumber(d.order, e.VR(), e.Value[i*w:])
	}
	return out
}

// binaryNumber decodes the number at the start of b.
func binaryNumber(o binary.ByteOrder, vr string, b []byte) float64 {
	switch vr {
	case "US":
		return float64(o.Uint16(b))
	case "SS":
		return float64(int16(o.Uint16(b)))
	case "UL":
		return float64(o.Uint32(b))
	case "SL":
		return float64(int32(o.Uint32(b)))
	case "AT":
		return float64(uint32(o.Uint16(b))<<16 | uint32(o.Uint16(b[2:])))
	case "UV":
		return float64(o.Uint64(b))
	case "SV":
		return float64(int64(o.Uint64(b)))
	case "FL":
		return float64(math.Float32frombits(o.Uint32(b)))
	case "FD":
		return math.Float64frombits(o.Uint64(b))
	}
	panic("dcm: " + vr + " is no kind of number")
}

// Number returns the first value, NaN when it is absent or no number.
func (d *DataSet) Number(tag Tag) float64 {
	if v := d.Numbers(tag); len(v) > 0 {
		return v[0]
	}
	return math.NaN()
}

// Count returns a number of things, 0 when it is absent or no whole number
// from 0 to 2³¹−1.
func (d *DataSet) Count(tag Tag) int {
	if x := d.Number(tag); x >= 0 && x <= math.MaxInt32 && x == math.Trunc(x) {
		return int(x)
	}
	return 0
}

// Vector fills v with the element's values, or with NaN when their number is
// not that of v.
func (d *DataSet) Vector(tag Tag, v []float64) {
	n := d.Numbers(tag)
	for i := range v {
		v[i] = math.NaN()
		if len(n) == len(v) {
			v[i] = n[i]
		}
	}
}

// Private returns the element with number e, 0x00 to 0xFF, of the block that
// the maker reserved in the group under the given name (PS3.5, section 7.8.1);
// nil when there is none.
func (d *DataSet) Private(group uint16, maker string, e uint8) *Element {
	for i := range d.elements {
		t := d.elements[i].Tag
		if t>>16 != Tag(group) || t&0xffff < 0x10 || t&0xffff > 0xff {
			continue
		}
		if strings.EqualFold(strings.Trim(string(d.elements[i].Value), " \x00"), maker) {
			return d.Find(Tag(group)<<16 | t&0xff<<8 | Tag(e))
		}
	}
	return nil
}

// number parses decimal text and returns NaN for anything else.
func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) || strings.ContainsAny(s, "xXpP_") {
		return math.NaN()
	}
	return x
}
