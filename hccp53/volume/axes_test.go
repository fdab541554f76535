package volume_test

import (
	"fmt"
	"math"
	"testing"

	"hcclab/hccp53/volume"
)

func ExampleFromAxes() {
	g, ok := volume.FromAxes([3]int{10, 10, 4}, [3][3]float64{{0, 2, 0}, {-2, 0, 0}, {0, 0, 5}}, [3]float64{7, 8, 9})
	fmt.Println(g.Spacing, g.Direction, ok)
	fmt.Println(g.Point(1, 0, 0), g.Shear())
	// Output:
	// [2 2 5] [[0 1 0] [-1 0 0] [0 0 1]] true
	// [7 10 9] 0
}

func TestFromAxesIsTheInverseOfAxes(t *testing.T) {
	want := [3][3]float64{{1, 2, -2}, {2, 1, 2}, {-4, 4, 2}} // lengths 3, 3 and 6
	g, ok := volume.FromAxes([3]int{1, 1, 1}, want, [3]float64{})
	if !ok || g.Spacing != [3]float64{3, 3, 6} {
		t.Fatalf("%v, %v", g, ok)
	}
	for i, a := range g.Axes() {
		for k := range a {
			if math.Abs(a[k]-want[i][k]) > 1e-15*6 {
				t.Errorf("axis %d: %v, want %v", i, a, want[i])
			}
		}
	}
}

func TestFromAxesRefuses(t *testing.T) {
	good := volume.Axial
	for name, c := range map[string]struct {
		change func(axes *[3][3]float64, origin *[3]float64)
	}{
		"no length":       {func(a *[3][3]float64, _ *[3]float64) { a[1] = [3]float64{} }},
		"infinite":        {func(a *[3][3]float64, _ *[3]float64) { a[2][0] = math.Inf(1) }},
		"not a number":    {func(a *[3][3]float64, _ *[3]float64) { a[0][0] = math.NaN() }},
		"origin":          {func(_ *[3][3]float64, o *[3]float64) { o[2] = math.NaN() }},
		"infinite origin": {func(_ *[3][3]float64, o *[3]float64) { o[0] = math.Inf(-1) }},
	} {
		axes, origin := good, [3]float64{}
		c.change(&axes, &origin)
		if g, ok := volume.FromAxes([3]int{1, 1, 1}, axes, origin); ok {
			t.Errorf("%s: %v", name, g)
		}
	}
}

func TestShear(t *testing.T) {
	for _, degrees := range []float64{0, 0.05, 14, 15.5, 90} {
		s, c := math.Sincos(degrees * math.Pi / 180)
		g, _ := volume.FromAxes([3]int{1, 1, 1}, [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 2 * s, 2 * c}}, [3]float64{})
		if got := g.Shear(); math.Abs(got-degrees) > 1e-5 {
			t.Errorf("%v, want %v", got, degrees)
		}
	}
	if got := (volume.Grid{Direction: [3][3]float64{{math.NaN()}}}).Shear(); got == got {
		t.Errorf("%v for no direction", got)
	}
}

func TestValid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(g *volume.Grid)
		want   bool
	}{
		"axial":      {func(*volume.Grid) {}, true},
		"turned":     {func(g *volume.Grid) { *g = turned(3, 3, 3) }, true},
		"mirrored":   {func(g *volume.Grid) { g.Direction[2] = [3]float64{0, 0, -1} }, true},
		"rounded":    {func(g *volume.Grid) { g.Direction[0] = [3]float64{0.9999, 1e-4, 0} }, true},
		"no voxels":  {func(g *volume.Grid) { g.Size[1] = 0 }, false},
		"no spacing": {func(g *volume.Grid) { g.Spacing[1] = 0 }, false},
		"negative":   {func(g *volume.Grid) { g.Spacing[1] = -1 }, false},
		"origin":     {func(g *volume.Grid) { g.Origin[1] = math.NaN() }, false},
		"length":     {func(g *volume.Grid) { g.Direction[1] = [3]float64{0, 2, 0} }, false},
		"sheared":    {func(g *volume.Grid) { g.Direction[1] = [3]float64{math.Sin(0.1), math.Cos(0.1), 0} }, false},
		"parallel":   {func(g *volume.Grid) { g.Direction[1] = g.Direction[0] }, false},
		"zero":       {func(g *volume.Grid) { *g = volume.Grid{} }, false},
	} {
		g := axial(4, 4, 4)
		c.change(&g)
		if got := g.Valid(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
