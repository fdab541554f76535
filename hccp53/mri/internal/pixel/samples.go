package pixel

import (
	"encoding/binary"
	"math"
)

// DType names a kind of number as NumPy does.
type DType string

// The kinds of stored values.
const (
	Uint8   DType = "uint8"
	Int8    DType = "int8"
	Uint16  DType = "uint16"
	Int16   DType = "int16"
	Uint32  DType = "uint32"
	Int32   DType = "int32"
	Uint64  DType = "uint64"
	Int64   DType = "int64"
	Float32 DType = "float32"
	Float64 DType = "float64"
)

// Size is the number of bytes of one value.
func (t DType) Size() int {
	switch t {
	case Uint8, Int8:
		return 1
	case Uint16, Int16:
		return 2
	case Uint32, Int32, Float32:
		return 4
	}
	return 8
}

// Samples are stored values in C order: the last axis of Shape runs fastest.
type Samples struct {
	DType DType
	Shape []int
	// Bytes are the values in little endian. They may be part of the file's
	// bytes and must not be changed.
	Bytes []byte
}

// Len is the number of values.
func (s Samples) Len() int { return len(s.Bytes) / s.DType.Size() }

// Float64s writes slope·v + intercept for each value v to dst, which has
// [Samples.Len] places. The result is the same on every processor: product and
// sum are rounded one after the other.
func (s Samples) Float64s(dst []float64, slope, intercept float64) {
	dst = dst[:s.Len()]
	b, le := s.Bytes, binary.LittleEndian
	switch s.DType {
	case Uint8:
		for i := range dst {
			dst[i] = float64(slope*float64(b[i])) + intercept
		}
	case Int8:
		for i := range dst {
			dst[i] = float64(slope*float64(int8(b[i]))) + intercept
		}
	case Uint16:
		uint16s(dst, b, slope, intercept)
	case Int16:
		int16s(dst, b, slope, intercept)
	case Uint32:
		for i := range dst {
			dst[i] = float64(slope*float64(le.Uint32(b[4*i:]))) + intercept
		}
	case Int32:
		for i := range dst {
			dst[i] = float64(slope*float64(int32(le.Uint32(b[4*i:])))) + intercept
		}
	case Uint64:
		for i := range dst {
			dst[i] = float64(slope*float64(le.Uint64(b[8*i:]))) + intercept
		}
	case Int64:
		for i := range dst {
			dst[i] = float64(slope*float64(int64(le.Uint64(b[8*i:])))) + intercept
		}
	case Float32:
		for i := range dst {
			dst[i] = float64(slope*float64(math.Float32frombits(le.Uint32(b[4*i:])))) + intercept
		}
	case Float64:
		for i := range dst {
			dst[i] = float64(slope*math.Float64frombits(le.Uint64(b[8*i:]))) + intercept
		}
	}
}

// uint16s and int16s convert the kinds of nearly all images, four samples a step:
// twice as fast as one by one.
func uint16s(dst []float64, b []byte, slope, intercept float64) {
	for ; len(dst) >= 4 && len(b) >= 8; dst, b = dst[4:], b[8:] {
		w := binary.LittleEndian.Uint64(b)
		dst[0] = float64(slope*float64(uint16(w))) + intercept
		dst[1] = float64(slope*float64(uint16(w>>16))) + intercept
		dst[2] = float64(slope*float64(uint16(w>>32))) + intercept
		dst[3] = float64(slope*float64(uint16(w>>48))) + intercept
	}
	for i := range dst {
		dst[i] = float64(slope*float64(binary.LittleEndian.Uint16(b[2*i:]))) + intercept
	}
}

func int16s(dst []float64, b []byte, slope, intercept float64) {
	for ; len(dst) >= 4 && len(b) >= 8; dst, b = dst[4:], b[8:] {
		w := binary.LittleEndian.Uint64(b)
		dst[0] = float64(slope*float64(int16(w))) + intercept
		dst[1] = float64(slope*float64(int16(w>>16))) + intercept
		dst[2] = float64(slope*float64(int16(w>>32))) + intercept
		dst[3] = float64(slope*float64(int16(w>>48))) + intercept
	}
	for i := range dst {
		dst[i] = float64(slope*float64(int16(binary.LittleEndian.Uint16(b[2*i:])))) + intercept
	}
}
