package pixel

import (
	"slices"

	"hcclab/hccp53/mri/internal/dcm"
)

// maxPadding is the number of bytes that may follow the last sample. The
// standard pads to an even number; some writers fill a block of a disk.
const maxPadding = 512

// checkNative compares the length of the bytes with what the format needs.
func (s *Source) checkNative() error {
	if s.Native == nil {
		return damaged("the pixels are encapsulated, although the transfer syntax is %s", dcm.Name(s.Syntax))
	}
	// Frames × bits cannot overflow after this: a frame has at least 2 bits, and
	// one of 2^41 bits is longer than any file.
	if s.Frames > 8*len(s.Native) || s.frameBits() > 8*len(s.Native) {
		return damaged("the pixels take %d bytes, too few for %d frames of %d×%d", len(s.Native), s.Frames, s.Rows, s.Columns)
	}
	need := (s.Frames*s.frameBits() + 7) / 8
	switch have := len(s.Native); {
	case have < need:
		return damaged("the pixels take %d bytes; %d frames of %d×%d need %d", have, s.Frames, s.Rows, s.Columns, need)
	case have > need+min(maxPadding, need/8+1):
		return unsupported("the pixels take %d bytes; %d frames of %d×%d need only %d", have, s.Frames, s.Rows, s.Columns, need)
	}
	return nil
}

// nativeFrame decodes frame i of native pixels.
func (s *Source) nativeFrame(i int) []byte {
	if s.BitsAllocated == 1 && s.Kind == Integer {
		return s.bits(i)
	}
	n := s.frameBits() / 8
	b := s.Native[i*n : (i+1)*n]
	if s.Syntax == dcm.ExplicitBig {
		b = s.littleEndian(b, i*n)
	}
	if s.Kind != Integer {
		return b
	}
	if s.Photometric == "YBR_FULL_422" {
		b = expand422(b)
	} else if s.Samples > 1 && s.Planar == 1 {
		b = interleave(b, s.Samples, s.cell())
	}
	return s.colours(s.significant(b))
}

// bits unpacks a frame of one bit a pixel. Bits are packed from the lowest up,
// and the next frame begins with the next bit (PS3.5, section 8.1.1).
func (s *Source) bits(i int) []byte {
	n := s.pixels()
	out := make([]byte, n)
	swap := 0
	if s.Syntax == dcm.ExplicitBig && s.Words {
		swap = 1
	}
	for p := range out {
		at := i*n + p
		k := at >> 3
		if k^swap < len(s.Native) {
			k ^= swap
		}
		out[p] = s.Native[k] >> (at & 7) & 1
	}
	return out
}

// littleEndian exchanges the bytes of big-endian samples. Samples of 8 bits in
// words of 16 lie two a word, the first one low, so each pair is exchanged;
// at is the place of b in the pixels.
func (s *Source) littleEndian(b []byte, at int) []byte {
	size := s.cell()
	if size == 1 {
		if !s.Words {
			return b
		}
		out := make([]byte, len(b))
		for i := range out {
			if k := (at + i) ^ 1; k < len(s.Native) {
				out[i] = s.Native[k]
			} else {
				out[i] = b[i]
			}
		}
		return out
	}
	out := slices.Clone(b)
	for i := 0; i+size <= len(out); i += size {
		slices.Reverse(out[i : i+size])
	}
	return out
}
