package dcm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/suyashkumar/dicom"
)

// width is the number of bytes of one value of a number, 1 of a text that the
// library decodes, 0 of everything else: text in a character set (see
// charset.go), sequences and bytes.
func width(vr string) int {
	switch vr {
	case "US", "SS":
		return 2
	case "UL", "SL", "FL", "AT":
		return 4
	case "FD":
		return 8
	case "AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR":
		return 1
	}
	return 0
}

// decode lets the library decode the values of the data set. It is given a
// small file made of nothing but plain elements whose lengths were checked.
// What it cannot decode is as good as absent.
func (d *DataSet) decode() {
	d.values = make(map[Tag]dicom.Value, len(d.elements))
	var plain []*Element
	n := 0
	for i := range d.elements {
		e := &d.elements[i]
		if e.Tag == SpecificCharacterSet && e.VR() != "CS" {
			continue // the library would panic, and log it
		}
		if w := width(e.VR()); w > 0 && len(e.Value)%w == 0 && len(e.Value) > 0 {
			plain = append(plain, e)
			n += 12 + len(e.Value)
		}
	}
	if d.parse(plain, n) {
		return
	}
	clear(d.values)
	for _, e := range plain {
		if !d.parse([]*Element{e}, 12+len(e.Value)) {
			delete(d.values, e.Tag)
		}
	}
}

// parse decodes the elements, which take about n bytes, and reports whether all
// could be.
func (d *DataSet) parse(elements []*Element, n int) (ok bool) {
	defer func() {
		if recover() != nil { // the library panics on some values
			ok = false
		}
	}()
	syntax := ExplicitLittle
	if d.order == binary.BigEndian {
		syntax = ExplicitBig
	}
	b := make([]byte, preamble, preamble+64+n)
	b = append(b, "DICM"...)
	meta := appendText(nil, TransferSyntaxUID, "UI", syntax)
	b = appendHead(b, 0x00020000, "UL", 4)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(meta)))
	b = append(b, meta...)
	for _, e := range elements {
		b = append(headIn(d.order, b, e.Tag, e.VR(), len(e.Value)), e.Value...)
	}
	parser, err := dicom.NewParser(bytes.NewReader(b), int64(len(b)), nil, dicom.SkipProcessingPixelDataValue())
	if err != nil {
		return false
	}
	for range elements {
		e, err := parser.Next()
		if err != nil {
			return false
		}
		if t := Tag(e.Tag.Uint32()); d.values[t] == nil { // of two, the first
			d.values[t] = e.Value
		}
	}
	return true
}

func (d *DataSet) value(tag Tag) (any, bool) {
	d.once.Do(d.decode)
	v, ok := d.values[tag]
	if !ok {
		return nil, false
	}
	return v.GetValue(), true
}

// Texts returns the values of a text element without the padding around them,
// in UTF-8; nil when it is absent or empty.
func (d *DataSet) Texts(tag Tag) []string {
	e := d.Find(tag)
	if e == nil || len(e.Value) == 0 {
		return nil
	}
	if isText(e.VR()) {
		return d.charsets.texts(e.VR(), e.Value)
	}
	v, _ := d.value(tag)
	raw, ok := v.([]string)
	if !ok {
		return nil
	}
	out := make([]string, len(raw))
	for i, s := range raw {
		out[i] = strings.Trim(s, " \x00")
	}
	return out
}

// Text returns the value of a text element. Several values are joined by the
// backslash that separates them.
func (d *DataSet) Text(tag Tag) string { return strings.Join(d.Texts(tag), `\`) }

// Numbers returns the values of a number element, NaN for one that is no
// number; nil when it is absent or empty. The value of a tag (AT) is that of
// [Tag].
func (d *DataSet) Numbers(tag Tag) []float64 {
	v, _ := d.value(tag)
	var out []float64
	switch raw := v.(type) {
	case []int:
		if d.Find(tag).VR() == "AT" { // the library hands out group and element apart
			for pair := range slices.Chunk(raw, 2) {
				out = append(out, float64(pair[0]<<16|pair[1]))
			}
			return out
		}
		out = make([]float64, len(raw))
		for i, n := range raw {
			out[i] = float64(n)
		}
	case []float64:
		out = raw
	case []string:
		if len(raw) == 1 && strings.Trim(raw[0], " \x00") == "" {
			return nil
		}
		out = make([]float64, len(raw))
		for i, s := range raw {
			out[i] = number(strings.Trim(s, " \x00"))
		}
	}
	return out
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

// String describes the data set for debugging: the number of its elements.
// Values may identify a patient.
func (d *DataSet) String() string { return fmt.Sprintf("%d elements", len(d.elements)) }
