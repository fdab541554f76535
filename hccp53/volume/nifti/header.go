package nifti

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// headerSize is the number of bytes of a NIfTI-1 header, headerSize2 that of a
// NIfTI-2 header; the voxels of a single file begin 4 bytes later or beyond.
const (
	headerSize  = 348
	headerSize2 = 540
)

// header is the part of a header that is used, under its names there.
type header struct {
	version      int
	order        binary.ByteOrder
	magic        string // n+1, ni1, n+2 or ni2
	dim          [8]int64
	datatype     int
	bitpix       int
	pixdim       [8]float64 // [0] is qfac
	voxOffset    float64
	slope, inter float64
	units        int // of space
	qform, sform int
	quatern      [3]float64 // b, c, d
	qoffset      [3]float64
	srow         [3][4]float64

	typ   voxel.Type
	shape []int
	bytes int64 // of all voxels
}

// sizeOf returns the size that a header states in its first four bytes, and the
// byte order in which it does; 0 when it is neither of the two known.
func sizeOf(b []byte) (int, binary.ByteOrder) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if n := order.Uint32(b); n == headerSize || n == headerSize2 {
			return int(n), order
		}
	}
	return 0, nil
}

// parseHeader reads the header at the start of a file, b.
func parseHeader(b []byte) (*header, error) {
	h := &header{}
	switch size, order := sizeOf(b); {
	case size == headerSize && len(b) >= headerSize:
		h.order = order
		h.read1(b)
	case size == headerSize2 && len(b) >= headerSize2:
		h.order = order
		h.read2(b)
	default:
		return nil, notNIfTI()
	}
	return h, h.check()
}

func notNIfTI() error {
	return fault.New(ErrNotNIfTI, "the file does not start with a NIfTI header").Try("export it as .nii or .nii.gz")
}

// read1 reads the fields of nifti1.h.
func (h *header) read1(b []byte) {
	float := func(at int) float64 { return float64(math.Float32frombits(h.order.Uint32(b[at:]))) }
	short := func(at int) int { return int(int16(h.order.Uint16(b[at:]))) }
	h.version = 1
	switch string(b[344:348]) {
	case "n+1\x00", "ni1\x00":
		h.magic = string(b[344:347])
	}
	for i := range h.dim {
		h.dim[i] = int64(short(40 + 2*i))
	}
	h.datatype, h.bitpix = short(70), short(72)
	for i := range h.pixdim {
		h.pixdim[i] = float(76 + 4*i)
	}
	h.voxOffset, h.slope, h.inter = float(108), float(112), float(116)
	h.units = int(b[123] & 7)
	h.qform, h.sform = short(252), short(254)
	for i := range 3 {
		h.quatern[i], h.qoffset[i] = float(256+4*i), float(268+4*i)
		for k := range 4 {
			h.srow[i][k] = float(280 + 16*i + 4*k)
		}
	}
}

// read2 reads the fields of nifti2.h.
func (h *header) read2(b []byte) {
	float := func(at int) float64 { return math.Float64frombits(h.order.Uint64(b[at:])) }
	long := func(at int) int { return int(int32(h.order.Uint32(b[at:]))) }
	h.version = 2
	switch string(b[4:12]) {
	case "n+2\x00\r\n\x1a\n", "ni2\x00\r\n\x1a\n":
		h.magic = string(b[4:7])
	}
	h.datatype, h.bitpix = int(int16(h.order.Uint16(b[12:]))), int(int16(h.order.Uint16(b[14:])))
	for i := range h.dim {
		h.dim[i] = int64(h.order.Uint64(b[16+8*i:]))
	}
	for i := range h.pixdim {
		h.pixdim[i] = float(104 + 8*i)
	}
	h.voxOffset, h.slope, h.inter = float64(int64(h.order.Uint64(b[168:]))), float(176), float(184)
	h.qform, h.sform = long(344), long(348)
	for i := range 3 {
		h.quatern[i], h.qoffset[i] = float(352+8*i), float(376+8*i)
		for k := range 4 {
			h.srow[i][k] = float(400 + 32*i + 8*k)
		}
	}
	h.units = long(500) & 7
}
