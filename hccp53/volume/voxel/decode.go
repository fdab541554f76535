package voxel

import (
	"encoding/binary"
	"io"
	"math"
)

// Fill puts values into out: that at index first of Data, then every step-th.
// Integers beyond 2^53 are rounded to the nearest float64. The last index must
// lie within the array.
func (a *Array) Fill(out []float64, first, step int) {
	le, b := binary.LittleEndian, a.Data
	// One loop a type: a choice for each voxel would take longer than the rest.
	switch a.Type {
	case Uint8:
		for i := range out {
			out[i] = float64(b[first+i*step])
		}
	case Int8:
		for i := range out {
			out[i] = float64(int8(b[first+i*step]))
		}
	case Uint16:
		for i := range out {
			out[i] = float64(le.Uint16(b[2*(first+i*step):]))
		}
	case Int16:
		for i := range out {
			out[i] = float64(int16(le.Uint16(b[2*(first+i*step):])))
		}
	case Uint32:
		for i := range out {
			out[i] = float64(le.Uint32(b[4*(first+i*step):]))
		}
	case Int32:
		for i := range out {
			out[i] = float64(int32(le.Uint32(b[4*(first+i*step):])))
		}
	case Uint64:
		for i := range out {
			out[i] = float64(le.Uint64(b[8*(first+i*step):]))
		}
	case Int64:
		for i := range out {
			out[i] = float64(int64(le.Uint64(b[8*(first+i*step):])))
		}
	case Float32:
		for i := range out {
			out[i] = float64(math.Float32frombits(le.Uint32(b[4*(first+i*step):])))
		}
	case Float64:
		for i := range out {
			out[i] = math.Float64frombits(le.Uint64(b[8*(first+i*step):]))
		}
	}
}

// Read reads n bytes. Memory grows with the bytes that arrive, from the number
// there that is known to be there: what a header states costs nothing until it
// is true. The error is that of [io.ReadFull].
func Read(r io.Reader, n, there int64) ([]byte, error) {
	b := make([]byte, min(n, max(there, 1<<16)))
	for at := 0; ; {
		if _, err := io.ReadFull(r, b[at:]); err != nil {
			return nil, err
		}
		if at = len(b); int64(at) == n {
			return b, nil
		}
		more := make([]byte, min(n, 2*int64(at)))
		copy(more, b)
		b = more
	}
}

// Unknown is the number of bytes left in a stream when nobody knows it.
const Unknown = -1

// Left returns the number of bytes left in r, or [Unknown]: a [bytes.Reader] and
// its like know it.
func Left(r io.Reader) int64 {
	if known, ok := r.(interface{ Len() int }); ok {
		return int64(known.Len())
	}
	return Unknown
}
