package dcm

import (
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// charsets are the character sets of a data set: Specific Character Set
// (0008,0005), PS3.3 section C.12.1.1.2.
type charsets struct {
	// utf8 says that text is as it should be.
	utf8 bool
	// whole decodes values in one set without escape sequences; nil for ISO 2022.
	whole transform.Transformer
	// first is what holds before the first escape sequence.
	first graphic
	// unknown says that a set is not known; then text stays undecoded.
	unknown bool
}

// graphic says what the bytes mean: those below 0x80 (g0) and those above (g1).
type graphic struct{ g0, g1 set }

// set decodes the bytes of one code element. The zero value is ASCII below and
// nothing above 0x80.
type set struct {
	decoder transform.Transformer // has no state
	// lift brings 7-bit bytes into the upper half, where the decoder has them,
	// two for a character, behind the byte lead if that is not 0.
	lift bool
	lead byte
}

func of(e encoding.Encoding) set { return set{decoder: e.NewDecoder().Transformer} }

var (
	utf8Only = &charsets{utf8: true}
	shiftJIS = of(japanese.ShiftJIS) // holds JIS X 0201, half-width katakana above 0x80
	eucKR    = of(korean.EUCKR)
	gbk      = of(simplifiedchinese.GBK) // holds GB 2312
	eucJP    = of(japanese.EUCJP)
)

// upper are the sets that fill the upper half with one byte a character (PS3.3,
// tables C.12-2 and C.12-3), by their ISO registration number.
var upper = map[string]set{
	"100": of(charmap.ISO8859_1), "101": of(charmap.ISO8859_2), "109": of(charmap.ISO8859_3), "110": of(charmap.ISO8859_4),
	"144": of(charmap.ISO8859_5), "127": of(charmap.ISO8859_6), "126": of(charmap.ISO8859_7), "138": of(charmap.ISO8859_8),
	"148": of(charmap.ISO8859_9), "203": of(charmap.ISO8859_15), "166": of(charmap.Windows874), "13": shiftJIS,
}

// charsetsOf reads the value of Specific Character Set.
func charsetsOf(value string) *charsets {
	names := strings.Split(strings.ToUpper(strings.Trim(value, " \x00")), `\`)
	c := &charsets{}
	for i, name := range names {
		name = strings.TrimSpace(name)
		number := registration(name)
		set, above := upper[number]
		switch {
		case i == 0 && number == "192":
			return utf8Only // what follows has no meaning: it is used alone
		case i == 0 && name == "GB18030":
			return &charsets{whole: of(simplifiedchinese.GB18030).decoder}
		case i == 0 && name == "GBK":
			return &charsets{whole: gbk.decoder}
		case i == 0 && above:
			c.first.g1 = set
			if len(names) == 1 && !strings.Contains(name, "2022") {
				c.whole = set.decoder
			}
		case i == 0 && number == "149": // some writers leave out the first escape sequence
			c.first.g1 = eucKR
		case i == 0 && number == "58":
			c.first.g1 = gbk
		case name == "", above, slices.Contains([]string{"6", "87", "159", "149", "58"}, number): // chosen by escape sequences
		default:
			c.unknown = true
		}
	}
	return c
}

// registration returns the number in "ISO_IR 100" or "ISO 2022 IR 100", and in
// the misspellings of their spaces that occur; "" for other names.
func registration(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '_' || r == '-' })
	n := len(parts)
	if n < 3 || parts[0] != "ISO" || parts[n-2] != "IR" {
		return ""
	}
	return parts[n-1]
}
