package jpeg

import "encoding/binary"

// Process is the kind of coding, named by the marker of its frame header.
type Process byte

// The processes that are decoded (T.81, table B.1).
const (
	Baseline Process = 0xC0 // sequential DCT, 8 bits
	Extended Process = 0xC1 // sequential DCT, 8 or 12 bits
	Lossless Process = 0xC3
)

// Header is the frame header and what the markers before it say of colours.
type Header struct {
	Process                              Process
	Precision, Rows, Columns, Components int
	// IDs are the identifiers of the components, often 1, 2, 3 or "RGB".
	IDs string
	// JFIF is true when a JFIF marker says that three components are YCbCr.
	JFIF bool
}

// Markers (T.81, table B.1).
const (
	markerDHT  = 0xC4
	markerRST0 = 0xD0
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerDQT  = 0xDB
	markerDNL  = 0xDC
	markerDRI  = 0xDD
	markerAPP0 = 0xE0
)

// component is one component of the frame.
type component struct {
	id   byte
	h, v int // sampling factors
	tq   int // quantisation table
	// done is set when a scan has brought all samples of the component.
	done bool
	// width and height are those of the component's own grid, stride and plane
	// its samples, padded to whole blocks. Only for DCT processes.
	width, height, stride int
	plane                 []uint16
}

// decoder holds the state of one codestream.
type decoder struct {
	b   []byte
	pos int
	Header
	comps      []component
	hMax, vMax int
	quant      [4]*[64]int32
	dc, ac     [4]*huffman
	restart    int // MCUs between restart markers, 0: none
	samples    []uint16
}

// Head reads the markers up to the frame header.
func Head(b []byte) (Header, error) {
	d := &decoder{b: b}
	if err := d.start(); err != nil {
		return Header{}, err
	}
	for d.comps == nil {
		if err := d.segment(); err != nil {
			return Header{}, err
		}
	}
	return d.Header, nil
}

func (d *decoder) start() error {
	if len(d.b) < 2 || d.b[0] != 0xFF || d.b[1] != markerSOI {
		return damaged("the codestream does not begin with SOI")
	}
	d.pos = 2
	return nil
}

// marker reads the marker at pos, which fill bytes may precede.
func (d *decoder) marker() (byte, error) {
	if d.pos >= len(d.b) {
		return 0, damaged("the codestream ends without EOI")
	}
	if d.b[d.pos] != 0xFF {
		return 0, damaged("byte 0x%02x stands where a marker should be", d.b[d.pos])
	}
	for d.pos < len(d.b) && d.b[d.pos] == 0xFF {
		d.pos++
	}
	if d.pos >= len(d.b) {
		return 0, damaged("the codestream ends without EOI")
	}
	d.pos++
	return d.b[d.pos-1], nil
}

// body returns the content of the marker segment at pos.
func (d *decoder) body() ([]byte, error) {
	if len(d.b)-d.pos < 2 {
		return nil, damaged("the codestream ends inside a marker segment")
	}
	n := int(binary.BigEndian.Uint16(d.b[d.pos:]))
	if n < 2 || n > len(d.b)-d.pos {
		return nil, damaged("the codestream ends inside a marker segment")
	}
	body := d.b[d.pos+2 : d.pos+n]
	d.pos += n
	return body, nil
}

// segment reads one marker segment before the frame header.
func (d *decoder) segment() error {
	m, err := d.marker()
	if err != nil {
		return err
	}
	if m == markerSOS || m == markerEOI {
		return damaged("there is no frame header")
	}
	return d.table(m)
}

// table reads the segment of marker m, any but SOS and EOI.
func (d *decoder) table(m byte) error {
	body, err := d.body()
	if err != nil {
		return err
	}
	switch {
	case m == markerDHT:
		return d.defineHuffman(body)
	case m == markerDQT:
		return d.defineQuantisation(body)
	case m == markerDRI:
		if len(body) != 2 {
			return damaged("the restart interval has %d bytes", len(body))
		}
		d.restart = int(binary.BigEndian.Uint16(body))
	case m == markerAPP0 && len(body) >= 5 && string(body[:5]) == "JFIF\x00":
		d.JFIF = true
	case m > markerAPP0 && m <= markerAPP0+15 || m == markerAPP0 || m == 0xFE: // application data, comment
	case m == byte(Baseline), m == byte(Extended), m == byte(Lossless):
		return d.frame(Process(m), body)
	case m >= 0xC0 && m <= 0xCF:
		return unsupported("the codestream is of a JPEG process that DICOM does not use (marker 0xff%02x)", m)
	case m == markerDNL:
		return unsupported("the number of lines stands after the scan")
	default:
		return damaged("unexpected marker 0xff%02x", m)
	}
	return nil
}

// frame reads the frame header (T.81, B.2.2).
func (d *decoder) frame(p Process, body []byte) error {
	if d.comps != nil {
		return damaged("there are two frame headers")
	}
	if len(body) < 6 || len(body) != 6+3*int(body[5]) {
		return damaged("the frame header has %d bytes", len(body))
	}
	n := int(body[5])
	d.Process, d.Precision, d.Components = p, int(body[0]), n
	d.Rows, d.Columns = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	switch {
	case d.Rows == 0:
		return unsupported("the number of lines stands after the scan")
	case d.Columns == 0 || n == 0:
		return damaged("the frame has no columns or components")
	case n > 4:
		return unsupported("the frame has %d components", n)
	case p == Lossless && (d.Precision < 2 || d.Precision > 16), p == Baseline && d.Precision != 8,
		p == Extended && d.Precision != 8 && d.Precision != 12:
		return damaged("samples of %d bits do not belong to process 0x%02x", d.Precision, byte(p))
	}
	d.comps = make([]component, n)
	for i := range d.comps {
		at := body[6+3*i:]
		c := component{id: at[0], h: int(at[1] >> 4), v: int(at[1] & 15), tq: int(at[2])}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return damaged("component %d has sampling factors %d×%d", i+1, c.h, c.v)
		}
		if n == 1 {
			c.h, c.v = 1, 1 // one component fills its grid whatever they are (T.81, A.2.2)
		}
		d.comps[i] = c
		d.IDs += string(at[:1])
		d.hMax, d.vMax = max(d.hMax, c.h), max(d.vMax, c.v)
	}
	for i := range d.comps {
		c := &d.comps[i]
		if p == Lossless && (c.h != d.hMax || c.v != d.vMax) || d.hMax%c.h != 0 || d.vMax%c.v != 0 {
			return unsupported("component %d has sampling factors %d×%d beside %d×%d", i+1, c.h, c.v, d.hMax, d.vMax)
		}
		c.width, c.height = ceil(d.Columns*c.h, d.hMax), ceil(d.Rows*c.v, d.vMax)
	}
	return nil
}

func ceil(a, b int) int { return (a + b - 1) / b }
