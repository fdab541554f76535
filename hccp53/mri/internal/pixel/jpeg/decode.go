package jpeg

// Image is a decoded codestream.
type Image struct {
	Header
	// Samples holds Rows×Columns×Components values, row by row, the components
	// of a pixel side by side.
	Samples []uint16
}

// Decode decodes a whole codestream. What follows its EOI is not looked at. It
// allocates no more than 16 times the length of b for a lossless image and 2,400
// times for a DCT image: a codestream too short for its frame header is refused
// before that.
func Decode(b []byte) (*Image, error) {
	d := &decoder{b: b}
	if err := d.start(); err != nil {
		return nil, err
	}
	for {
		m, err := d.marker()
		if err != nil {
			return nil, err
		}
		switch m {
		case markerSOS:
			err = d.scan()
		case markerEOI:
			return d.finish()
		default:
			err = d.table(m)
		}
		if err != nil {
			return nil, err
		}
	}
}

// finish checks that all components came, and puts them together.
func (d *decoder) finish() (*Image, error) {
	if d.comps == nil {
		return nil, damaged("there is no frame header")
	}
	for i := range d.comps {
		if !d.comps[i].done {
			return nil, damaged("component %d is missing", i+1)
		}
	}
	if d.Process != Lossless {
		d.samples = make([]uint16, d.Rows*d.Columns*d.Components)
		for i := range d.comps {
			d.spread(i)
		}
	}
	return &Image{Header: d.Header, Samples: d.samples}, nil
}

// scanned is the part of a scan header that is used (T.81, B.2.3).
type scanned struct {
	comps     []int // indices
	dc, ac    []*huffman
	predictor int // for lossless, 1 to 7
	shift     int // point transform
}

// scan reads a scan header and the entropy-coded data that follows.
func (d *decoder) scan() error {
	body, err := d.body()
	if err != nil {
		return err
	}
	if d.comps == nil {
		return damaged("a scan comes before the frame header")
	}
	if len(body) < 1 || len(body) != 4+2*int(body[0]) || body[0] < 1 || body[0] > 4 {
		return damaged("the scan header has %d bytes", len(body))
	}
	var s scanned
	for i := range int(body[0]) {
		id, tables := body[1+2*i], body[2+2*i]
		k := 0
		for k < len(d.comps) && (d.comps[k].id != id || d.comps[k].done) {
			k++
		}
		if k == len(d.comps) {
			return damaged("the scan names a component that is not in the frame, or twice")
		}
		d.comps[k].done = true
		dc, ac := d.table4(d.dc, tables>>4), d.table4(d.ac, tables&15)
		if dc == nil || ac == nil && d.Process != Lossless {
			return damaged("the scan uses a Huffman table that is not defined")
		}
		s.comps, s.dc, s.ac = append(s.comps, k), append(s.dc, dc), append(s.ac, ac)
	}
	first, last, approx := body[len(body)-3], body[len(body)-2], body[len(body)-1]
	r := &bitReader{b: d.b, pos: d.pos}
	if d.Process == Lossless {
		if first < 1 || first > 7 || last != 0 || approx>>4 != 0 || int(approx&15) >= d.Precision {
			return damaged("predictor %d with point transform %d does not exist", first, approx&15)
		}
		s.predictor, s.shift = int(first), int(approx&15)
		err = d.lossless(s, r)
	} else {
		if first != 0 || last != 63 || approx != 0 {
			return damaged("coefficients %d to %d are no sequential scan", first, last)
		}
		err = d.sequential(s, r)
	}
	if err != nil {
		return err
	}
	if r.overrun() {
		return damaged("the entropy-coded data ends early")
	}
	d.pos = afterScan(d.b, r.pos)
	return nil
}

func (d *decoder) table4(tables [4]*huffman, i byte) *huffman {
	if i > 3 {
		return nil
	}
	return tables[i]
}

// afterScan returns the place of the next marker at or after pos. Bytes before
// it are padding, which some writers leave.
func afterScan(b []byte, pos int) int {
	for pos+1 < len(b) && (b[pos] != 0xFF || b[pos+1] == 0) {
		pos++
	}
	if pos+1 >= len(b) {
		return len(b)
	}
	return pos
}
