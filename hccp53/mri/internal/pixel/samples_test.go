package pixel

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/volume/voxel"
)

func TestFloat64s(t *testing.T) {
	le := binary.LittleEndian
	for _, c := range []struct {
		t    voxel.Type
		b    []byte
		want []float64 // times 0.5, minus 10
	}{
		{voxel.Uint8, []byte{0, 255}, []float64{-10, 117.5}},
		{voxel.Int8, []byte{0, 255}, []float64{-10, -10.5}},
		{voxel.Uint16, le.AppendUint16(nil, 65535), []float64{32757.5}},
		{voxel.Int16, le.AppendUint16(nil, 0x8000), []float64{-16394}},
		{voxel.Uint32, le.AppendUint32(nil, 1<<31), []float64{1<<30 - 10}},
		{voxel.Int32, le.AppendUint32(nil, 1<<31), []float64{-1<<30 - 10}},
		{voxel.Uint64, le.AppendUint64(nil, 1<<63), []float64{1<<62 - 10}},
		{voxel.Int64, le.AppendUint64(nil, math.MaxUint64), []float64{-10.5}},
		{voxel.Float32, le.AppendUint32(nil, math.Float32bits(0.25)), []float64{-9.875}},
		{voxel.Float64, le.AppendUint64(nil, math.Float64bits(-4)), []float64{-12}},
	} {
		s := Samples{DType: c.t, Bytes: c.b}
		got := make([]float64, s.Len(), s.Len()+5)
		if s.Float64s(got, 0.5, -10); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.t, got, c.want)
		}
	}
}

// TestFourAtATime compares rows of every length up to 9 with the values one by one.
func TestFourAtATime(t *testing.T) {
	for n := range 10 {
		for _, kind := range []voxel.Type{voxel.Uint16, voxel.Int16} {
			s := Samples{DType: kind}
			var want []float64
			for i := range n {
				v := uint16(i * 7919)
				s.Bytes = binary.LittleEndian.AppendUint16(s.Bytes, v)
				if kind == voxel.Int16 {
					want = append(want, 2*float64(int16(v))+1)
				} else {
					want = append(want, 2*float64(v)+1)
				}
			}
			got := make([]float64, n)
			if s.Float64s(got, 2, 1); !slices.Equal(got, want) {
				t.Errorf("%d of %s: %v, want %v", n, kind, got, want)
			}
		}
	}
}

// TestProductAndSumAreRoundedApart has a case in which a fused operation
// would give another value.
func TestProductAndSumAreRoundedApart(t *testing.T) {
	got := make([]float64, 1)
	Samples{DType: voxel.Uint16, Bytes: []byte{3, 0}}.Float64s(got, 0.1, -0.3)
	product := 0.1
	product *= 3
	if want := product - 0.3; got[0] != want || want == 0 {
		t.Errorf("got %v, want %v", got[0], want)
	}
}
