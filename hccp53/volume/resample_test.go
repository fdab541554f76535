package volume_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleImage_Resample() {
	img := volume.NewImage(axial(3, 1, 1)) // voxels of 2 mm
	img.Data[0], img.Data[1], img.Data[2] = 10, 20, 60
	finer := img.CornerAligned([3]float64{1, 0, 0})
	fmt.Println(img.Resample(finer, volume.Nearest, 0).Data)
	fmt.Println(img.Resample(finer, volume.Linear, 0).Data)
	fmt.Printf("%.1f\n", img.Resample(finer, volume.Cubic, 0).Data)
	// Output:
	// [10 10 20 20 60 60]
	// [10 12.5 17.5 30 50 60]
	// [9.8 9.8 13.2 31.5 55.5 55.5]
}

func ExampleMask_Resample() {
	m := volume.NewMask(axial(4, 1, 1))
	m.Data[1], m.Data[2] = true, true
	fmt.Println(m.Resample(m.CornerAligned([3]float64{1, 0, 0}), volume.Linear).Data)
	// Output:
	// [false false true true true true false false]
}

func ExampleGrid_CentreAligned() {
	g := axial(10, 10, 3) // 2×2×5 mm
	h := g.CentreAligned([3]float64{3, 3, 3})
	fmt.Println(h.Size, h.Origin)
	fmt.Println(g.Point(4.5, 4.5, 1), h.Point(3, 3, 2)) // the centres
	// Output:
	// [7 7 5] [0 0 -1]
	// [9 9 5] [9 9 5]
}

func ExampleGrid_CornerAligned() {
	g := axial(10, 10, 3)
	h := g.CornerAligned([3]float64{3, 3, 0})
	fmt.Println(h.Size, h.Spacing, h.Origin)
	fmt.Println(g.Point(-0.5, -0.5, -0.5), h.Point(-0.5, -0.5, -0.5)) // the corners
	// Output:
	// [7 7 3] [3 3 5] [0.5 0.5 0]
	// [-1 -1 -2.5] [-1 -1 -2.5]
}

func ExampleGrid_Sub() {
	part := axial(10, 10, 3).Sub([3]int{2, 0, -1}, [3]int{5, 10, 1})
	fmt.Println(part.Size, part.Origin)
	// Output:
	// [3 10 2] [4 0 -5]
}

func ExampleGrid_Grow() {
	fmt.Println(axial(10, 10, 3).Grow([3]int{4, 4, 1}, [3]int{6, 6, 2}, 3)) // mm
	// Output:
	// [2 2 0] [8 8 3]
}

// turned is a grid of the given size with axes along no main direction.
func turned(nx, ny, nz int) volume.Grid {
	s, c := math.Sincos(0.4)
	g := axial(nx, ny, nz)
	g.Origin = [3]float64{-31.5, 12.25, 80.1}
	g.Direction = [3][3]float64{{c, s, 0}, {-s * c, c * c, s}, {s * s, -c * s, c}}
	return g
}

// noise is an image of random values on g.
func noise(g volume.Grid) *volume.Image {
	rng := rand.New(rand.NewPCG(7, 53))
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = math.Round(rng.NormFloat64() * 100)
	}
	return img
}

// ways are all interpolations, with the error that each may make.
var ways = map[volume.Interpolation]float64{volume.Nearest: 0, volume.Linear: 0, volume.Cubic: 1e-11}

func TestResampleToItself(t *testing.T) {
	for _, g := range []volume.Grid{axial(7, 5, 40), turned(6, 5, 4), turned(1, 1, 1), turned(2, 1, 3)} {
		img := noise(g)
		for by, limit := range ways {
			out := img.Resample(g, by, math.NaN())
			for i, v := range out.Data {
				if !(math.Abs(v-img.Data[i]) <= limit) {
					t.Errorf("%v, way %d: voxel %d is %v, want %v", g.Size, by, i, v, img.Data[i])
					break
				}
			}
		}
	}
}

// TestResampleShiftedByVoxels moves the grid by whole voxels: the values move
// along, and what comes from beyond is the outside.
func TestResampleShiftedByVoxels(t *testing.T) {
	g := turned(7, 6, 5)
	img := noise(g)
	lo := [3]int{2, -1, 1}
	to := g.Sub(lo, [3]int{9, 5, 6})
	for by, limit := range ways {
		out := img.Resample(to, by, -1234)
		for i, v := range out.Data {
			x, y, z := to.Voxel(i)
			want := -1234.0
			if x, y, z = x+lo[0], y+lo[1], z+lo[2]; x >= 0 && x < 7 && y >= 0 && y < 6 && z >= 0 && z < 5 {
				want = img.At(x, y, z)
			}
			if !(math.Abs(v-want) <= limit) {
				t.Fatalf("way %d: (%d, %d, %d) is %v, want %v", by, x, y, z, v, want)
			}
		}
	}
}

// TestResampleTurnedAxes exchanges and turns axes by right angles: Reordered
// knows the answer.
func TestResampleTurnedAxes(t *testing.T) {
	img := noise(turned(7, 6, 5))
	to := img.Grid
	to.Origin = img.Point(6, 0, 0)
	d := img.Direction
	to.Size, to.Spacing = [3]int{5, 7, 6}, [3]float64{5, 2, 2}
	to.Direction = [3][3]float64{d[2], {-d[0][0], -d[0][1], -d[0][2]}, d[1]}
	want, ok := img.Reordered(to)
	if !ok {
		t.Fatal("the grids do not match")
	}
	for by := range ways {
		for i, v := range img.Resample(to, by, math.NaN()).Data {
			if !(math.Abs(v-want.Data[i]) <= 1e-10) {
				t.Fatalf("way %d: voxel %d is %v, want %v", by, i, v, want.Data[i])
			}
		}
	}
}

// TestResampleConstant gives the same constant wherever there is an image.
func TestResampleConstant(t *testing.T) {
	img := volume.NewImage(turned(7, 6, 9))
	for i := range img.Data {
		img.Data[i] = 53
	}
	for _, to := range []volume.Grid{img.CornerAligned([3]float64{0.7, 0.9, 1.1}), img.CentreAligned([3]float64{3, 3, 3}), axial(60, 60, 60)} {
		for by := range ways {
			inside := 0
			for _, v := range img.Resample(to, by, math.Inf(1)).Data {
				if math.IsInf(v, 1) {
					continue
				}
				if inside++; math.Abs(v-53) > 1e-11 {
					t.Fatalf("way %d: %v", by, v)
				}
			}
			// The image takes 7×6×9 voxels of 20 mm³; at least 70 % of that must
			// be found again on a grid that covers it.
			if covered := float64(inside) * to.VoxelVolume(); to.Size[0] < 60 && covered < 0.7*7*6*9*20 {
				t.Errorf("way %d: %v mm³ covered", by, covered)
			}
		}
	}
}

// TestResampleRamp has values that grow by so much a mm along some direction:
// Linear gives them exactly, Cubic too away from the mirror at the edge.
func TestResampleRamp(t *testing.T) {
	img := volume.NewImage(turned(50, 50, 50))
	ramp := func(p [3]float64) float64 { return 3*p[0] - 2*p[1] + p[2]/2 + 7 }
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		img.Data[i] = ramp(img.Point(float64(x), float64(y), float64(z)))
	}
	middle := img.Sub([3]int{20, 20, 20}, [3]int{30, 30, 30})
	aslant := axial(12, 12, 6)
	p := img.Point(25, 25, 25)
	aslant.Origin = [3]float64{p[0] - 8, p[1] - 8, p[2] - 10}
	for _, to := range []volume.Grid{middle.CornerAligned([3]float64{0.7, 1.9, 2}), aslant} {
		for _, by := range []volume.Interpolation{volume.Linear, volume.Cubic} {
			out := img.Resample(to, by, math.NaN())
			for i, v := range out.Data {
				x, y, z := to.Voxel(i)
				want := ramp(to.Point(float64(x), float64(y), float64(z)))
				// The mirror's trace falls by 2−√3 a voxel, to 1e-7 after 12.
				if !(math.Abs(v-want) < 1e-7) {
					t.Fatalf("way %d: %v, want %v", by, v, want)
				}
			}
		}
	}
}

// TestResampleIgnoresWhereThePatientLies turns image and target alike: the
// values stay.
func TestResampleIgnoresWhereThePatientLies(t *testing.T) {
	here, there := noise(axial(9, 8, 7)), noise(turned(9, 8, 7))
	for by := range ways {
		a := here.Resample(here.CornerAligned([3]float64{1.3, 0.9, 2}), by, 5)
		b := there.Resample(there.CornerAligned([3]float64{1.3, 0.9, 2}), by, 5)
		for i := range a.Data {
			if math.Abs(a.Data[i]-b.Data[i]) > 1e-9 {
				t.Fatalf("way %d: %v and %v", by, a.Data[i], b.Data[i])
			}
		}
	}
}

func TestResampleIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	img := noise(turned(31, 30, 29))
	straight, oblique := img.CentreAligned([3]float64{1.1, 1.1, 1.1}), axial(40, 40, 20)
	oblique.Origin = img.Origin
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	for by := range ways {
		for _, to := range []volume.Grid{straight, oblique} {
			runtime.GOMAXPROCS(1)
			want := img.Resample(to, by, 0)
			for _, workers := range []int{2, 7} {
				runtime.GOMAXPROCS(workers)
				for i, v := range img.Resample(to, by, 0).Data {
					if math.Float64bits(v) != math.Float64bits(want.Data[i]) {
						t.Fatalf("way %d, %d workers: voxel %d is %v, want %v", by, workers, i, v, want.Data[i])
					}
				}
			}
		}
	}
}

// TestAlignedGridsOfTheSameSpacing are the grid itself; rounding makes no voxel
// more.
func TestAlignedGridsOfTheSameSpacing(t *testing.T) {
	g := turned(256, 100, 25)
	g.Spacing = [3]float64{0.7812499999999999, 1. / 3, 6.499999999999998}
	for name, h := range map[string]volume.Grid{
		"corner": g.CornerAligned(g.Spacing), "centre": g.CentreAligned(g.Spacing), "kept": g.CornerAligned([3]float64{}),
		"rounded": g.CornerAligned([3]float64{0.7812499999, 0.33333333333, 6.4999999999}),
	} {
		if d := g.Differs(h); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a negative spacing was taken")
		}
	}()
	g.CentreAligned([3]float64{1, -1, 1})
}

// TestMaskResampled takes half as inside, and nothing beyond the grid.
func TestMaskResampled(t *testing.T) {
	m := volume.NewMask(axial(4, 4, 4))
	for i := range m.Data {
		x, _, _ := m.Voxel(i)
		m.Data[i] = x < 2
	}
	to := m.Grid
	to.Origin[0] = 1 // half a voxel on
	for by, want := range map[volume.Interpolation]int{volume.Nearest: 16, volume.Linear: 32, volume.Cubic: 32} {
		if n := m.Resample(to, by).Count(); n != want {
			t.Errorf("way %d: %d voxels, want %d", by, n, want)
		}
	}
	to.Origin[0] = 1000
	if n := m.Resample(to, volume.Linear).Count(); n != 0 {
		t.Errorf("%d voxels beyond the grid", n)
	}
	if n := len(volume.NewMask(volume.Grid{}).Resample(to, volume.Cubic).Data); n != 64 {
		t.Errorf("%d voxels from nothing", n)
	}
}
