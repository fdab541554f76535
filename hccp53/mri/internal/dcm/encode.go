package dcm

import (
	"encoding/binary"
	"strconv"
)

// appendHead appends tag, value representation and length of an element in
// explicit little endian.
func appendHead(b []byte, tag uint32, vr string, length int) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(tag>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	b = append(b, vr...)
	if longVR(vr) {
		b = append(b, 0, 0)
		return binary.LittleEndian.AppendUint32(b, uint32(length))
	}
	return binary.LittleEndian.AppendUint16(b, uint16(length))
}

// appendText appends a text element, padded to an even length: a UID with NUL,
// other text with a space (PS3.5, section 6.2).
func appendText(b []byte, tag uint32, vr, s string) []byte {
	n := len(s)
	b = appendHead(b, tag, vr, n+n%2)
	b = append(b, s...)
	if n%2 == 1 {
		pad := byte(' ')
		if vr == "UI" {
			pad = 0
		}
		b = append(b, pad)
	}
	return b
}

func appendUint16(b []byte, tag uint32, v int) []byte {
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

func decimals(v ...float64) string {
	s := ""
	for i, x := range v {
		if i > 0 {
			s += `\`
		}
		s += decimal(x)
	}
	return s
}

func integer(n int) string { return strconv.Itoa(n) }
