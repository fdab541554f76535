package patient_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// grid is that of all phases: 24 × 20 × 5 voxels of 2 × 2 × 5 mm.
func grid() volume.Grid {
	return volume.Grid{Size: [3]int{24, 20, 5}, Spacing: [3]float64{2, 2, 5}, Origin: [3]float64{-24, -20, 0}, Direction: volume.Axial}
}

// phantom is an image whose voxels are all known: 12-bit values that look like
// noise and differ from phase to phase.
func phantom(g volume.Grid, phase int) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, z := g.Voxel(i)
		img.Data[i] = float64(200 + (x*x*7+y*13+z*29+x*y*(phase+3)+phase*101)%700)
	}
	return img
}

// box marks the voxels from lo to below hi.
func box(m *volume.Mask, lo, hi [3]int) *volume.Mask {
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			for x := lo[0]; x < hi[0]; x++ {
				m.Data[m.Index(x, y, z)] = true
			}
		}
	}
	return m
}

// lesions is a VOI of two lesions: one of 6 × 4 × 3 voxels, one of 2 × 2 × 1.
func lesions() *volume.Mask {
	m := box(volume.NewMask(grid()), [3]int{9, 8, 1}, [3]int{15, 12, 4})
	return box(m, [3]int{2, 2, 0}, [3]int{4, 4, 1})
}

// The phases that are written, with their seconds after the injection.
var seconds = map[mri.Phase]float64{mri.Pre: -60, mri.AP: 30, mri.PVP: 70, mri.DP: 180}

// writeStudy writes one series a phase; change, if not nil, may alter it first.
func writeStudy(dir string, change func(mri.Phase, *volume.Image) *volume.Image) error {
	for k, phase := range []mri.Phase{mri.AP, mri.PVP, mri.DP} {
		img := phantom(grid(), k)
		if change != nil {
			img = change(phase, img)
		}
		if err := writePhase(dir, phase, 3+k, img, "frame"); err != nil {
			return err
		}
	}
	return nil
}

// writePhase writes one series in a frame of reference.
func writePhase(dir string, phase mri.Phase, number int, img *volume.Image, frame string) error {
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	injection := start.Add(10 * time.Minute)
	return mri.WriteSeries(filepath.Join(dir, string(phase)), mri.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series", number), FrameOfReferenceUID: mri.UID(1, frame),
		PatientID: "SIM-0001", PatientSex: "M", PatientAge: 61, StudyTime: start, Injection: injection, SeriesNumber: number,
		Description: "t1_vibe", Manufacturer: "ACME", Model: "M1", FieldStrength: 3, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
		Comments:   "SIMULATED by a test",
		TimePoints: []mri.TimePoint{{Image: img, Slope: 1, Acquired: injection.Add(time.Duration(seconds[phase]) * time.Second)}},
	})
}

func study(t testing.TB, change func(mri.Phase, *volume.Image) *volume.Image) string {
	t.Helper()
	dir := t.TempDir()
	if err := writeStudy(dir, change); err != nil {
		t.Fatal(err)
	}
	return dir
}

func settings(phases ...string) patient.Settings {
	return patient.Settings{Phases: phases, Lesion: "largest"}
}

func load(t testing.TB, dir string, s patient.Settings) *patient.Images {
	t.Helper()
	img, err := patient.Load(context.Background(), dir, s)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestPhasesAreInTheOrderAskedFor(t *testing.T) {
	img := load(t, study(t, nil), settings("DP", "AP"))
	if len(img.Phases) != 2 || img.Phases[0].Phase != mri.DP || img.Phases[1].Phase != mri.AP {
		t.Fatalf("%d phases, the first %s", len(img.Phases), img.Phases[0].Phase)
	}
	if !cmp.Equal(img.Phases[1].Image.Data, phantom(grid(), 0).Data) || img.Grid().Differs(grid()) != "" {
		t.Error("the arterial phase is not what was written")
	}
}

func TestStudiesThatCannotBeUsed(t *testing.T) {
	shifted := func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.DP {
			g := grid()
			g.Origin[2] += 2.5
			img = phantom(g, 2)
		}
		return img
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	whole := study(t, nil)
	for name, c := range map[string]struct {
		ctx      context.Context
		dir      string
		settings patient.Settings
		want     error
		text     string
	}{
		"phase missing":   {context.Background(), whole, settings("AP", "HBP"), mri.ErrMissingPhase, "HBP"},
		"other grid":      {context.Background(), study(t, shifted), settings("AP", "PVP", "DP"), patient.ErrGrids, "the DP lies on another grid than the AP: origin off by 2.5 mm; export the phases with the same matrix and field of view, or set images.phase_grid to resample"},
		"no folder":       {context.Background(), filepath.Join(whole, "none"), settings("AP"), mri.ErrFolder, ""},
		"cancelled":       {cancelled, whole, settings("AP"), context.Canceled, ""},
		"no phase":        {context.Background(), whole, settings(), patient.ErrSettings, "phases is empty"},
		"unknown phase":   {context.Background(), whole, settings("AP", "arterial"), patient.ErrSettings, `"arterial", unknown or twice`},
		"phase twice":     {context.Background(), whole, settings("AP", "AP"), patient.ErrSettings, `"AP", unknown or twice`},
		"unknown lesions": {context.Background(), whole, patient.Settings{Phases: []string{"AP"}, Lesion: "first"}, patient.ErrSettings, `lesion is "first"; use largest or all`},
	} {
		if _, err := patient.Load(c.ctx, c.dir, c.settings); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		}
	}
	// Only the phases asked for must lie on one grid.
	if _, err := patient.Load(context.Background(), study(t, shifted), settings("AP", "PVP")); err != nil {
		t.Errorf("two phases on one grid: %v", err)
	}
}

func TestSettingsSayWhere(t *testing.T) {
	var f *fault.Error
	if err := settings().Validate(); !errors.As(err, &f) || f.Where != "images in study.yaml" {
		t.Errorf("got %v", err)
	}
	if err := settings("pre", "AP", "PVP", "DP", "HBP").Validate(); err != nil {
		t.Error(err)
	}
	if err := (patient.Settings{Phases: []string{"AP"}, Lesion: "all", PhaseGrid: "nearly"}).Validate(); !errors.Is(err, patient.ErrSettings) || !strings.Contains(err.Error(), `phase_grid is "nearly"; use exact or resample`) {
		t.Errorf("nearly: %v", err)
	}
}

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

// Shape is measured once, in the mask; all else in every phase, and is what
// package radiomics measures there.
func TestFeaturesOfEveryPhase(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "PVP", "DP"))
	lesion, s := voi.Largest(lesions()), radiomics.DefaultSettings()
	f, err := img.Features(context.Background(), lesion, s)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Columns) != 14+3*93 || len(f.Values) != len(f.Columns) {
		t.Fatalf("%d columns and %d values, want 14 of shape and three times 93", len(f.Columns), len(f.Values))
	}
	at := map[string]float64{}
	for i, column := range f.Columns {
		if _, twice := at[column]; twice || math.IsNaN(f.Values[i]) {
			t.Errorf("%s is %v, or occurs twice", column, f.Values[i])
		}
		at[column] = f.Values[i]
	}
	for k, phase := range []string{"AP", "PVP", "DP"} {
		res, err := radiomics.Extract(context.Background(), phantom(grid(), k), lesion, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range res.Features {
			column := phase + "_" + want.ID()
			if want.Class == radiomics.Shape {
				column = want.ID()
			}
			if got, ok := at[column]; !ok || got != want.Value {
				t.Errorf("%s is %v, want %v", column, got, want.Value)
			}
		}
	}
	// 72 voxels of 20 mm³.
	if v := at["original_shape_VoxelVolume"]; v != 1440 {
		t.Errorf("volume %v mm³, want 1440", v)
	}
}

func TestClassesOfFeatures(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "PVP"))
	for _, c := range []struct {
		classes []string
		want    int
	}{{[]string{radiomics.Shape}, 14}, {[]string{radiomics.FirstOrder}, 2 * 18}, {[]string{radiomics.Shape, radiomics.NGTDM}, 14 + 2*5}} {
		s := radiomics.DefaultSettings()
		s.Classes = slices.Clone(c.classes)
		f, err := img.Features(context.Background(), voi.Largest(lesions()), s)
		if err != nil || len(f.Columns) != c.want || !slices.Equal(s.Classes, c.classes) {
			t.Errorf("%v: %d columns (%v), want %d; the settings became %v", c.classes, len(f.Columns), err, c.want, s.Classes)
		}
	}
	s := radiomics.DefaultSettings()
	s.Classes = []string{"wavelet"}
	if _, err := img.Features(context.Background(), voi.Largest(lesions()), s); !errors.Is(err, radiomics.ErrSettings) || !strings.HasPrefix(err.Error(), "AP: ") {
		t.Errorf("got %v", err)
	}
}

// MR intensities have no unit: a phase that is three times as bright, on top of
// an offset, has the same features and the same crop.
func TestBrightnessChangesNothing(t *testing.T) {
	bright := func(p mri.Phase, img *volume.Image) *volume.Image {
		for i := range img.Data {
			img.Data[i] = 3*img.Data[i] + 100
		}
		return img
	}
	lesion := voi.Largest(lesions())
	measure := func(img *patient.Images) ([]float64, []float32) {
		f, err := img.Features(context.Background(), lesion, radiomics.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		crop, err := img.Crop(lesion, 16, 1.4)
		if err != nil {
			t.Fatal(err)
		}
		return f.Values, crop
	}
	want, crop := measure(load(t, study(t, nil), settings("AP", "PVP")))
	got, other := measure(load(t, study(t, bright), settings("AP", "PVP")))
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-8*math.Max(1, math.Abs(want[i])) {
			t.Errorf("feature %d is %v in the bright image, else %v", i, got[i], want[i])
		}
	}
	for i := range crop {
		if math.Abs(float64(other[i]-crop[i])) > 1e-5 {
			t.Fatalf("value %d is %v in the bright image, else %v", i, other[i], crop[i])
		}
	}
}

// The lesion is 6 × 4 voxels on its largest slice. With a margin of 1 the
// window is 6 × 6 voxels from (9, 7) on, so a crop of 6 pixels holds the voxels
// themselves, standardised over the volume, phase beside phase.
func TestCropByHand(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "DP"))
	crop, err := img.Crop(voi.Largest(lesions()), 6, 1)
	if err != nil || len(crop) != 6*6*2 {
		t.Fatalf("%d values (%v)", len(crop), err)
	}
	for p, k := range []int{0, 2} {
		phase := phantom(grid(), k)
		sum, squares, n := 0.0, 0.0, float64(len(phase.Data))
		for _, v := range phase.Data {
			sum, squares = sum+v, squares+v*v
		}
		sd := math.Sqrt((squares - sum*sum/n) / (n - 1))
		for y := range 6 {
			for x := range 6 {
				want := (phase.At(9+x, 7+y, 1) - sum/n) / sd
				if got := crop[(y*6+x)*2+p]; math.Abs(float64(got)-want) > 1e-5 {
					t.Fatalf("phase %d, pixel %d, %d: got %v, want %v", p, x, y, got, want)
				}
			}
		}
	}
}

func TestCropsThatCannotBeCut(t *testing.T) {
	flat := func(p mri.Phase, img *volume.Image) *volume.Image {
		if p == mri.PVP {
			img = volume.NewImage(grid())
			for i := range img.Data {
				img.Data[i] = 400
			}
		}
		return img
	}
	lesion := voi.Largest(lesions())
	img := load(t, study(t, flat), settings("AP", "PVP"))
	_, err := img.Crop(lesion, 6, 1)
	var f *fault.Error
	if !errors.Is(err, patient.ErrContrast) || !errors.As(err, &f) || !strings.Contains(f.What, "the PVP has the same value everywhere") || f.Remedy == "" {
		t.Errorf("flat phase: %v", err)
	}
	broken := load(t, study(t, nil), settings("AP"))
	broken.Phases[0].Image.Data[17] = math.NaN()
	if _, err := broken.Crop(lesion, 6, 1); !errors.Is(err, patient.ErrContrast) {
		t.Errorf("not a number: %v", err)
	}
	for name, c := range map[string]struct {
		mask   *volume.Mask
		size   int
		margin float64
		want   error
	}{
		"empty VOI": {volume.NewMask(grid()), 6, 1, voi.ErrWindow},
		"no margin": {lesion, 6, 0, voi.ErrWindow},
		"no pixels": {lesion, 0, 1, voi.ErrWindow},
	} {
		if _, err := load(t, study(t, nil), settings("AP")).Crop(c.mask, c.size, c.margin); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestReportByHand(t *testing.T) {
	img := load(t, study(t, nil), settings("AP", "DP"))
	thirty, later := 30.0, 180.0
	want := patient.Report{
		Phases: []patient.Phase{
			{Name: "AP", Evidence: "30 s after the start of injection (AP: 15 to 45 s)", Seconds: &thirty, Series: 3, Description: "t1_vibe"},
			{Name: "DP", Evidence: "180 s after the start of injection (DP: 120 to 300 s)", Seconds: &later, Series: 5, Description: "t1_vibe"},
		},
		Size: [3]int{24, 20, 5}, Spacing: [3]float64{2, 2, 5}, Voxels: 72, Slices: 3, Volume: 1.44, Lesions: 2, Drawn: "one VOI for all phases, drawn on AP",
		Scanner: "ACME M1, 3 T", Files: 15, Simulated: true, Warnings: []string{},
	}
	got := img.Report(voi.Largest(lesions()), 2)
	got.Phases[1].Shift, got.Warnings = nil, []string{} // of grain that differs from phase to phase; see TestShiftOfTheReport
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	img.Phases[1].Seconds = math.NaN() // not known: null in the file
	img.Study.Scanner = mri.Scanner{Manufacturer: "ACME", FieldStrength: math.NaN()}
	b, err := json.Marshal(img.Report(voi.Largest(lesions()), 2))
	if err != nil || !strings.Contains(string(b), `"seconds":null`) || !strings.Contains(string(b), `"scanner":"ACME"`) {
		t.Errorf("%s (%v)", b, err)
	}
}

// moved is the scene of the arterial phase, twelve balls on a body, after so many
// voxels of breath; agent turns their contrast round.
func moved(z float64, agent bool) *volume.Image {
	g := grid()
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, k := g.Voxel(i)
		v := 400.0
		for b := range 12 {
			cx, cy, cz := float64(b*7%24), float64(b*11%20), float64(b*3%5)+z
			d := math.Sqrt(math.Pow((float64(x)-cx)*2, 2)+math.Pow((float64(y)-cy)*2, 2)+math.Pow((float64(k)-cz)*5, 2)) / 6
			bright := 200 + 37*float64(b)
			if agent {
				bright = 900 - 61*float64(b)
			}
			v += (bright - v) / (1 + math.Exp(5*(d-1)))
		}
		img.Data[i] = math.Round(v)
	}
	return img
}

// TestShiftOfTheReport moves a phase by a slice of 5 mm: that is more than half
// of the small lesion, and of the large one it is not.
func TestShiftOfTheReport(t *testing.T) {
	img := load(t, study(t, func(p mri.Phase, _ *volume.Image) *volume.Image {
		return moved(map[mri.Phase]float64{mri.PVP: 0, mri.DP: 1}[p], p != mri.AP)
	}), settings("AP", "PVP", "DP"))
	small, large := box(volume.NewMask(grid()), [3]int{11, 9, 2}, [3]int{14, 12, 3}), box(volume.NewMask(grid()), [3]int{6, 6, 0}, [3]int{18, 14, 5})
	for name, c := range map[string]struct {
		lesion *volume.Mask
		warned bool
	}{"small": {small, true}, "large": {large, false}} {
		r := img.Report(c.lesion, 1)
		if r.Phases[0].Shift != nil || r.Phases[1].Shift == nil || r.Phases[2].Shift == nil {
			t.Fatalf("%s: %+v, warnings %q", name, r.Phases, r.Warnings)
		}
		if pvp, dp := *r.Phases[1].Shift, *r.Phases[2].Shift; math.Abs(pvp[2]) > 1.5 || math.Abs(dp[2]-5) > 1.5 {
			t.Errorf("%s: PVP is shifted by %v mm, DP by %v mm", name, pvp, dp)
		}
		if got := strings.Contains(strings.Join(r.Warnings, "; "), "more than half of the lesion"); got != c.warned {
			t.Errorf("%s: warnings %q", name, r.Warnings)
		}
	}
	flat := load(t, study(t, func(p mri.Phase, _ *volume.Image) *volume.Image {
		if p == mri.DP {
			return volume.NewImage(grid())
		}
		return moved(0, false)
	}), settings("AP", "DP"))
	if r := flat.Report(large, 1); r.Phases[1].Shift != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "shift of DP against AP") {
		t.Errorf("a phase without edges: %+v, %q", r.Phases[1], r.Warnings)
	}
}

// TestPhasesNamedByHand takes the phases that are named, and finds the others.
func TestPhasesNamedByHand(t *testing.T) {
	dir := study(t, nil)
	choices, err := mri.ParseChoices("AP=4 PVP=3", "cohort.csv")
	if err != nil {
		t.Fatal(err)
	}
	img, err := patient.Load(context.Background(), dir, settings("AP", "PVP", "DP"), choices...)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []int{1, 0, 2} {
		if !cmp.Equal(img.Phases[k].Image.Data, phantom(grid(), want).Data) {
			t.Errorf("%s is not series %d", img.Phases[k].Phase, want+3)
		}
	}
	if e := img.Phases[0].Evidence; e != "named in cohort.csv (AP=4)" {
		t.Errorf("evidence %q", e)
	}
	if _, err := patient.Load(context.Background(), dir, settings("AP"), mri.Choice{Phase: mri.AP, Series: 9}); !errors.Is(err, mri.ErrChoice) {
		t.Errorf("a series that is not there: %v", err)
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
	before, err := img.Features(context.Background(), lesion, s)
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
	after, err := img.Features(context.Background(), lesion, s)
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
