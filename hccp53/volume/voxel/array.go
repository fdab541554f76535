// Package voxel holds the numbers of an image file as they are stored, before
// scaling and without a place in the patient.
//
// The readers of files (nifti, nrrd) hand out an [Array]: the type of the
// numbers under its numpy name, the number of places along each index, and the
// bytes. Whatever the file, bytes are little-endian and the first index runs
// fastest, as in [volume.Image]. [Array.COrder] gives the order of numpy, where
// the last index runs fastest, so that sums of bytes can be compared with what
// Python programs state:
//
//	sum := sha256.Sum256(array.COrder())
//
// [Smallest] and [Encode] are the way back, for the writers.
package voxel

import "slices"

// Type is the type of a stored number, under the name that numpy gives it. The
// zero value is no type.
type Type string

// The types that are read and written.
const (
	Uint8   Type = "uint8"
	Int8    Type = "int8"
	Uint16  Type = "uint16"
	Int16   Type = "int16"
	Uint32  Type = "uint32"
	Int32   Type = "int32"
	Uint64  Type = "uint64"
	Int64   Type = "int64"
	Float32 Type = "float32"
	Float64 Type = "float64"
)

// Bytes returns the size of one number, 0 for a type that is not known.
func (t Type) Bytes() int {
	switch t {
	case Uint8, Int8:
		return 1
	case Uint16, Int16:
		return 2
	case Uint32, Int32, Float32:
		return 4
	case Uint64, Int64, Float64:
		return 8
	}
	return 0
}

// Array is what a file stores.
type Array struct {
	// Type is the type of the numbers.
	Type Type
	// BigEndian says that the file holds the numbers with the highest byte
	// first. Data does not.
	BigEndian bool
	// Shape is the number of places along each index. The first index runs
	// fastest in Data.
	Shape []int
	// Data holds the numbers, little-endian. Its length is Len times the bytes
	// of the type.
	Data []byte
}

// Len returns the number of values.
func (a *Array) Len() int {
	n := 1
	for _, s := range a.Shape {
		n *= s
	}
	return n
}

// NumPy returns the type as numpy prints it on a little-endian machine: int16,
// or >i2 when the file is big-endian.
func (a *Array) NumPy() string {
	if !a.BigEndian || a.Type.Bytes() == 1 {
		return string(a.Type)
	}
	return ">" + string(a.Type[0]) + string('0'+rune(a.Type.Bytes()))
}

// COrder returns the numbers, little-endian, with the last index running
// fastest: the bytes of the numpy array of the same shape.
func (a *Array) COrder() []byte {
	width := a.Type.Bytes()
	out := make([]byte, 0, len(a.Data))
	step := make([]int, len(a.Shape)) // in bytes of Data, along each index
	n := width
	for i, s := range a.Shape {
		step[i] = n
		n *= s
	}
	var walk func(axis, at int)
	walk = func(axis, at int) {
		for range a.Shape[axis] {
			if axis == len(a.Shape)-1 {
				out = append(out, a.Data[at:at+width]...)
			} else {
				walk(axis+1, at)
			}
			at += step[axis]
		}
	}
	if len(a.Shape) > 0 {
		walk(0, 0)
	}
	return out
}

// Swap turns the order of the bytes in each number of b round, in place.
func Swap(b []byte, t Type) {
	if n := t.Bytes(); n > 1 {
		for i := 0; i+n <= len(b); i += n {
			slices.Reverse(b[i : i+n])
		}
	}
}

// MaxLen bounds the values that a reader takes from one file: 512 to each side
// of a volume, 1 GiB as float64.
const MaxLen = 512 * 512 * 512
