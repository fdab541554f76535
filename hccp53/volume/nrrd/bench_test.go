package nrrd_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// BenchmarkRead reads a volume of 256×256×25 int16, the size of a phase.
func BenchmarkRead(b *testing.B) {
	g := volume.Grid{Size: [3]int{256, 256, 25}, Spacing: [3]float64{1, 1, 5}, Direction: volume.Axial}
	img := volume.NewImage(g)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range img.Data {
		img.Data[i] = float64(i%256 + rng.IntN(64))
	}
	for _, e := range []nrrd.Encoding{nrrd.Raw, nrrd.Gzip} {
		path := filepath.Join(b.TempDir(), "x.nrrd")
		if err := nrrd.WriteImage(path, img, e); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(e), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(info.Size())
			for b.Loop() {
				if _, err := nrrd.Read(path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
