package pixel

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/volume/voxel"
)

// Samples are stored values in C order: the last axis of Shape runs fastest.
type Samples struct {
	DType voxel.Type
	Shape []int
	// Bytes are the values in little endian. They may be part of the file's
	// bytes and must not be changed.
	Bytes []byte
}

// Len is the number of values.
func (s Samples) Len() int { return len(s.Bytes) / s.DType.Bytes() }

// Float64s writes slope·v + intercept for each value v to dst, which has
// [Samples.Len] places. The result is the same on every processor: product and
// sum are rounded one after the other.
func (s Samples) Float64s(dst []float64, slope, intercept float64) {
	dst = dst[:s.Len()]
	b, le := s.Bytes, binary.LittleEndian
	switch s.DType {
	case voxel.Uint8:
		for i := range dst {
			dst[i] = float64(slope*float64(b[i])) + intercept
		}
	case voxel.Int8:
		for i := range dst {
			dst[i] = float64(slope*float64(int8(b[i]))) + intercept
		}
	case voxel.Uint16:
		of16Bits[uint16](dst, b, slope, intercept)
	case voxel.Int16:
		of16Bits[int16](dst, b, slope, intercept)
	case voxel.Uint32:
		for i := range dst {
			dst[i] = float64(slope*float64(le.Uint32(b[4*i:]))) + intercept
		}
	case voxel.Int32:
		for i := range dst {
			dst[i] = float64(slope*float64(int32(le.Uint32(b[4*i:])))) + intercept
		}
	case voxel.Uint64:
		for i := range dst {
			dst[i] = float64(slope*float64(le.Uint64(b[8*i:]))) + intercept
		}
	case voxel.Int64:
		for i := range dst {
			dst[i] = float64(slope*float64(int64(le.Uint64(b[8*i:])))) + intercept
		}
	case voxel.Float32:
		for i := range dst {
			dst[i] = float64(slope*float64(math.Float32frombits(le.Uint32(b[4*i:])))) + intercept
		}
	case voxel.Float64:
		for i := range dst {
			dst[i] = float64(slope*math.Float64frombits(le.Uint64(b[8*i:]))) + intercept
		}
	}
}

// of16Bits converts the kinds of nearly all images, four samples a step: twice as
// fast as one by one.
func of16Bits[T uint16 | int16](dst []float64, b []byte, slope, intercept float64) {
	for ; len(dst) >= 4 && len(b) >= 8; dst, b = dst[4:], b[8:] {
		w := binary.LittleEndian.Uint64(b)
		dst[0] = float64(slope*float64(T(w))) + intercept
		dst[1] = float64(slope*float64(T(w>>16))) + intercept
		dst[2] = float64(slope*float64(T(w>>32))) + intercept
		dst[3] = float64(slope*float64(T(w>>48))) + intercept
	}
	for i := range dst {
		dst[i] = float64(slope*float64(T(binary.LittleEndian.Uint16(b[2*i:])))) + intercept
	}
}
