package volume_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleGrid_Inset() {
	image := volume.Grid{Size: [3]int{4, 3, 5}, Spacing: [3]float64{1, 1, 2.5}, Direction: volume.Axial}
	slice := image
	slice.Size[2], slice.Origin[2] = 1, 7.5 // the fourth slice alone
	in, ok := slice.Inset(image)
	fmt.Println(ok)
	i, ok := in.Index(2, 1, 0)
	fmt.Println(i == image.Index(2, 1, 3), ok)
	slice.Origin[2] = 7
	_, ok = slice.Inset(image)
	fmt.Println(ok)
	// Output:
	// true
	// true true
	// false
}

// oblique is a grid with no axis along the patient's.
func oblique(size [3]int) volume.Grid {
	c, s := math.Cos(0.3), math.Sin(0.3)
	c2, s2 := math.Cos(-0.2), math.Sin(-0.2)
	return volume.Grid{
		Size: size, Spacing: [3]float64{0.8, 1.1, 3}, Origin: [3]float64{-120, 33, 7},
		Direction: [3][3]float64{{c, s * c2, s * s2}, {-s, c * c2, c * s2}, {0, -s2, c2}},
	}
}

func TestLocateIsTheInverseOfPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	g := oblique([3]int{9, 8, 7})
	for range 200 {
		want := [3]float64{rng.NormFloat64() * 50, rng.NormFloat64() * 50, rng.NormFloat64() * 50}
		got := g.Locate(g.Point(want[0], want[1], want[2]))
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-9 {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	}
}

// TestInsetFindsTheSamePoints cuts parts out of a grid, turns their axes, and
// compares the points of all voxels.
func TestInsetFindsTheSamePoints(t *testing.T) {
	on := oblique([3]int{9, 8, 7})
	rng := rand.New(rand.NewPCG(2, 2))
	for range 100 {
		order := rng.Perm(3)
		corner := [3]float64{float64(rng.IntN(5) - 1), float64(rng.IntN(5) - 1), float64(rng.IntN(5) - 1)}
		g := volume.Grid{Origin: on.Point(corner[0], corner[1], corner[2])}
		for i, j := range order {
			g.Size[i], g.Spacing[i], g.Direction[i] = 1+rng.IntN(4), on.Spacing[j], on.Direction[j]
			if rng.IntN(2) == 0 {
				for k := range 3 {
					g.Direction[i][k] = -g.Direction[i][k]
				}
			}
		}
		in, ok := g.Inset(on)
		if !ok {
			t.Fatalf("%v on %v is no inset", g, on)
		}
		for i := range g.Len() {
			x, y, z := g.Voxel(i)
			p := g.Point(float64(x), float64(y), float64(z))
			j, inside := in.Index(x, y, z)
			q := on.Locate(p)
			out := false
			for k := range q {
				out = out || math.Round(q[k]) < 0 || math.Round(q[k]) >= float64(on.Size[k])
			}
			if inside == out {
				t.Fatalf("voxel %d %d %d at index %v: inside %v", x, y, z, q, inside)
			}
			if !inside {
				continue
			}
			a, b, c := on.Voxel(j)
			r := on.Point(float64(a), float64(b), float64(c))
			if math.Hypot(math.Hypot(p[0]-r[0], p[1]-r[1]), p[2]-r[2]) > volume.Tolerance {
				t.Fatalf("voxel %d %d %d lies at %v, its place on the grid at %v", x, y, z, p, r)
			}
		}
	}
}

func TestNoInset(t *testing.T) {
	on := oblique([3]int{9, 8, 7})
	for name, change := range map[string]func(g *volume.Grid){
		"half a voxel off": func(g *volume.Grid) { g.Origin = on.Point(0.5, 0, 0) },
		"coarser":          func(g *volume.Grid) { g.Spacing[2] *= 2 },
		"finer":            func(g *volume.Grid) { g.Spacing[0] /= 2 },
		"a little coarser": func(g *volume.Grid) { g.Spacing[0] *= 1.001 },
		"turned":           func(g *volume.Grid) { g.Direction = volume.Axial },
		"diagonal": func(g *volume.Grid) {
			for k := range 3 {
				g.Direction[0][k] = (on.Direction[0][k]*0.8 + on.Direction[1][k]*1.1) / math.Hypot(0.8, 1.1)
			}
			g.Spacing[0] = math.Hypot(0.8, 1.1)
		},
		"no voxel":  func(g *volume.Grid) { g.Size[1] = 0 },
		"nowhere":   func(g *volume.Grid) { g.Origin[0] = math.NaN() },
		"very far":  func(g *volume.Grid) { g.Origin[0] = 1e300 },
		"same axis": func(g *volume.Grid) { g.Direction[1], g.Spacing[1] = g.Direction[0], g.Spacing[0] },
	} {
		g := on
		change(&g)
		if _, ok := g.Inset(on); ok {
			t.Errorf("%s: is an inset", name)
		}
	}
	if _, ok := on.Inset(on); !ok {
		t.Error("a grid is no inset of itself")
	}
}
