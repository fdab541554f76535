package jpeg

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"os"
	"slices"
	"testing"

	"hcclab/hccp53/internal/hostile"
)

func TestLossless(t *testing.T) {
	for predictor := 1; predictor <= 7; predictor++ {
		for _, precision := range []int{2, 7, 8, 12, 16} {
			for _, components := range []int{1, 3} {
				for _, restart := range []int{0, 4} {
					p := gradient(13, 9, components, precision)
					p.predictor, p.restartRows = predictor, restart
					p.apart = restart > 0 && components > 1
					name := fmt.Sprintf("predictor %d, %d bits, %d components, restart %d", predictor, precision, components, restart)
					got, err := Decode(p.encode())
					if err != nil {
						t.Errorf("%s: %v", name, err)
						continue
					}
					if !slices.Equal(got.Samples, p.samples) {
						t.Errorf("%s: samples differ", name)
					}
					if h := got.Header; h.Process != Lossless || h.Precision != precision || h.Rows != 13 || h.Columns != 9 || h.Components != components {
						t.Errorf("%s: header %+v", name, h)
					}
				}
			}
		}
	}
}

func TestPointTransformDropsLowBits(t *testing.T) {
	p := gradient(8, 8, 1, 12)
	p.predictor, p.shift = 4, 3
	got, err := Decode(p.encode())
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p.samples {
		if got.Samples[i] != v&^7 {
			t.Fatalf("sample %d: %d, want %d", i, got.Samples[i], v&^7)
		}
	}
}

// TestLargestDifference has the category without extra bits: 32768.
func TestLargestDifference(t *testing.T) {
	p := plain{rows: 1, columns: 4, components: 1, precision: 16, predictor: 1, samples: []uint16{0, 32768, 0, 65535}}
	got, err := Decode(p.encode())
	if err != nil || !slices.Equal(got.Samples, p.samples) {
		t.Errorf("%v, %v", got, err)
	}
}

// photo is a picture of waves, w×h.
func photo(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 5), uint8(128 + (x-y)*3), uint8(y * 7), 255})
		}
	}
	return m
}

func written(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, m, &stdjpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBaselineAgainstStandardLibrary compares grey and luma samples, which both
// decoders return on the same grid; the transforms round differently.
func TestBaselineAgainstStandardLibrary(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {8, 8}, {17, 9}, {40, 33}} {
		grey := image.NewGray(image.Rectangle{Max: size})
		for i := range grey.Pix {
			grey.Pix[i] = uint8(i * 3)
		}
		for name, m := range map[string]image.Image{"grey": grey, "colour": photo(size.X, size.Y)} {
			b := written(t, m)
			got, err := Decode(b)
			if err != nil {
				t.Fatal(name, size, err)
			}
			want, err := stdjpeg.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			for y := range size.Y {
				for x := range size.X {
					var w uint8
					switch m := want.(type) {
					case *image.Gray:
						w = m.GrayAt(x, y).Y
					case *image.YCbCr:
						w = m.Y[m.YOffset(x, y)]
					}
					if v := int(got.Samples[(y*size.X+x)*got.Components]); v-int(w) > 1 || int(w)-v > 1 {
						t.Fatalf("%s %v: sample at %d,%d is %d, the standard library has %d", name, size, x, y, v, w)
					}
				}
			}
		}
	}
}

// TestAgainstLibjpeg compares with samples that libjpeg-turbo decoded (see
// testdata/make.py): all chroma grids, restart markers, odd sizes. All must be
// equal.
func TestAgainstLibjpeg(t *testing.T) {
	names := []string{"grey", "444", "422", "420", "411", "420-restart", "420-narrow"}
	for _, name := range names {
		b, err := os.ReadFile("testdata/" + name + ".jpg")
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("testdata/" + name + ".raw")
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(got.Samples) != len(want) {
			t.Errorf("%s: %d samples, want %d", name, len(got.Samples), len(want))
			continue
		}
		for i, v := range got.Samples {
			if v != uint16(want[i]) {
				t.Errorf("%s: sample %d is %d, libjpeg has %d", name, i, v, want[i])
				break
			}
		}
		if colour := got.Components == 3; got.JFIF != true || colour != (name != "grey") {
			t.Errorf("%s: header %+v", name, got.Header)
		}
	}
}

// samplesOf are codestreams of every process.
func samplesOf(t testing.TB) map[string][]byte {
	p := gradient(12, 10, 1, 12)
	p.restartRows = 3
	q := gradient(6, 7, 3, 8)
	q.predictor = 7
	return map[string][]byte{"lossless": p.encode(), "lossless colour": q.encode(), "baseline": written(t, photo(20, 18))}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	for name, b := range samplesOf(t) {
		for n := range b {
			if _, err := Decode(b[:n]); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s, cut after %d of %d bytes: %v", name, n, len(b), err)
			}
			// The same with an end put on.
			if _, err := Decode(append(slices.Clone(b[:n]), 0xFF, markerEOI)); err == nil && n < len(b)-3 {
				t.Fatalf("%s, cut after %d of %d bytes and closed: no error", name, n, len(b))
			}
		}
	}
}

func TestFlippedBitsDoNoHarm(t *testing.T) {
	for _, b := range samplesOf(t) {
		for c := range hostile.Flips(b, 2000, len(b)) {
			harmless(t, c)
		}
	}
}

// harmless decodes b, with no more memory than Decode states.
func harmless(t *testing.T, b []byte) {
	t.Helper()
	hostile.Within(t, "codestream", uint64(1<<20+2400*len(b)), func() { _, _ = Decode(b) })
}

func FuzzDecode(f *testing.F) {
	for _, b := range samplesOf(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { harmless(t, b) })
}

func TestRefusals(t *testing.T) {
	good := gradient(4, 5, 1, 8).encode()
	change := func(at int, v byte) []byte {
		b := slices.Clone(good)
		b[at] = v
		return b
	}
	const sof = 4 + 2 // SOI, marker and length of the frame header
	for name, c := range map[string]struct {
		b   []byte
		err error
	}{
		"nothing":               {nil, ErrDamaged},
		"no SOI":                {good[2:], ErrDamaged},
		"progressive":           {change(3, 0xC2), ErrUnsupported},
		"arithmetic coding":     {change(3, 0xCB), ErrUnsupported},
		"no lines stated":       {change(sof+2, 0), ErrUnsupported},
		"no columns":            {change(sof+4, 0), ErrDamaged},
		"17 bits":               {change(sof, 17), ErrDamaged},
		"8 lines more":          {change(sof+2, 12), ErrDamaged},
		"sampling factors 0":    {change(sof+7, 0), ErrDamaged},
		"a huge frame":          {change(sof+1, 255), ErrDamaged},
		"restart inside a row":  {append(segment(slices.Clone(good[:2]), markerDRI, 0, 3), good[2:]...), ErrUnsupported},
		"lines after the scan":  {append(segment(slices.Clone(good[:2]), markerDNL, 0, 4), good[2:]...), ErrUnsupported},
		"reserved marker":       {append(segment(slices.Clone(good[:2]), 0x02), good[2:]...), ErrDamaged},
		"two frame headers":     {append(slices.Clone(good[:2+4+9]), good[2:]...), ErrDamaged},
		"scan of another image": {change(len(good)-1, 0xDA), ErrDamaged},
	} {
		if _, err := Decode(c.b); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

func TestHeadNeedsNoMoreThanTheHeader(t *testing.T) {
	b := gradient(4, 5, 3, 10).encode()
	h, err := Head(b[:30])
	if err != nil || h.Rows != 4 || h.Columns != 5 || h.Components != 3 || h.Precision != 10 || h.IDs != "\x01\x02\x03" {
		t.Errorf("%+v, %v", h, err)
	}
}

func BenchmarkLossless(b *testing.B) {
	p := gradient(512, 512, 1, 12)
	code := p.encode()
	b.SetBytes(2 * 512 * 512)
	for b.Loop() {
		if _, err := Decode(code); err != nil {
			b.Fatal(err)
		}
	}
}
