package pixel

import "encoding/binary"

// rleHeader is the length of the header of a frame: the number of segments and
// the places of up to 15 (PS3.5, annex G.5).
const rleHeader = 64

// rle decodes a frame of RLE Lossless (PS3.5, annex G). There is one segment
// for each byte of each sample of a pixel, the highest byte first.
func (s *Source) rle(b []byte) ([]byte, error) {
	size := s.cell()
	want := s.Samples * size
	if len(b) < rleHeader {
		return nil, damaged("an RLE frame of %d bytes has no header", len(b))
	}
	if n := binary.LittleEndian.Uint32(b); want > 15 || int64(n) != int64(want) {
		return nil, damaged("an RLE frame has %d segments; %d samples of %d bytes make %d", n, s.Samples, size, want)
	}
	segments := make([][]byte, want)
	for i := range segments {
		start, end := int64(binary.LittleEndian.Uint32(b[4+4*i:])), int64(len(b))
		if i+1 < want {
			end = int64(binary.LittleEndian.Uint32(b[8+4*i:]))
		}
		if start < rleHeader || start > end || end > int64(len(b)) {
			return nil, damaged("RLE segment %d lies outside its frame", i+1)
		}
		segments[i] = b[start:end]
		// Two bytes make at most 128.
		if s.pixels() > 64*len(segments[i]) {
			return nil, damaged("RLE segment %d of %d bytes cannot hold %d pixels", i+1, len(segments[i]), s.pixels())
		}
	}
	out := make([]byte, s.frameBytes())
	for i, segment := range segments {
		first := i/size*size + size - 1 - i%size
		if !unpack(out[first:], want, s.pixels(), segment) {
			return nil, damaged("RLE segment %d does not make %d bytes", i+1, s.pixels())
		}
	}
	return s.colours(s.significant(out)), nil
}

// unpack decodes a segment to n bytes at out[0], out[step], … It reports
// whether the segment makes exactly n; what may follow is padding of zeros or
// of bytes without effect (annex G.3).
func unpack(out []byte, step, n int, segment []byte) bool {
	at, end := 0, n*step
	for at < end {
		if len(segment) < 2 {
			return false
		}
		control := int(int8(segment[0]))
		switch {
		case control >= 0:
			run := control + 1
			if len(segment) < 1+run || run > (end-at)/step {
				return false
			}
			for _, v := range segment[1 : 1+run] {
				out[at] = v
				at += step
			}
			segment = segment[1+run:]
		case control == -128:
			segment = segment[1:]
		default:
			run := 1 - control
			if run > (end-at)/step {
				return false
			}
			v := segment[1]
			for range run {
				out[at] = v
				at += step
			}
			segment = segment[2:]
		}
	}
	for _, v := range segment {
		if v != 0 && v != 0x80 {
			return false
		}
	}
	return true
}
