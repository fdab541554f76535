package voi_test

import (
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// tilted is a grid with its axes turned against the patient's.
func tilted() volume.Grid {
	c, s := math.Cos(0.2), math.Sin(0.2)
	g := grid(9, 7, 6)
	g.Direction = [3][3]float64{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}
	return g
}

// TestDiagnosis makes the mistakes that are often made.
func TestDiagnosis(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(g *volume.Grid)
		says    string
		mistake bool // resampling is refused
	}{
		"RAS": {func(g *volume.Grid) {
			for k := range 2 {
				g.Origin[k] = -g.Origin[k]
				for i := range 3 {
					g.Direction[i][k] = -g.Direction[i][k]
				}
			}
		}, "along x and y have the wrong sign: RAS was taken for LPS", true},
		"feet first": {func(g *volume.Grid) {
			g.Origin[2], g.Direction[2][2] = -g.Origin[2], -1
		}, "along z have the wrong sign", true},
		"slices in reverse": {func(g *volume.Grid) { g.Direction[2][2] = -1 }, "runs the other way along z", true},
		"axes exchanged": {func(g *volume.Grid) {
			g.Size[0], g.Size[1] = g.Size[1], g.Size[0]
			g.Spacing[0], g.Spacing[1] = g.Spacing[1], g.Spacing[0]
		}, "its axes x and y are exchanged", true},
		"all axes exchanged": {func(g *volume.Grid) { g.Size = [3]int{g.Size[2], g.Size[0], g.Size[1]} }, "its axes x, y and z are exchanged", true},
		"half a voxel":       {func(g *volume.Grid) { g.Origin = g.Point(-0.5, -0.5, -0.5) }, "-0.5, -0.5 and -0.5 voxels along x, y and z: corners", false},
		"one slice":          {func(g *volume.Grid) { g.Origin = g.Point(0, 0, 1) }, "origin off by 5 mm (shifted by 0, 0 and 1 voxels", false},
		"a little":           {func(g *volume.Grid) { g.Origin = g.Point(0.13, 0, 0) }, "origin off by 0.13 mm (shifted by 0.13, 0 and 0 voxels", false},
		"fewer slices":       {func(g *volume.Grid) { g.Size[2] = 5 }, "size 9×7×5 instead of 9×7×6 (its voxels are those of the image", false},
		"coarser": {func(g *volume.Grid) {
			g.Origin = g.Point(0, 0, 0.5)
			g.Size[2], g.Spacing[2] = 3, 10
		}, "same field of view with voxels of another size", false},
		"of another phase": {func(g *volume.Grid) { g.Origin, g.Size[2] = g.Point(0, 1.5, 0), 8 }, "it is the grid of the PVP", false},
		"turned":           {func(g *volume.Grid) { g.Direction = volume.Axial }, "axes turned by", false},
		"elsewhere":        {func(g *volume.Grid) { g.Size, g.Spacing[0] = [3]int{4, 4, 4}, 3 }, "size 4×4×4", false},
	} {
		on := tilted()
		g := on
		c.change(&g)
		other := on
		other.Origin, other.Size[2] = on.Point(0, 1.5, 0), 8
		path := filepath.Join(t.TempDir(), "voi.nii.gz")
		try(t, nifti.WriteMask(path, box(volume.NewMask(g), [3]int{2, 2, 1}, [3]int{3, 3, 3})))
		_, err := voi.Read(path, on, voi.DrawnOn("PVP", other))
		if !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "voi.nii.gz: the VOI lies on another grid than the image: ") {
			t.Errorf("%s: %v", name, err)
		}
		res, err := voi.Load(path, on, voi.DrawnOn("PVP", other), voi.Resample(volume.Nearest))
		switch {
		case c.mistake && (!errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "export the VOI again")):
			t.Errorf("%s, resampled: %v", name, err)
		case !c.mistake && err != nil:
			t.Errorf("%s, resampled: %v", name, err)
		case !c.mistake && (len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "resampled to the grid of the image ("+c.says[:4]) && !strings.Contains(res.Warnings[0], c.says) || !strings.Contains(res.Warnings[0], "mL became")):
			t.Errorf("%s, resampled: warnings %q", name, res.Warnings)
		}
	}
}

// TestSameVoxelsInAnotherOrder: nothing is resampled where voxels are the same.
func TestSameVoxelsInAnotherOrder(t *testing.T) {
	on := tilted()
	g := volume.Grid{
		Size: [3]int{on.Size[2], on.Size[0], on.Size[1]}, Spacing: [3]float64{on.Spacing[2], on.Spacing[0], on.Spacing[1]},
		Direction: [3][3]float64{on.Direction[2], on.Direction[0], on.Direction[1]}, Origin: on.Origin,
	}
	m := volume.NewMask(g)
	m.Data[m.Index(4, 8, 1)] = true
	path := filepath.Join(t.TempDir(), "voi.nii")
	try(t, nifti.WriteMask(path, m))
	res, err := voi.Load(path, on, voi.Resample(volume.Linear))
	if err != nil || res.Mask.Count() != 1 || !res.Mask.At(8, 1, 4) || len(res.Warnings) > 0 {
		t.Errorf("%v, %v", res, err)
	}
}

// TestResampledKeepsTheVolume brings a ball to finer and coarser voxels.
func TestResampledKeepsTheVolume(t *testing.T) {
	g := volume.Grid{Size: [3]int{40, 40, 40}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
	m := volume.NewMask(g)
	for i := range m.Data {
		x, y, z := m.Voxel(i)
		m.Data[i] = (x-20)*(x-20)+(y-20)*(y-20)+(z-20)*(z-20) < 12*12
	}
	path := filepath.Join(t.TempDir(), "voi.nii.gz")
	try(t, nifti.WriteMask(path, m))
	want := float64(m.Count())
	for _, spacing := range []float64{0.5, 0.8, 1.6} {
		for _, by := range []volume.Interpolation{volume.Nearest, volume.Linear} {
			on := g.CentreAligned([3]float64{spacing, spacing, spacing})
			got, err := voi.Read(path, on, voi.Resample(by))
			if err != nil {
				t.Fatal(err)
			}
			if v := float64(got.Count()) * on.VoxelVolume(); math.Abs(v/want-1) > 0.03 {
				t.Errorf("%v mm: %v mm³, want %v", spacing, v, want)
			}
		}
	}
	on := g
	on.Size[0] = 25
	if _, err := voi.Read(path, on, voi.Resample(volume.Nearest)); !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "voxels of the VOI lie beyond the image") {
		t.Errorf("image too small: %v", err)
	}
}

// TestSEGOnAnotherGrid: frames that do not lie on the image.
func TestSEGOnAnotherGrid(t *testing.T) {
	g := grid(8, 8, 4)
	tumour, _ := parts(g)
	path := filepath.Join(t.TempDir(), "voi.dcm")
	try(t, writeSEG(path, []string{"tumour"}, tumour))
	on := g
	on.Origin = g.Point(0, 0, 0.25)
	if _, err := voi.Read(path, on); !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "the VOI lies on another grid") {
		t.Errorf("quarter of a slice: %v", err)
	}
	res, err := voi.Load(path, on, voi.Resample(volume.Nearest))
	if err != nil || res.Mask.Count() != 12 {
		t.Errorf("resampled: %v, %v", res, err)
	}
	// Slices of the image beyond those of the file are no difference.
	on = g
	on.Origin, on.Size[2] = g.Point(0, 0, -3), 12
	m, err := voi.Read(path, on)
	if err != nil || m.Count() != 12 || !m.At(2, 2, 4) {
		t.Errorf("longer image: %v", err)
	}
}
