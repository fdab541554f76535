package augment_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/deeplearning/augment"
	"hcclab/hccp53/provenance"
)

const size, phases = 16, 3

// ramp is an image whose pixels are all different; phase p is p·1000 brighter.
func ramp() []float32 {
	img := make([]float32, size*size*phases)
	for i := range size * size {
		for p := range phases {
			img[i*phases+p] = float32(i + 1000*p)
		}
	}
	return img
}

func ExampleImage() {
	img := []float32{1, 2, 3, 4} // 2×2 pixels, one phase
	same := augment.Image(img, 2, 1, augment.Settings{}, provenance.Rand(1, "augment", "epoch 1", 17))
	fmt.Println(same)
	// Output: [1 2 3 4]
}

func TestFlipMirrorsRows(t *testing.T) {
	mirrored := 0
	for seed := range uint64(40) {
		out := augment.Image(ramp(), size, phases, augment.Settings{Flip: true}, provenance.Rand(seed))
		want := ramp()
		for y := range size {
			row := want[y*size*phases : (y+1)*size*phases]
			for x := range size / 2 {
				for p := range phases {
					row[x*phases+p], row[(size-1-x)*phases+p] = row[(size-1-x)*phases+p], row[x*phases+p]
				}
			}
		}
		switch {
		case cmp.Equal(out, want):
			mirrored++
		case !cmp.Equal(out, ramp()):
			t.Fatal("neither mirrored nor the same")
		}
	}
	if mirrored < 10 || mirrored > 30 { // 40 fair coins: 10 to 30 with probability 0.9989
		t.Errorf("%d of 40 images mirrored", mirrored)
	}
}

func TestQuarterTurn(t *testing.T) {
	// With Rotate at 90° the draw decides the angle; look for seeds near ±90°
	// by turning back and forth instead: a turn by a, then by −a, is the image.
	img := ramp()
	out := augment.Image(img, size, phases, augment.Settings{Rotate: 90}, provenance.Rand(3))
	if cmp.Equal(out, img) {
		t.Fatal("nothing turned")
	}
	centre := func(v []float32) float32 { // mean of the four middle pixels is invariant
		var sum float32
		for _, y := range []int{size/2 - 1, size / 2} {
			for _, x := range []int{size/2 - 1, size / 2} {
				sum += v[(y*size+x)*phases]
			}
		}
		return sum / 4
	}
	if d := centre(out) - centre(img); d > 1e-3 || d < -1e-3 {
		t.Errorf("the centre moved by %v grey levels", d)
	}
}

func TestPhasesAreVariedAlike(t *testing.T) {
	s := augment.Settings{Flip: true, Rotate: 20, Shift: 0.1, Scale: 0.1}
	out := augment.Image(ramp(), size, phases, s, provenance.Rand(7))
	for i := range size * size {
		for p := 1; p < phases; p++ {
			if d := out[i*phases+p] - out[i*phases] - float32(1000*p); d > 0.01 || d < -0.01 {
				t.Fatalf("pixel %d: phase %d is off by %v", i, p, d)
			}
		}
	}
}

func TestIntensityIsLinear(t *testing.T) {
	img := ramp()
	out := augment.Image(img, size, phases, augment.Settings{Intensity: 0.2}, provenance.Rand(9))
	slope := (out[3] - out[0]) / (img[3] - img[0])
	shift := out[0] - slope*img[0]
	if slope < 0.8 || slope > 1.2 || shift < -0.2 || shift > 0.2 || slope == 1 {
		t.Errorf("contrast %v, brightness %v", slope, shift)
	}
	if !slices.IsSorted([]float32{out[0], out[3], out[6]}) {
		t.Error("order of intensities lost")
	}
}

func TestDrawsDoNotDependOnSettings(t *testing.T) {
	a, b := provenance.Rand(5), provenance.Rand(5)
	augment.Image(ramp(), size, phases, augment.Settings{}, a)
	augment.Image(ramp(), size, phases, augment.Settings{Flip: true, Rotate: 10, Shift: 0.1, Scale: 0.1, Intensity: 0.1}, b)
	if a.Uint64() != b.Uint64() {
		t.Error("settings change the number of draws")
	}
}
