package voxel

import (
	"encoding/binary"
	"math"
)

// Smallest returns the smallest of int16, uint16, int32, float32 and float64
// that holds every value exactly. Negative zero and NaN take a float; of NaN
// only that it is one is kept.
func Smallest(values []float64) Type {
	lo, hi := 0.0, 0.0
	whole, single := true, true
	for _, v := range values {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
		whole = whole && v == math.Trunc(v) && !(v == 0 && math.Signbit(v))
		single = single && (float64(float32(v)) == v || v != v)
	}
	switch {
	case whole && lo >= math.MinInt16 && hi <= math.MaxInt16:
		return Int16
	case whole && lo >= 0 && hi <= math.MaxUint16:
		return Uint16
	case whole && lo >= math.MinInt32 && hi <= math.MaxInt32:
		return Int32
	case single:
		return Float32
	}
	return Float64
}

// Encode returns the values as little-endian numbers of one of the types that
// [Smallest] chooses from; it panics for another.
func Encode(values []float64, t Type) []byte {
	le := binary.LittleEndian
	b := make([]byte, 0, len(values)*t.Bytes())
	switch t {
	case Int16:
		for _, v := range values {
			b = le.AppendUint16(b, uint16(int16(v)))
		}
	case Uint16:
		for _, v := range values {
			b = le.AppendUint16(b, uint16(v))
		}
	case Int32:
		for _, v := range values {
			b = le.AppendUint32(b, uint32(int32(v)))
		}
	case Float32:
		for _, v := range values {
			b = le.AppendUint32(b, math.Float32bits(float32(v)))
		}
	case Float64:
		for _, v := range values {
			b = le.AppendUint64(b, math.Float64bits(v))
		}
	default:
		panic("voxel: Encode to " + string(t))
	}
	return b
}

// EncodeMask returns 1 for true and 0 for false, as numbers of type uint8.
func EncodeMask(values []bool) []byte {
	b := make([]byte, len(values))
	for i, in := range values {
		if in {
			b[i] = 1
		}
	}
	return b
}
