package volume_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleMask_DistanceTo() {
	m := volume.NewMask(axial(5, 1, 2)) // 2×2×5 mm
	m.Data[1] = true
	fmt.Printf("%.2f\n", m.DistanceTo().Data)
	// Output:
	// [2.00 0.00 2.00 4.00 6.00 5.39 5.00 5.39 6.40 7.81]
}

func ExampleMask_Dilate() {
	m := volume.NewMask(axial(9, 9, 3))
	m.Data[m.Index(4, 4, 1)] = true
	fmt.Println(m.Dilate(4).Count()) // two voxels along x and y, none along z
	// Output:
	// 13
}

func ExampleMask_Erode() {
	m := volume.NewMask(axial(9, 9, 1))
	m.Data[m.Index(4, 4, 0)] = true
	fmt.Println(m.Dilate(4).Erode(2).Count())
	// Output:
	// 5
}

func ExampleMask_Connected() {
	m := volume.NewMask(axial(4, 1, 3))
	for _, v := range [][3]int{{0, 0, 0}, {3, 0, 0}, {2, 0, 1}} { // the last two share an edge
		m.Data[m.Index(v[0], v[1], v[2])] = true
	}
	_, byFaces := m.Connected(volume.Faces)
	_, byEdges := m.Connected(volume.Edges)
	fmt.Println(byFaces, byEdges)
	// Output:
	// [1 1 1] [2 1]
}

// sparse is a random mask on g.
func sparse(rng *rand.Rand, g volume.Grid, share float64) *volume.Mask {
	m := volume.NewMask(g)
	for i := range m.Data {
		m.Data[i] = rng.Float64() < share
	}
	return m
}

// TestDistanceByHand compares with the definition, voxel against voxel.
func TestDistanceByHand(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 53))
	for range 40 {
		g := turned(1+rng.IntN(9), 1+rng.IntN(9), 1+rng.IntN(9))
		g.Spacing = [3]float64{0.1 + 3*rng.Float64(), 0.1 + 3*rng.Float64(), 0.1 + 6*rng.Float64()}
		m := sparse(rng, g, rng.Float64()*0.2)
		got := m.DistanceTo()
		for i, d := range got.Data {
			want := math.Inf(1)
			x, y, z := g.Voxel(i)
			for j, in := range m.Data {
				if a, b, c := g.Voxel(j); in {
					dx, dy, dz := float64(x-a)*g.Spacing[0], float64(y-b)*g.Spacing[1], float64(z-c)*g.Spacing[2]
					want = min(want, math.Sqrt(dx*dx+dy*dy+dz*dz))
				}
			}
			if d != want && !(math.Abs(d-want) <= 1e-12*want) {
				t.Fatalf("%v mm, want %v", d, want)
			}
		}
	}
}

// TestErodeIsDilatingTheRest turns inside and outside round.
func TestErodeIsDilatingTheRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 53))
	for _, mm := range []float64{0, 1.9, 2, 2.83, 5, 12} {
		m := sparse(rng, turned(12, 11, 6), 0.97)
		rest := volume.NewMask(m.Grid)
		for i, in := range m.Data {
			rest.Data[i] = !in
		}
		grown := rest.Dilate(mm)
		for i, in := range m.Erode(mm).Data {
			if in == grown.Data[i] {
				t.Fatalf("%v mm: voxel %d is in both or in neither", mm, i)
			}
		}
	}
}

func TestDilateAndErode(t *testing.T) {
	g := axial(11, 11, 5)
	g.Spacing = [3]float64{0.1, 0.1, 0.3}
	m := volume.NewMask(g)
	m.Data[m.Index(5, 5, 2)] = true
	if got := m.Dilate(0); !slices.Equal(got.Data, m.Data) {
		t.Error("0 mm changes the mask")
	}
	// 3·0.1 is more than 0.3 as a float64; the voxel three away is 0.3 mm away.
	if d := m.Dilate(0.3); !d.At(8, 5, 2) || !d.At(5, 5, 3) || d.At(9, 5, 2) {
		t.Error("0.3 mm")
	}
	// Dilating and then eroding a ball far from the edge gives it back or more.
	ball := m.Dilate(0.25)
	closed := ball.Dilate(0.15).Erode(0.15)
	for i, in := range ball.Data {
		if in && !closed.Data[i] {
			t.Fatal("closing lost a voxel")
		}
	}
	all := volume.NewMask(g)
	for i := range all.Data {
		all.Data[i] = true
	}
	if n := all.Erode(1000).Count(); n != g.Len() {
		t.Errorf("what is not known took voxels away: %d left", n)
	}
	if n := volume.NewMask(g).Dilate(1000).Count(); n != 0 {
		t.Errorf("nothing grew to %d voxels", n)
	}
	if n := len(volume.NewMask(volume.Grid{}).DistanceTo().Data); n != 0 {
		t.Errorf("%d distances in no voxels", n)
	}
	defer func() {
		if recover() == nil {
			t.Error("a negative distance was taken")
		}
	}()
	m.Dilate(-1)
}

func TestDistanceIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	m := sparse(rand.New(rand.NewPCG(3, 53)), turned(31, 30, 29), 0.01)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	want := m.DistanceTo()
	for _, workers := range []int{2, 7} {
		runtime.GOMAXPROCS(workers)
		if !slices.Equal(m.DistanceTo().Data, want.Data) {
			t.Errorf("%d workers give other distances", workers)
		}
	}
}
