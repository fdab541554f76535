package pixel

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

const rleSyntax = "1.2.840.10008.1.2.5"

// rleEncode writes a frame of little-endian cells as in PS3.5, annex G.4.
func rleEncode(cells []byte, samples, size int) []byte {
	n := samples * size
	header := make([]byte, rleHeader)
	binary.LittleEndian.PutUint32(header, uint32(n))
	var body []byte
	for i := range n {
		binary.LittleEndian.PutUint32(header[4+4*i:], uint32(rleHeader+len(body)))
		var plane []byte
		for at := i/size*size + size - 1 - i%size; at < len(cells); at += n {
			plane = append(plane, cells[at])
		}
		segment := pack(plane)
		body = append(body, segment...)
		if len(segment)%2 == 1 {
			body = append(body, 0)
		}
	}
	return append(header, body...)
}

// pack writes runs of three and more as such, and the rest literally.
func pack(b []byte) (out []byte) {
	var literal []byte
	flush := func() {
		for len(literal) > 0 {
			n := min(len(literal), 128)
			out = append(append(out, byte(n-1)), literal[:n]...)
			literal = literal[n:]
		}
	}
	for len(b) > 0 {
		n := 1
		for n < len(b) && n < 128 && b[n] == b[0] {
			n++
		}
		if n < 3 {
			literal = append(literal, b[:n]...)
		} else {
			flush()
			out = append(out, byte(1-n), b[0])
		}
		b = b[n:]
	}
	flush()
	return out
}

// patchy returns n bytes of runs and noise.
func patchy(rng *rand.Rand, n int) []byte {
	b := make([]byte, 0, n)
	for len(b) < n {
		if rng.IntN(2) == 0 {
			b = append(b, bytes.Repeat([]byte{byte(rng.Uint32())}, rng.IntN(300))...)
		} else {
			for range rng.IntN(300) {
				b = append(b, byte(rng.Uint32()))
			}
		}
	}
	return b[:n]
}

func rleFormat(rows, columns, samples, bits int) Format {
	f := Format{Syntax: rleSyntax, Rows: rows, Columns: columns, Frames: 1, Samples: samples, BitsAllocated: bits, BitsStored: bits, HighBit: bits - 1, Photometric: "MONOCHROME2"}
	if samples == 3 {
		f.Photometric = "RGB"
	}
	return f
}

func TestRLERoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, samples := range []int{1, 3} {
		for _, bits := range []int{8, 16, 32} {
			f := rleFormat(19, 23, samples, bits)
			cells := patchy(rng, f.frameBytes())
			code := rleEncode(cells, samples, bits/8)
			s, err := New(Encoded{Format: f, Fragments: [][]byte{code}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Frame(context.Background(), 0)
			if err != nil || !bytes.Equal(got.Bytes, cells) {
				t.Errorf("%d samples of %d bits: differ, %v", samples, bits, err)
			}
			// The same pixels uncompressed.
			f.Syntax = little
			s, err = New(Encoded{Format: f, Native: cells})
			if err != nil {
				t.Fatal(err)
			}
			plain, _ := s.Frame(context.Background(), 0)
			if !bytes.Equal(got.Bytes, plain.Bytes) || !slices.Equal(got.Shape, plain.Shape) || got.DType != plain.DType {
				t.Errorf("%d samples of %d bits: compressed and native differ", samples, bits)
			}
		}
	}
}

func TestRLETruncationsAreErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	f := rleFormat(9, 11, 1, 16)
	code := rleEncode(patchy(rng, f.frameBytes()), 1, 2)
	s := &Source{Encoded: Encoded{Format: f}}
	for n := range code {
		// The last byte may be padding.
		if _, err := s.rle(code[:n]); !errors.Is(err, dcm.ErrDamaged) && n < len(code)-1 {
			t.Fatalf("cut after %d of %d bytes: %v", n, len(code), err)
		}
	}
}

func TestRLESegments(t *testing.T) {
	for name, c := range map[string]struct {
		segment string
		want    string
		ok      bool
	}{
		"literal":             {"\x02abc", "abc", true},
		"run":                 {"\xfea", "aaa", true},
		"no effect":           {"\x80\x80\xfea\x80", "aaa", true},
		"padded":              {"\x02abc\x00", "abc", true},
		"run too long":        {"\xfda", "", false},
		"literal too long":    {"\x03abcd", "", false},
		"too short":           {"\x01ab", "", false},
		"more after the end":  {"\x02abc\x00d", "", false},
		"nothing":             {"", "", false},
		"a run without value": {"\xfe", "", false},
	} {
		out := make([]byte, 3)
		if ok := unpack(out, 1, 3, []byte(c.segment)); ok != c.ok || ok && string(out) != c.want {
			t.Errorf("%s: %q, %v", name, out, ok)
		}
	}
}

func TestRLEHeader(t *testing.T) {
	f := rleFormat(2, 3, 1, 8)
	good := rleEncode([]byte{1, 2, 3, 4, 5, 6}, 1, 1)
	s := &Source{Encoded: Encoded{Format: f}}
	for name, change := range map[string]func(b []byte){
		"two segments":           func(b []byte) { b[0] = 2 },
		"none":                   func(b []byte) { b[0] = 0 },
		"4 billion":              func(b []byte) { copy(b, "\xff\xff\xff\xff") },
		"segment in the header":  func(b []byte) { b[4] = 8 },
		"segment behind the end": func(b []byte) { b[5] = 1 },
	} {
		b := slices.Clone(good)
		change(b)
		if _, err := s.rle(b); !errors.Is(err, dcm.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Rows, s.Columns = 65535, 16000 // not allocated for so few bytes
	if _, err := s.rle(good); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("a huge frame: %v", err)
	}
	s.Samples, s.BitsAllocated = 3, 64
	if _, err := s.rle(good); !errors.Is(err, dcm.ErrDamaged) {
		t.Errorf("24 segments: %v", err)
	}
}

func FuzzRLE(f *testing.F) {
	rng := rand.New(rand.NewPCG(9, 10))
	f.Add(rleEncode(patchy(rng, 7*5*2), 1, 2), uint8(7), uint8(5), uint8(1))
	f.Add(rleEncode(patchy(rng, 7*5*3), 3, 1), uint8(7), uint8(5), uint8(3))
	f.Fuzz(func(t *testing.T, b []byte, rows, columns, samples uint8) {
		s := &Source{Encoded: Encoded{Format: rleFormat(int(rows)+1, int(columns)+1, int(samples%4)+1, 16)}}
		if out, err := s.rle(b); err == nil && len(out) != s.frameBytes() {
			t.Errorf("%d bytes without error, want %d", len(out), s.frameBytes())
		}
	})
}
