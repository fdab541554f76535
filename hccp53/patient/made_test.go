package patient_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/volume"
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
