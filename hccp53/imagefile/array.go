package imagefile

import (
	"crypto/sha256"
	"encoding/hex"
	"math"

	"hcclab/hccp53/volume/voxel"
)

// arrayOf describes values as an array of the smallest of int16, uint16 and
// int32 that holds them all, else of float64: the types in which SimpleITK
// hands out series of 16 bits.
func arrayOf(values []float64, shape []int) Array {
	t := voxel.Smallest(values)
	if t == voxel.Float32 {
		t = voxel.Float64
	}
	a := extremes(values)
	a.Shape, a.DType, a.SHA256 = shape, string(t), hash(voxel.Encode(values, t))
	return a
}

// stored describes a stored array.
func stored(a *voxel.Array) Array {
	values := make([]float64, a.Len())
	a.Fill(values, 0, 1)
	out := extremes(values)
	out.Shape, out.DType, out.SHA256 = a.Shape, a.NumPy(), hash(a.COrder())
	return out
}

// extremes describes the values alone. Those that are no numbers are passed
// over; JSON has none.
func extremes(values []float64) Array {
	a, sum, n := Array{Min: math.Inf(1), Max: math.Inf(-1)}, 0.0, 0
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		a.Min, a.Max = math.Min(a.Min, v), math.Max(a.Max, v)
		sum += v * 0x1p-64 // so that it stays a number
		n++
	}
	if n == 0 {
		return Array{}
	}
	a.Mean = sum / float64(n) * 0x1p64
	return a
}

// numbers returns x, nil when one of it is no number: JSON has none.
func numbers(x ...float64) []float64 {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return x
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
