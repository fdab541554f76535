package nifti

import (
	"errors"
	"io"
	"path/filepath"

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
	// QFormCode and SFormCode are those of the header, Spacing the distance of
	// neighbours along each axis of the array as pixdim states it: mm, then
	// mostly s.
	QFormCode, SFormCode int
	Spacing              []float64
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
	f := &File{Array: voxel.Array{Type: h.typ, Shape: h.shape, BigEndian: h.order.String() == "BigEndian"}, Version: h.version, Slope: h.slope, Inter: h.inter,
		QFormCode: h.qform, SFormCode: h.sform, Spacing: h.pixdim[1 : 1+len(h.shape)]}
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
