package pixel

import (
	"context"
	"math/rand/v2"
	"testing"
)

// BenchmarkSixtySlices decodes 60 CT slices of 204×201 pixels to float64.
func BenchmarkSixtySlices(b *testing.B) {
	f := Format{Syntax: little, Rows: 204, Columns: 201, Frames: 1, Samples: 1, BitsAllocated: 16, BitsStored: 16, HighBit: 15, Signed: true, Photometric: "MONOCHROME2"}
	s, err := New(Encoded{Format: f, Native: patchy(rand.New(rand.NewPCG(1, 2)), f.frameBytes())})
	if err != nil {
		b.Fatal(err)
	}
	values := make([]float64, f.pixels())
	b.SetBytes(int64(60 * f.frameBytes()))
	for b.Loop() {
		for range 60 {
			frame, err := s.Frame(context.Background(), 0)
			if err != nil {
				b.Fatal(err)
			}
			frame.Float64s(values, 1, -1024)
		}
	}
}

// BenchmarkChild decodes a committed file with each codec of the child
// process: the cost of one such file is that of starting it.
func BenchmarkChild(b *testing.B) {
	child(b)
	for _, name := range childFiles {
		b.Run(name, func(b *testing.B) {
			s, err := Of(testFile(b, name))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.decodeAll(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
