package perturb_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics/perturb"
	"hcclab/hccp53/volume"
)

func cube(n int) volume.Grid {
	return volume.Grid{Size: [3]int{n, n, n}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
}

func ExampleNoiseLevel() {
	img := volume.NewImage(cube(40))
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		img.Data[i] = float64(10*x + 5*y + z) // no noise but a slope
	}
	fmt.Printf("%.0f\n", perturb.NoiseLevel(img))
	fmt.Printf("%.1f\n", perturb.NoiseLevel(perturb.AddNoise(img, 20, provenance.Rand(1, "noise"))))
	// Output:
	// 0
	// 19.1
}

func TestNoiseLevelOfEdges(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {2, 1, 3}, {0, 0, 0}} {
		g := cube(1)
		g.Size = size
		img := volume.NewImage(g)
		for i := range img.Data {
			img.Data[i] = 7
		}
		if level := perturb.NoiseLevel(img); !(level < 1e-12) {
			t.Errorf("%v: %g", size, level)
		}
	}
}

func ExampleAddNoise() {
	img := volume.NewImage(cube(2))
	a := perturb.AddNoise(img, 3, provenance.Rand(1, "patient", 7))
	b := perturb.AddNoise(img, 3, provenance.Rand(1, "patient", 7))
	fmt.Println(slices.Equal(a.Data, b.Data), slices.Equal(a.Data, img.Data))
	// Output: true false
}

func ExampleMoved() {
	g := cube(5)
	turned := perturb.Moved(g, g.Point(2, 2, 2), 90, [3]float64{})
	fmt.Printf("%.1f %.1f\n", turned.Point(0, 0, 0)[0], turned.Point(1, 0, 0)[1])
	moved := perturb.Moved(g, g.Point(2, 2, 2), 0, [3]float64{0.25, 0.5, 0})
	fmt.Println(moved.Origin)
	// Output:
	// 4.0 1.0
	// [0.25 0.5 0]
}

func TestMovedKeepsDistances(t *testing.T) {
	g := cube(9)
	g.Spacing, g.Origin = [3]float64{0.7, 1.2, 3}, [3]float64{5, -8, 2}
	g.Direction = [3][3]float64{{.8, .6, 0}, {-.6, .8, 0}, {0, 0, 1}}
	centre := g.Point(4.2, 3.1, 5)
	h := perturb.Moved(g, centre, 33, [3]float64{})
	for _, at := range [][3]float64{{0, 0, 0}, {8, 0, 8}, {3, 7, 1}} {
		p, q := g.Point(at[0], at[1], at[2]), h.Point(at[0], at[1], at[2])
		var before, after, product float64
		for k := range 2 { // in the plane
			a, b := p[k]-centre[k], q[k]-centre[k]
			before, after, product = before+a*a, after+b*b, product+a*b
		}
		if math.Abs(before-after) > 1e-9 || p[2] != q[2] || math.Abs(math.Acos(product/before)*180/math.Pi-33) > 1e-6 {
			t.Errorf("%v went from %v to %v", at, p, q)
		}
	}
	if perturb.Moved(g, centre, 0, [3]float64{}) != g {
		t.Error("no angle and no shift moved the grid")
	}
}

func block(g volume.Grid, lo, hi [3]int) *volume.Mask {
	m := volume.NewMask(g)
	for i := range m.Data {
		x, y, z := m.Voxel(i)
		m.Data[i] = x >= lo[0] && x < hi[0] && y >= lo[1] && y < hi[1] && z >= lo[2] && z < hi[2]
	}
	return m
}

func ExampleResize() {
	voi := block(cube(12), [3]int{4, 4, 4}, [3]int{8, 8, 8})
	for _, change := range []float64{-0.25, 0, 0.25} {
		fmt.Println(perturb.Resize(voi, change, provenance.Rand(1, "volume")).Count())
	}
	// Output:
	// 48
	// 64
	// 80
}

func TestResize(t *testing.T) {
	voi := block(cube(12), [3]int{4, 4, 4}, [3]int{8, 8, 8})
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		change float64
		want   int
	}{{-0.999, 1}, {-0.875, 8}, {-0.9, 6}, {-0.28, 46}, {0.28, 82}, {1.5, 160}, {2.5, 224}, {100, 12 * 12 * 12}} {
		got := perturb.Resize(voi, c.change, rng)
		if got.Count() != c.want {
			t.Errorf("%+g: %d voxels, want %d", c.change, got.Count(), c.want)
		}
		for i, in := range got.Data {
			if c.change < 0 && in && !voi.Data[i] || c.change > 0 && !in && voi.Data[i] {
				t.Fatalf("%+g: voxel %d changed the wrong way", c.change, i)
			}
		}
	}
	// A whole layer: the inner 2×2×2, and the cube with its six faces grown.
	inner := block(cube(12), [3]int{5, 5, 5}, [3]int{7, 7, 7})
	if !slices.Equal(perturb.Resize(voi, -0.875, rng).Data, inner.Data) {
		t.Error("56 voxels of the rim taken away leave something else than the inside")
	}
	if again := perturb.Resize(voi, 1.5, rng); !slices.Equal(again.Data, perturb.Resize(voi, 1.5, rng).Data) || again.At(3, 3, 5) || !again.At(3, 4, 5) {
		t.Error("a layer of faces is not what was added")
	}
	if voi.Count() != 64 {
		t.Error("the VOI was changed")
	}
}

func ExampleSupervoxels() {
	img := volume.NewImage(cube(16)) // 4096 mm³: eight supervoxels
	for i := range img.Data {
		if x, _, _ := img.Voxel(i); x >= 8 {
			img.Data[i] = 100
		}
	}
	labels, n := perturb.Supervoxels(img, 0, 100)
	fmt.Println(n, labels[0] != labels[15])
	// Output: 8 true
}

// The border between two tissues is a border of supervoxels, wherever it runs;
// each is connected, and their number and sizes are as wanted.
func TestSupervoxels(t *testing.T) {
	g := cube(30)
	g.Size, g.Spacing = [3]int{40, 36, 12}, [3]float64{1, 1, 2}
	img := volume.NewImage(g)
	rng := provenance.Rand(1, "tissue")
	bright := func(i int) bool {
		x, y, _ := g.Voxel(i)
		return x+y/3 > 23
	}
	for i := range img.Data {
		img.Data[i] = 2 * rng.NormFloat64()
		if bright(i) {
			img.Data[i] += 100
		}
	}
	before := runtime.GOMAXPROCS(1)
	labels, n := perturb.Supervoxels(img, -10, 110)
	for _, workers := range []int{2, 5} {
		runtime.GOMAXPROCS(workers)
		if again, m := perturb.Supervoxels(img, -10, 110); m != n || !slices.Equal(again, labels) {
			t.Errorf("%d workers make other supervoxels", workers)
		}
	}
	runtime.GOMAXPROCS(before)
	if want := g.Len() * 2 / 500; n < want*2/3 || n > want*3/2 {
		t.Errorf("%d supervoxels, some %d are wanted", n, want)
	}
	wrong := 0
	for k := range n {
		part := volume.NewMask(g)
		of := [2]int{}
		for i, l := range labels {
			if l == int32(k) {
				part.Data[i] = true
				if bright(i) {
					of[1]++
				} else {
					of[0]++
				}
			}
		}
		wrong += min(of[0], of[1])
		_, sizes := part.Connected(volume.Faces)
		if len(sizes) != 1 || sizes[0] < 125 {
			t.Errorf("supervoxel %d has parts of %v voxels", k, sizes)
		}
	}
	if share := float64(wrong) / float64(g.Len()); share > 0.05 {
		t.Errorf("%.1f %% of the voxels are on the wrong side", 100*share)
	}
}

func TestSupervoxelsOfLittle(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {3, 1, 2}, {50, 1, 1}} {
		g := cube(1)
		g.Size = size
		if labels, n := perturb.Supervoxels(volume.NewImage(g), 0, 0); n < 1 || len(labels) != g.Len() || slices.Max(labels) != int32(n-1) || slices.Min(labels) < 0 {
			t.Errorf("%v: %d supervoxels, %v", size, n, labels)
		}
	}
}

func ExampleRandomContour() {
	g := volume.Grid{Size: [3]int{30, 1, 1}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
	voi := block(g, [3]int{0, 0, 0}, [3]int{15, 1, 1})
	labels := make([]int32, 30) // three supervoxels of 10 voxels
	for i := range labels {
		labels[i] = int32(i / 10)
	}
	rng, taken := provenance.Rand(1, "contour"), [3]int{}
	for range 1000 {
		m := perturb.RandomContour(voi, labels, 3, rng)
		for k := range taken {
			if m.Data[10*k] {
				taken[k]++
			}
		}
	}
	fmt.Println(taken[0], taken[1] > 450 && taken[1] < 550, taken[2])
	// Output: 1000 true 0
}

func TestRandomContourKeepsOne(t *testing.T) {
	g := volume.Grid{Size: [3]int{20, 3, 1}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
	voi := block(g, [3]int{9, 1, 0}, [3]int{10, 2, 1})
	labels := make([]int32, g.Len())
	for i := range labels {
		if x, _, _ := g.Voxel(i); x >= 10 {
			labels[i] = 1
		} else if x < 2 {
			labels[i] = -1
		}
	}
	got := perturb.RandomContour(voi, labels, 2, provenance.Rand(1, "x"))
	if !slices.Equal(got.Data, block(g, [3]int{2, 0, 0}, [3]int{10, 3, 1}).Data) {
		t.Errorf("%v", got.Data)
	}
}
