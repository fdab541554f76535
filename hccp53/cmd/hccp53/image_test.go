package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// person is the patient ID in the files that are made here. No answer holds it.
const person = "MARK-ID-77310"

// imageGrid is that of the series made here.
var imageGrid = volume.Grid{Size: [3]int{8, 6, 4}, Spacing: [3]float64{2, 2, 4}, Origin: [3]float64{-7, -5, 0}, Direction: volume.Axial}

// writeSeries writes a series with one volume for each time after the injection.
func writeSeries(t testing.TB, dir string, study, number int, description string, seconds ...int) string {
	t.Helper()
	injection := time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC)
	w := mri.Writing{
		StudyUID: mri.UID(1, "study", study), SeriesUID: mri.UID(1, "series", study, number), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: fmt.Sprint(person, study), StudyTime: injection.Add(-5 * time.Minute), Injection: injection,
		SeriesNumber: number, Description: description, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
	}
	for _, s := range seconds {
		img := volume.NewImage(imageGrid)
		for i := range img.Data {
			img.Data[i] = float64(s + 100 + i)
		}
		w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: img, Acquired: injection.Add(time.Duration(s) * time.Second), Slope: 1})
	}
	check(t, mri.WriteSeries(dir, w))
	return dir
}

// tidy makes blanks one, so that tables can be compared.
func tidy(text string) string { return regexp.MustCompile(`[ ─]+`).ReplaceAllString(text, " ") }

// says fails unless every text is in out, and no name of the patient or folder.
func says(t testing.TB, out, dir string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(tidy(out), text) {
			t.Errorf("%q is missing in\n%s", text, out)
		}
	}
	for _, secret := range []string{person, dir} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is in\n%s", secret, out)
		}
	}
}

func TestImageInfo(t *testing.T) {
	dir := t.TempDir()
	src := writeSeries(t, filepath.Join(dir, "mri"), 1, 8, "lava", 28, 71)
	out := must(t, dir, "image", "info", src)
	says(t, out, dir, "IM00001.dcm MR Image Storage Explicit VR Little Endian 6×8 1 uint16 128 175 151.5 ",
		"1 series 8 MR lava 8×6×4 2 2 4 -7 -5 0 1 of 2 AP 28 s after the start of injection (AP: 15 to 45 s) 128 319 ",
		"2 series 8 MR lava 8×6×4 2 2 4 -7 -5 0 2 of 2 PVP 71 s after the start of injection")
	var d struct {
		Files, Volumes []struct {
			Name, Phase string
			SHA256      string `json:"sha256_le"`
		}
	}
	text := must(t, dir, "image", "info", "--json", src)
	check(t, json.Unmarshal([]byte(text), &d))
	says(t, text, dir)
	if len(d.Files) != 8 || len(d.Volumes) != 2 || d.Volumes[1].Phase != "PVP" || !strings.Contains(out, d.Files[7].SHA256[:12]) || !strings.Contains(out, d.Volumes[1].SHA256[:12]) {
		t.Errorf("%s", text)
	}
	check(t, os.Remove(filepath.Join(src, "IM00002.dcm")))
	out = must(t, dir, "image", "info", src)
	says(t, out, dir, "no volume: series 8 (lava), 7 files: ")
	if strings.Count(out, "(lava)") != 1 {
		t.Errorf("said twice:\n%s", out)
	}
}

func TestImageConvertAndMask(t *testing.T) {
	dir := t.TempDir()
	writeSeries(t, filepath.Join(dir, "mri"), 1, 8, "lava", 28, 71)
	m := volume.NewMask(imageGrid)
	m.Data[m.Index(2, 2, 1)], m.Data[m.Index(3, 2, 1)] = true, true
	check(t, nifti.WriteMask(filepath.Join(dir, "voi.nii.gz"), m))
	for _, c := range []struct {
		args []string
		says string
		made string
	}{
		{[]string{"convert", "mri", "ap.nii.gz", "--phase", "AP"}, "ap.nii.gz: 8×6×4 voxels of 2 2 4 mm, series 8 time 1 AP\n", "ap.nii.gz"},
		{[]string{"convert", "mri", "two.nrrd", "--volume", "2"}, "two.nrrd: 8×6×4 voxels of 2 2 4 mm, series 8 time 2 PVP\n", "two.nrrd"},
		{[]string{"convert", "two.nrrd", "two/"}, "two: 8×6×4 voxels of 2 2 4 mm, two.nrrd\n", "two/IM00003.dcm"},
		{[]string{"convert", "mri", "volumes", "--all"}, "02_series-8_time-2_PVP.nii.gz: 8×6×4 voxels", "volumes/01_series-8_time-1_AP.nii.gz"},
		{[]string{"mask", "voi.nii.gz", "voi.dcm", "--like", "mri", "--phase", "PVP"}, "voi.dcm: 8×6×4 voxels of 2 2 4 mm, voi.nii.gz; label 1: 2 voxels, 0.032 mL, slices 2 to 2\n", "voi.dcm"},
		{[]string{"mask", "voi.dcm", "back.nrrd", "--like", "two.nrrd", "--region", "label 1"}, "back.nrrd: 8×6×4 voxels", "back.nrrd"},
		{[]string{"info", "voi.dcm"}, "regions of voi.dcm: 1 label 1\n", "voi.dcm"},
	} {
		if out := must(t, dir, append([]string{"image"}, c.args...)...); !strings.Contains(out, c.says) || !exists(filepath.Join(dir, c.made)) {
			t.Errorf("%v: %s", c.args, out)
		} else {
			says(t, out, dir)
		}
	}
	text := must(t, dir, "image", "convert", "--json", "--force", "mri", "ap.nii.gz", "--time", "1")
	var written []struct {
		Name, From string
		Size       []int
	}
	if err := json.Unmarshal([]byte(text), &written); err != nil || len(written) != 1 || written[0].From != "series 8 time 1 AP" || written[0].Size[2] != 4 {
		t.Errorf("%v: %s", err, text)
	}
}

func TestImageVerbsRefuse(t *testing.T) {
	dir := t.TempDir()
	writeSeries(t, filepath.Join(dir, "mri"), 1, 8, "lava", 28, 71)
	check(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("a text that is no image at all"), 0o644))
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"info"}, "accepts 1 arg(s), received 0"},
		{[]string{"info", "nowhere"}, "nowhere: the path cannot be read (no such file or directory); check the path"},
		{[]string{"info", "notes.txt"}, "notes.txt: no DICOM, NIfTI or NRRD file was found"},
		{[]string{"convert", "mri", "a.nii"}, "there are 2 volumes: 1 (series 8 time 1 AP), 2 (series 8 time 2 PVP); choose one with --series, --time, --phase or --volume"},
		{[]string{"convert", "mri", "a.png", "--time", "1"}, "a.png: the name tells no format; end it in .nii"},
		{[]string{"convert", "mri", "mri/", "--time", "1", "--force=false"}, "mri: there is something of this name"},
		{[]string{"convert", "mri", "a.nii", "--time", "soon"}, `"soon"`},
		{[]string{"mask", "mri", "a.nii"}, `required flag(s) "like" not set`},
		{[]string{"mask", "notes.txt", "a.nii", "--like", "mri", "--time", "1"}, "notes.txt: the file is neither NIfTI nor NRRD nor DICOM"},
		{[]string{"bogus"}, `unknown command "bogus"`},
	} {
		out, messages, status := run(t, dir, append([]string{"image"}, c.args...)...)
		if status != 1 || out != "" || strings.Count(messages, "\n") != 1 || !strings.Contains(messages, c.says) {
			t.Errorf("%v: status %d, %q, %s", c.args, status, out, messages)
		}
		says(t, messages, dir)
	}
}

func TestCheckFolder(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "export")
	writeSeries(t, filepath.Join(src, "a", "pre"), 1, 6, "lava pre", -45)
	writeSeries(t, filepath.Join(src, "a", "post"), 1, 8, "lava", 28, 71)
	gap := writeSeries(t, filepath.Join(src, "b"), 2, 3, "vibe", 28)
	check(t, os.Remove(filepath.Join(gap, "IM00002.dcm")))
	check(t, os.WriteFile(filepath.Join(src, "c.dcm"), []byte("a text that is no image at all"), 0o644))
	out := must(t, dir, "check", src)
	says(t, out, dir, "study series modality, description matrix × slices voxel (mm) volume in time phase remarks",
		"6 MR lava pre 8×6 × 4 2×2×4 1 of 1 pre: 45 s before the start of injection",
		"8 MR lava 8×6 × 4 2×2×4 1 of 2 AP: 28 s after the start of injection",
		"8 MR lava 8×6 × 4 2×2×4 2 of 2 PVP: 71 s after the start of injection",
		"3 MR vibe – – – – NOT USABLE (3 files): series 3 (vibe): slices missing", "– – – – – – – NOT USABLE (1 file): c.dcm: the file is named as a DICOM file",
		"2 studies, 3 volumes, 2 series that make none; 16 DICOM files.")
	text := must(t, dir, "check", src, "--json")
	if says(t, text, dir); !json.Valid([]byte(text)) {
		t.Errorf("no JSON: %s", text)
	}
	out, messages, status := run(t, dir, "check", gap)
	if status != 1 || !strings.Contains(out, "NOT USABLE (3 files): series 3 (vibe): ") || !strings.Contains(messages, "the folder holds no series that makes a volume") || strings.Contains(out+messages, dir) {
		t.Errorf("status %d, %s%s", status, out, messages)
	}
	check(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	if _, messages, status := run(t, dir, "check", "empty"); status != 1 || !strings.Contains(messages, "the folder holds no series") {
		t.Errorf("status %d, %s", status, messages)
	}
}

// TestCheckOfAFileQuotesNothingOfIt gives check what is no study file: an image
// is described, and nothing of its bytes, which name the patient, is printed.
func TestCheckOfAFileQuotesNothingOfIt(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(writeSeries(t, filepath.Join(dir, "a"), 1, 8, "lava", 28), "IM00001.dcm")
	out := must(t, dir, "check", file)
	says(t, out, dir, "8 MR lava 8×6 × 1", "1 study, 1 volume")
	for _, args := range [][]string{{"check", "--study", file}, {"split", "--study", file}} {
		out, messages, status := run(t, dir, args...)
		if status != 1 || out != "" || strings.Count(messages, "\n") != 1 || !strings.Contains(messages, "the file is no text; a study file is YAML") {
			t.Errorf("%v: status %d, %s%s", args, status, out, messages)
		}
		if strings.Contains(messages, person) {
			t.Errorf("%v: the patient is in %s", args, messages)
		}
	}
	if _, messages, status := run(t, dir, "check", "nowhere"); status != 1 || !strings.Contains(messages, "cannot be read") {
		t.Errorf("status %d, %s", status, messages)
	}
}

// TestConvertTellsWhatIsLeftOut has a series that makes no volume beside one
// that does.
func TestConvertTellsWhatIsLeftOut(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "export")
	writeSeries(t, filepath.Join(src, "a"), 1, 8, "lava", 28)
	gap := writeSeries(t, filepath.Join(src, "b"), 1, 3, "vibe", 28)
	check(t, os.Remove(filepath.Join(gap, "IM00002.dcm")))
	_, messages, status := run(t, dir, "image", "convert", src, "a.nii.gz")
	if status != 0 || !strings.Contains(messages, "warning: not converted: series 3 (vibe)") {
		t.Errorf("status %d, %s", status, messages)
	}
	_, messages, status = run(t, dir, "image", "mask", "a.nii.gz", "b.nii.gz", "--like", src, "--region", "1", "--region", "2")
	if status != 1 || !strings.Contains(messages, `one region can be taken, and "1" was asked for before`) {
		t.Errorf("status %d, %s", status, messages)
	}
}
