package pixel

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

func TestAllIsEveryFrame(t *testing.T) {
	f := grey(little, 16, 12, 11, true)
	f.Frames = 3
	b := patchy(rand.New(rand.NewPCG(1, 1)), 36)
	s, err := New(Encoded{Format: f, Native: b})
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.All(context.Background())
	if err != nil || !slices.Equal(all.Shape, []int{3, 2, 3}) || all.Len() != 18 {
		t.Fatalf("%v %v", all.Shape, err)
	}
	for i := range 3 {
		frame, err := s.Frame(context.Background(), i)
		if err != nil || !slices.Equal(frame.Bytes, all.Bytes[12*i:12*(i+1)]) || !slices.Equal(frame.Shape, []int{2, 3}) {
			t.Errorf("frame %d: %v %v", i, frame, err)
		}
	}
	for _, i := range []int{-1, 3} {
		if _, err := s.Frame(context.Background(), i); !errors.Is(err, dcm.ErrDamaged) {
			t.Errorf("frame %d of 3: %v", i, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.All(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNativePixelsAreNotCopied(t *testing.T) {
	for _, f := range []Format{grey(little, 16, 16, 15, true), grey(little, 16, 12, 11, false), grey(little, 8, 8, 7, false)} {
		b := make([]byte, f.frameBytes())
		s, err := New(Encoded{Format: f, Native: b})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Frame(context.Background(), 0); &got.Bytes[0] != &b[0] {
			t.Errorf("%d of %d bits are copied", f.BitsStored, f.BitsAllocated)
		}
	}
}

func TestErrorsNameTheFrame(t *testing.T) {
	f := rleFormat(2, 3, 1, 8)
	f.Frames = 2
	good := rleEncode([]byte{1, 2, 3, 4, 5, 6}, 1, 1)
	s, err := New(Encoded{Format: f, Fragments: [][]byte{good, good[:66]}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Frame(context.Background(), 0); err != nil {
		t.Error(err)
	}
	_, err = s.All(context.Background())
	var fa *fault.Error
	if !errors.Is(err, dcm.ErrDamaged) || !errors.As(err, &fa) || !strings.Contains(fa.What, "frame 2 of 2") {
		t.Errorf("error %v", err)
	}
}

func TestTooLargeAFrame(t *testing.T) {
	f := rleFormat(40000, 40000, 1, 16)
	if _, err := New(Encoded{Format: f, Fragments: [][]byte{make([]byte, 100)}}); !errors.Is(err, dcm.ErrTooLarge) {
		t.Errorf("3.2 GB: %v", err)
	}
	f = rleFormat(4000, 4000, 1, 16)
	f.Syntax, f.Frames = "1.2.840.10008.1.2.4.90", 40
	s, err := New(Encoded{Format: f, Fragments: make([][]byte, 40)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Frame(context.Background(), 0); !errors.Is(err, dcm.ErrTooLarge) {
		t.Errorf("40 frames of 32 MB: %v", err)
	}
}

func TestSame(t *testing.T) {
	build := func(change func(*Encoded)) *Source {
		e := Encoded{Format: grey(little, 8, 8, 7, false), Native: []byte{1, 2, 3, 4, 5, 6}}
		if change != nil {
			change(&e)
		}
		s, err := New(e)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	packed := func(last byte) func(*Encoded) {
		return func(e *Encoded) {
			e.Format, e.Native = rleFormat(2, 3, 1, 8), nil
			e.Fragments = [][]byte{rleEncode([]byte{1, 2, 3, 4, 5, last}, 1, 1)}
		}
	}
	for name, c := range map[string]struct {
		a, b func(*Encoded)
		want bool
	}{
		"equal":               {nil, nil, true},
		"equal fragments":     {packed(6), packed(6), true},
		"other pixels":        {nil, func(e *Encoded) { e.Native = []byte{1, 2, 3, 4, 5, 7} }, false},
		"other sign":          {nil, func(e *Encoded) { e.Signed = true }, false},
		"other shape":         {nil, func(e *Encoded) { e.Rows, e.Columns = 3, 2 }, false},
		"other fragments":     {packed(6), packed(7), false},
		"other encoding":      {nil, packed(6), false},
		"shown the other way": {nil, func(e *Encoded) { e.Photometric = "MONOCHROME1" }, false},
	} {
		if got := build(c.a).Same(build(c.b)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestJPEGFrames puts JPEG codestreams into pixels (see jpeg/testdata/make.py).
func TestJPEGFrames(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile("jpeg/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	f := Format{Syntax: "1.2.840.10008.1.2.4.50", Rows: 29, Columns: 37, Frames: 1, Samples: 3,
		BitsAllocated: 8, BitsStored: 8, HighBit: 7, Photometric: "YBR_FULL_422"}
	for name, c := range map[string]struct {
		f    Format
		file string
		want []byte
		err  error
	}{
		"colour":          {f, "422", rgb(read("422.raw")), nil},
		"in 16 bits":      {with(f, func(f *Format) { f.BitsAllocated, f.Samples, f.Photometric = 16, 1, "MONOCHROME2" }), "grey", widened(read("grey.raw")), nil},
		"in 32 bits":      {with(f, func(f *Format) { f.BitsAllocated, f.Samples, f.Photometric = 32, 1, "MONOCHROME2" }), "grey", widened32(read("grey.raw")), nil},
		"a JFIF marker":   {with(f, func(f *Format) { f.Photometric = "RGB" }), "444", rgb(read("444.raw")), nil},
		"other rows":      {with(f, func(f *Format) { f.Rows = 28 }), "422", nil, dcm.ErrDamaged},
		"other samples":   {with(f, func(f *Format) { f.Samples, f.Photometric = 1, "MONOCHROME2" }), "422", nil, dcm.ErrDamaged},
		"4 bits, grey":    {with(f, func(f *Format) { f.BitsStored, f.HighBit, f.Samples, f.Photometric = 4, 3, 1, "MONOCHROME2" }), "grey", low(read("grey.raw")), nil},
		"no codestream":   {f, "", nil, dcm.ErrDamaged},
		"of another kind": {f, "progressive", nil, dcm.ErrPixels},
	} {
		var b []byte
		switch c.file {
		case "":
			b = []byte("something else")
		case "progressive":
			b = []byte("\xff\xd8\xff\xc2\x00\x0b\x08\x00\x1d\x00\x25\x01\x01\x11\x00")
		default:
			b = read(c.file + ".jpg")
		}
		s, err := New(Encoded{Format: c.f, Fragments: [][]byte{b}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := s.Frame(context.Background(), 0)
		if !errors.Is(err, c.err) || !slices.Equal(got.Bytes, c.want) {
			t.Errorf("%s: %d bytes, %v", name, len(got.Bytes), err)
		}
	}
}

// widened makes cells of 16 bits, widened32 of 32.
func widened(b []byte) (out []byte) {
	for _, v := range b {
		out = append(out, v, 0)
	}
	return out
}

func widened32(b []byte) (out []byte) {
	for _, v := range b {
		out = append(out, v, 0, 0, 0)
	}
	return out
}

// low keeps the low four bits.
func low(b []byte) []byte {
	for i := range b {
		b[i] &= 15
	}
	return b
}
