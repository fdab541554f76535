package nrrd

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"io"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// part reads n bytes of voxels, in the order of bytes of the file, from r,
// where there bytes are left, or [voxel.Unknown]. More says that the file goes on after
// them.
func (l *layout) part(r *bufio.Reader, n, there int64) (b []byte, more bool, err error) {
	if there != voxel.Unknown && n > l.limit(there) {
		return nil, false, fault.New(ErrDamaged, "the voxels take %d bytes; %d bytes of encoding %s cannot hold them", n, there, l.encoding).
			Try("copy or export the file again")
	}
	for range l.lineSkip {
		length, err := skipLine(r)
		if err != nil {
			return nil, false, cut(err)
		}
		if there != voxel.Unknown {
			there -= length
		}
	}
	if l.byteSkip < 0 {
		return tail(r, n, there)
	}
	var from io.Reader = r
	switch l.encoding {
	case "ascii":
		b, more, err = l.ascii(r, n)
		if err != nil {
			return nil, false, cut(err)
		}
		return b, more, nil
	case "hex":
		from = hex.NewDecoder(&spaceless{r})
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, false, cut(err)
		}
		from = z
	case "bzip2":
		from = bzip2.NewReader(r)
	}
	if _, err := io.CopyN(io.Discard, from, int64(l.byteSkip)); err != nil {
		return nil, false, cut(err)
	}
	if b, err = voxel.Read(from, n, there); err != nil {
		return nil, false, cut(err)
	}
	// The checksum of a compressed file is only compared at its end.
	switch m, err := io.ReadFull(from, make([]byte, 1)); {
	case m == 1, errors.Is(err, gzip.ErrHeader):
		return b, true, nil
	case errors.Is(err, io.EOF):
		return b, false, nil
	default:
		return nil, false, cut(err)
	}
}

// limit returns the most voxel bytes that there bytes of a file can hold.
func (l *layout) limit(there int64) int64 {
	switch l.encoding {
	case "raw":
		return there
	case "hex":
		return there / 2
	case "ascii": // a digit and a space
		return (there + 1) / 2 * int64(l.Type.Bytes())
	case "gzip": // 258 bytes from two bits (RFC 1951)
		return there * 1032
	}
	return 64<<20 + there*1032 // bzip2 has no limit worth the name: as gzip, with 64 MiB free
}

// skipLine returns the number of bytes that it skips.
func skipLine(r *bufio.Reader) (n int64, err error) {
	for {
		part, err := r.ReadSlice('\n')
		n += int64(len(part))
		if !errors.Is(err, bufio.ErrBufferFull) {
			return n, err
		}
	}
}

// tail returns the last n bytes of r. More is true when there are others
// before them: then nothing tells a cut file from a whole one.
func tail(r io.Reader, n, there int64) ([]byte, bool, error) {
	if there == voxel.Unknown {
		return nil, false, fault.New(ErrUnsupported, "the header says that the voxels end with the file, and the length of the file is not known").
			Try("read the file by its path")
	}
	if _, err := io.CopyN(io.Discard, r, there-n); err != nil {
		return nil, false, cut(err)
	}
	b, err := voxel.Read(r, n, n)
	if err != nil {
		return nil, false, cut(err)
	}
	return b, there > n, nil
}

func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(ErrDamaged, "the file ends before the last voxel").Try("copy or export the file again")
	}
	return fault.Wrap(ErrDamaged, err, "the voxels cannot be read").Try("copy or export the file again")
}
