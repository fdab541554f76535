package patient_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func TestLesionOfTheSettings(t *testing.T) {
	dir := study(t, nil)
	path := filepath.Join(t.TempDir(), "voi.nii.gz")
	if err := nifti.WriteMask(path, lesions()); err != nil {
		t.Fatal(err)
	}
	for lesion, want := range map[string]int{"largest": 6 * 4 * 3, "all": 6*4*3 + 2*2} {
		img := load(t, dir, patient.Settings{Phases: []string{"AP"}, Lesion: lesion})
		mask, n, err := img.VOI(path)
		if err != nil || n != 2 || mask.Count() != want {
			t.Errorf("%s: %d voxels of %d lesions (%v), want %d of 2", lesion, mask.Count(), n, err, want)
		}
	}
	g := grid()
	g.Spacing[2] = 4
	if err := nifti.WriteMask(path, volume.NewMask(g)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := load(t, dir, settings("AP")).VOI(path); !errors.Is(err, voi.ErrOtherGrid) {
		t.Errorf("other grid: %v", err)
	}
}

// A VOI file of two regions: the settings choose, and the report says what was
// taken together.
func TestRegionOfTheSettings(t *testing.T) {
	dir, path := study(t, nil), filepath.Join(t.TempDir(), "voi.nii.gz")
	labels := volume.NewImage(grid())
	for i, in := range lesions().Data {
		if in {
			labels.Data[i] = 1
		}
	}
	for i, in := range box(volume.NewMask(grid()), [3]int{9, 8, 1}, [3]int{15, 12, 2}).Data {
		if in {
			labels.Data[i] = 4
		}
	}
	if err := nifti.WriteImage(path, labels); err != nil {
		t.Fatal(err)
	}
	for region, want := range map[string]int{"": 6 * 4 * 3, "all": 6 * 4 * 3, "1": 6 * 4 * 2, "label 4": 6 * 4} {
		img := load(t, dir, patient.Settings{Phases: []string{"AP"}, Lesion: "largest", VOIRegion: region})
		mask, n, err := img.VOI(path)
		if err != nil || mask.Count() != want {
			t.Fatalf("%q: %d voxels (%v), want %d", region, mask.Count(), err, want)
		}
		joined := slices.Contains(img.Report(mask, n).Warnings, "voi.nii.gz: 2 regions were taken together: label 1, label 4")
		if joined != (want == 6*4*3) {
			t.Errorf("%q: warnings %q", region, img.Report(mask, n).Warnings)
		}
	}
	img := load(t, dir, patient.Settings{Phases: []string{"AP"}, Lesion: "largest", VOIRegion: "liver"})
	if _, _, err := img.VOI(path); !errors.Is(err, voi.ErrEmpty) || !strings.Contains(err.Error(), `no region is named "liver"`) {
		t.Errorf("liver: %v", err)
	}
}

// A VOI on another grid is refused, and resampled when the settings say so.
func TestGridOfTheVOI(t *testing.T) {
	other := func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.DP {
			g := grid()
			g.Origin[0] += 1
			img = phantom(g, 2)
		}
		return img
	}
	dir, path := study(t, other), filepath.Join(t.TempDir(), "voi.nii.gz")
	m := lesions()
	m.Origin[0]++
	if err := nifti.WriteMask(path, m); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"", "exact"} {
		img := load(t, dir, patient.Settings{Phases: []string{"AP"}, Lesion: "largest", VOIGrid: setting})
		if _, _, err := img.VOI(path); !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "origin off by 1 mm (it is the grid of the DP)") {
			t.Errorf("%q: %v", setting, err)
		}
	}
	img := load(t, dir, patient.Settings{Phases: []string{"AP"}, Lesion: "largest", VOIGrid: "resample"})
	mask, n, err := img.VOI(path)
	if err != nil || mask.Count() != 6*4*3 || mask.Grid.Differs(grid()) != "" {
		t.Fatalf("resampled: %v", err)
	}
	if text := strings.Join(img.Report(mask, n).Warnings, "; "); !strings.Contains(text, "resampled to the grid of the image") {
		t.Errorf("resampled: warnings %q", text)
	}
	if err := (patient.Settings{Phases: []string{"AP"}, Lesion: "all", VOIGrid: "nearly"}).Validate(); !errors.Is(err, patient.ErrSettings) || !strings.Contains(err.Error(), `voi_grid is "nearly"; use exact or resample`) {
		t.Errorf("nearly: %v", err)
	}
}

// TestVOIOfAPhase measures a phase where it was drawn, the others where the
// first was.
func TestVOIOfAPhase(t *testing.T) {
	write := func(m *volume.Mask) string {
		path := filepath.Join(t.TempDir(), "voi.nii.gz")
		if err := nifti.WriteMask(path, m); err != nil {
			t.Fatal(err)
		}
		return path
	}
	own := box(volume.NewMask(grid()), [3]int{4, 5, 2}, [3]int{11, 10, 5})
	img := load(t, study(t, nil), settings("AP", "PVP", "DP"))
	lesion, s := voi.Largest(lesions()), radiomics.DefaultSettings()
	s.Classes = []string{radiomics.FirstOrder}
	before, err := img.Features(context.Background(), lesion, patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	crop, err := img.Crop(lesion, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := img.DrawnOn("PVP", write(own)); n != 1 || err != nil {
		t.Fatalf("%d lesions (%v)", n, err)
	}
	after, err := img.Features(context.Background(), lesion, patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	want, err := radiomics.Extract(context.Background(), phantom(grid(), 1), own, s)
	if err != nil {
		t.Fatal(err)
	}
	for i, column := range after.Columns {
		expected := before.Values[i]
		if strings.HasPrefix(column, "PVP_") {
			expected = want.Features[i-len(want.Features)].Value
		}
		if after.Values[i] != expected {
			t.Errorf("%s is %v, want %v", column, after.Values[i], expected)
		}
	}
	changed, err := img.Crop(lesion, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range crop {
		if same := crop[i] == changed[i]; !same && i%3 != 1 {
			t.Fatalf("the crop of phase %d changed", i%3)
		}
	}
	if slices.Equal(crop, changed) {
		t.Error("the crop of the PVP is where it was")
	}
	if got, want := img.Report(lesion, 1).Drawn, "VOIs drawn on AP, PVP; that of AP used for DP"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := img.DrawnOn("HBP", write(own)); !errors.Is(err, patient.ErrSettings) {
		t.Errorf("a phase that is not used: %v", err)
	}
	if _, err := img.DrawnOn("DP", write(volume.NewMask(grid()))); !errors.Is(err, voi.ErrEmpty) {
		t.Errorf("an empty VOI: %v", err)
	}
}
