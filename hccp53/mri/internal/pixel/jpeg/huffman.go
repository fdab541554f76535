package jpeg

// fastBits is the length of the codes that one look-up decodes.
const fastBits = 9

// huffman is a code table (T.81, annex C and F.2.2.3).
type huffman struct {
	// fast holds length<<8 | value for every run of fastBits bits that begins
	// with a short code, 0 for the others.
	fast [1 << fastBits]uint16
	// last is the largest code of each length, -1 when there is none, and
	// offset what turns a code into the place of its value.
	last, offset [17]int32
	values       []byte
}

// defineHuffman reads a DHT segment.
func (d *decoder) defineHuffman(body []byte) error {
	for len(body) > 0 {
		if len(body) < 17 {
			return damaged("a Huffman table is cut off")
		}
		class, id, counts := body[0]>>4, body[0]&15, body[1:17]
		n := 0
		for _, c := range counts {
			n += int(c)
		}
		if class > 1 || id > 3 || n == 0 || n > 256 || n > len(body)-17 {
			return damaged("a Huffman table is broken")
		}
		h, ok := newHuffman(counts, body[17:17+n])
		if !ok {
			return damaged("a Huffman table has more codes than bits")
		}
		if class == 0 {
			d.dc[id] = h
		} else {
			d.ac[id] = h
		}
		body = body[17+n:]
	}
	return nil
}

func newHuffman(counts, values []byte) (h *huffman, ok bool) {
	h = &huffman{values: values}
	code, at := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		h.offset[length] = at - code
		h.last[length] = -1
		for range counts[length-1] {
			if code >= 1<<length {
				return nil, false
			}
			if length <= fastBits {
				first := code << (fastBits - length)
				for i := range int32(1) << (fastBits - length) {
					h.fast[first+i] = uint16(length)<<8 | uint16(values[at])
				}
			}
			h.last[length] = code
			code++
			at++
		}
		code <<= 1
	}
	return h, true
}

// bits reads the bits of entropy-coded data. At its end it goes on with zeros;
// overrun tells whether such were used.
type bits struct {
	b     []byte
	pos   int
	acc   uint64
	n     int // bits in acc
	extra int // zero bits that were added
	bad   bool
}

// fill makes at least 32 bits ready: the longest code and its extra bits.
func (r *bits) fill() {
	for r.n <= 48 {
		var c byte
		switch {
		case r.pos >= len(r.b):
			r.extra += 8
		case r.b[r.pos] != 0xFF:
			c = r.b[r.pos]
			r.pos++
		case r.pos+1 < len(r.b) && r.b[r.pos+1] == 0: // a stuffed byte
			c = 0xFF
			r.pos += 2
		default: // a marker
			r.extra += 8
		}
		r.acc = r.acc<<8 | uint64(c)
		r.n += 8
	}
}

// overrun reports whether more bits were taken than there are, or a code that
// is in no table.
func (r *bits) overrun() bool { return r.bad || r.extra > r.n }

// take returns n bits, n ≤ 16. fill must have made them ready.
func (r *bits) take(n int) int32 {
	r.n -= n
	return int32(r.acc>>r.n) & (1<<n - 1)
}

// decode reads one code. It calls fill.
func (r *bits) decode(h *huffman) byte {
	if r.n < 32 {
		r.fill()
	}
	if e := h.fast[r.acc>>(r.n-fastBits)&(1<<fastBits-1)]; e != 0 {
		r.n -= int(e >> 8)
		return byte(e)
	}
	for length := fastBits + 1; length <= 16; length++ {
		if code := int32(r.acc>>(r.n-length)) & (1<<length - 1); code <= h.last[length] {
			r.n -= length
			return h.values[code+h.offset[length]]
		}
	}
	r.bad = true
	return 0
}

// difference reads the n extra bits of a difference and gives it its sign
// (T.81, F.2.2.1 EXTEND), n ≤ 15.
func (r *bits) difference(n byte) int32 {
	if n == 0 {
		return 0
	}
	v := r.take(int(n))
	if v < 1<<(n-1) {
		v -= 1<<n - 1
	}
	return v
}

// nextRestart goes over the restart marker with the given number, modulo 8.
func (r *bits) nextRestart(number int) error {
	if r.overrun() {
		return damaged("the entropy-coded data ends early")
	}
	for r.pos < len(r.b) && r.b[r.pos] == 0xFF && r.pos+1 < len(r.b) && r.b[r.pos+1] == 0xFF {
		r.pos++ // fill bytes
	}
	if len(r.b)-r.pos < 2 || r.b[r.pos] != 0xFF || r.b[r.pos+1] != markerRST0+byte(number&7) {
		return damaged("restart marker %d is missing", number&7)
	}
	*r = bits{b: r.b, pos: r.pos + 2}
	return nil
}
