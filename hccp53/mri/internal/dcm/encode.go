package dcm

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// appendHead appends tag, value representation and length of an element in
// explicit little endian.
func appendHead(b []byte, tag Tag, vr string, length int) []byte {
	return headIn(binary.LittleEndian, b, tag, vr, length)
}

// headIn is appendHead in either byte order. A value too long for the length
// field of its kind is written as of unknown kind (PS3.5, section 6.2.2, note 5).
func headIn(o binary.ByteOrder, b []byte, tag Tag, vr string, length int) []byte {
	if !longVR(vr) && length > 0xffff {
		vr = "UN"
	}
	at := len(b)
	b = append(b, make([]byte, 6)...)
	o.PutUint16(b[at:], uint16(tag>>16))
	o.PutUint16(b[at+2:], uint16(tag))
	copy(b[at+4:], vr)
	if longVR(vr) {
		b = append(b, make([]byte, 6)...)
		o.PutUint32(b[at+8:], uint32(length))
		return b
	}
	b = append(b, 0, 0)
	o.PutUint16(b[at+6:], uint16(length))
	return b
}

// appendText appends a text element, padded to an even length.
func appendText(b []byte, tag Tag, vr, s string) []byte {
	n := len(s)
	b = appendHead(b, tag, vr, n+n%2)
	b = append(b, s...)
	if n%2 == 1 {
		b = append(b, padding(vr))
	}
	return b
}

func appendUint16(b []byte, tag Tag, v int) []byte {
	b = appendHead(b, tag, "US", 2)
	return binary.LittleEndian.AppendUint16(b, uint16(v))
}

// decimal writes x as a DS value: the most digits that fit into 16 characters.
func decimal(x float64) string {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	for digits := 16; len(s) > 16; digits-- {
		s = strconv.FormatFloat(x, 'g', digits, 64)
	}
	return s
}

// Rounded returns x as it is read back from a DS element.
func Rounded(x float64) float64 { return number(decimal(x)) }

func decimals(v ...float64) string {
	texts := make([]string, len(v))
	for i, x := range v {
		texts[i] = decimal(x)
	}
	return strings.Join(texts, `\`)
}

func integer(n int) string { return strconv.Itoa(n) }
