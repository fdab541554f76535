package nifti

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// stream is a file being read, decompressed.
type stream struct {
	r     *bufio.Reader
	at    int64 // bytes read
	limit int64 // the most bytes there can be, or [voxel.Unknown]
	there int64 // bytes known to be there, at least
}

// unpack looks whether r, of size bytes, is compressed.
func unpack(r io.Reader, size int64) (*stream, error) {
	s := &stream{r: bufio.NewReaderSize(r, 1<<16), limit: size, there: size}
	if magic, err := s.r.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(s.r)
		if err != nil {
			return nil, fault.Wrap(ErrDamaged, err, "the gzip header is broken")
		}
		s.r = bufio.NewReaderSize(z, 1<<16)
		if size != voxel.Unknown {
			s.limit = size * 1032 // deflate makes 258 bytes from two bits at most (RFC 1951)
		}
	}
	return s, nil
}

// header reads the header, 348 or 540 bytes.
func (s *stream) header() (*header, error) {
	b := make([]byte, headerSize2)
	if _, err := io.ReadFull(s.r, b[:4]); err != nil {
		return nil, notNIfTI()
	}
	size, _ := sizeOf(b)
	if size == 0 {
		return nil, notNIfTI()
	}
	if _, err := io.ReadFull(s.r, b[4:size]); err != nil {
		return nil, cut(err)
	}
	s.at = int64(size)
	return parseHeader(b[:size])
}

// voxels reads the numbers, in the byte order of the file. More says that the
// file goes on after them.
func (s *stream) voxels(h *header) (b []byte, more bool, err error) {
	if s.limit != voxel.Unknown && int64(h.voxOffset)+h.bytes > s.limit {
		return nil, false, cut(io.EOF)
	}
	if _, err := io.CopyN(io.Discard, s.r, int64(h.voxOffset)-s.at); err != nil {
		return nil, false, cut(err)
	}
	if b, err = voxel.Read(s.r, h.bytes, s.there); err != nil {
		return nil, false, cut(err)
	}
	// The checksum of a compressed file is only compared at its end.
	switch _, err := s.r.ReadByte(); {
	case err == nil, errors.Is(err, gzip.ErrHeader):
		return b, true, nil
	case errors.Is(err, io.EOF):
		return b, false, nil
	default:
		return nil, false, cut(err)
	}
}

func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(ErrDamaged, "the file ends before the last voxel").Try("copy or export the file again")
	}
	return fault.Wrap(ErrDamaged, err, "the voxels cannot be read").Try("copy or export the file again")
}
