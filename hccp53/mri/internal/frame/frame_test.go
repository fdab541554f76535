package frame

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
)

// small returns a native image of 3×2 pixels with the values 0 to 5.
func small() *dcm.File {
	f := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	f.SetText(dcm.SOPClassUID, "UI", mrStorage)
	f.SetText(dcm.SOPInstanceUID, "UI", "2.25.17")
	f.SetText(dcm.StudyInstanceUID, "UI", "2.25.2")
	f.SetText(dcm.SeriesInstanceUID, "UI", "2.25.3")
	f.SetText(dcm.PatientID, "LO", "SIM-1")
	f.SetText(dcm.Modality, "CS", "MR")
	f.SetNumbers(dcm.SamplesPerPixel, "US", 1)
	f.SetText(dcm.PhotometricInterpretation, "CS", "MONOCHROME2")
	f.SetNumbers(dcm.Rows, "US", 2)
	f.SetNumbers(dcm.Columns, "US", 3)
	f.SetNumbers(dcm.BitsAllocated, "US", 16)
	f.SetNumbers(dcm.BitsStored, "US", 12)
	f.SetNumbers(dcm.HighBit, "US", 11)
	f.SetNumbers(dcm.PixelRepresentation, "US", 0)
	f.SetDecimals(dcm.ImagePositionPatient, 1, 2, 3)
	f.SetDecimals(dcm.ImageOrientationPatient, 0.6, 0.8, 0, -0.8, 0.6, 0)
	f.SetDecimals(dcm.PixelSpacing, 1.5, 1.25)
	f.SetDecimals(dcm.RescaleSlope, 2)
	f.SetDecimals(dcm.RescaleIntercept, -1)
	f.SetBytes(dcm.PixelData, "OW", []byte{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0})
	return f
}

func save(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLookAndRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.dcm")
	save(t, path, small().Append(nil))
	found := Look(path)
	if found.Err != nil || found.Refused != nil || len(found.Images) != 1 {
		t.Fatalf("%+v", found)
	}
	img := found.Images[0]
	if img.Key() != (Key{"SIM-1", "2.25.2", "2.25.3"}) || img.Source.Class != mrStorage || img.Rows != 2 || img.Columns != 3 {
		t.Errorf("%+v", img)
	}
	row, column, normal, err := Axes(img)
	if err != nil || !vector.Near(row, [3]float64{0.6, 0.8}, 1e-12) || !vector.Near(column, [3]float64{-0.8, 0.6}, 1e-12) || !vector.Near(normal, [3]float64{0, 0, 1}, 1e-12) {
		t.Errorf("axes %v %v %v, %v", row, column, normal, err)
	}
	img.Values = make([]float64, 6)
	if err := ReadPixels(context.Background(), found.Images, false); err != nil || !slices.Equal(img.Values, []float64{-1, 1, 3, 5, 7, 9}) {
		t.Errorf("values %v, %v", img.Values, err)
	}
}

func TestWhatLookFinds(t *testing.T) {
	dir := t.TempDir()
	whole := small().Append(nil)
	without := func(tags ...dcm.Tag) []byte {
		f := small()
		for _, tag := range tags {
			f.Delete(tag)
		}
		return f.Append(nil)
	}
	mask, frames := small(), small()
	mask.SetText(dcm.SOPClassUID, "UI", segmentation)
	frames.SetInteger(dcm.NumberOfFrames, 2)
	frames.SetBytes(dcm.PixelData, "OW", make([]byte, 24))
	for _, c := range []struct {
		name    string
		content []byte
		foreign bool
		kind    string
		refused error
		err     error
	}{
		{"a.txt", []byte("hello"), true, "", nil, nil},
		{"b.dcm", []byte("hello"), false, "", nil, dcm.ErrNotDICOM},
		{"cut", whole[:len(whole)-3], false, "", nil, dcm.ErrDamaged},
		{"no rows", without(dcm.Rows, dcm.Columns, dcm.PixelData), false, "", nil, dcm.ErrDamaged},
		{"mask", mask.Append(nil), false, "Segmentation Storage", nil, nil},
		{"frames", frames.Append(nil), false, "", ErrMultiFrame, nil},
		{"gone", nil, false, "", nil, ErrFolder},
	} {
		path := filepath.Join(dir, c.name)
		if c.content != nil {
			save(t, path, c.content)
		}
		got := Look(path)
		if got.Foreign != c.foreign || got.Kind != c.kind || !errors.Is(got.Refused, c.refused) || !errors.Is(got.Err, c.err) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// TestChangedFile changes a file between the reading of its header and that of
// its pixels.
func TestChangedFile(t *testing.T) {
	path, b := filepath.Join(t.TempDir(), "a.dcm"), small().Append(nil)
	for name, change := range map[string]func(){
		"longer":        func() { save(t, path, append(slices.Clone(b), 0, 0)) },
		"touched":       func() { save(t, path, b) },
		"another image": func() { save(t, path, bytes.ReplaceAll(b, []byte("2.25.17"), []byte("2.25.18"))) },
		"gone":          func() { os.Remove(path) },
	} {
		save(t, path, b)
		then := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		found := Look(path)
		if found.Err != nil {
			t.Fatal(found.Err)
		}
		change()
		if name == "another image" {
			if err := os.Chtimes(path, then, then); err != nil {
				t.Fatal(err)
			}
		}
		found.Images[0].Values = make([]float64, 6)
		want := ErrChanged
		if name == "gone" {
			want = ErrFolder
		}
		if err := ReadPixels(context.Background(), found.Images, false); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPromisesOfPixels has headers that promise more than their files hold.
func TestPromisesOfPixels(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*dcm.File)
		err    error
	}{
		"whole":            {func(*dcm.File) {}, nil},
		"many frames":      {func(f *dcm.File) { f.SetInteger(dcm.NumberOfFrames, 60000) }, dcm.ErrDamaged},
		"a billion frames": {func(f *dcm.File) { f.SetInteger(dcm.NumberOfFrames, 1000000000) }, dcm.ErrTooLarge},
		"colour":           {func(f *dcm.File) { f.SetNumbers(dcm.SamplesPerPixel, "US", 3) }, dcm.ErrPixels},
		"one bit":          {func(f *dcm.File) { f.SetNumbers(dcm.BitsAllocated, "US", 1) }, dcm.ErrPixels},
		"compressed": {func(f *dcm.File) {
			f.Syntax = "1.2.840.10008.1.2.5"
			f.SetNumbers(dcm.Rows, "US", 65535)
			f.SetNumbers(dcm.Columns, "US", 65535)
		}, dcm.ErrTooLarge},
	} {
		f := small()
		c.change(f)
		src := &Source{size: 1000}
		if err := src.believable(f, max(f.Count(dcm.NumberOfFrames), 1)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAxesRefuse(t *testing.T) {
	base := func() *Image { return describe(small(), &Source{}) }
	for name, c := range map[string]struct {
		change func(*Image)
		err    error
	}{
		"no position":     {func(i *Image) { i.Position[1] = math.NaN() }, ErrGeometry},
		"no orientation":  {func(i *Image) { i.Orientation[5] = math.NaN() }, ErrGeometry},
		"no spacing":      {func(i *Image) { i.Spacing[0] = 0 }, ErrGeometry},
		"no unit vector":  {func(i *Image) { i.Orientation[0] = 0.7 }, ErrGeometry},
		"no right angle":  {func(i *Image) { copy(i.Orientation[3:], []float64{0, 1, 0}) }, ErrGeometry},
		"a slope of zero": {func(i *Image) { i.Slope = 0 }, dcm.ErrPixels},
	} {
		img := base()
		c.change(img)
		if _, _, _, err := Axes(img); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMapping(t *testing.T) {
	img := &Image{Slope: 2, Intercept: -4, ScaleSlope: 0.25}
	if d := img.Divisor(); d != 0.5 {
		t.Errorf("divisor %v", d)
	}
	const stored = 10.0
	slope, intercept := img.Mapping(false)
	shown := stored*slope + intercept
	slope, intercept = img.Mapping(true)
	if floating := stored*slope + intercept; shown != 16 || floating != shown/img.Divisor() {
		t.Errorf("shown %v, floating %v", shown, floating)
	}
	img.ScaleSlope = math.NaN() // of another maker
	if slope, intercept := img.Mapping(true); img.HasFloatingPoint() || slope != 2 || intercept != -4 {
		t.Errorf("without a scale slope: %v, %v", slope, intercept)
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b", "a/c", ".hidden", ".git/d", "DICOMDIR", "sub/dicomdir"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		save(t, path, nil)
	}
	paths, directories, err := List(dir)
	if err != nil || directories != 2 || len(paths) != 2 || filepath.Base(paths[0]) != "c" || filepath.Base(paths[1]) != "b" {
		t.Errorf("%v, %d directories, %v", paths, directories, err)
	}
	if _, _, err := List(filepath.Join(dir, "DICOMDIR")); !errors.Is(err, ErrFolder) {
		t.Errorf("the directory itself: %v", err)
	}
	if _, _, err := List(filepath.Join(dir, "none")); !errors.Is(err, ErrFolder) {
		t.Errorf("no folder: %v", err)
	}
}

func TestSurveyKeepsTheOrderAndHeedsTheContext(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for _, name := range []string{"c.dcm", "a.dcm", "b.dcm"} {
		paths = append(paths, filepath.Join(dir, name))
		save(t, filepath.Join(dir, name), small().Append(nil))
	}
	var got []string
	note := func(f Finding) error { got = append(got, f.Source.Path); return nil }
	if err := Survey(context.Background(), paths, note); err != nil || !slices.Equal(got, paths) {
		t.Errorf("%v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Survey(ctx, paths, note); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	stop := errors.New("stop")
	if err := Survey(context.Background(), paths, func(Finding) error { return stop }); err != stop {
		t.Errorf("stopped: %v", err)
	}
}
