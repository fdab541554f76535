package codestream

import "encoding/binary"

// JPEGLS walks a JPEG-LS codestream (ITU-T T.87) from SOI to EOI and returns
// its header. The entropy-coded data is not decoded, but every scan that the
// header announces must be there, and EOI.
func JPEGLS(b []byte) (Header, error) {
	const (
		soi, eoi, sof, sos = 0xFFD8, 0xFFD9, 0xFFF7, 0xFFDA
		rst, rstLast       = 0xFFD0, 0xFFD7
	)
	var s Header
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
			if s.Components == 0 || scanned != s.Components {
				return s, damaged("the JPEG-LS codestream holds %d of %d components", scanned, s.Components)
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
			if s.Components != 0 || len(body) < 6 {
				return s, damaged("the frame header of the JPEG-LS codestream is broken")
			}
			s = Header{Precision: int(body[0]), Rows: int(binary.BigEndian.Uint16(body[1:])),
				Columns: int(binary.BigEndian.Uint16(body[3:])), Components: int(body[5])}
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
