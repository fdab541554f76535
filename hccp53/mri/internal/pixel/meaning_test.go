package pixel

import (
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

func TestInvert(t *testing.T) {
	for name, c := range map[string]struct {
		f    Format
		in   []float64
		want []float64
	}{
		"12 bits":       {grey(little, 16, 12, 11, false), []float64{0, 4095, 1}, []float64{4095, 0, 4094}},
		"8 bits signed": {grey(little, 8, 8, 7, true), []float64{-128, 127, 0}, []float64{127, -128, -1}},
		"1 bit":         {grey(little, 1, 1, 0, false), []float64{0, 1}, []float64{1, 0}},
	} {
		v := slices.Clone(c.in)
		if c.f.Invert(v); !slices.Equal(v, c.want) {
			t.Errorf("%s: %v, want %v", name, v, c.want)
		}
		if c.f.Invert(v); !slices.Equal(v, c.in) {
			t.Errorf("%s: twice inverted is %v", name, v)
		}
	}
	f := grey(little, 8, 8, 7, false)
	if f.Inverted() {
		t.Error("MONOCHROME2 is inverted")
	}
	if f.Photometric = "MONOCHROME1"; !f.Inverted() {
		t.Error("MONOCHROME1 is not inverted")
	}
}

func TestPadding(t *testing.T) {
	file := func(set func(*dcm.DataSet)) *dcm.File {
		f := &dcm.File{DataSet: dcm.NewDataSet(), Meta: dcm.NewDataSet()}
		set(f.DataSet)
		return f
	}
	signed := &Source{Encoded: Encoded{Format: grey(little, 16, 16, 15, true)}}
	unsigned := &Source{Encoded: Encoded{Format: grey(little, 16, 16, 15, false)}}
	float := &Source{Encoded: Encoded{Format: Format{Kind: Float}}}
	for name, c := range map[string]struct {
		s    *Source
		f    *dcm.File
		want Padding
		ok   bool
	}{
		"none":                       {signed, file(func(*dcm.DataSet) {}), Padding{}, false},
		"signed":                     {signed, file(func(d *dcm.DataSet) { d.SetNumbers(dcm.PixelPaddingValue, "SS", -2000) }), Padding{-2000, -2000}, true},
		"signed, stated as unsigned": {signed, file(func(d *dcm.DataSet) { d.SetNumbers(dcm.PixelPaddingValue, "US", 63536) }), Padding{-2000, -2000}, true},
		"unsigned":                   {unsigned, file(func(d *dcm.DataSet) { d.SetNumbers(dcm.PixelPaddingValue, "US", 63536) }), Padding{63536, 63536}, true},
		"a range, backwards": {unsigned, file(func(d *dcm.DataSet) {
			d.SetNumbers(dcm.PixelPaddingValue, "US", 10)
			d.SetNumbers(0x00280121, "US", 0)
		}), Padding{0, 10}, true},
		"two values": {unsigned, file(func(d *dcm.DataSet) { d.SetNumbers(dcm.PixelPaddingValue, "US", 1, 2) }), Padding{}, false},
		"float":      {float, file(func(d *dcm.DataSet) { d.SetNumbers(0x00280122, "FL", -0.5) }), Padding{-0.5, -0.5}, true},
	} {
		got, ok := c.s.PaddingOf(c.f)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", name, got, ok, c.want, c.ok)
		}
	}
	if p := (Padding{0, 10}); !p.Contains(0) || !p.Contains(10) || p.Contains(10.5) || p.Contains(-1) {
		t.Error("the range 0 to 10 contains other values")
	}
}
