package nifti

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// pair says that the voxels are in a file of their own.
func (h *header) pair() bool { return h.magic[1] == 'i' }

// check returns an error for a header that is damaged or of a kind that is not
// read.
func (h *header) check() error {
	if h.magic == "" {
		return fault.New(ErrNotNIfTI, "the file has a header of %d bytes without the NIfTI mark: ANALYZE 7.5, which does not say where left and right are", map[int]int{1: headerSize, 2: headerSize2}[h.version]).
			Try("convert the image again from its source, as NIfTI")
	}
	if err := h.checkSize(); err != nil {
		return err
	}
	var ok bool
	if h.typ, ok = typeOf[h.datatype]; !ok {
		return fault.New(ErrUnsupported, "the data type %d (%s) is not read", h.datatype, typeName(h.datatype)).
			Try("convert the image to an integer or float type")
	}
	if bits := 8 * h.typ.Bytes(); h.bitpix != bits {
		return fault.New(ErrDamaged, "the header states %d bits a voxel; its data type has %d", h.bitpix, bits)
	}
	least := 0.0
	if !h.pair() {
		least = map[int]float64{1: headerSize + 4, 2: headerSize2 + 4}[h.version]
	}
	if !(h.voxOffset >= least) || h.voxOffset > 1<<24 || h.voxOffset != math.Trunc(h.voxOffset) {
		return fault.New(ErrDamaged, "the voxels begin at byte %v of the file", h.voxOffset)
	}
	switch {
	case h.slope == 0 || math.IsNaN(h.slope) || math.IsInf(h.slope, 0):
		h.slope, h.inter = 1, 0
	case math.IsNaN(h.inter) || math.IsInf(h.inter, 0):
		return fault.New(ErrDamaged, "scl_slope is %v and scl_inter is no number", h.slope)
	}
	if p := h.pixdim; h.sform <= 0 && !(p[1] > 0 && p[2] > 0 && p[3] > 0) {
		return fault.New(ErrDamaged, "the voxel size is %v×%v×%v", p[1], p[2], p[3])
	}
	if h.units == 1 || h.units == 3 {
		return fault.New(ErrUnsupported, "lengths are in %s", map[int]string{1: "metres", 3: "micrometres"}[h.units]).Try("convert the header to mm")
	}
	return nil
}

// checkSize reads dim. The bytes of the voxels are counted only as far as any
// image is read.
func (h *header) checkSize() error {
	n := h.dim[0]
	if n < 1 || n > 7 {
		return fault.New(ErrDamaged, "the image has %d dimensions", n)
	}
	values := int64(1)
	for i, d := range h.dim[1 : n+1] {
		if d < 1 {
			return fault.New(ErrDamaged, "dimension %d is %d voxels long", i+1, d)
		}
		if d > voxel.MaxLen || values*d > voxel.MaxLen {
			return fault.New(ErrTooLarge, "the image has %d×%d×%d voxels or more; at most %d are read", h.dim[1], h.dim[2], h.dim[3], voxel.MaxLen)
		}
		values *= d
		h.shape = append(h.shape, int(d))
	}
	h.bytes = values * int64(typeOf[h.datatype].Bytes())
	return nil
}

// typeOf gives the number type for the codes of nifti1.h.
var typeOf = map[int]voxel.Type{
	2: voxel.Uint8, 4: voxel.Int16, 8: voxel.Int32, 16: voxel.Float32, 64: voxel.Float64,
	256: voxel.Int8, 512: voxel.Uint16, 768: voxel.Uint32, 1024: voxel.Int64, 1280: voxel.Uint64,
}

// codeOf is the inverse of typeOf.
func codeOf(t voxel.Type) int {
	for code, other := range typeOf {
		if other == t {
			return code
		}
	}
	panic("nifti: no code for " + string(t))
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
