package pixel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume/voxel"
)

// image returns a file of 2×3 grey pixels of 16 bits, 12 of them used.
func image() *dcm.File {
	f := &dcm.File{DataSet: dcm.NewDataSet(), Meta: dcm.NewDataSet(), Syntax: little}
	for tag, v := range map[dcm.Tag]float64{
		dcm.SamplesPerPixel: 1, dcm.Rows: 2, dcm.Columns: 3, dcm.BitsAllocated: 16, dcm.BitsStored: 12,
		dcm.HighBit: 11, dcm.PixelRepresentation: 1,
	} {
		f.SetNumbers(tag, "US", v)
	}
	f.SetText(dcm.PhotometricInterpretation, "CS", "MONOCHROME2")
	f.SetBytes(dcm.PixelData, "OW", []byte{1, 0, 0xff, 0x0f, 0, 8, 0xff, 7, 0, 0, 0, 0})
	return f
}

func ExampleOf() {
	b := image().Append(nil) // stands for the bytes of a file
	file, err := dcm.Parse(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	source, err := Of(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	frame, err := source.Frame(context.Background(), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	values := make([]float64, frame.Len())
	frame.Float64s(values, 0.5, 10)
	fmt.Println(frame.DType, frame.Shape, values)
	// Output: int16 [2 3] [10.5 9.5 -1014 1033.5 10 10]
}

func TestOf(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *dcm.File)
		err    error
		says   string
	}{
		"as it is":             {func(*dcm.File) {}, nil, ""},
		"no number of samples": {func(f *dcm.File) { f.Delete(dcm.SamplesPerPixel) }, nil, ""},
		"no high bit":          {func(f *dcm.File) { f.Delete(dcm.HighBit) }, nil, ""},
		"one frame":            {func(f *dcm.File) { f.SetInteger(dcm.NumberOfFrames, 1) }, nil, ""},
		"two frames":           {func(f *dcm.File) { f.SetInteger(dcm.NumberOfFrames, 2) }, dcm.ErrDamaged, "2 frames"},
		"no number of frames":  {func(f *dcm.File) { f.SetText(dcm.NumberOfFrames, "IS", "many") }, dcm.ErrDamaged, "0 frames"},
		"no rows":              {func(f *dcm.File) { f.Delete(dcm.Rows) }, dcm.ErrDamaged, "rows"},
		"no bits":              {func(f *dcm.File) { f.Delete(dcm.BitsAllocated) }, dcm.ErrDamaged, "BitsAllocated"},
		"no sign":              {func(f *dcm.File) { f.Delete(dcm.PixelRepresentation) }, dcm.ErrDamaged, "PixelRepresentation"},
		"no pixels":            {func(f *dcm.File) { f.Delete(dcm.PixelData) }, dcm.ErrDamaged, "no pixels"},
		"empty pixels":         {func(f *dcm.File) { f.SetBytes(dcm.PixelData, "OW", nil) }, dcm.ErrDamaged, "0 bytes"},
		"fragments":            {func(f *dcm.File) { f.SetFragments(nil, []byte{1, 2}) }, dcm.ErrDamaged, "encapsulated"},
		"no fragments":         {func(f *dcm.File) { f.Syntax = rleSyntax }, dcm.ErrDamaged, "not encapsulated"},
		"high-throughput":      {func(f *dcm.File) { f.Syntax = "1.2.840.10008.1.2.4.201" }, dcm.ErrTransferSyntax, "High-Throughput JPEG 2000"},
		"JPEG XL":              {func(f *dcm.File) { f.Syntax = "1.2.840.10008.1.2.4.110" }, dcm.ErrTransferSyntax, "JPEG XL"},
		"video":                {func(f *dcm.File) { f.Syntax = "1.2.840.10008.1.2.4.102" }, dcm.ErrTransferSyntax, "videos"},
	} {
		f := image()
		c.change(f)
		s, err := Of(f)
		if !errors.Is(err, c.err) || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.err, c.says)
		}
		if err == nil {
			if got, err := s.Frame(context.Background(), 0); err != nil || !slices.Equal(got.Bytes, []byte{1, 0, 0xff, 0xff, 0, 0xf8, 0xff, 7, 0, 0, 0, 0}) {
				t.Errorf("%s: %v %v", name, got, err)
			}
		}
	}
}

func TestOfFloat(t *testing.T) {
	f := image()
	f.Delete(dcm.PixelData)
	f.Delete(dcm.BitsStored)
	f.SetBytes(dcm.FloatPixelData, "OF", make([]byte, 24))
	s, err := Of(f)
	if err != nil || s.DType() != voxel.Float32 {
		t.Fatalf("%v", err)
	}
	f.Delete(dcm.FloatPixelData)
	f.SetBytes(dcm.DoubleFloatPixelData, "OD", make([]byte, 48))
	if s, err = Of(f); err != nil || s.DType() != voxel.Float64 {
		t.Fatalf("%v", err)
	}
}

func TestOfExtendedTable(t *testing.T) {
	f := image()
	f.Syntax = rleSyntax
	f.SetInteger(dcm.NumberOfFrames, 2)
	frame := rleEncode(make([]byte, 12), 1, 2)
	n := uint64(len(frame))
	f.SetFragments(nil, frame, frame)
	f.SetBytes(dcm.ExtendedOffsetTable, "OV", offsets64(0, n+8))
	f.SetBytes(dcm.ExtendedOffsetTableLengths, "OV", offsets64(n, n))
	g, err := dcm.Parse(f.Append(nil))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Of(g)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.All(context.Background()); err != nil || s.Extended == nil {
		t.Error(err)
	}
	g.SetBytes(dcm.ExtendedOffsetTable, "OV", offsets64(0, n))
	if _, err := Of(g); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("a wrong table: %v", err)
	}
}

// FuzzOf decodes whole files. Those of the child process stop where it would
// start; a fuzzer has no use for so slow a step.
func FuzzOf(f *testing.F) {
	f.Add(image().Append(nil))
	packed := image()
	packed.Syntax = rleSyntax
	packed.SetFragments(nil, rleEncode(make([]byte, 12), 1, 2))
	f.Add(packed.Append(nil))
	for _, name := range childFiles {
		f.Add(testFile(f, name).Append(nil))
	}
	reference.Seeds(f, 1<<17, dcm.IsDICOM)
	f.Setenv("PATH", "")
	f.Fuzz(func(t *testing.T, b []byte) { harmless(t, b) })
}
