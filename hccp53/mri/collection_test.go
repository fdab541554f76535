package mri

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
)

// rewrite changes the named files below dir, or all of them for "".
func rewrite(t *testing.T, dir, name string, change func(i int, d *dcm.DataSet)) {
	t.Helper()
	for i, path := range files(t, dir) {
		if name != "" && filepath.Base(path) != name {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := dcm.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		change(i, f.DataSet)
		save(t, path, f.Append(nil))
	}
}

// contents is all that a collection says, as text.
func contents(c *Collection) string {
	text := fmt.Sprintf("%d files, %q, %v\n", c.Files, c.Warnings, c.Skipped)
	for _, v := range c.Volumes {
		text += fmt.Sprintln(v.Phase, v.Evidence, v.SeriesNumber, v.Description, v.Modality, v.ImageType, v.EchoTime, v.Time, v.Times, v.Acquired, v.Files, v.Image.Grid, v.Image.Data, v.Scaling, v.Warnings)
	}
	for _, r := range c.Refused {
		text += fmt.Sprintln(r)
	}
	return text
}

// mixed is a folder of two patients, an enhanced file, a localiser, a gapped
// series and files that hold no images.
func mixed(t *testing.T) string {
	dir := write(t, t.TempDir(), dynamic()...)
	other := writing(2, "ct", 10)
	other.PatientID, other.StudyUID, other.SeriesUID = "SIM-0002", UID(2, "study"), UID(2, "series", 2)
	save(t, filepath.Join(dir, "other", "enhanced"), multiframe(other, "2.25.77", cells(other, 0), nil))
	gapped := writing(9, "gap", 40)
	gapped.SeriesUID = UID(2, "gapped")
	if err := WriteSeries(filepath.Join(dir, "gap"), gapped); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "gap", "IM00002.dcm")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"notes.txt": "nothing", ".hidden": "x", "DICOMDIR": "../../x", "empty": ""} {
		save(t, filepath.Join(dir, "other", name), []byte(text))
	}
	report := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	report.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
	report.SetText(dcm.SOPInstanceUID, "UI", "2.25.5")
	save(t, filepath.Join(dir, "report"), report.Append(nil))
	return dir
}

func TestVolumesOfAMixedFolder(t *testing.T) {
	c := volumes(t, mixed(t))
	if len(c.Volumes) != 5 || c.Files != 4+12+1+3+1 {
		t.Fatalf("%d volumes, %d files", len(c.Volumes), c.Files)
	}
	named := map[Phase]int{}
	for _, v := range c.Volumes {
		named[v.Phase]++
		if v.Modality != "MR" || v.Time < 1 || v.Time > v.Times || v.EchoTime != 1.7 {
			t.Errorf("volume %+v", v)
		}
	}
	if named[Pre] != 1 || named[AP] != 1 || named[PVP] != 1 || named[DP] != 1 || named[Unknown] != 1 {
		t.Errorf("phases %v", named)
	}
	if len(c.Refused) != 1 || !errors.Is(c.Refused[0].Err, ErrGap) || c.Refused[0].SeriesNumber != 9 || c.Refused[0].Files != 3 || c.Refused[0].Description != "gap" {
		t.Errorf("refused %+v", c.Refused)
	}
	want := []Skipped{{"DICOMDIR", "a list of files, which is not needed"}, {"empty", "no DICOM file"}, {"notes.txt", "no DICOM file"}, {"report", "Basic Text SR Storage"}}
	if !slices.Equal(c.Skipped, want) {
		t.Errorf("skipped %v", c.Skipped)
	}
	ap := c.Volumes[slices.IndexFunc(c.Volumes, func(v Volume) bool { return v.Phase == AP })]
	if ap.Time != 1 || ap.Times != 3 || ap.Files != 4 || !ap.Acquired.Equal(after(28)) || ap.Scaling.Slope != 1 || ap.Scaling.FloatingPoint {
		t.Errorf("arterial volume %+v", ap)
	}
}

// TestVolumesDoNotDependOnNames moves the files of the mixed folder about.
func TestVolumesDoNotDependOnNames(t *testing.T) {
	dir := mixed(t)
	want := contents(volumes(t, dir))
	rng := rand.New(rand.NewPCG(8, 9))
	for range 3 {
		moved := t.TempDir()
		for _, path := range files(t, dir) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(path)
			if strings.HasPrefix(name, "IM") || name == "enhanced" {
				name = fmt.Sprintf("%x", rng.Uint64())
			}
			save(t, filepath.Join(moved, fmt.Sprintf("d%d", rng.IntN(3)), strings.Repeat("e/", rng.IntN(3)), name), b)
		}
		// The list of skipped files is in the order of paths.
		got := volumes(t, moved)
		slices.SortFunc(got.Skipped, func(a, b Skipped) int { return strings.Compare(a.File, b.File) })
		if text := contents(got); text != want {
			t.Fatalf("moved:\n%s\nbefore:\n%s", text, want)
		}
	}
}

func TestVolumesOfOneFile(t *testing.T) {
	dir := write(t, t.TempDir(), writing(3, "t1_vibe", 30))
	c := volumes(t, files(t, dir)[2])
	if len(c.Volumes) != 1 || c.Files != 1 || c.Volumes[0].Image.Size[2] != 1 {
		t.Errorf("%+v", c)
	}
}

func TestPathsThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	named := filepath.Join(dir, "DICOMDIR")
	save(t, named, []byte("../../etc/passwd"))
	directory := &dcm.File{DataSet: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	directory.SetText(dcm.SOPClassUID, "UI", frame.MediaDirectory)
	save(t, filepath.Join(dir, "x"), directory.Append(nil))
	for _, path := range []string{named, filepath.Join(dir, "x")} {
		if _, err := Volumes(context.Background(), path); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "give the folder") {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
	if _, err := Volumes(context.Background(), filepath.Join(dir, "none")); !errors.Is(err, ErrFolder) || strings.Contains(err.Error(), dir) {
		t.Errorf("no such file: %v", err)
	}
	if c := volumes(t, t.TempDir()); len(c.Volumes)+len(c.Skipped)+len(c.Refused)+c.Files != 0 {
		t.Errorf("empty folder: %+v", c)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, do := range []func() error{
		func() error { _, err := Volumes(ctx, dir); return err },
		func() error { _, err := Scan(ctx, dir); return err },
	} {
		if err := do(); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

func TestScan(t *testing.T) {
	dir := mixed(t)
	cut := filepath.Join(dir, "gap", "IM00001.dcm")
	b, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	save(t, cut, b[:len(b)-1])
	c, err := Scan(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if c.Files != 4+12+1+2+1 || c.Skipped["no DICOM file"] != 2 || c.Skipped["Basic Text SR Storage"] != 1 || len(c.Damaged) != 1 || !errors.Is(c.Damaged[0], ErrDamaged) {
		t.Errorf("%+v", c)
	}
	counts := map[string][3]int{}
	for _, s := range c.Series {
		counts[s.Description] = [3]int{s.Number, s.Files, s.Images}
		if s.Rows != 5 || s.Columns != 7 || s.Modality != "MR" || s.Manufacturer != "ACME" || s.UID == "" || s.StudyUID == "" {
			t.Errorf("series %+v", s)
		}
	}
	want := map[string][3]int{"lava pre": {5, 4, 4}, "lava post": {7, 12, 12}, "ct": {2, 1, 4}, "gap": {9, 2, 2}}
	if !maps.Equal(counts, want) {
		t.Errorf("series %v, want %v", counts, want)
	}
}
