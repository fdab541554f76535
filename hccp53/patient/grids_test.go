package patient_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/shift"
)

// resampled are settings that bring phases to the grid of the first.
func resampled(phases ...string) patient.Settings {
	s := settings(phases...)
	s.PhaseGrid = "resample"
	return s
}

// phases writes a study of the given images, one frame of reference for all.
func phases(t *testing.T, images map[mri.Phase]*volume.Image) string {
	t.Helper()
	dir := t.TempDir()
	for k, phase := range []mri.Phase{mri.Pre, mri.AP, mri.PVP, mri.DP} {
		if img := images[phase]; img != nil {
			if err := writePhase(dir, phase, 2+k, img, "frame"); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

func maskFile(t *testing.T, m *volume.Mask) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "voi.nii.gz")
	if err := nifti.WriteMask(path, m); err != nil {
		t.Fatal(err)
	}
	return path
}

// slicesOf returns slices lo to below hi of grid().
func slicesOf(lo, hi int) volume.Grid {
	return grid().Sub([3]int{0, 0, lo}, [3]int{24, 20, hi})
}

// ramp is an image whose value is linear in the place, so that linear
// interpolation gives it exactly.
func ramp(g volume.Grid) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, z := g.Voxel(i)
		img.Data[i] = rampAt(g.Point(float64(x), float64(y), float64(z)))
	}
	return img
}

func rampAt(p [3]float64) float64 { return 800 + 5*p[0] + 10*p[1] + 4*p[2] }

func TestResampledPhases(t *testing.T) {
	shifted, finer, quarter, oblique, flipped := grid(), grid(), grid(), grid(), grid()
	shifted.Origin = [3]float64{-24.6, -19.8, 1.25}
	finer.Size, finer.Spacing = [3]int{48, 40, 14}, [3]float64{1, 1, 2.5}
	quarter.Direction, quarter.Origin = [3][3]float64{{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}}, [3]float64{20, -24, 0}
	oblique.Size, oblique.Direction, oblique.Origin = [3]int{40, 40, 5}, [3][3]float64{{.8, .6, 0}, {-.6, .8, 0}, {0, 0, 1}}, [3]float64{-8, -56, 0}
	flipped.Direction[2][2], flipped.Direction[1][1], flipped.Origin = -1, -1, [3]float64{-24, 18, 20}
	for name, c := range map[string]struct {
		own  volume.Grid
		text string
	}{
		"shifted by less than a voxel": {shifted, "linear, from 24×20×5 voxels of 2×2×5 mm, origin shifted by -0.6, +0.2, +1.25 mm"},
		"more slices, smaller voxels":  {finer, "linear, from 48×40×14 voxels of 1×1×2.5 mm, origin shifted by +0, +0, +0 mm"},
		"fewer slices":                 {slicesOf(1, 4), "linear, from 24×20×3 voxels of 2×2×5 mm, origin shifted by +0, +0, +5 mm, covers 60 %"},
		"turned by 90°":                {quarter, "linear, from 24×20×5 voxels of 2×2×5 mm, origin shifted by +44, -4, +0 mm, axes turned by 90°, covers 83.3 %"},
		"oblique":                      {oblique, "linear, from 40×40×5 voxels of 2×2×5 mm, origin shifted by +16, -36, +0 mm, axes turned by 36.9°"},
		"turned by 180°":               {flipped, "linear, from 24×20×5 voxels of 2×2×5 mm, origin shifted by +0, +38, +20 mm, axes turned by 180°"},
	} {
		acquired := ramp(c.own)
		img := load(t, phases(t, map[mri.Phase]*volume.Image{mri.AP: phantom(grid(), 0), mri.PVP: acquired, mri.DP: phantom(grid(), 2)}), resampled("AP", "PVP", "DP"))
		got := img.Phases[1].Image
		if got.Differs(grid()) != "" || !cmp.Equal(img.Phases[0].Image.Data, phantom(grid(), 0).Data) || !cmp.Equal(img.Phases[2].Image.Data, phantom(grid(), 2).Data) {
			t.Fatalf("%s: the PVP is not on the grid of the AP, or another phase was changed", name)
		}
		inner := 0
		for i, v := range got.Data {
			x, y, z := got.Voxel(i)
			p := got.Point(float64(x), float64(y), float64(z))
			within, beyond := true, false
			for k, q := range c.own.Locate(p) {
				n := float64(c.own.Size[k])
				within = within && q > -1e-6 && q < n-1+1e-6
				beyond = beyond || q < -0.5 || q > n-0.5
			}
			switch {
			case within:
				inner++
				if math.Abs(v-rampAt(p)) > 1e-9 {
					t.Fatalf("%s: voxel %d, %d, %d is %v, want %v", name, x, y, z, v, rampAt(p))
				}
			case beyond && v != slices.Min(acquired.Data):
				t.Fatalf("%s: voxel %d, %d, %d was not acquired and is %v, want the lowest value", name, x, y, z, v)
			}
		}
		if inner < 1000 {
			t.Errorf("%s: only %d voxels were compared", name, inner)
		}
		r := img.Report(box(volume.NewMask(grid()), [3]int{9, 8, 1}, [3]int{15, 12, 4}), 1)
		if got := [3]string{r.Phases[0].Resampled, r.Phases[1].Resampled, r.Phases[2].Resampled}; got != [3]string{"", c.text, ""} {
			t.Errorf("%s: the report says %q, want %q of the PVP", name, got, c.text)
		}
		for _, v := range img.Study.Volumes {
			if v.Phase == mri.PVP && v.Image.Differs(c.own) != "" {
				t.Errorf("%s: the study is not as it was acquired", name)
			}
		}
	}
}

// Where all grids are equal the setting changes nothing.
func TestResampleOfEqualGrids(t *testing.T) {
	dir, lesion := study(t, nil), voi.Largest(lesions())
	a, b := load(t, dir, settings("AP", "PVP", "DP")), load(t, dir, resampled("AP", "PVP", "DP"))
	for _, measure := range []func(*patient.Images) (any, error){
		func(img *patient.Images) (any, error) {
			return img.Features(context.Background(), lesion, patient.Measuring{Settings: radiomics.DefaultSettings()})
		},
		func(img *patient.Images) (any, error) { return img.Crop(lesion, 16, 1.4) },
		func(img *patient.Images) (any, error) { return img.Report(lesion, 2), nil },
	} {
		want, err := measure(a)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := measure(b); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%v: %s", err, cmp.Diff(want, got))
		}
	}
}

// A phase of fewer slices on the lattice of the first is measured as it was
// acquired: what is filled in enters neither features nor crops.
func TestWhatWasNotAcquiredIsNotMeasured(t *testing.T) {
	own := slicesOf(0, 3)
	dir := phases(t, map[mri.Phase]*volume.Image{mri.AP: phantom(grid(), 0), mri.DP: phantom(own, 2)})
	lesion := func(g volume.Grid) *volume.Mask { return box(volume.NewMask(g), [3]int{9, 8, 1}, [3]int{15, 12, 3}) }
	both, alone := load(t, dir, resampled("AP", "DP")), load(t, dir, settings("DP"))
	if min := slices.Min(phantom(own, 2).Data); both.Phases[1].Image.At(0, 0, 4) != min {
		t.Errorf("what was not acquired is %v, want %v", both.Phases[1].Image.At(0, 0, 4), min)
	}
	s := radiomics.DefaultSettings()
	got, err := both.Features(context.Background(), lesion(grid()), patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	want, err := alone.Features(context.Background(), lesion(own), patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	for i, column := range want.Columns {
		if k := slices.Index(got.Columns, column); k < 0 || math.Abs(got.Values[k]-want.Values[i]) > 1e-9*math.Max(1, math.Abs(want.Values[i])) {
			t.Errorf("%s is not %v, as in the phase alone", column, want.Values[i])
		}
	}
	two, err := both.Crop(lesion(grid()), 16, 1.4)
	if err != nil {
		t.Fatal(err)
	}
	one, err := alone.Crop(lesion(own), 16, 1.4)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range one {
		if math.Abs(float64(two[2*i+1]-v)) > 1e-6 {
			t.Fatalf("pixel %d of the DP is %v, alone %v", i, two[2*i+1], v)
		}
	}
}

// TestPhaseThatDoesNotCoverTheVOI: 12 slices before contrast agent, 14 after it.
func TestPhaseThatDoesNotCoverTheVOI(t *testing.T) {
	on := func(slices int) volume.Grid {
		g := grid()
		g.Size[2] = slices
		return g
	}
	pre, post := phantom(on(12), 3), phantom(on(14), 0)
	dir := phases(t, map[mri.Phase]*volume.Image{mri.Pre: pre, mri.AP: post, mri.PVP: phantom(on(14), 1)})
	if _, err := patient.Load(context.Background(), dir, settings("AP", "pre")); !errors.Is(err, patient.ErrGrids) || !strings.Contains(err.Error(), "size 24×20×12 instead of 24×20×14") {
		t.Errorf("exact: %v", err)
	}
	fewer := load(t, dir, resampled("pre", "AP", "PVP"))
	if !cmp.Equal(fewer.Phases[1].Image.Data, post.Data[:on(12).Len()]) {
		t.Error("the 12 slices of the AP are not those that were written")
	}
	img := load(t, dir, resampled("AP", "PVP", "pre"))
	s := radiomics.DefaultSettings()
	s.Classes = []string{radiomics.FirstOrder}
	inside, across := box(volume.NewMask(on(14)), [3]int{9, 8, 9}, [3]int{15, 12, 12}), box(volume.NewMask(on(14)), [3]int{9, 8, 11}, [3]int{15, 12, 14})
	if err := img.Measurable(context.Background(), inside, patient.Measuring{Settings: s}); err != nil {
		t.Errorf("within the 12 slices: %v", err)
	}
	_, cropped := img.Crop(across, 6, 1)
	for name, err := range map[string]error{"measurable": img.Measurable(context.Background(), across, patient.Measuring{Settings: s}), "crop": cropped} {
		var f *fault.Error
		if !errors.Is(err, patient.ErrCover) || !errors.As(err, &f) || f.Remedy == "" ||
			f.What != "the pre does not cover the VOI: 48 of its 72 voxels, on 2 of its 3 slices, lie outside, by up to 7.5 mm" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A VOI of its own, where the phase was acquired, is all that it must cover.
	if _, err := img.DrawnOn("pre", maskFile(t, box(volume.NewMask(on(12)), [3]int{9, 8, 9}, [3]int{15, 12, 12}))); err != nil {
		t.Fatal(err)
	}
	if err := img.Measurable(context.Background(), across, patient.Measuring{Settings: s}); err != nil {
		t.Errorf("with a VOI of its own: %v", err)
	}
	far := on(5)
	far.Origin[2] += 500
	if _, err := patient.Load(context.Background(), phases(t, map[mri.Phase]*volume.Image{mri.AP: post, mri.DP: phantom(far, 2)}), resampled("AP", "DP")); !errors.Is(err, patient.ErrCover) || !strings.Contains(err.Error(), "the DP and the AP have no place in common") {
		t.Errorf("elsewhere: %v", err)
	}
}

// TestVOIOfAResampledPhase draws on the grid of the phase, whose voxels are half
// as long and wide.
func TestVOIOfAResampledPhase(t *testing.T) {
	own := grid()
	own.Size, own.Spacing, own.Origin = [3]int{48, 40, 5}, [3]float64{1, 1, 5}, [3]float64{-24.5, -20.5, 0}
	dir := phases(t, map[mri.Phase]*volume.Image{mri.AP: phantom(grid(), 0), mri.PVP: phantom(own, 1)})
	img := load(t, dir, resampled("AP", "PVP"))
	drawn := box(volume.NewMask(own), [3]int{8, 10, 2}, [3]int{22, 20, 5})
	if n, err := img.DrawnOn("PVP", maskFile(t, drawn)); n != 1 || err != nil {
		t.Fatalf("%d lesions (%v)", n, err)
	}
	first, s := voi.Largest(lesions()), radiomics.DefaultSettings()
	s.Classes = []string{radiomics.FirstOrder}
	got, err := img.Features(context.Background(), first, patient.Measuring{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	there := box(volume.NewMask(grid()), [3]int{4, 5, 2}, [3]int{11, 10, 5})
	want, err := radiomics.Extract(context.Background(), phantom(own, 1).Resample(grid(), volume.Linear, 0), there, s)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range want.Features {
		if v := got.Values[len(got.Values)-len(want.Features)+i]; math.Abs(v-f.Value) > 1e-9*math.Max(1, math.Abs(f.Value)) {
			t.Errorf("%s is %v, want %v", f.ID(), v, f.Value)
		}
	}
	r := img.Report(first, 1)
	if r.Drawn != "VOIs drawn on AP, PVP" || !slices.Contains(r.Warnings, "voi.nii.gz: resampled from the grid of the PVP to that of the AP; 2.1 mL became 2.1 mL") {
		t.Errorf("%q, warnings %q", r.Drawn, r.Warnings)
	}
	if _, err := img.DrawnOn("PVP", maskFile(t, there)); !errors.Is(err, voi.ErrOtherGrid) || !strings.Contains(err.Error(), "it is the grid of the AP") {
		t.Errorf("drawn on the grid of the AP: %v", err)
	}
	// The grid of the first ends before that of the phase, and its voxels are
	// larger than the lesion.
	small := load(t, phases(t, map[mri.Phase]*volume.Image{mri.AP: phantom(slicesOf(0, 4), 0), mri.PVP: phantom(own, 1)}), resampled("AP", "PVP"))
	if _, err := small.DrawnOn("PVP", maskFile(t, drawn)); !errors.Is(err, patient.ErrCover) ||
		!strings.Contains(err.Error(), "voi.nii.gz: the AP does not cover the VOI that was drawn on the PVP: 140 of its 420 voxels, on 1 of its 3 slices, lie outside, by up to 2.5 mm") {
		t.Errorf("beyond the AP: %v", err)
	}
	if _, err := small.DrawnOn("PVP", maskFile(t, box(volume.NewMask(own), [3]int{8, 8, 1}, [3]int{9, 9, 2}))); !errors.Is(err, voi.ErrEmpty) {
		t.Errorf("between the voxels of the AP: %v", err)
	}
}

// TestShiftOfAResampledPhase has three of five slices of a phase that moved: the
// shift is that within these slices, whatever was filled in beyond them.
func TestShiftOfAResampledPhase(t *testing.T) {
	lo, hi := [3]int{0, 0, 1}, [3]int{24, 20, 4}
	late := moved(1, true).Crop(lo, hi, 0)
	img := load(t, phases(t, map[mri.Phase]*volume.Image{mri.AP: moved(0, false), mri.DP: late}), resampled("AP", "DP"))
	lesion := box(volume.NewMask(grid()), [3]int{11, 9, 1}, [3]int{14, 12, 3})
	want, err := shift.Between(moved(0, false).Crop(lo, hi, 0), late, lesion.Crop(lo, hi, 0))
	if err != nil {
		t.Fatal(err)
	}
	r := img.Report(lesion, 1)
	if r.Phases[1].Shift == nil {
		t.Fatalf("warnings %q", r.Warnings)
	}
	for k, mm := range r.Phases[1].Shift {
		if math.Abs(mm-want.MM[k]) > 0.05+1e-9 {
			t.Errorf("shifted by %v mm, want %v", *r.Phases[1].Shift, want.MM)
		}
	}
}

func TestFramesOfReference(t *testing.T) {
	for frame, want := range map[string]bool{"frame": false, "another": true} {
		dir := phases(t, map[mri.Phase]*volume.Image{mri.AP: phantom(grid(), 0)})
		if err := writePhase(dir, mri.DP, 9, phantom(slicesOf(0, 4), 2), frame); err != nil {
			t.Fatal(err)
		}
		r := load(t, dir, resampled("AP", "DP")).Report(voi.Largest(lesions()), 1)
		if got := slices.Contains(r.Warnings, "DP has another frame of reference than AP; their positions were taken to compare"); got != want {
			t.Errorf("%s: warnings %q", frame, r.Warnings)
		}
	}
}
