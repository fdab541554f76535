package nifti

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// maxInflation is the most by which deflate can enlarge: 1032 (RFC 1951: 258
// bytes from two bits).
const maxInflation = 1032

// maxVoxels bounds an image: 512 to each side, 1 GiB in memory.
const maxVoxels = 512 * 512 * 512

// maxDecoded bounds what Read takes from one file: a header and maxVoxels of
// the largest type.
const maxDecoded = 8*maxVoxels + 1<<24

// Read reads a .nii or .nii.gz file; the content decides which it is.
func Read(path string) (*volume.Image, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, fileFault(err, name)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault(err, name)
	}
	budget := int64(maxDecoded)
	if info.Size() < budget/maxInflation {
		budget = info.Size() * maxInflation
	}
	img, err := Decode(f, budget)
	if err == nil {
		return img, nil
	}
	var found *fault.Error
	if errors.As(err, &found) {
		return nil, found.At("%s", name)
	}
	return nil, fileFault(err, name)
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

// Decode reads one image, compressed by gzip or not. It takes no more than
// budget bytes of the decompressed file, and allocates no more than in
// proportion to the bytes that are there, whatever the header states.
func Decode(r io.Reader, budget int64) (*volume.Image, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if magic, err := buffered.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fault.Wrap(ErrDamaged, err, "the gzip header is broken")
		}
		buffered = bufio.NewReaderSize(z, 1<<16)
	}
	b := make([]byte, headerSize)
	if n, err := io.ReadFull(buffered, b); err != nil {
		if n < 4 || errors.Is(err, io.ErrUnexpectedEOF) && !isHeader(b) {
			return nil, notNIfTI()
		}
		return nil, cut(err)
	}
	h, err := parseHeader(b)
	if err != nil {
		return nil, err
	}
	g, err := h.grid()
	if err != nil {
		return nil, err
	}
	if h.voxels() > maxVoxels {
		return nil, fault.New(ErrTooLarge, "the image has %d×%d×%d voxels; at most %d are read", h.size[0], h.size[1], h.size[2], maxVoxels)
	}
	if need := h.voxOffset + int64(h.voxels())*int64(h.bytesPerVoxel); need > budget {
		return nil, fault.New(ErrTooLarge, "the image has %d×%d×%d voxels and takes %d bytes; at most %d are read", h.size[0], h.size[1], h.size[2], need, budget).
			Try("check the file: its header states more than a file of its length can hold")
	}
	if _, err := io.CopyN(io.Discard, buffered, h.voxOffset-headerSize); err != nil {
		return nil, cut(err)
	}
	data, err := h.values(buffered)
	if err != nil {
		return nil, err
	}
	if h.slope != 1 || h.inter != 0 {
		for i, v := range data {
			data[i] = h.slope*v + h.inter
		}
	}
	return &volume.Image{Grid: g, Data: data}, nil
}

func isHeader(b []byte) bool {
	return binary.LittleEndian.Uint32(b) == headerSize || binary.BigEndian.Uint32(b) == headerSize
}

func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(ErrDamaged, "the file ends before the last voxel").Try("copy or export the file again")
	}
	return fault.Wrap(ErrDamaged, err, "the voxels cannot be read").Try("copy or export the file again")
}

// values reads the stored values. The slice grows with the bytes that arrive.
func (h *header) values(r io.Reader) ([]float64, error) {
	n := h.voxels()
	data := make([]float64, 0, min(n, 1<<16))
	buffer := make([]byte, min(n, 1<<13)*h.bytesPerVoxel)
	for len(data) < n {
		chunk := buffer[:min(n-len(data), 1<<13)*h.bytesPerVoxel]
		if _, err := io.ReadFull(r, chunk); err != nil {
			return nil, cut(err)
		}
		data = h.decode(data, chunk)
	}
	// A compressed file ends with a checksum, which is only compared at the end.
	if _, err := io.CopyN(io.Discard, r, 1); err != nil && !errors.Is(err, io.EOF) {
		return nil, cut(err)
	}
	return data, nil
}

// decode appends the values of b to data.
func (h *header) decode(data []float64, b []byte) []float64 {
	o := h.order
	for i := 0; i < len(b); i += h.bytesPerVoxel {
		var v float64
		switch h.datatype {
		case typeUint8:
			v = float64(b[i])
		case typeInt8:
			v = float64(int8(b[i]))
		case typeUint16:
			v = float64(o.Uint16(b[i:]))
		case typeInt16:
			v = float64(int16(o.Uint16(b[i:])))
		case typeUint32:
			v = float64(o.Uint32(b[i:]))
		case typeInt32:
			v = float64(int32(o.Uint32(b[i:])))
		case typeUint64:
			v = float64(o.Uint64(b[i:]))
		case typeInt64:
			v = float64(int64(o.Uint64(b[i:])))
		case typeFloat32:
			v = float64(math.Float32frombits(o.Uint32(b[i:])))
		case typeFloat64:
			v = math.Float64frombits(o.Uint64(b[i:]))
		}
		data = append(data, v)
	}
	return data
}
