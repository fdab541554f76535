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
