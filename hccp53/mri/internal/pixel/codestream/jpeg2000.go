package codestream

import (
	"bytes"
	"encoding/binary"
)

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

// JPEG2000 walks a JPEG 2000 codestream from tile-part to tile-part and returns
// its header. Every tile must be there with all the parts it announces, and
// EOC: the decoder makes an image of less without a word.
func JPEG2000(b []byte) (Header, error) {
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
		if parts[tile] < n { // some writers count one part too few
			return s, damaged("tile %d of the JPEG 2000 codestream has %d of %d parts", tile, parts[tile], n)
		}
	}
	return s, nil
}

// j2kHeader reads the main header up to the first tile-part, at pos.
func j2kHeader(b []byte) (s Header, tiles, pos int, err error) {
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
func j2kSize(body []byte) (s Header, tiles int, err error) {
	broken := func() (Header, int, error) {
		return Header{}, 0, damaged("the sizes in the JPEG 2000 codestream are broken")
	}
	if len(body) < 36 {
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
	s = Header{Rows: int(y1 - y0), Columns: int(x1 - x0), Components: n, Precision: int(body[36]&0x7f) + 1}
	for i := range n {
		c := body[36+3*i:]
		if c[0] != body[36] || c[1] != 1 || c[2] != 1 {
			return Header{}, 0, unsupported("the components of the JPEG 2000 image have different sizes or bits")
		}
	}
	return s, int(across * down), nil
}

// jp2Signature is the first box of a JP2 file (T.800, I.5.1). The standard wants
// bare codestreams; some writers put the whole file in.
var jp2Signature = []byte("\x00\x00\x00\x0cjP  \r\n\x87\n")

// Unwrap returns the codestream of a JP2 file, and anything else as it is.
func Unwrap(b []byte) []byte {
	if !bytes.HasPrefix(b, jp2Signature) {
		return b
	}
	for rest := b; len(rest) >= 8; {
		n, head := uint64(binary.BigEndian.Uint32(rest)), uint64(8)
		switch {
		case n == 0: // up to the end
			n = uint64(len(rest))
		case n == 1 && len(rest) >= 16:
			n, head = binary.BigEndian.Uint64(rest[8:]), 16
		}
		if n < head || n > uint64(len(rest)) {
			break
		}
		if string(rest[4:8]) == "jp2c" {
			return rest[head:n]
		}
		rest = rest[n:]
	}
	return b
}
