package volume_test

import (
	"fmt"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleImage_Reordered() {
	g := axial(3, 2, 1)
	turned := g // the y axis runs to the front
	turned.Direction[1] = [3]float64{0, -1, 0}
	turned.Origin[1] = 2
	img := volume.NewImage(turned)
	copy(img.Data, []float64{1, 2, 3, 4, 5, 6})
	out, ok := img.Reordered(g)
	fmt.Println(out.Data, ok)
	// Output:
	// [4 5 6 1 2 3] true
}

// TestReorderedKeepsEveryPoint turns a grid into all 48 orders and directions of
// its axes and back.
func TestReorderedKeepsEveryPoint(t *testing.T) {
	g := volume.Grid{Size: [3]int{2, 3, 4}, Spacing: [3]float64{1, 2, 3}, Origin: [3]float64{5, 6, 7},
		Direction: [3][3]float64{{0.6, 0.8, 0}, {-0.8, 0.6, 0}, {0, 0, 1}}}
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = float64(i)
	}
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		for flips := range 8 {
			h := volume.Grid{Origin: g.Origin}
			for i, j := range order {
				h.Size[i], h.Spacing[i], h.Direction[i] = g.Size[j], g.Spacing[j], g.Direction[j]
				if flips>>i&1 == 1 {
					for k := range 3 {
						h.Origin[k] += float64(g.Size[j]-1) * g.Spacing[j] * g.Direction[j][k]
						h.Direction[i][k] *= -1
					}
				}
			}
			out, ok := img.Reordered(h)
			if !ok {
				t.Fatalf("order %v, flips %03b: not recognised", order, flips)
			}
			for i, v := range out.Data {
				x, y, z := h.Voxel(i)
				a, b, c := g.Voxel(int(v))
				p, q := h.Point(float64(x), float64(y), float64(z)), g.Point(float64(a), float64(b), float64(c))
				for k := range 3 {
					if d := p[k] - q[k]; d > 1e-9 || d < -1e-9 {
						t.Fatalf("order %v, flips %03b: the value of %v is at %v", order, flips, q, p)
					}
				}
			}
		}
	}
}

func TestReorderedRefusesOtherGrids(t *testing.T) {
	img := volume.NewImage(axial(4, 4, 4))
	for name, change := range map[string]func(*volume.Grid){
		"shifted":      func(g *volume.Grid) { g.Origin[0] += 0.1 },
		"larger":       func(g *volume.Grid) { g.Size[2]++ },
		"other voxels": func(g *volume.Grid) { g.Spacing[1] *= 1.01 },
		"turned": func(g *volume.Grid) {
			g.Direction[0], g.Direction[1] = [3]float64{0.8, 0.6, 0}, [3]float64{-0.6, 0.8, 0}
		},
		"turned a bit": func(g *volume.Grid) {
			g.Direction[0], g.Direction[1] = [3]float64{0.99995, 0.01, 0}, [3]float64{-0.01, 0.99995, 0}
		},
	} {
		g := img.Grid
		change(&g)
		if _, ok := img.Reordered(g); ok {
			t.Errorf("%s: taken for the same points", name)
		}
	}
}
