package seg

import (
	"testing"

	"hcclab/hccp53/volume"
)

// BenchmarkRead reads a BINARY segmentation of 100 slices of 512×512 voxels and
// makes its mask.
func BenchmarkRead(b *testing.B) {
	w := writing()
	w.Source = Source{}
	g := volume.Grid{Size: [3]int{512, 512, 100}, Spacing: [3]float64{0.7, 0.7, 3}, Direction: volume.Axial}
	m := volume.NewMask(g)
	for i := range m.Data {
		x, y, _ := g.Voxel(i)
		m.Data[i] = (x-256)*(x-256)+(y-256)*(y-256) < 100*100
	}
	w.Segments = w.Segments[:1]
	w.Segments[0].Mask = m
	file, err := w.encode()
	if err != nil {
		b.Fatal(err)
	}
	for name, mask := range map[string]func(s *Segmentation) (*volume.Mask, error){
		"own":   func(s *Segmentation) (*volume.Mask, error) { return s.Mask(1) },
		"image": func(s *Segmentation) (*volume.Mask, error) { return s.MaskOn(1, g) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(g.Len()))
			for b.Loop() {
				s, err := Decode(file)
				if err != nil {
					b.Fatal(err)
				}
				if got, err := mask(s); err != nil || got.Count() != m.Count() {
					b.Fatal(err)
				}
			}
		})
	}
}
