package dcm

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// put adds an element or replaces the one with its tag.
func (d *DataSet) put(e Element, vr string) {
	copy(e.vr[:], vr)
	d.Delete(e.Tag)
	i, _ := slices.BinarySearchFunc(d.elements, e.Tag, func(x Element, t Tag) int { return int(int64(x.Tag) - int64(t)) })
	d.elements = slices.Insert(d.elements, i, e)
}

// Delete removes the elements with the tag.
func (d *DataSet) Delete(tag Tag) {
	d.elements = slices.DeleteFunc(d.elements, func(e Element) bool { return e.Tag == tag })
	d.header = nil
}

// SetText sets a text element. Text in a character set must be valid in that of
// the data set, which is UTF-8 in one made by [NewDataSet]; see [DataSet.ToUTF8].
func (d *DataSet) SetText(tag Tag, vr string, values ...string) {
	b := []byte(strings.Join(values, `\`))
	if len(b)%2 == 1 {
		b = append(b, padding(vr))
	}
	d.put(Element{Tag: tag, Value: b}, vr)
}

// SetDecimals sets a DS element, each value with the most digits that fit.
func (d *DataSet) SetDecimals(tag Tag, values ...float64) {
	d.SetText(tag, "DS", decimals(values...))
}

// SetInteger sets an IS element.
func (d *DataSet) SetInteger(tag Tag, value int) { d.SetText(tag, "IS", integer(value)) }

// SetNumbers sets a binary number element: US, SS, UL, SL, FL, FD or AT.
func (d *DataSet) SetNumbers(tag Tag, vr string, values ...float64) {
	var b []byte
	o := d.order
	for _, v := range values {
		w := make([]byte, width(vr))
		switch vr {
		case "US", "SS":
			o.PutUint16(w, uint16(int64(v)))
		case "UL", "SL":
			o.PutUint32(w, uint32(int64(v)))
		case "AT":
			o.PutUint16(w, uint16(uint32(v)>>16))
			o.PutUint16(w[2:], uint16(uint32(v)))
		case "FL":
			o.PutUint32(w, math.Float32bits(float32(v)))
		case "FD":
			o.PutUint64(w, math.Float64bits(v))
		default:
			panic("dcm: " + vr + " is no kind of number")
		}
		b = append(b, w...)
	}
	d.put(Element{Tag: tag, Value: b}, vr)
}

// SetBytes sets an element to encoded bytes; a zero is added to an odd number.
func (d *DataSet) SetBytes(tag Tag, vr string, value []byte) {
	if len(value)%2 == 1 {
		value = append(slices.Clip(value), 0)
	}
	d.put(Element{Tag: tag, Value: value}, vr)
}

// SetItems sets a sequence.
func (d *DataSet) SetItems(tag Tag, items ...*DataSet) {
	if items == nil {
		items = []*DataSet{}
	}
	d.put(Element{Tag: tag, Items: items}, "SQ")
}

// SetFragments sets encapsulated pixels; the first is the basic offset table.
func (d *DataSet) SetFragments(fragments ...[]byte) {
	d.put(Element{Tag: PixelData, Fragments: fragments}, "OB")
}

// ToUTF8 brings all text of the data set and its items to UTF-8. It returns the
// tags of the elements whose text could not be decoded; these are emptied,
// since their bytes would mean something else.
func (d *DataSet) ToUTF8() (emptied []Tag) {
	d.Walk(func(_ []Tag, d *DataSet) {
		for i := range d.elements {
			e := &d.elements[i]
			if !isText(e.VR()) {
				continue
			}
			s, ok := d.charsets.decode(e.VR(), e.Value)
			if !ok {
				emptied = append(emptied, e.Tag)
				s = ""
			}
			if len(s)%2 == 1 {
				s += " "
			}
			e.Value = []byte(s)
		}
		d.Delete(SpecificCharacterSet)
		d.charsets = utf8Only
	})
	d.SetText(SpecificCharacterSet, "CS", "ISO_IR 192")
	return emptied
}

// Undecoded returns the tags of text that does not follow the character set of
// the data set or whose character set is not known. Its bytes are handed out as
// they are.
func (d *DataSet) Undecoded() (tags []Tag) {
	d.Walk(func(_ []Tag, d *DataSet) {
		for i := range d.elements {
			if e := &d.elements[i]; isText(e.VR()) {
				if _, ok := d.charsets.decode(e.VR(), e.Value); !ok {
					tags = append(tags, e.Tag)
				}
			}
		}
	})
	return tags
}

// toLittle returns a value in little endian.
func toLittle(o binary.ByteOrder, vr string, value []byte) []byte {
	n := width(vr)
	switch vr {
	case "OW":
		n = 2
	case "OF", "OL":
		n = 4
	case "OD", "OV":
		n = 8
	case "AT":
		n = 2 // two numbers of 16 bits
	}
	if o == binary.LittleEndian || n < 2 || len(value)%n != 0 {
		return value
	}
	out := slices.Clone(value)
	for i := 0; i < len(out); i += n {
		slices.Reverse(out[i : i+n])
	}
	return out
}
