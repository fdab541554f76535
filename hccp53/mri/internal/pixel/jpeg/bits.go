package jpeg

// bitReader reads the bits of entropy-coded data. At its end it goes on with zeros;
// overrun tells whether such were used.
type bitReader struct {
	b     []byte
	pos   int
	acc   uint64
	n     int // bits in acc
	extra int // zero bits that were added
	bad   bool
}

// fill makes at least 32 bits ready: the longest code and its extra bits.
func (r *bitReader) fill() {
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
func (r *bitReader) overrun() bool { return r.bad || r.extra > r.n }

// take returns n bits, n ≤ 16. fill must have made them ready.
func (r *bitReader) take(n int) int32 {
	r.n -= n
	return int32(r.acc>>r.n) & (1<<n - 1)
}

// decode reads one code. It calls fill.
func (r *bitReader) decode(h *huffman) byte {
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
func (r *bitReader) difference(n byte) int32 {
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
func (r *bitReader) nextRestart(number int) error {
	if r.overrun() {
		return damaged("the entropy-coded data ends early")
	}
	for r.pos < len(r.b) && r.b[r.pos] == 0xFF && r.pos+1 < len(r.b) && r.b[r.pos+1] == 0xFF {
		r.pos++ // fill bytes
	}
	if len(r.b)-r.pos < 2 || r.b[r.pos] != 0xFF || r.b[r.pos+1] != markerRST0+byte(number&7) {
		return damaged("restart marker %d is missing", number&7)
	}
	*r = bitReader{b: r.b, pos: r.pos + 2}
	return nil
}
