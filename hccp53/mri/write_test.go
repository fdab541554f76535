package mri

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// oblique is the direction of a doubly angulated stack: a rotation by 0.3 rad
// about z, then by 0.2 rad about x.
func oblique() [3][3]float64 {
	s, c := math.Sincos(0.3)
	r, q := math.Sincos(0.2)
	x := [3]float64{c, s * q, s * r}
	y := [3]float64{-s, c * q, c * r}
	return [3][3]float64{x, y, vector.Cross(x, y)}
}

func grid(nx, ny, nz int) volume.Grid {
	return volume.Grid{
		Size: [3]int{nx, ny, nz}, Spacing: [3]float64{0.8, 1.25, 3}, Origin: [3]float64{-101.5, 33.25, 7.125}, Direction: oblique(),
	}
}

// phantom is an image in which every voxel and every seed is different.
func phantom(g volume.Grid, seed int) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = float64((i*37 + (seed+1000)*101) % 1021)
	}
	return img
}

var start = time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)

// after returns the time of day so many seconds after the injection, which is
// ten minutes into the study.
func after(seconds float64) time.Time {
	return start.Add(10*time.Minute + time.Duration(seconds*float64(time.Second)))
}

// writing is a series of the study with the given number, description, and
// time points so many seconds after the injection.
func writing(number int, description string, seconds ...float64) Writing {
	w := Writing{
		StudyUID: UID(1, "study"), SeriesUID: UID(1, "series", number), FrameOfReferenceUID: UID(1, "frame"),
		PatientID: "SIM-0001", PatientSex: "M", PatientAge: 61, StudyTime: start,
		SeriesNumber: number, Description: description, Manufacturer: "ACME", Model: "M1", FieldStrength: 3,
		RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, Comments: "SIMULATED by a test",
	}
	for _, s := range seconds {
		w.TimePoints = append(w.TimePoints, TimePoint{Image: phantom(grid(7, 5, 4), int(s)), Acquired: after(s), Slope: 1})
	}
	return w
}

func write(t *testing.T, dir string, all ...Writing) string {
	t.Helper()
	for _, w := range all {
		if err := WriteSeries(filepath.Join(dir, "series", w.SeriesUID[len(w.SeriesUID)-6:]), w); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, dir string) *Study {
	t.Helper()
	s, err := Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWriteLoadRoundTrip(t *testing.T) {
	w := writing(3, "t1_vibe_dyn", 30, 70)
	w.Injection, w.ContrastAgent = after(0), "gadobutrol"
	// Intercept and slope of the second time point differ, as scanners scale
	// each volume; 0.25 keeps the values exact.
	w.TimePoints[1].Slope, w.TimePoints[1].Intercept = 0.25, -3
	s := load(t, write(t, t.TempDir(), w))
	if len(s.Volumes) != 2 || s.Files != 8 || !s.Simulated || len(s.Warnings) != 0 {
		t.Fatalf("%d volumes, %d files, simulated %v, warnings %q", len(s.Volumes), s.Files, s.Simulated, s.Warnings)
	}
	for i, v := range s.Volumes {
		want := w.TimePoints[i].Image
		if d := want.Differs(v.Image.Grid); d != "" {
			t.Errorf("grid of volume %d: %s", i, d)
		}
		for j := range want.Data {
			if v.Image.Data[j] != want.Data[j] {
				t.Fatalf("volume %d voxel %d: %v, want %v", i, j, v.Image.Data[j], want.Data[j])
			}
		}
		if v.SeriesNumber != 3 || v.Description != "t1_vibe_dyn" || v.Seconds != []float64{30, 70}[i] {
			t.Errorf("volume %d: %+v", i, v)
		}
	}
	want := Scanner{Manufacturer: "ACME", Model: "M1", FieldStrength: 3, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, ContrastAgent: "gadobutrol"}
	if s.Scanner != want {
		t.Errorf("scanner %+v", s.Scanner)
	}
}

// TestPydicomReadsTheSame lets pydicom read a written series. HCCP53_PYTHON
// names a Python interpreter that has it.
func TestPydicomReadsTheSame(t *testing.T) {
	python := os.Getenv("HCCP53_PYTHON")
	if python == "" {
		t.Skip("HCCP53_PYTHON is not set: written files not read by pydicom")
	}
	w := writing(3, "t1_vibe_dyn äß", 30, 70)
	w.Injection, w.ContrastAgent = after(0), "gadobutrol"
	w.TimePoints[0].TemporalIndex, w.TimePoints[1].TemporalIndex = 1, 2
	w.TimePoints[1].Slope, w.TimePoints[1].Intercept = 0.3, -3
	dir := t.TempDir()
	if err := WriteSeries(dir, w); err != nil {
		t.Fatal(err)
	}
	for i, point := range w.TimePoints {
		for z := range 4 {
			var want []byte
			for _, v := range storedSlice(point, z) {
				want = append(want, byte(v), byte(v>>8))
			}
			name := filepath.Join(dir, "IM0000"+string(rune('1'+4*i+z))+".dcm")
			out, err := exec.Command(python, "-c", `
import sys, warnings
warnings.simplefilter("error")
import pydicom
pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
d = pydicom.dcmread(sys.argv[1])
for e in d.iterall(): e.value
a = d.PixelData
print(a.hex(), d.SeriesDescription, d.BitsStored, d.PixelRepresentation, d.TemporalPositionIdentifier, d.ContrastBolusStartTime, d.AcquisitionTime, d.PatientAge, float(d.RescaleSlope), d.Rows, d.Columns, d.file_meta.TransferSyntaxUID, sep="|")
`, name).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			clock := []string{"091030.000000", "091110.000000"}[i]
			slope := []string{"1.0", "0.3"}[i]
			index := string(rune('1' + i))
			line := strings.Join([]string{hexText(want), "t1_vibe_dyn äß", "12", "0", index, "091000.000000", clock, "061Y", slope, "5", "7", "1.2.840.10008.1.2.1"}, "|")
			if got := strings.TrimSpace(string(out)); got != line {
				t.Errorf("pydicom reads\n%s\nwant\n%s", got, line)
			}
		}
	}
}

func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, v := range b {
		out = append(out, digits[v>>4], digits[v&15])
	}
	return string(out)
}
