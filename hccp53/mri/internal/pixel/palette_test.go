package pixel

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume/voxel"
)

// coloured returns a file with a palette of the descriptor and of the same
// data for each colour.
func coloured(signed float64, tag dcm.Tag, descriptor []uint16, data []byte) *dcm.File {
	f := &dcm.File{DataSet: dcm.NewDataSet(), Meta: dcm.NewDataSet()}
	f.SetNumbers(dcm.PixelRepresentation, "US", signed)
	for c := range dcm.Tag(3) {
		f.SetBytes(redDescriptor+c, "US", words(binary.LittleEndian, descriptor...))
		f.SetBytes(tag+c, "OW", data)
	}
	return f
}

func TestPalette(t *testing.T) {
	le := binary.LittleEndian
	for name, c := range map[string]struct {
		f     *dcm.File
		first int
		want  []uint16
		err   error
	}{
		"16 bits":               {f: coloured(0, redData, []uint16{3, 5, 16}, words(le, 1, 2, 65535)), first: 5, want: []uint16{1, 2, 65535}},
		"8 bits, two a word":    {f: coloured(0, redData, []uint16{3, 0, 8}, []byte{1, 2, 255, 0}), want: []uint16{1, 2, 255}},
		"8 bits, one a word":    {f: coloured(0, redData, []uint16{3, 0, 8}, words(le, 1, 2, 255)), want: []uint16{1, 2, 255}},
		"signed first index":    {f: coloured(1, redData, []uint16{2, 0xfffe, 16}, words(le, 1, 2)), first: -2, want: []uint16{1, 2}},
		"segments":              {f: coloured(0, redSegmented, []uint16{7, 0, 16}, words(le, 0, 2, 10, 20, 1, 5, 30)), want: []uint16{10, 20, 22, 24, 26, 28, 30}},
		"segments of 8 bits":    {f: coloured(0, redSegmented, []uint16{4, 0, 8}, []byte{0, 2, 10, 20, 1, 2, 40, 0}), want: []uint16{10, 20, 30, 40}},
		"segments, used again":  {f: coloured(0, redSegmented, []uint16{8, 0, 16}, words(le, 0, 2, 10, 20, 1, 2, 40, 2, 2, 0, 0)), want: []uint16{10, 20, 30, 40, 10, 20, 30, 40}},
		"8 bits, used again":    {f: coloured(0, redSegmented, []uint16{4, 0, 8}, []byte{0, 2, 10, 20, 2, 1, 0, 0, 0, 0}), want: []uint16{10, 20, 10, 20}},
		"no descriptor":         {f: &dcm.File{DataSet: dcm.NewDataSet()}, err: dcm.ErrDamaged},
		"12 bits":               {f: coloured(0, redData, []uint16{3, 0, 12}, words(le, 1, 2, 3)), err: dcm.ErrDamaged},
		"too short":             {f: coloured(0, redData, []uint16{4, 0, 16}, words(le, 1, 2, 3)), err: dcm.ErrDamaged},
		"no data":               {f: coloured(0, 0x00281301, []uint16{4, 0, 16}, nil), err: dcm.ErrDamaged},
		"65,536 entries, short": {f: coloured(0, redData, []uint16{0, 0, 16}, words(le, 1, 2, 3)), err: dcm.ErrDamaged},
		"segments, too many":    {f: coloured(0, redSegmented, []uint16{3, 0, 16}, words(le, 0, 4, 1, 2, 3, 4)), err: dcm.ErrDamaged},
		"segments, cut":         {f: coloured(0, redSegmented, []uint16{3, 0, 16}, words(le, 0, 3, 1, 2)), err: dcm.ErrDamaged},
		"a line from nowhere":   {f: coloured(0, redSegmented, []uint16{3, 0, 16}, words(le, 1, 3, 1)), err: dcm.ErrDamaged},
		"a segment of itself":   {f: coloured(0, redSegmented, []uint16{9, 0, 16}, words(le, 0, 1, 1, 2, 9, 6, 0)), err: dcm.ErrDamaged},
		"used again, nested":    {f: coloured(0, redSegmented, []uint16{9, 0, 16}, words(le, 0, 1, 1, 2, 1, 0, 0, 2, 2, 0, 0)), err: dcm.ErrDamaged},
		"unknown segment":       {f: coloured(0, redSegmented, []uint16{3, 0, 16}, words(le, 0, 1, 1, 3, 2, 5)), err: dcm.ErrDamaged},
	} {
		p, err := PaletteOf(c.f)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
			continue
		}
		if err == nil && (p.First != c.first || !slices.Equal(p.Tables[0], c.want) || !slices.Equal(p.Tables[2], c.want)) {
			t.Errorf("%s: %+v, want %v", name, p, c.want)
		}
	}
	f := coloured(0, redData, []uint16{3, 0, 16}, words(le, 1, 2, 3))
	f.SetBytes(redDescriptor+1, "US", words(le, 3, 1, 16))
	if _, err := PaletteOf(f); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("descriptors that differ: %v", err)
	}
}

func TestApply(t *testing.T) {
	p := &Palette{First: 10, Bits: 8, Tables: [3][]uint16{{1, 2}, {3, 4}, {5, 6}}}
	got, err := p.Apply(Samples{DType: voxel.Uint8, Shape: []int{2, 2}, Bytes: []byte{0, 10, 11, 200}})
	if err != nil || !slices.Equal(got.Bytes, []byte{1, 3, 5, 1, 3, 5, 2, 4, 6, 2, 4, 6}) || !slices.Equal(got.Shape, []int{2, 2, 3}) || got.DType != voxel.Uint8 {
		t.Errorf("%+v %v", got, err)
	}
	p = &Palette{First: -1, Bits: 16, Tables: [3][]uint16{{1, 0x200}, {3, 4}, {5, 6}}}
	got, err = p.Apply(Samples{DType: voxel.Int16, Shape: []int{1, 2}, Bytes: words(binary.LittleEndian, 0xffff, 0)})
	if err != nil || !slices.Equal(got.Bytes, words(binary.LittleEndian, 1, 3, 5, 0x200, 4, 6)) || got.DType != voxel.Uint16 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := p.Apply(Samples{DType: voxel.Float32}); !errors.Is(err, dcm.ErrPixels) {
		t.Errorf("float indices: %v", err)
	}
}
