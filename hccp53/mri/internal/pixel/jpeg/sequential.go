package jpeg

import "encoding/binary"

// natural gives the place in the block of the k-th coefficient of the zig-zag
// (T.81, figure 5).
var natural = [64]byte{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// defineQuantisation reads a DQT segment.
func (d *decoder) defineQuantisation(body []byte) error {
	for len(body) > 0 {
		wide, id := int(body[0]>>4), body[0]&15
		size := 1 + 64*(1+wide)
		if wide > 1 || id > 3 || len(body) < size {
			return damaged("a quantisation table is broken")
		}
		q := new([64]int32)
		for k := range q {
			if wide == 1 {
				q[natural[k]] = int32(binary.BigEndian.Uint16(body[1+2*k:]))
			} else {
				q[natural[k]] = int32(body[1+k])
			}
		}
		d.quant[id] = q
		body = body[size:]
	}
	return nil
}

// sequential decodes a scan of DCT blocks (T.81, annex F).
func (d *decoder) sequential(s scanned, r *bitReader) error {
	for _, c := range s.comps {
		if d.quant[d.comps[c].tq] == nil {
			return damaged("a quantisation table is not defined")
		}
	}
	across, down := ceil(d.Columns, 8*d.hMax), ceil(d.Rows, 8*d.vMax) // MCUs
	if err := d.planes(across, down); err != nil {
		return err
	}
	alone := len(s.comps) == 1
	if alone { // one block an MCU (A.2.2)
		c := &d.comps[s.comps[0]]
		across, down = ceil(c.width, 8), ceil(c.height, 8)
	}
	var predicted [4]int32
	for y := range down {
		for x := range across {
			if mcu := y*across + x; d.restart > 0 && mcu > 0 && mcu%d.restart == 0 {
				if err := r.nextRestart(mcu/d.restart - 1); err != nil {
					return err
				}
				predicted = [4]int32{}
			}
			for i, k := range s.comps {
				c := &d.comps[k]
				h, v := c.h, c.v
				if alone {
					h, v = 1, 1
				}
				for j := range h * v {
					block := [64]int32{}
					predicted[i] = r.block(&block, d.quant[c.tq], s.dc[i], s.ac[i], predicted[i])
					c.put(&block, (x*h+j%h)*8, (y*v+j/h)*8, d.Precision)
				}
			}
		}
		if r.overrun() {
			return damaged("the entropy-coded data ends in line %d of %d blocks", y+1, down)
		}
	}
	return nil
}

// planes allocates the samples of all components. Each block takes at least two
// bits, one for the DC coefficient and one for the end of the others.
func (d *decoder) planes(across, down int) error {
	if d.comps[0].plane != nil {
		return nil
	}
	blocks := 0
	for _, c := range d.comps {
		blocks += ceil(c.width, 8) * ceil(c.height, 8)
	}
	if blocks > 4*len(d.b) {
		return damaged("%d bytes cannot hold %d blocks", len(d.b), blocks)
	}
	for i := range d.comps {
		c := &d.comps[i]
		c.stride = across * c.h * 8
		c.plane = make([]uint16, c.stride*down*c.v*8)
	}
	return nil
}

// block decodes the coefficients of one block, with quantisation undone, and
// returns the DC coefficient (F.2.2).
func (r *bitReader) block(block *[64]int32, quant *[64]int32, dc, ac *huffman, predicted int32) int32 {
	n := r.decode(dc)
	if n > 15 {
		r.bad = true
		return 0
	}
	predicted += r.difference(n)
	block[0] = predicted * quant[0]
	for k := 1; k < 64; k++ {
		run := r.decode(ac)
		n := run & 15
		if n == 0 {
			if run != 0xF0 { // end of block
				break
			}
			k += 15
			continue
		}
		if k += int(run >> 4); k > 63 {
			r.bad = true
			break
		}
		at := natural[k]
		block[at] = r.difference(n) * quant[at]
	}
	return predicted
}
