package pixel

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume/voxel"
)

const (
	little = dcm.ExplicitLittle
	big    = dcm.ExplicitBig
)

// grey is a format of one frame of 2 rows and 3 columns.
func grey(syntax string, allocated, stored, high int, signed bool) Format {
	return Format{Syntax: syntax, Rows: 2, Columns: 3, Frames: 1, Samples: 1,
		BitsAllocated: allocated, BitsStored: stored, HighBit: high, Signed: signed, Photometric: "MONOCHROME2"}
}

// with returns f after change.
func with(f Format, change func(*Format)) Format {
	change(&f)
	return f
}

func words(o binary.AppendByteOrder, v ...uint16) (b []byte) {
	for _, x := range v {
		b = o.AppendUint16(b, x)
	}
	return b
}

func TestNative(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	ow := func(f Format) Format { return with(f, func(f *Format) { f.Words = true }) }
	rgb8 := func(syntax, photometric string, planar int) Format {
		return Format{Syntax: syntax, Rows: 1, Columns: 2, Frames: 1, Samples: 3, Planar: planar,
			BitsAllocated: 8, BitsStored: 8, HighBit: 7, Photometric: photometric}
	}
	frames := func(f Format, rows, columns, n int) Format {
		return with(f, func(f *Format) { f.Rows, f.Columns, f.Frames = rows, columns, n })
	}
	for name, c := range map[string]struct {
		f     Format
		b     []byte
		dtype voxel.Type
		want  []float64
	}{
		"8 bits":                    {grey(little, 8, 8, 7, false), []byte{1, 2, 3, 4, 5, 255}, voxel.Uint8, []float64{1, 2, 3, 4, 5, 255}},
		"8 bits signed":             {grey(little, 8, 8, 7, true), []byte{1, 2, 3, 4, 128, 255}, voxel.Int8, []float64{1, 2, 3, 4, -128, -1}},
		"6 of 8 bits":               {grey(little, 8, 6, 5, false), []byte{0xC1, 0x3F, 0, 0, 0, 0}, voxel.Uint8, []float64{1, 63, 0, 0, 0, 0}},
		"6 of 8 bits signed":        {grey(little, 8, 6, 5, true), []byte{0xC1, 0x3F, 0x20, 0, 0, 0}, voxel.Int8, []float64{1, -1, -32, 0, 0, 0}},
		"16 bits":                   {grey(little, 16, 16, 15, false), words(le, 0, 1, 2, 3, 4, 65535), voxel.Uint16, []float64{0, 1, 2, 3, 4, 65535}},
		"16 bits signed":            {grey(dcm.ImplicitLittle, 16, 16, 15, true), words(le, 0, 1, 0xffff, 0x8000, 4, 5), voxel.Int16, []float64{0, 1, -1, -32768, 4, 5}},
		"12 of 16 bits":             {grey(little, 16, 12, 11, false), words(le, 0, 1, 2, 3, 4, 4095), voxel.Uint16, []float64{0, 1, 2, 3, 4, 4095}},
		"12 of 16 bits and overlay": {grey(little, 16, 12, 11, false), words(le, 0x1000, 0xf001, 2, 3, 4, 0x8fff), voxel.Uint16, []float64{0, 1, 2, 3, 4, 4095}},
		"12 of 16 bits signed": {grey(little, 16, 12, 11, true), words(le, 0xf001, 0x0fff, 0x1800, 0x07ff, 0, 0), voxel.Int16,
			[]float64{1, -1, -2048, 2047, 0, 0}},
		"12 bits in the upper part": {grey(little, 16, 12, 15, false), words(le, 0xfff0, 0x001f, 0, 0, 0, 0), voxel.Uint16, []float64{4095, 1, 0, 0, 0, 0}},
		"16 bits, big endian":       {grey(big, 16, 16, 15, false), words(be, 0, 1, 2, 3, 4, 258), voxel.Uint16, []float64{0, 1, 2, 3, 4, 258}},
		// PS3.5, annex A.3: words of two samples, so each pair is exchanged.
		"8 bits in big-endian words": {ow(grey(big, 8, 8, 7, false)), []byte{2, 1, 4, 3, 6, 5}, voxel.Uint8, []float64{1, 2, 3, 4, 5, 6}},
		"8 bits in big-endian bytes": {grey(big, 8, 8, 7, false), []byte{1, 2, 3, 4, 5, 6}, voxel.Uint8, []float64{1, 2, 3, 4, 5, 6}},
		"odd number in big-endian words": {ow(frames(grey(big, 8, 8, 7, false), 1, 3, 3)), []byte{2, 1, 4, 3, 6, 5, 8, 7, 0, 9}, voxel.Uint8,
			[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"32 bits": {grey(little, 32, 32, 31, false), words(le, 1, 0, 0, 1, 0xffff, 0xffff, 0, 0, 0, 0, 0, 0), voxel.Uint32,
			[]float64{1, 65536, 4294967295, 0, 0, 0}},
		"32 bits signed, big endian": {grey(big, 32, 32, 31, true), words(be, 0, 1, 0xffff, 0xfffe, 0, 0, 0, 0, 0, 0, 0, 0), voxel.Int32,
			[]float64{1, -2, 0, 0, 0, 0}},
		"20 of 32 bits signed": {grey(little, 32, 20, 19, true), words(le, 1, 0xff00, 0xffff, 0x000f, 0, 0, 0, 0, 0, 0, 0, 0), voxel.Int32,
			[]float64{1, -1, 0, 0, 0, 0}},
		"64 bits signed":         {frames(grey(little, 64, 64, 63, true), 1, 1, 1), []byte{0xfe, 255, 255, 255, 255, 255, 255, 255}, voxel.Int64, []float64{-2}},
		"50 of 64 bits":          {frames(grey(little, 64, 50, 49, false), 1, 1, 1), []byte{5, 0, 0, 0, 0, 0, 0xfc, 255}, voxel.Uint64, []float64{5}},
		"padded to an even size": {frames(grey(little, 8, 8, 7, false), 1, 5, 1), []byte{1, 2, 3, 4, 5, 0}, voxel.Uint8, []float64{1, 2, 3, 4, 5}},
		// Three frames of five pixels: 0b10110, 0b01101, 0b11001 from the lowest bit up.
		"1 bit across bytes": {frames(grey(little, 1, 1, 0, false), 1, 5, 3), []byte{0b10110110, 0b01100101, 0}, voxel.Uint8,
			[]float64{0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1}},
		"1 bit in big-endian words": {ow(frames(grey(big, 1, 1, 0, false), 1, 12, 1)), []byte{0b1001, 0b1}, voxel.Uint8,
			[]float64{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1}},
		"colour by pixel":    {rgb8(little, "RGB", 0), []byte{1, 2, 3, 4, 5, 6}, voxel.Uint8, []float64{1, 2, 3, 4, 5, 6}},
		"colour by plane":    {rgb8(little, "RGB", 1), []byte{1, 4, 2, 5, 3, 6}, voxel.Uint8, []float64{1, 2, 3, 4, 5, 6}},
		"YCbCr":              {rgb8(little, "YBR_FULL", 0), []byte{76, 85, 255, 100, 128, 128}, voxel.Uint8, []float64{254, 0, 0, 100, 100, 100}},
		"YCbCr by plane":     {rgb8(little, "YBR_FULL", 1), []byte{76, 100, 85, 128, 255, 128}, voxel.Uint8, []float64{254, 0, 0, 100, 100, 100}},
		"YCbCr, chroma half": {rgb8(little, "YBR_FULL_422", 0), []byte{10, 20, 128, 128}, voxel.Uint8, []float64{10, 10, 10, 20, 20, 20}},
		"float": {with(grey(little, 0, 0, 0, false), func(f *Format) { f.Kind, f.Rows, f.Columns = Float, 1, 2 }),
			le.AppendUint32(le.AppendUint32(nil, math.Float32bits(1.5)), math.Float32bits(-2)), voxel.Float32, []float64{1.5, -2}},
		"double, big endian": {with(grey(big, 0, 0, 0, false), func(f *Format) { f.Kind, f.Rows, f.Columns = Double, 1, 1 }),
			be.AppendUint64(nil, math.Float64bits(math.Pi)), voxel.Float64, []float64{math.Pi}},
	} {
		s, err := New(Encoded{Format: c.f, Native: c.b})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		before := slices.Clone(c.b)
		all, err := s.All(context.Background())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := make([]float64, all.Len())
		all.Float64s(got, 1, 0)
		if !slices.Equal(got, c.want) || all.DType != c.dtype {
			t.Errorf("%s: %s %v, want %s %v", name, all.DType, got, c.dtype, c.want)
		}
		if !slices.Equal(before, c.b) {
			t.Errorf("%s: the file's bytes were changed", name)
		}
	}
}

func TestNativeRefusals(t *testing.T) {
	f := grey(little, 16, 16, 15, false)
	type change = func(*Format)
	for name, c := range map[string]struct {
		change change
		n      int
		err    error
	}{
		"too short":                      {nil, 11, dcm.ErrDamaged},
		"empty":                          {nil, 0, dcm.ErrDamaged},
		"twice as long":                  {nil, 24, dcm.ErrPixels},
		"no rows":                        {func(f *Format) { f.Rows = 0 }, 12, dcm.ErrDamaged},
		"70,000 columns":                 {func(f *Format) { f.Columns = 70000 }, 12, dcm.ErrDamaged},
		"no frames":                      {func(f *Format) { f.Frames = 0 }, 12, dcm.ErrDamaged},
		"2,147,483,647 frames":           {func(f *Format) { f.Frames = math.MaxInt32 }, 12, dcm.ErrDamaged},
		"65535² pixels, 2³¹ frames":      {func(f *Format) { f.Rows, f.Columns, f.Frames = 65535, 65535, math.MaxInt32 }, 12, dcm.ErrDamaged},
		"two samples":                    {func(f *Format) { f.Samples = 2 }, 24, dcm.ErrPixels},
		"12 bits allocated":              {func(f *Format) { f.BitsAllocated, f.BitsStored, f.HighBit = 12, 12, 11 }, 12, dcm.ErrPixels},
		"more stored than allocated":     {func(f *Format) { f.BitsStored = 17 }, 12, dcm.ErrPixels},
		"high bit too low":               {func(f *Format) { f.HighBit = 3 }, 12, dcm.ErrPixels},
		"no bits":                        {func(f *Format) { f.BitsStored, f.HighBit = 0, 0 }, 12, dcm.ErrPixels},
		"one bit, signed":                {func(f *Format) { f.BitsAllocated, f.BitsStored, f.HighBit, f.Signed = 1, 1, 0, true }, 1, dcm.ErrDamaged},
		"grey of three samples":          {func(f *Format) { f.Samples = 3 }, 36, dcm.ErrDamaged},
		"RGB of one sample":              {func(f *Format) { f.Photometric = "RGB" }, 12, dcm.ErrDamaged},
		"YCbCr of 16 bits":               {func(f *Format) { f.Photometric, f.Samples = "YBR_FULL", 3 }, 36, dcm.ErrPixels},
		"retired YCbCr":                  {func(f *Format) { f.Photometric, f.Samples = "YBR_PARTIAL_420", 3 }, 36, dcm.ErrPixels},
		"float of three samples":         {func(f *Format) { f.Kind, f.Samples = Float, 3 }, 72, dcm.ErrDamaged},
		"half chroma, odd columns":       {func(f *Format) { *f = halfChroma(3) }, 12, dcm.ErrDamaged},
		"half chroma stored in full":     {func(f *Format) { *f = halfChroma(400) }, 2 * 400 * 3, dcm.ErrPixels},
		"unknown syntax":                 {func(f *Format) { f.Syntax = "1.2.3" }, 12, dcm.ErrTransferSyntax},
		"compressed syntax, native":      {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.5" }, 12, dcm.ErrDamaged},
		"1 bit in a compressed syntax":   {func(f *Format) { f.Syntax, f.BitsAllocated, f.BitsStored, f.HighBit = "1.2.840.10008.1.2.5", 1, 1, 0 }, 12, dcm.ErrDamaged},
		"a video":                        {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.4.100" }, 12, dcm.ErrTransferSyntax},
		"high-throughput JPEG 2000":      {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.4.202" }, 12, dcm.ErrTransferSyntax},
		"deflated image frame":           {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.8.1" }, 12, dcm.ErrTransferSyntax},
		"by reference, over a network":   {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.4.94" }, 12, dcm.ErrTransferSyntax},
		"progressive JPEG, long retired": {func(f *Format) { f.Syntax = "1.2.840.10008.1.2.4.55" }, 12, dcm.ErrTransferSyntax},
	} {
		f := f
		if c.change != nil {
			c.change(&f)
		}
		if _, err := New(Encoded{Format: f, Native: make([]byte, c.n)}); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
	if _, err := New(Encoded{Format: f, Fragments: [][]byte{make([]byte, 12)}}); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("fragments in a native syntax: %v", err)
	}
}

func halfChroma(columns int) Format {
	return Format{Syntax: little, Rows: 2, Columns: columns, Frames: 1, Samples: 3, BitsAllocated: 8, BitsStored: 8, HighBit: 7, Photometric: "YBR_FULL_422"}
}

// TestCleanMeansUnchanged compares the short cut for samples without stray bits
// with the long way.
func TestCleanMeansUnchanged(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, size := range []int{1, 2, 4, 8} {
		for range 200 {
			b := make([]byte, size*rng.IntN(20))
			stored := 1 + rng.IntN(8*size-1)
			want := true
			for i := 0; i < len(b); i += size {
				v := rng.Uint64() & (1<<stored - 1)
				if rng.IntN(30) == 0 {
					v |= 1 << (stored + rng.IntN(8*size-stored))
					want = false
				}
				var wide [8]byte
				binary.LittleEndian.PutUint64(wide[:], v)
				copy(b[i:], wide[:size])
			}
			if got := clean(b, size, stored); got != want {
				t.Fatalf("size %d, %d bits stored, % x: %v", size, stored, b, got)
			}
		}
	}
}
