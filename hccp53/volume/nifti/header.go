package nifti

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/fault"
)

// headerSize is the number of bytes of a NIfTI-1 header; the voxels of a single
// file begin 4 bytes later or beyond.
const headerSize = 348

// header is the part of a NIfTI-1 header that is used, under its names there.
type header struct {
	order         binary.ByteOrder
	size          [3]int
	datatype      int
	pixdim        [4]float64 // [0] is qfac
	voxOffset     int64
	slope, inter  float64
	qform, sform  int
	quatern       [3]float64 // b, c, d
	qoffset       [3]float64
	srow          [3][4]float64
	bytesPerVoxel int
}

// parseHeader reads the first 348 bytes of a file.
func parseHeader(b []byte) (header, error) {
	h := header{}
	switch {
	case binary.LittleEndian.Uint32(b) == headerSize:
		h.order = binary.LittleEndian
	case binary.BigEndian.Uint32(b) == headerSize:
		h.order = binary.BigEndian
	case binary.LittleEndian.Uint32(b) == 540 || binary.BigEndian.Uint32(b) == 540:
		return h, fault.New(ErrUnsupported, "the file is NIfTI-2").Try("convert it to NIfTI-1, for example with nibabel")
	default:
		return h, notNIfTI()
	}
	switch string(b[344:348]) {
	case "n+1\x00":
	case "ni1\x00":
		return h, fault.New(ErrUnsupported, "the file is the header of a pair of .hdr and .img").Try("convert it to a single .nii file")
	default:
		return h, notNIfTI()
	}
	if err := h.parseSize(b); err != nil {
		return h, err
	}
	h.datatype = int(h.int16(b, 70))
	var ok bool
	if h.bytesPerVoxel, ok = bytesPerVoxel(h.datatype); !ok {
		return h, fault.New(ErrUnsupported, "the data type %d (%s) is not read", h.datatype, typeName(h.datatype)).
			Try("convert the image to an integer or float type")
	}
	if bits := int(h.int16(b, 72)); bits != 8*h.bytesPerVoxel {
		return h, fault.New(ErrDamaged, "the header states %d bits a voxel; its data type has %d", bits, 8*h.bytesPerVoxel)
	}
	for i := range h.pixdim {
		h.pixdim[i] = h.float(b, 76+4*i)
	}
	offset := h.float(b, 108)
	if !(offset >= headerSize+4) || offset > 1<<24 || offset != math.Trunc(offset) {
		return h, fault.New(ErrDamaged, "the voxels begin at byte %v of the file", offset)
	}
	h.voxOffset = int64(offset)
	h.slope, h.inter = h.float(b, 112), h.float(b, 116)
	switch {
	case h.slope == 0 || math.IsNaN(h.slope) || math.IsInf(h.slope, 0):
		h.slope, h.inter = 1, 0
	case math.IsNaN(h.inter) || math.IsInf(h.inter, 0):
		return h, fault.New(ErrDamaged, "scl_slope is %v and scl_inter is no number", h.slope)
	}
	h.qform, h.sform = int(h.int16(b, 252)), int(h.int16(b, 254))
	for i := range 3 {
		h.quatern[i] = h.float(b, 256+4*i)
		h.qoffset[i] = h.float(b, 268+4*i)
		for k := range 4 {
			h.srow[i][k] = h.float(b, 280+16*i+4*k)
		}
	}
	return h, nil
}

func notNIfTI() error {
	return fault.New(ErrNotNIfTI, "the file does not start with a NIfTI-1 header").Try("export it as .nii or .nii.gz")
}

// parseSize reads dim. Axes after the third must have one place; missing ones
// have one.
func (h *header) parseSize(b []byte) error {
	n := int(h.int16(b, 40))
	if n < 1 || n > 7 {
		return fault.New(ErrDamaged, "the image has %d dimensions", n)
	}
	h.size = [3]int{1, 1, 1}
	for i := range n {
		d := int(h.int16(b, 42+2*i))
		switch {
		case d < 1:
			return fault.New(ErrDamaged, "dimension %d is %d voxels long", i+1, d)
		case i < 3:
			h.size[i] = d
		case d > 1:
			return fault.New(ErrUnsupported, "the image has %d dimensions, the fourth or a later one with %d places", n, d).
				Try("save one volume of it as an image of its own")
		}
	}
	return nil
}

// voxels returns the number of voxels. Each side is below 2^15, so it fits.
func (h *header) voxels() int { return h.size[0] * h.size[1] * h.size[2] }

func (h *header) int16(b []byte, at int) int16 { return int16(h.order.Uint16(b[at:])) }

func (h *header) float(b []byte, at int) float64 {
	return float64(math.Float32frombits(h.order.Uint32(b[at:])))
}

// Data types of nifti1.h.
const (
	typeUint8   = 2
	typeInt16   = 4
	typeInt32   = 8
	typeFloat32 = 16
	typeFloat64 = 64
	typeInt8    = 256
	typeUint16  = 512
	typeUint32  = 768
	typeInt64   = 1024
	typeUint64  = 1280
)

func bytesPerVoxel(datatype int) (n int, ok bool) {
	switch datatype {
	case typeUint8, typeInt8:
		return 1, true
	case typeInt16, typeUint16:
		return 2, true
	case typeInt32, typeUint32, typeFloat32:
		return 4, true
	case typeFloat64, typeInt64, typeUint64:
		return 8, true
	}
	return 0, false
}

func typeName(datatype int) string {
	switch datatype {
	case 1:
		return "binary"
	case 32, 1792, 2048:
		return "complex"
	case 128, 2304:
		return "colour"
	case 1536:
		return "float of 128 bits"
	}
	return "unknown"
}
