package jpeg

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// plain is an image to be encoded in the tests: T.81, annex H, with one code
// length for all categories, which makes a plain Huffman table.
type plain struct {
	rows, columns, components, precision int
	predictor, shift, restartRows        int
	apart                                bool // one scan a component
	samples                              []uint16
}

// gradient returns an image with steps in all directions and some noise.
func gradient(rows, columns, components, precision int) plain {
	p := plain{rows: rows, columns: columns, components: components, precision: precision, predictor: 1}
	rng := rand.New(rand.NewPCG(uint64(rows), uint64(precision)))
	for y := range rows {
		for x := range columns {
			for c := range components {
				v := (x*3 + y*(c+2) + rng.IntN(5)) << max(precision-8, 0) >> max(8-precision, 0)
				p.samples = append(p.samples, uint16(v)&(1<<precision-1))
			}
		}
	}
	return p
}

func segment(b []byte, marker byte, body ...byte) []byte {
	b = append(b, 0xFF, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// encode writes the image. Every category of difference has a code of five bits.
func (p plain) encode() []byte {
	b := []byte{0xFF, markerSOI}
	frame := []byte{byte(p.precision), byte(p.rows >> 8), byte(p.rows), byte(p.columns >> 8), byte(p.columns), byte(p.components)}
	for c := range p.components {
		frame = append(frame, byte(c+1), 0x11, 0)
	}
	b = segment(b, byte(Lossless), frame...)
	table := make([]byte, 17)
	table[5] = 17
	for v := range 17 {
		table = append(table, byte(v))
	}
	b = segment(b, markerDHT, table...)
	if p.restartRows > 0 {
		interval := p.restartRows * p.columns
		b = segment(b, markerDRI, byte(interval>>8), byte(interval))
	}
	if !p.apart {
		all := make([]int, p.components)
		for c := range all {
			all[c] = c
		}
		b = p.scan(b, all)
	} else {
		for c := range p.components {
			b = p.scan(b, []int{c})
		}
	}
	return append(b, 0xFF, markerEOI)
}

func (p plain) scan(b []byte, comps []int) []byte {
	head := []byte{byte(len(comps))}
	for _, c := range comps {
		head = append(head, byte(c+1), 0)
	}
	b = segment(b, markerSOS, append(head, byte(p.predictor), 0, byte(p.shift))...)
	w := bitWriter{b: b}
	first := 0
	at := func(y, x, c int) int32 { return int32(p.samples[(y*p.columns+x)*p.components+c] >> p.shift) }
	for y := range p.rows {
		if p.restartRows > 0 && y > 0 && y%p.restartRows == 0 {
			w.flush()
			w.b = append(w.b, 0xFF, markerRST0+byte((y/p.restartRows-1)&7))
			first = y
		}
		for x := range p.columns {
			for _, c := range comps {
				var guess int32
				switch {
				case y == first && x == 0:
					guess = 1 << (p.precision - p.shift - 1)
				case y == first:
					guess = at(y, x-1, c)
				case x == 0:
					guess = at(y-1, x, c)
				default:
					a, up, corner := at(y, x-1, c), at(y-1, x, c), at(y-1, x-1, c)
					guess = []int32{0, a, up, corner, a + up - corner, a + (up-corner)>>1, up + (a-corner)>>1, (a + up) >> 1}[p.predictor]
				}
				w.difference(int32(int16(uint16(at(y, x, c)) - uint16(guess))))
			}
		}
	}
	w.flush()
	return w.b
}

type bitWriter struct {
	b   []byte
	acc uint64
	n   int
}

func (w *bitWriter) put(v uint32, n int) {
	w.acc, w.n = w.acc<<n|uint64(v)&(1<<n-1), w.n+n
	for w.n >= 8 {
		c := byte(w.acc >> (w.n - 8))
		w.b, w.n = append(w.b, c), w.n-8
		if c == 0xFF {
			w.b = append(w.b, 0)
		}
	}
}

func (w *bitWriter) difference(d int32) {
	if d == -32768 {
		w.put(16, 5)
		return
	}
	n := bits.Len32(uint32(max(d, -d)))
	w.put(uint32(n), 5)
	if d < 0 {
		d--
	}
	w.put(uint32(d), n)
}

// flush fills the last byte with ones (T.81, F.1.2.3).
func (w *bitWriter) flush() {
	if w.n > 0 {
		w.put(0xFF, 8-w.n)
	}
}
