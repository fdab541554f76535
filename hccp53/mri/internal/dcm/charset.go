package dcm

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// charsets are the character sets of a data set: Specific Character Set
// (0008,0005), PS3.3 section C.12.1.1.2.
type charsets struct {
	// whole decodes values in one set without escape sequences; nil for ISO 2022.
	whole encoding.Encoding
	// first is what holds before the first escape sequence.
	first graphic
	// unknown names a set that is not known; then text stays undecoded.
	unknown string
}

// graphic says what the bytes mean: those below 0x80 (g0) and those above (g1).
type graphic struct{ g0, g1 set }

// set decodes the bytes of one code element. The zero value is ASCII below and
// nothing above 0x80.
type set struct {
	encoding encoding.Encoding
	// two marks sets whose characters take two bytes.
	two bool
	// lift brings 7-bit bytes into the upper half, where the encoding has them,
	// behind the byte lead if that is not 0.
	lift bool
	lead byte
}

var utf8Only = &charsets{whole: encoding.Nop}

func single(e encoding.Encoding) set { return set{encoding: e} }

// Sets that fill the upper half (PS3.3, table C.12-2 and C.12-3).
var upper = map[string]encoding.Encoding{
	"100": charmap.ISO8859_1, "101": charmap.ISO8859_2, "109": charmap.ISO8859_3, "110": charmap.ISO8859_4,
	"144": charmap.ISO8859_5, "127": charmap.ISO8859_6, "126": charmap.ISO8859_7, "138": charmap.ISO8859_8,
	"148": charmap.ISO8859_9, "203": charmap.ISO8859_15, "166": charmap.Windows874, "13": japanese.ShiftJIS,
}

// escapes are the sequences that choose a set (PS3.3, tables C.12-3 and
// C.12-4), without the escape character; upper ones are those of G1.
var escapes = []struct {
	sequence string
	set      set
	upper    bool
}{
	{"(B", set{}, false},
	{"(J", set{}, false}, // JIS X 0201 romaji: ASCII but for the yen sign and the overline
	{")I", single(japanese.ShiftJIS), true},
	{"$@", set{encoding: japanese.EUCJP, two: true, lift: true}, false},
	{"$B", set{encoding: japanese.EUCJP, two: true, lift: true}, false},
	{"$(D", set{encoding: japanese.EUCJP, two: true, lift: true, lead: 0x8f}, false},
	{"$)C", set{encoding: korean.EUCKR, two: true}, true},
	{"$)A", set{encoding: simplifiedchinese.GBK, two: true}, true},
	{"-A", single(charmap.ISO8859_1), true},
	{"-B", single(charmap.ISO8859_2), true},
	{"-C", single(charmap.ISO8859_3), true},
	{"-D", single(charmap.ISO8859_4), true},
	{"-L", single(charmap.ISO8859_5), true},
	{"-G", single(charmap.ISO8859_6), true},
	{"-F", single(charmap.ISO8859_7), true},
	{"-H", single(charmap.ISO8859_8), true},
	{"-M", single(charmap.ISO8859_9), true},
	{"-b", single(charmap.ISO8859_15), true},
	{"-T", single(charmap.Windows874), true},
}

// charsetsOf reads the value of Specific Character Set.
func charsetsOf(value string) *charsets {
	names := strings.Split(strings.Trim(value, " \x00"), `\`)
	for i := range names {
		names[i] = strings.ToUpper(strings.TrimSpace(names[i]))
	}
	if len(names) == 1 {
		switch names[0] {
		case "ISO_IR 192":
			return utf8Only
		case "GB18030":
			return &charsets{whole: simplifiedchinese.GB18030}
		case "GBK":
			return &charsets{whole: simplifiedchinese.GBK}
		}
	}
	c := &charsets{}
	for i, name := range names {
		number, ok := strings.CutPrefix(name, "ISO 2022 IR ")
		if !ok {
			number, ok = strings.CutPrefix(name, "ISO_IR ")
		}
		switch e := upper[number]; {
		case ok && e != nil:
			if i == 0 {
				c.first.g1 = single(e)
			}
		case name == "", ok && number == "6":
		case ok && (number == "87" || number == "159" || number == "149" || number == "58"):
			// Chosen by escape sequences. Some writers of Korean and Chinese
			// leave out the first of them.
			if i == 0 && number == "149" {
				c.first.g1 = set{encoding: korean.EUCKR, two: true}
			}
		default:
			c.unknown = name
		}
	}
	return c
}

// isText reports whether values of this kind are in the character set of the
// data set.
func isText(vr string) bool {
	switch vr {
	case "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		return true
	}
	return false
}

// texts decodes a text value into its parts.
func (c *charsets) texts(vr string, value []byte) []string {
	s, _ := c.decode(vr, value)
	if vr == "LT" || vr == "ST" || vr == "UT" { // have one value, in which a backslash is a character
		return []string{strings.TrimRight(s, " \x00")}
	}
	parts := strings.Split(s, `\`)
	for i, p := range parts {
		parts[i] = strings.Trim(p, " \x00")
	}
	return parts
}

// decode returns the value in UTF-8. Ok is false when bytes were left as they
// are, because the character set is unknown or the value does not follow it.
func (c *charsets) decode(vr string, value []byte) (s string, ok bool) {
	switch {
	case c.whole == encoding.Nop:
		return string(value), utf8.Valid(value)
	case c.unknown != "":
		return string(value), ascii(value)
	case c.whole != nil:
		return decoded(c.whole, value)
	case ascii(value):
		return string(value), true
	}
	var out strings.Builder
	state, ok := c.first, true
	for len(value) > 0 {
		if value[0] == 0x1b {
			rest, found := state.escape(value[1:])
			if !found {
				return string(value), false
			}
			value = rest
			continue
		}
		n := state.run(vr, value)
		part, good := state.part(value[:n])
		out.WriteString(part)
		ok = ok && good
		if n == 1 && resets(vr, value[0]) && !state.g0.two {
			state = c.first
		}
		value = value[n:]
	}
	return out.String(), ok
}

// escape follows the escape sequence at the start of b.
func (g *graphic) escape(b []byte) (rest []byte, ok bool) {
	for _, e := range escapes {
		if bytes.HasPrefix(b, []byte(e.sequence)) {
			if e.upper {
				g.g1 = e.set
			} else {
				g.g0 = e.set
			}
			return b[len(e.sequence):], true
		}
	}
	return nil, false
}

// run returns the length of the bytes at the start of b that are of one half,
// up to the next escape sequence or delimiter.
func (g *graphic) run(vr string, b []byte) int {
	if resets(vr, b[0]) && !g.g0.two {
		return 1
	}
	n := 1
	for n < len(b) && b[n] != 0x1b && b[n]>>7 == b[0]>>7 && !(resets(vr, b[n]) && !g.g0.two) {
		n++
	}
	return n
}

// resets reports whether character b brings the first set back (PS3.5, section
// 6.1.2.5.3): the end of a line, of a value, and in names of a component.
func resets(vr string, b byte) bool {
	switch b {
	case '\r', '\n', '\t', '\f':
		return true
	case '\\':
		return vr != "LT" && vr != "ST" && vr != "UT"
	case '^', '=':
		return vr == "PN"
	}
	return false
}

// part decodes bytes of one half.
func (g *graphic) part(b []byte) (string, bool) {
	s := g.g0
	if b[0] >= 0x80 {
		s = g.g1
	}
	switch {
	case s.encoding == nil:
		return string(b), b[0] < 0x80
	case s.lift:
		lifted := make([]byte, 0, 2*len(b))
		for i, v := range b {
			if s.lead != 0 && i%2 == 0 {
				lifted = append(lifted, s.lead)
			}
			lifted = append(lifted, v|0x80)
		}
		b = lifted
	}
	return decoded(s.encoding, b)
}

// decoded returns b in UTF-8, or b itself when it does not follow e.
func decoded(e encoding.Encoding, b []byte) (string, bool) {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return string(b), false
	}
	return string(out), true
}

func ascii(b []byte) bool {
	for _, v := range b {
		if v >= 0x80 || v == 0x1b {
			return false
		}
	}
	return true
}
