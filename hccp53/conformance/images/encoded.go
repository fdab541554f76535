package images

import (
	"encoding/binary"
	"math"
)

// encoded returns values as the little-endian array of a numpy type. Ok is
// false for an unknown type and for a value that it does not hold.
func encoded(values []float64, dtype string) (b []byte, ok bool) {
	width, low, high := 0, 0.0, 0.0
	switch dtype {
	case "uint8":
		width, high = 1, math.MaxUint8
	case "int8":
		width, low, high = 1, math.MinInt8, math.MaxInt8
	case "uint16":
		width, high = 2, math.MaxUint16
	case "int16":
		width, low, high = 2, math.MinInt16, math.MaxInt16
	case "uint32":
		width, high = 4, math.MaxUint32
	case "int32":
		width, low, high = 4, math.MinInt32, math.MaxInt32
	case "float32":
		for _, v := range values {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
		}
		return b, true
	case "float64":
		for _, v := range values {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b, true
	default:
		return nil, false
	}
	b = make([]byte, 0, len(values)*width)
	for _, v := range values {
		if v != math.Trunc(v) || v < low || v > high {
			return nil, false
		}
		bits := uint64(int64(v))
		for i := range width {
			b = append(b, byte(bits>>(8*i)))
		}
	}
	return b, true
}
