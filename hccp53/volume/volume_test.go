package volume_test

import (
	"fmt"
	"math"
	"testing"

	"hcclab/hccp53/volume"
)

func axial(nx, ny, nz int) volume.Grid {
	return volume.Grid{Size: [3]int{nx, ny, nz}, Spacing: [3]float64{2, 2, 5}, Direction: volume.Axial}
}

func ExampleGrid_Differs() {
	image := axial(64, 64, 24)
	mask := axial(64, 64, 20)
	mask.Origin[2] = 2.5
	fmt.Println(image.Differs(mask))
	fmt.Println(image.Equal(image))
	// Output:
	// size 64×64×20 instead of 64×64×24; origin off by 2.5 mm
	// true
}

func TestIndexAndVoxelAreInverse(t *testing.T) {
	g := axial(3, 4, 5)
	i := 0
	for z := range 5 {
		for y := range 4 {
			for x := range 3 {
				if got := g.Index(x, y, z); got != i {
					t.Fatalf("Index(%d, %d, %d) = %d, want %d", x, y, z, got, i)
				}
				if a, b, c := g.Voxel(i); a != x || b != y || c != z {
					t.Fatalf("Voxel(%d) = %d, %d, %d", i, a, b, c)
				}
				i++
			}
		}
	}
}

func TestPointFollowsTheDirections(t *testing.T) {
	g := axial(3, 4, 5)
	g.Origin = [3]float64{10, 20, 30}
	g.Direction = [3][3]float64{{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}}
	if got, want := g.Point(1, 2, 3), ([3]float64{10 - 15, 20 + 2, 30 - 4}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDiffers(t *testing.T) {
	base := axial(100, 100, 10)
	turned := base
	s, c := math.Sincos(0.01)
	turned.Direction = [3][3]float64{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}
	rounded := base
	rounded.Spacing[0] += 1e-6 // 0.1 µm over the whole image: the rounding of float32
	wide := base
	wide.Spacing[0] += 1e-4 // 10 µm over the whole image
	nan := base
	nan.Origin[1] = math.NaN()
	for name, c := range map[string]struct {
		grid volume.Grid
		want string
	}{
		"same":         {base, ""},
		"rounding":     {rounded, ""},
		"spacing":      {wide, "spacing 2.0001×2×5 mm instead of 2×2×5 mm"},
		"turned":       {turned, "axes turned by 0.573°"},
		"not a number": {nan, "origin off by NaN mm"},
	} {
		if got := base.Differs(c.grid); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestMaskBox(t *testing.T) {
	m := volume.NewMask(axial(5, 6, 7))
	if _, _, ok := m.Box(); ok {
		t.Error("an empty mask has a box")
	}
	m.Data[m.Index(1, 2, 3)] = true
	m.Data[m.Index(4, 2, 5)] = true
	lo, hi, ok := m.Box()
	if !ok || lo != [3]int{1, 2, 3} || hi != [3]int{5, 3, 6} || m.Count() != 2 {
		t.Errorf("got %v to %v, %v, %d voxels", lo, hi, ok, m.Count())
	}
}
