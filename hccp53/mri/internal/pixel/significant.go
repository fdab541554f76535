package pixel

import "encoding/binary"

// significant keeps the BitsStored bits from HighBit down of each cell and
// gives them their sign. Cells are little endian. The bits above HighBit are
// not the image's: old files keep an overlay there (PS3.5, section 8.1.1).
// It returns b itself when that changes nothing.
func (s *Source) significant(b []byte) []byte {
	drop, keep := s.BitsAllocated-1-s.HighBit, s.BitsAllocated-s.BitsStored
	if keep == 0 || !s.Signed && drop == keep && clean(b, s.BitsAllocated/8, s.BitsStored) {
		return b
	}
	out := make([]byte, len(b))
	le := binary.LittleEndian
	switch s.BitsAllocated {
	case 8:
		for i, v := range b {
			v <<= drop
			if s.Signed {
				out[i] = byte(int8(v) >> keep)
			} else {
				out[i] = v >> keep
			}
		}
	case 16:
		for i := 0; i < len(b); i += 2 {
			v := le.Uint16(b[i:]) << drop
			if s.Signed {
				v = uint16(int16(v) >> keep)
			} else {
				v >>= keep
			}
			le.PutUint16(out[i:], v)
		}
	case 32:
		for i := 0; i < len(b); i += 4 {
			v := le.Uint32(b[i:]) << drop
			if s.Signed {
				v = uint32(int32(v) >> keep)
			} else {
				v >>= keep
			}
			le.PutUint32(out[i:], v)
		}
	case 64:
		for i := 0; i < len(b); i += 8 {
			v := le.Uint64(b[i:]) << drop
			if s.Signed {
				v = uint64(int64(v) >> keep)
			} else {
				v >>= keep
			}
			le.PutUint64(out[i:], v)
		}
	}
	return out
}

// clean reports whether no bit above the stored ones is set in any cell of the
// given size. It looks at eight bytes at a time.
func clean(b []byte, size, stored int) bool {
	mask := ^uint64(0) << stored
	for shift := 8 * size; shift < 64; shift *= 2 {
		mask = mask&(1<<shift-1) | mask<<shift
	}
	var all uint64
	for ; len(b) >= 8; b = b[8:] {
		all |= binary.LittleEndian.Uint64(b)
	}
	var rest [8]byte
	copy(rest[:], b)
	return (all|binary.LittleEndian.Uint64(rest[:]))&mask == 0
}
