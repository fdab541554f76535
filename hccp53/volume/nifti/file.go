package nifti

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// Budget is the number of bytes that [Read] takes from one file, decompressed:
// [voxel.MaxLen] numbers of 64 bits and what may be before them.
const Budget = 8*voxel.MaxLen + 1<<25

// File is a NIfTI file as it is stored.
type File struct {
	// Array holds the numbers before scaling. Its shape is dim of the header: x,
	// y, z, then time and what follows.
	voxel.Array
	// Version is 1 or 2.
	Version int
	// Affine is the matrix from voxel index to mm in RAS that places the image.
	Affine [3][4]float64
	// Place says where the affine comes from: sform, qform or voxel size.
	Place string
	// Slope and Inter give the values: Slope · stored + Inter.
	Slope, Inter float64
	// Warnings says, in sentences, what was taken for granted.
	Warnings []string
}

// Open reads a file as it is stored: .nii, .nii.gz, or a pair of .hdr and .img
// (or .img.gz) of which either is named; the other is taken from the same
// folder. It takes no more than budget bytes, decompressed.
func Open(path string, budget int64) (*File, error) {
	head, partner := pathsOf(path)
	file, err := opened(head)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := parse(file, budget, file.size, partner)
	if err == nil {
		return f, nil
	}
	var found *fault.Error
	if errors.As(err, &found) && found.Where == "" {
		return nil, found.At("%s", filepath.Base(path))
	}
	return nil, err
}

// pathsOf returns the path of the header and, of a pair, that of the voxels.
func pathsOf(path string) (head, voxels string) {
	base := path
	if strings.EqualFold(filepath.Ext(base), ".gz") {
		base = base[:len(base)-3]
	}
	switch ext := filepath.Ext(base); {
	case strings.EqualFold(ext, ".hdr"):
		return path, either(strings.TrimSuffix(base, ext) + swap(ext))
	case strings.EqualFold(ext, ".img"):
		return either(strings.TrimSuffix(base, ext) + swap(ext)), path
	}
	return path, ""
}

// swap turns .hdr into .img and back, in lower or upper case.
func swap(ext string) string {
	return map[string]string{".hdr": ".img", ".img": ".hdr", ".HDR": ".IMG", ".IMG": ".HDR"}[ext]
}

// either returns path, or path.gz where only that is there.
func either(path string) string {
	if _, err := os.Stat(path); err != nil {
		if _, err := os.Stat(path + ".gz"); err == nil {
			return path + ".gz"
		}
	}
	return path
}

// sized is a file and its length in bytes.
type sized struct {
	*os.File
	size int64
}

// opened opens a regular file; anything else might make the reader wait.
func opened(path string) (sized, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return sized{}, fileFault(err, filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return sized{}, fileFault(err, filepath.Base(path))
	}
	return sized{f, info.Size()}, nil
}

// fileFault leaves the folder out of the message: it may be named after a
// patient.
func fileFault(err error, name string) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFile, err, "the file cannot be opened, read or written").At("%s", name)
}

// Parse is [Open] for a stream, which must hold the voxels too, compressed by
// gzip or not.
func Parse(r io.Reader, budget int64) (*File, error) { return parse(r, budget, voxel.Left(r), "") }

// parse reads a file of size bytes, or [voxel.Unknown], with the voxels of a pair from the path
// partner.
func parse(r io.Reader, budget, size int64, partner string) (*File, error) {
	s, err := unpack(r, size)
	if err != nil {
		return nil, err
	}
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	if need := int64(h.voxOffset) + h.bytes; need > budget {
		return nil, fault.New(ErrTooLarge, "the image takes %d bytes; at most %d are read", need, budget).
			Try("check the file: its header may state more than the file holds")
	}
	f := &File{Array: voxel.Array{Type: h.typ, Shape: h.shape, BigEndian: h.order.String() == "BigEndian"}, Version: h.version, Slope: h.slope, Inter: h.inter}
	more := false
	switch {
	case !h.pair():
		f.Data, more, err = s.voxels(h)
	case partner == "":
		return nil, fault.New(ErrUnsupported, "the file is the header of a pair of .hdr and .img").
			Try("give the path of the pair, named .hdr and .img, or convert it to a single .nii file")
	default:
		// Extensions may follow the header, and the checksum of a compressed one.
		if _, err := io.CopyN(io.Discard, s.r, 1<<24); err != nil && !errors.Is(err, io.EOF) {
			return nil, cut(err)
		}
		f.Data, more, err = h.partner(partner)
	}
	if err != nil {
		return nil, err
	}
	if f.BigEndian {
		voxel.Swap(f.Data, f.Type)
	}
	if more {
		f.Warnings = append(f.Warnings, "the file goes on after the last voxel")
	}
	f.place(h)
	return f, nil
}

// partner reads the voxels of a pair.
func (h *header) partner(path string) (b []byte, more bool, err error) {
	file, err := opened(path)
	if err != nil {
		return nil, false, err
	}
	defer file.Close()
	s, err := unpack(file, file.size)
	if err != nil {
		return nil, false, err
	}
	return s.voxels(h)
}

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
