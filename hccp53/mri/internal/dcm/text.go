package dcm

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

const escapeByte = 0x1b

// escapes are the sequences that choose a set (PS3.3, tables C.12-3 and
// C.12-4), without the escape character; upper ones are those of G1.
var escapes = []struct {
	sequence string
	set      set
	upper    bool
}{
	{"(B", set{}, false},
	{"(J", set{}, false}, // JIS X 0201 romaji: ASCII but for the yen sign and the overline
	{")I", shiftJIS, true},
	{"$@", set{decoder: eucJP.decoder, lift: true}, false},
	{"$B", set{decoder: eucJP.decoder, lift: true}, false},
	{"$(D", set{decoder: eucJP.decoder, lift: true, lead: 0x8f}, false},
	{"$)C", eucKR, true},
	{"$)A", gbk, true},
	{"-A", of(charmap.ISO8859_1), true},
	{"-B", of(charmap.ISO8859_2), true},
	{"-C", of(charmap.ISO8859_3), true},
	{"-D", of(charmap.ISO8859_4), true},
	{"-L", of(charmap.ISO8859_5), true},
	{"-G", of(charmap.ISO8859_6), true},
	{"-F", of(charmap.ISO8859_7), true},
	{"-H", of(charmap.ISO8859_8), true},
	{"-M", of(charmap.ISO8859_9), true},
	{"-b", of(charmap.ISO8859_15), true},
	{"-T", of(charmap.Windows874), true},
}

// decode returns the value in UTF-8. Ok is false when bytes were left as they
// are, because the character set is unknown or the value does not follow it.
func (c *charsets) decode(vr string, value []byte) (s string, ok bool) {
	escaped := bytes.IndexByte(value, escapeByte) >= 0
	switch {
	case !escaped && isASCII(value):
		return string(value), true
	case c.unknown, escaped && (c.utf8 || c.whole != nil):
		return string(value), false
	case c.utf8:
		return string(value), utf8.Valid(value)
	case c.whole != nil:
		out, ok := transformed(make([]byte, 0, 2*len(value)), c.whole, value)
		return string(out), ok
	}
	out, state, ok := make([]byte, 0, len(value)+len(value)/2), c.first, true
	for rest := value; len(rest) > 0; {
		if rest[0] == escapeByte {
			n := state.escape(rest[1:])
			if n == 0 {
				return string(value), false
			}
			rest = rest[1+n:]
			continue
		}
		n, resets := state.run(vr, rest)
		var good bool
		out, good = state.part(out, rest[:n])
		ok = ok && good
		if resets {
			state = c.first
		}
		rest = rest[n:]
	}
	return string(out), ok
}

// escape follows the escape sequence at the start of b and returns its length,
// 0 when it is not known.
func (g *graphic) escape(b []byte) int {
	for _, e := range escapes {
		if bytes.HasPrefix(b, []byte(e.sequence)) {
			if e.upper {
				g.g1 = e.set
			} else {
				g.g0 = e.set
			}
			return len(e.sequence)
		}
	}
	return 0
}

// run returns the length of the bytes at the start of b that are decoded
// together: those of one half, up to the next escape sequence, or one that
// stands alone. It also says whether what follows starts with the first sets
// again (PS3.5, section 6.1.2.5.3): after the end of a line or of a value, and
// in names of a component.
func (g *graphic) run(vr string, b []byte) (n int, resets bool) {
	alone, resets := g.alone(vr, b[0])
	if alone {
		return 1, resets
	}
	for n = 1; n < len(b) && b[n] != escapeByte && b[n]>>7 == b[0]>>7; n++ {
		if alone, _ := g.alone(vr, b[n]); alone {
			break
		}
	}
	return n, false
}

// alone reports whether b is a character by itself: a space, a control character
// or a delimiter. Characters of two bytes below 0x80 use the codes of delimiters.
func (g *graphic) alone(vr string, b byte) (alone, resets bool) {
	switch b {
	case '\r', '\n', '\t', '\f':
		return true, true
	case '\\':
		resets = !g.g0.lift && !isSingle(vr)
	case '^', '=':
		resets = !g.g0.lift && vr == "PN"
	}
	return resets || b <= ' ', resets
}

// part decodes bytes of one half and appends them to dst.
func (g *graphic) part(dst, b []byte) ([]byte, bool) {
	s := g.g0
	switch {
	case b[0] >= 0x80:
		s = g.g1
	case b[0] <= ' ':
		return append(dst, b...), true
	}
	switch {
	case s.decoder == nil:
		return append(dst, b...), b[0] < 0x80
	case s.lift:
		lifted := make([]byte, 0, 2*len(b))
		for i, v := range b {
			if s.lead != 0 && i%2 == 0 {
				lifted = append(lifted, s.lead)
			}
			lifted = append(lifted, v|0x80)
		}
		return transformed(dst, s.decoder, lifted)
	}
	return transformed(dst, s.decoder, b)
}

// transformed appends b in UTF-8 to dst, or b itself when the decoder does not
// know all of it.
func transformed(dst []byte, decoder transform.Transformer, b []byte) ([]byte, bool) {
	from := len(dst)
	out, _, err := transform.Append(decoder, dst, b)
	if err != nil || bytes.ContainsRune(out[from:], utf8.RuneError) {
		return append(dst[:from], b...), false
	}
	return out, true
}

func isASCII(b []byte) bool {
	for _, v := range b {
		if v >= 0x80 {
			return false
		}
	}
	return true
}
