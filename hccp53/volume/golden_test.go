package volume_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/volume"
)

// golden holds what SimpleITK and scipy make of small volumes, see make.py in
// testdata.
type golden struct {
	Image struct {
		Grid   place     `json:"grid"`
		Values []float64 `json:"values"`
	} `json:"image"`
	Resampled []struct {
		Name   string    `json:"name"`
		By     string    `json:"by"`
		Grid   place     `json:"grid"`
		Values []float64 `json:"values"`
	} `json:"resampled"`
	Mask struct {
		Grid     place     `json:"grid"`
		Inside   []int     `json:"inside"`
		Distance []float64 `json:"distance"`
		Dilated  int       `json:"dilated 2.6 mm"`
		Eroded   int       `json:"eroded 1.3 mm"`
	} `json:"mask"`
	Components struct {
		Inside  []int `json:"inside"`
		Faces   []int `json:"6"`
		Edges   []int `json:"18"`
		Corners []int `json:"26"`
	} `json:"components"`
}

type place struct {
	Size      [3]int        `json:"size"`
	Spacing   [3]float64    `json:"spacing"`
	Origin    [3]float64    `json:"origin"`
	Direction [3][3]float64 `json:"direction"`
}

func (p place) grid() volume.Grid {
	return volume.Grid{Size: p.Size, Spacing: p.Spacing, Origin: p.Origin, Direction: p.Direction}
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func maskOf(g volume.Grid, inside []int) *volume.Mask {
	m := volume.NewMask(g)
	for i, v := range inside {
		m.Data[i] = v != 0
	}
	return m
}

// TestResampleAgainstSimpleITK covers grids along the same axes, beyond the
// image and turned. The values go from −100 to 350.
func TestResampleAgainstSimpleITK(t *testing.T) {
	g := readGolden(t)
	img := &volume.Image{Grid: g.Image.Grid.grid(), Data: g.Image.Values}
	by := map[string]volume.Interpolation{"nearest": volume.Nearest, "linear": volume.Linear, "cubic": volume.Cubic}
	for _, want := range g.Resampled {
		got := img.Resample(want.Grid.grid(), by[want.By], -7)
		worst, at := 0.0, 0
		for i, v := range want.Values {
			if d := math.Abs(got.Data[i] - v); !(d <= worst) {
				worst, at = d, i
			}
		}
		t.Logf("%s, %s: off by %.2g at most", want.Name, want.By, worst)
		if !(worst < 1e-6) {
			t.Errorf("%s, %s: voxel %d is %v, want %v", want.Name, want.By, at, got.Data[at], want.Values[at])
		}
	}
	if len(g.Resampled) < 9 {
		t.Fatalf("%d cases", len(g.Resampled))
	}
	want := g.Resampled[0].Grid.grid()
	if d := want.Differs(img.CornerAligned(want.Spacing)); d != "" {
		t.Errorf("the grid that is aligned at the corner: %s", d)
	}
}

func TestDistanceAgainstScipyAndSimpleITK(t *testing.T) {
	g := readGolden(t).Mask
	m := maskOf(g.Grid.grid(), g.Inside)
	got := m.DistanceTo()
	for i, want := range g.Distance {
		if math.Abs(got.Data[i]-want) > 1e-8 {
			t.Fatalf("voxel %d is %v mm away, want %v", i, got.Data[i], want)
		}
	}
	if n := m.Dilate(2.6).Count(); n != g.Dilated {
		t.Errorf("dilated by 2.6 mm: %d voxels, want %d", n, g.Dilated)
	}
	if n := m.Erode(1.3).Count(); n != g.Eroded {
		t.Errorf("eroded by 1.3 mm: %d voxels, want %d", n, g.Eroded)
	}
}

func TestConnectedAgainstScipy(t *testing.T) {
	g := readGolden(t)
	m := maskOf(g.Image.Grid.grid(), g.Components.Inside)
	for by, want := range map[volume.Connectivity][]int{volume.Faces: g.Components.Faces, volume.Edges: g.Components.Edges, volume.Corners: g.Components.Corners} {
		if _, sizes := m.Connected(by); !slices.Equal(sizes, want) {
			t.Errorf("%d neighbours: sizes %v, want %v", by, sizes, want)
		}
	}
}
