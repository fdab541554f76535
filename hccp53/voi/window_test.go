package voi_test

import (
	"errors"
	"math"
	"testing"

	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

// plane is an image that is linear in mm within slices, so that bilinear
// interpolation gives it back exactly.
func plane(g volume.Grid) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, z := g.Voxel(i)
		img.Data[i] = 3*float64(x)*g.Spacing[0] - 2*float64(y)*g.Spacing[1] + 100*float64(z)
	}
	return img
}

func TestSampleOfAPlane(t *testing.T) {
	g := grid(40, 30, 3)
	m := box(volume.NewMask(g), [3]int{10, 12, 1}, [3]int{19, 15, 2}) // 9 mm × 6 mm
	w, err := voi.WindowOf(m, 1, 1.5)
	if err != nil {
		t.Fatal(err)
	}
	if w.Side != 13.5 || w.Centre != [2]float64{14, 13} {
		t.Fatalf("side %v mm, centre %v", w.Side, w.Centre)
	}
	const size = 32
	pixels, err := w.Sample(plane(g), size)
	if err != nil {
		t.Fatal(err)
	}
	for j := range size {
		for i := range size {
			x := 14*1 + ((float64(i)+0.5)/size-0.5)*13.5
			y := 13*2 + ((float64(j)+0.5)/size-0.5)*13.5
			if want := 3*x - 2*y + 100; math.Abs(pixels[j*size+i]-want) > 1e-9 {
				t.Fatalf("pixel %d %d: %v, want %v", i, j, pixels[j*size+i], want)
			}
		}
	}
}

// TestSampleMovesWithTheVOI shifts image and VOI by whole voxels: the same
// pixels.
func TestSampleMovesWithTheVOI(t *testing.T) {
	g := grid(30, 30, 1)
	sample := func(dx, dy int) []float64 {
		img, m := volume.NewImage(g), volume.NewMask(g)
		for y := range 8 {
			for x := range 8 {
				i := g.Index(10+dx+x, 10+dy+y, 0)
				img.Data[i] = float64((x*7 + y*5) % 11)
				m.Data[i] = x > 1 && x < 6 && y > 2 && y < 6
			}
		}
		w, err := voi.WindowOf(m, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		pixels, err := w.Sample(img, 9)
		if err != nil {
			t.Fatal(err)
		}
		return pixels
	}
	want := sample(0, 0)
	for _, d := range [][2]int{{1, 0}, {0, -3}, {7, 5}} {
		for i, v := range sample(d[0], d[1]) {
			if math.Abs(v-want[i]) > 1e-9 {
				t.Fatalf("shifted by %v: pixel %d is %v, want %v", d, i, v, want[i])
			}
		}
	}
}

func TestSampleBeyondTheEdge(t *testing.T) {
	g := grid(4, 4, 1)
	m := volume.NewMask(g)
	m.Data[0] = true
	w, err := voi.WindowOf(m, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	// The voxel is 1 mm × 2 mm: a square of 6 mm around it, mostly outside.
	pixels, err := w.Sample(plane(g), 2)
	if err != nil {
		t.Fatal(err)
	}
	// Centres at ±1.5 mm: x at 0 (outside) and 1.5 mm, y at 0 and 1.5 mm.
	for i, want := range []float64{0, 4.5, -3, 1.5} {
		if math.Abs(pixels[i]-want) > 1e-9 {
			t.Errorf("pixels %v", pixels)
			break
		}
	}
}

func TestWindowRefuses(t *testing.T) {
	g := grid(6, 6, 3)
	m := box(volume.NewMask(g), [3]int{2, 2, 1}, [3]int{4, 4, 2})
	for _, c := range []struct {
		z      int
		margin float64
		err    error
	}{{1, 1, nil}, {0, 1, voi.ErrEmpty}, {3, 1, voi.ErrWindow}, {-1, 1, voi.ErrWindow}, {1, 0, voi.ErrWindow}, {1, math.NaN(), voi.ErrWindow}, {1, math.Inf(1), voi.ErrWindow}} {
		if _, err := voi.WindowOf(m, c.z, c.margin); !errors.Is(err, c.err) {
			t.Errorf("slice %d, margin %v: %v", c.z, c.margin, err)
		}
	}
	w, err := voi.WindowOf(m, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Sample(plane(g), 0); !errors.Is(err, voi.ErrWindow) {
		t.Errorf("no pixels: %v", err)
	}
	if _, err := w.Sample(plane(grid(6, 6, 4)), 8); !errors.Is(err, voi.ErrOtherGrid) {
		t.Errorf("another grid: %v", err)
	}
	if _, err := (voi.Window{}).Sample(volume.NewImage(volume.Grid{}), 8); !errors.Is(err, voi.ErrWindow) {
		t.Errorf("zero window: %v", err)
	}
}
