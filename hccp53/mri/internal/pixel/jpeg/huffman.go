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
