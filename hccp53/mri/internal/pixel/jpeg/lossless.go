package jpeg

// lossless decodes a scan of process 14 (T.81, annex H).
func (d *decoder) lossless(s scanned, r *bitReader) error {
	w, n := d.Columns, d.Components
	if d.samples == nil {
		// Each sample takes at least one bit.
		if d.Rows*w*n > 8*len(d.b) {
			return damaged("%d bytes cannot hold %d×%d×%d samples", len(d.b), d.Rows, w, n)
		}
		d.samples = make([]uint16, d.Rows*w*n)
	}
	if d.restart%w != 0 {
		return unsupported("the restart interval of %d samples is not a number of whole rows", d.restart)
	}
	first := 0 // row that has no row above it
	for y := range d.Rows {
		if d.restart > 0 && y > 0 && y%(d.restart/w) == 0 {
			if err := r.nextRestart(y/(d.restart/w) - 1); err != nil {
				return err
			}
			first = y
		}
		row := d.samples[y*w*n : (y+1)*w*n]
		if y == first {
			d.firstRow(s, r, row)
		} else {
			d.row(s, r, row, d.samples[(y-1)*w*n:y*w*n])
		}
		if r.overrun() {
			return damaged("the entropy-coded data ends in row %d of %d", y+1, d.Rows)
		}
	}
	if s.shift > 0 {
		for _, c := range s.comps {
			for i := c; i < len(d.samples); i += n {
				d.samples[i] <<= s.shift
			}
		}
	}
	return nil
}

// firstRow decodes a row without one above it: the first sample is predicted
// as half the range, the others as the one to the left (H.1.2.1).
func (d *decoder) firstRow(s scanned, r *bitReader, row []uint16) {
	n := d.Components
	for x := 0; x < len(row); x += n {
		for i, c := range s.comps {
			p := uint16(1) << (d.Precision - s.shift - 1)
			if x > 0 {
				p = row[x-n+c]
			}
			row[x+c] = p + r.step(s.dc[i])
		}
	}
}

// row decodes a row below above. Arithmetic is modulo 2^16 (H.1.2.1).
func (d *decoder) row(s scanned, r *bitReader, row, above []uint16) {
	n := d.Components
	for i, c := range s.comps {
		row[c] = above[c] + r.step(s.dc[i])
	}
	for x := n; x < len(row); x += n {
		for i, c := range s.comps {
			left, up, corner := int32(row[x-n+c]), int32(above[x+c]), int32(above[x-n+c])
			var p int32
			switch s.predictor { // table H.1
			case 1:
				p = left
			case 2:
				p = up
			case 3:
				p = corner
			case 4:
				p = left + up - corner
			case 5:
				p = left + (up-corner)>>1
			case 6:
				p = up + (left-corner)>>1
			case 7:
				p = (left + up) >> 1
			}
			row[x+c] = uint16(p) + r.step(s.dc[i])
		}
	}
}

// step reads a difference, modulo 2^16. Category 16 is 32768 without further
// bits (H.1.2.2).
func (r *bitReader) step(h *huffman) uint16 {
	switch n := r.decode(h); {
	case n < 16:
		return uint16(r.difference(n))
	case n == 16:
		return 1 << 15
	default:
		r.bad = true
		return 0
	}
}
