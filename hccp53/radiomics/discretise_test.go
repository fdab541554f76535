package radiomics

import (
	"math"
	"testing"

	"hcclab/hccp53/provenance"
)

// An edge belongs to the bin above it and the number before it to the bin
// below, also where width and first edge are rounded.
func TestEdgesBelongAbove(t *testing.T) {
	rng := provenance.Rand(3, "edges")
	for range 2000 {
		s := Settings{Measurement: Measurement{BinWidth: rng.Float64()*10 + 1e-3}}
		if rng.IntN(2) == 0 {
			s = Settings{Measurement: Measurement{BinCount: 2 + rng.IntN(100)}}
		}
		lowest := rng.NormFloat64() * 1000
		b, err := newBins(lowest, lowest+rng.Float64()*500+1, s)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < b.count; i++ {
			if got := b.level(b.edge(i)); got != i+1 {
				t.Fatalf("%+v: edge %d has level %d", b, i, got)
			}
			if got := b.level(math.Nextafter(b.edge(i), math.Inf(-1))); got != i {
				t.Fatalf("%+v: below edge %d is level %d", b, i, got)
			}
		}
		if got := b.level(lowest); got != 1 {
			t.Fatalf("%+v: the minimum has level %d", b, got)
		}
	}
}

// The first edges for minima on, above and below a multiple of the width, by
// the rule of the IBSI manual's "fixed bin size" aligned to 0.
func TestFirstEdge(t *testing.T) {
	for _, c := range []struct{ lowest, width, want float64 }{
		{50, 25, 50}, {54, 25, 50}, {74.999, 25, 50}, {-1, 25, -25}, {-25, 25, -25}, {0, 5, 0}, {0.3, 0.25, 0.25},
	} {
		b, err := newBins(c.lowest, c.lowest+100, Settings{Measurement: Measurement{BinWidth: c.width}})
		if err != nil || b.lo != c.want {
			t.Errorf("%+v: got %g, %v", c, b.lo, err)
		}
	}
}
