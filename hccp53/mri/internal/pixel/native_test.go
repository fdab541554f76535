package pixel

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// grey is the format of a grey image of 2 rows and 3 columns.
func grey(syntax string, allocated, stored, highBit int, signed bool) Format {
	return Format{Syntax: syntax, Words: true, Rows: 2, Columns: 3, Frames: 1, Samples: 1,
		BitsAllocated: allocated, BitsStored: stored, HighBit: highBit, Signed: signed, Photometric: "MONOCHROME2"}
}

func TestNativeFormats(t *testing.T) {
	words := func(order binary.AppendByteOrder, v ...uint16) (b []byte) {
		for _, x := range v {
			b = order.AppendUint16(b, x)
		}
		return b
	}
	le, be := binary.LittleEndian, binary.BigEndian
	with := func(f Format, change func(*Format)) Format { change(&f); return f }
	for name, c := range map[string]struct {
		format Format
		native []byte
		want   []float64
		err    error
	}{
		"16 bits":        {grey(dcm.ExplicitLittle, 16, 16, 15, false), words(le, 0, 1, 2, 3, 4, 65535), []float64{0, 1, 2, 3, 4, 65535}, nil},
		"16 bits signed": {grey(dcm.ImplicitLittle, 16, 16, 15, true), words(le, 0, 1, 0xffff, 0x8000, 4, 5), []float64{0, 1, -1, -32768, 4, 5}, nil},
		"12 of 16 bits signed, above them overlay bits": {
			grey(dcm.ExplicitLittle, 16, 12, 11, true), words(le, 0xf001, 0x0fff, 0x1800, 0x07ff, 0, 0), []float64{1, -1, -2048, 2047, 0, 0}, nil},
		"12 bits in the upper part": {
			grey(dcm.ExplicitLittle, 16, 12, 15, false), words(le, 0xfff0, 0x001f, 0, 0, 0, 0), []float64{4095, 1, 0, 0, 0, 0}, nil},
		"big endian": {grey(dcm.ExplicitBig, 16, 16, 15, false), words(be, 0, 1, 2, 3, 4, 258), []float64{0, 1, 2, 3, 4, 258}, nil},
		"8 bits":     {grey(dcm.ExplicitLittle, 8, 8, 7, false), []byte{1, 2, 3, 4, 5, 255}, []float64{1, 2, 3, 4, 5, 255}, nil},
		// PS3.5, annex A.3: words of two samples, so each pair is exchanged.
		"8 bits in big-endian words": {grey(dcm.ExplicitBig, 8, 8, 7, false), []byte{2, 1, 4, 3, 6, 5}, []float64{1, 2, 3, 4, 5, 6}, nil},
		"8 bits in big-endian bytes": {with(grey(dcm.ExplicitBig, 8, 8, 7, false), func(f *Format) { f.Words = false }), []byte{1, 2, 3, 4, 5, 6}, []float64{1, 2, 3, 4, 5, 6}, nil},
		"padded to an even number":   {with(grey(dcm.ExplicitLittle, 8, 8, 7, false), func(f *Format) { f.Rows, f.Columns = 1, 5 }), []byte{1, 2, 3, 4, 5, 0}, []float64{1, 2, 3, 4, 5}, nil},
		// PS3.5, section 8.1.1: from the lowest bit up.
		"1 bit":                           {grey(dcm.ExplicitLittle, 1, 1, 0, false), []byte{0b00101101, 0}, []float64{1, 0, 1, 1, 0, 1}, nil},
		"32 bits":                         {with(grey(dcm.ExplicitLittle, 32, 32, 31, true), func(f *Format) { f.Rows, f.Columns = 1, 1 }), []byte{0xfe, 0xff, 0xff, 0xff}, []float64{-2}, nil},
		"too short":                       {grey(dcm.ExplicitLittle, 16, 16, 15, false), make([]byte, 10), nil, dcm.ErrDamaged},
		"twice as long":                   {grey(dcm.ExplicitLittle, 16, 16, 15, false), make([]byte, 24), nil, dcm.ErrPixels},
		"more bits stored than allocated": {grey(dcm.ExplicitLittle, 8, 12, 11, false), make([]byte, 6), nil, dcm.ErrPixels},
		"no rows":                         {with(grey(dcm.ExplicitLittle, 8, 8, 7, false), func(f *Format) { f.Rows = 0 }), make([]byte, 6), nil, dcm.ErrDamaged},
	} {
		source, err := New(Encoded{Format: c.format, Native: c.native})
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
		}
		if err != nil {
			continue
		}
		samples, err := source.Frame(context.Background(), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := make([]float64, samples.Len())
		samples.Float64s(got, 1, 0)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
