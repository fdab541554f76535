package voxel_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"testing"
	"testing/iotest"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/volume/voxel"
)

func ExampleArray_COrder() {
	// Three columns and two rows, the columns running fastest.
	a := voxel.Array{Type: voxel.Uint8, Shape: []int{3, 2}, Data: []byte{1, 2, 3, 4, 5, 6}}
	fmt.Println(a.COrder())
	// Output:
	// [1 4 2 5 3 6]
}

func ExampleArray_Fill() {
	a := voxel.Array{Type: voxel.Int16, Shape: []int{2, 3}, Data: []byte{1, 0, 2, 0, 3, 0, 0xff, 0xff, 5, 0, 6, 0}}
	out := make([]float64, 3)
	a.Fill(out, 1, 2) // the second of each pair
	fmt.Println(out)
	// Output:
	// [2 -1 6]
}

func ExampleSmallest() {
	fmt.Println(voxel.Smallest([]float64{-1, 300}), voxel.Smallest([]float64{0, 60000}), voxel.Smallest([]float64{0.5}), voxel.Smallest([]float64{0.1}))
	// Output:
	// int16 uint16 float32 float64
}

// all holds the extremes of each type.
var all = []struct {
	t      voxel.Type
	stored any
	want   []float64
	numpy  string // when big-endian
}{
	{voxel.Uint8, []uint8{0, 255}, []float64{0, 255}, "uint8"},
	{voxel.Int8, []int8{127, -128}, []float64{127, -128}, "int8"},
	{voxel.Uint16, []uint16{258, 65535}, []float64{258, 65535}, ">u2"},
	{voxel.Int16, []int16{258, -32768}, []float64{258, -32768}, ">i2"},
	{voxel.Uint32, []uint32{66051, math.MaxUint32}, []float64{66051, math.MaxUint32}, ">u4"},
	{voxel.Int32, []int32{66051, math.MinInt32}, []float64{66051, math.MinInt32}, ">i4"},
	{voxel.Uint64, []uint64{1 << 53, math.MaxUint64}, []float64{1 << 53, 1 << 64}, ">u8"},
	{voxel.Int64, []int64{1 << 53, math.MinInt64}, []float64{1 << 53, -1 << 63}, ">i8"},
	{voxel.Float32, []float32{1.5, -2e30}, []float64{1.5, float64(float32(-2e30))}, ">f4"},
	{voxel.Float64, []float64{0.1, -1e300}, []float64{0.1, -1e300}, ">f8"},
}

func TestTypes(t *testing.T) {
	for _, c := range all {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			var b bytes.Buffer
			if err := binary.Write(&b, order, c.stored); err != nil {
				t.Fatal(err)
			}
			a := voxel.Array{Type: c.t, Shape: []int{2}, Data: b.Bytes(), BigEndian: order == binary.BigEndian}
			name := string(c.t)
			if a.BigEndian {
				voxel.Swap(a.Data, a.Type)
				name = c.numpy
			}
			got := make([]float64, 2)
			if a.Fill(got, 0, 1); !slices.Equal(got, c.want) || a.NumPy() != name || len(a.Data) != a.Len()*c.t.Bytes() {
				t.Errorf("%s, %v: %v, want %v; %s", c.t, order, got, c.want, a.NumPy())
			}
		}
	}
	if n := voxel.Type("complex64").Bytes(); n != 0 {
		t.Errorf("an unknown type has %d bytes", n)
	}
}

// TestCOrder compares with the definition: element (i, j, k, l) of an array of
// 2×3×4×5 is at ((i·3+j)·4+k)·5+l when the last index runs fastest.
func TestCOrder(t *testing.T) {
	shape := []int{2, 3, 4, 5}
	a := voxel.Array{Type: voxel.Uint16, Shape: shape}
	for v := range 120 {
		a.Data = binary.LittleEndian.AppendUint16(a.Data, uint16(v))
	}
	c := a.COrder()
	for v := range 120 {
		i, j, k, l := v%2, v/2%3, v/6%4, v/24
		if got := binary.LittleEndian.Uint16(c[2*(((i*3+j)*4+k)*5+l):]); int(got) != v {
			t.Fatalf("(%d, %d, %d, %d) is %d, want %d", i, j, k, l, got, v)
		}
	}
	if n := len((&voxel.Array{}).COrder()); n != 0 {
		t.Errorf("%d bytes of nothing", n)
	}
}

func TestReadGrowsWithWhatArrives(t *testing.T) {
	want := bytes.Repeat([]byte("voxels "), 100_000)
	for _, there := range []int64{-1, 0, 1000, int64(len(want)), math.MaxInt64} {
		got, err := voxel.Read(iotest.HalfReader(bytes.NewReader(want)), int64(len(want)), there)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d there: %d bytes, %v", there, len(got), err)
		}
	}
	hostile.Within(t, "1 TiB stated", 4*uint64(len(want)), func() {
		if _, err := voxel.Read(bytes.NewReader(want), 1<<40, 100); !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			t.Errorf("got %v", err)
		}
	})
}

// TestSmallestIsExact encodes what it chose and reads it back.
func TestSmallestIsExact(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   voxel.Type
	}{
		{nil, voxel.Int16},
		{[]float64{-32768, 32767}, voxel.Int16},
		{[]float64{32768, 0}, voxel.Uint16},
		{[]float64{65535}, voxel.Uint16},
		{[]float64{-1, 32768}, voxel.Int32},
		{[]float64{math.MinInt32, math.MaxInt32}, voxel.Int32},
		{[]float64{1 << 31}, voxel.Float32},
		{[]float64{1<<31 + 1}, voxel.Float64},
		{[]float64{math.Inf(1), 3}, voxel.Float32},
		{[]float64{math.NaN(), 3}, voxel.Float32},
		{[]float64{math.Copysign(0, -1)}, voxel.Float32},
		{[]float64{0.25}, voxel.Float32},
		{[]float64{0.1}, voxel.Float64},
		{[]float64{1e300}, voxel.Float64},
	} {
		if got := voxel.Smallest(c.values); got != c.want {
			t.Errorf("%v: %s, want %s", c.values, got, c.want)
		}
		a := voxel.Array{Type: c.want, Shape: []int{len(c.values)}, Data: voxel.Encode(c.values, c.want)}
		got := make([]float64, len(c.values))
		a.Fill(got, 0, 1)
		for i, v := range c.values {
			if math.Float64bits(got[i]) != math.Float64bits(v) && !(math.IsNaN(v) && math.IsNaN(got[i])) {
				t.Errorf("%v came back as %v", v, got[i])
			}
		}
	}
	if got := voxel.EncodeMask([]bool{true, false, true}); !bytes.Equal(got, []byte{1, 0, 1}) {
		t.Errorf("mask %v", got)
	}
}

func TestEncodePanicsForOtherTypes(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	voxel.Encode([]float64{1}, voxel.Int8)
}
