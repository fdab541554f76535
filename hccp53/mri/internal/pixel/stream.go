package pixel

import "encoding/binary"

// stream is what the header of a codestream says of its image.
type stream struct{ rows, columns, components, precision int }

// jpegLS walks a JPEG-LS codestream (ITU-T T.87) from SOI to EOI and returns
// its header. The entropy-coded data is not decoded, but every scan that the
// header announces must be there, and EOI.
func jpegLS(b []byte) (stream, error) {
	const (
		soi, eoi, sof, sos = 0xFFD8, 0xFFD9, 0xFFF7, 0xFFDA
		rst, rstLast       = 0xFFD0, 0xFFD7
	)
	var s stream
	if len(b) < 2 || binary.BigEndian.Uint16(b) != soi {
		return s, damaged("the JPEG-LS codestream does not begin with SOI")
	}
	scanned := 0
	for pos := 2; ; {
		for pos+1 < len(b) && b[pos] == 0xFF && b[pos+1] == 0xFF {
			pos++ // fill bytes
		}
		if len(b)-pos < 2 {
			return s, damaged("the JPEG-LS codestream ends without EOI")
		}
		marker := binary.BigEndian.Uint16(b[pos:])
		pos += 2
		if marker == eoi {
			if s.components == 0 || scanned != s.components {
				return s, damaged("the JPEG-LS codestream holds %d of %d components", scanned, s.components)
			}
			return s, nil
		}
		if marker < 0xFFC0 || len(b)-pos < 2 {
			return s, damaged("the JPEG-LS codestream is cut off or holds no marker where one should be")
		}
		n := int(binary.BigEndian.Uint16(b[pos:]))
		if n < 2 || n > len(b)-pos {
			return s, damaged("the JPEG-LS codestream ends inside a marker segment")
		}
		body := b[pos+2 : pos+n]
		pos += n
		switch marker {
		case sof:
			if s.components != 0 || len(body) < 6 {
				return s, damaged("the frame header of the JPEG-LS codestream is broken")
			}
			s = stream{precision: int(body[0]), rows: int(binary.BigEndian.Uint16(body[1:])),
				columns: int(binary.BigEndian.Uint16(body[3:])), components: int(body[5])}
		case sos:
			if len(body) < 1 {
				return s, damaged("the scan header of the JPEG-LS codestream is broken")
			}
			scanned += int(body[0])
			// After a byte of ones the next bit is zero, so a marker is 0xFF and a
			// byte from 0x80 up.
			for pos+1 < len(b) && (b[pos] != 0xFF || b[pos+1] < 0x80 || b[pos+1] >= rst&0xFF && b[pos+1] <= rstLast&0xFF) {
				pos++
			}
		}
	}
}

// Markers of JPEG 2000 (ITU-T T.800, table A.2).
const (
	j2kSOC = 0xFF4F
	j2kSIZ = 0xFF51
	j2kSOT = 0xFF90
	j2kEOC = 0xFFD9
	// sotLength is the length of a tile-part header's first segment, marker
	// included.
	sotLength = 12
)

// jpeg2000 walks a JPEG 2000 codestream from tile-part to tile-part and returns
// its header. Every tile must be there with all the parts it announces, and
// EOC: the decoder makes an image of less without a word.
func jpeg2000(b []byte) (stream, error) {
	s, tiles, pos, err := j2kHeader(b)
	if err != nil {
		return s, err
	}
	parts := make(map[int]int)    // tile-parts seen
	declared := make(map[int]int) // tile-parts announced
	for {
		if len(b)-pos < 2 {
			return s, damaged("the JPEG 2000 codestream ends without EOC")
		}
		marker := int(binary.BigEndian.Uint16(b[pos:]))
		if marker == j2kEOC {
			break
		}
		if marker != j2kSOT || len(b)-pos < sotLength {
			return s, damaged("the JPEG 2000 codestream is cut off or holds no tile-part where one should be")
		}
		tile, length := int(binary.BigEndian.Uint16(b[pos+4:])), int64(binary.BigEndian.Uint32(b[pos+6:]))
		part, count := int(b[pos+10]), int(b[pos+11])
		if length == 0 { // up to EOC, in the last tile-part
			end := len(b)
			for end > 0 && b[end-1] == 0 {
				end--
			}
			length = int64(end - 2 - pos)
		}
		if length < sotLength+2 || length > int64(len(b)-pos) {
			return s, damaged("the JPEG 2000 codestream ends inside a tile-part")
		}
		if tile >= tiles || part != parts[tile] {
			return s, damaged("tile-part %d of tile %d stands where it does not belong", part, tile)
		}
		parts[tile]++
		if count > 0 {
			declared[tile] = count
		}
		pos += int(length)
	}
	if len(parts) != tiles {
		return s, damaged("the JPEG 2000 codestream holds %d of %d tiles", len(parts), tiles)
	}
	for tile, n := range declared {
		if parts[tile] != n {
			return s, damaged("tile %d of the JPEG 2000 codestream has %d of %d parts", tile, parts[tile], n)
		}
	}
	return s, nil
}

// j2kHeader reads the main header up to the first tile-part, at pos.
func j2kHeader(b []byte) (s stream, tiles, pos int, err error) {
	if len(b) < 4 || binary.BigEndian.Uint16(b) != j2kSOC || binary.BigEndian.Uint16(b[2:]) != j2kSIZ {
		return s, 0, 0, damaged("the JPEG 2000 codestream does not begin with SOC and SIZ")
	}
	for pos = 2; ; {
		if len(b)-pos < 4 {
			return s, 0, 0, damaged("the JPEG 2000 codestream ends inside its header")
		}
		marker, n := int(binary.BigEndian.Uint16(b[pos:])), int(binary.BigEndian.Uint16(b[pos+2:]))
		if marker == j2kSOT {
			return s, tiles, pos, nil
		}
		if marker < 0xFF00 || n < 2 || n > len(b)-pos-2 {
			return s, 0, 0, damaged("the header of the JPEG 2000 codestream is broken")
		}
		if marker == j2kSIZ {
			if s, tiles, err = j2kSize(b[pos+4 : pos+2+n]); err != nil {
				return s, 0, 0, err
			}
		}
		pos += 2 + n
	}
}

// j2kSize reads the SIZ segment (T.800, A.5.1).
func j2kSize(body []byte) (s stream, tiles int, err error) {
	broken := func() (stream, int, error) {
		return stream{}, 0, damaged("the sizes in the JPEG 2000 codestream are broken")
	}
	if len(body) < 34 {
		return broken()
	}
	at := func(i int) int64 { return int64(binary.BigEndian.Uint32(body[2+4*i:])) }
	x1, y1, x0, y0, tw, th, tx, ty := at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)
	n := int(binary.BigEndian.Uint16(body[34:]))
	if x1 <= x0 || y1 <= y0 || tw == 0 || th == 0 || tx > x0 || ty > y0 || tx+tw <= x0 || ty+th <= y0 || n < 1 || len(body) != 36+3*n {
		return broken()
	}
	across, down := (x1-tx+tw-1)/tw, (y1-ty+th-1)/th
	if across*down > 65535 {
		return broken()
	}
	s = stream{rows: int(y1 - y0), columns: int(x1 - x0), components: n, precision: int(body[36]&0x7f) + 1}
	for i := range n {
		c := body[36+3*i:]
		if c[0] != body[36] || c[1] != 1 || c[2] != 1 {
			return stream{}, 0, unsupported("the components of the JPEG 2000 image have different sizes or bits")
		}
	}
	return s, int(across * down), nil
}
