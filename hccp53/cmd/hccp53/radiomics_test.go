package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// writeTumour writes an image and a mask with labels 1 and 2, and a series of
// the image's grid in the folder dicom.
func writeTumour(t testing.TB, dir string) {
	t.Helper()
	img, labels := volume.NewImage(imageGrid), volume.NewImage(imageGrid)
	for i := range img.Data {
		x, y, z := img.Voxel(i)
		img.Data[i] = float64((i*7919)%500 + 3*x)
		switch {
		case x > 0 && x < 5 && y > 0 && y < 5 && z > 0 && z < 3:
			labels.Data[i] = 1
		case x > 5:
			labels.Data[i] = 2
		}
	}
	check(t, nifti.WriteImage(filepath.Join(dir, "ap.nii.gz"), img))
	check(t, nifti.WriteImage(filepath.Join(dir, "voi.nii.gz"), labels))
	writeSeries(t, filepath.Join(dir, "dicom"), 1, 5, "dyn", 20, 70)
}

func table(t testing.TB, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	check(t, err)
	return rows
}

func file(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	check(t, err)
	return string(content)
}

func TestRadiomicsExtractOfOneCase(t *testing.T) {
	dir := t.TempDir()
	writeTumour(t, dir)
	rows := table(t, must(t, dir, "radiomics", "extract", "--image", "ap.nii.gz", "--mask", "voi.nii.gz", "-q"))
	if len(rows) != 108 || strings.Join(rows[0], ",") != "case,setting,feature,value" || strings.Join(rows[1][:3], ",") != "Case-1,pyradiomics,original_shape_Elongation" {
		t.Errorf("%d rows: %v", len(rows), rows[:2])
	}
	// Label 1 is the default, and the same as a column of the wide form.
	wide := table(t, must(t, dir, "radiomics", "extract", "--image", "ap.nii.gz", "--mask", "voi.nii.gz", "--label", "1,2", "--wide", "-q", "--case", "x"))
	if len(wide) != 3 || strings.Join(wide[0][:4], ",") != "ID,Image,Mask,Label" || strings.Join(wide[1][:4], ",") != "x,ap.nii.gz,voi.nii.gz,1" || wide[2][3] != "2" {
		t.Errorf("%v", wide)
	}
	for i, row := range rows[1:] {
		long, err1 := strconv.ParseFloat(row[3], 64)
		short, err2 := strconv.ParseFloat(wide[1][len(wide[1])-107+i], 64)
		if err1 != nil || err2 != nil || long != short {
			t.Errorf("%s: %v in the wide form, %v in the long one", row[2], short, long)
		}
	}
	var report struct {
		Cases []struct {
			Case     string
			Features map[string]float64
		}
	}
	check(t, json.Unmarshal([]byte(must(t, dir, "radiomics", "extract", "--image", "ap.nii.gz", "--mask", "voi.nii.gz", "--json", "-q")), &report))
	if len(report.Cases) != 1 || len(report.Cases[0].Features) != 107 {
		t.Errorf("%+v", report)
	}
}

func TestRadiomicsExtractReadsDICOM(t *testing.T) {
	dir := t.TempDir()
	writeTumour(t, dir)
	must(t, dir, "image", "mask", "voi.nii.gz", "voi.dcm", "--like", "dicom", "--time", "2", "--region", "1")
	out := must(t, dir, "radiomics", "extract", "--image", "dicom", "--time", "2", "--mask", "voi.dcm", "--wide", "-q")
	if rows := table(t, out); len(rows) != 2 || rows[1][0] != "dicom" {
		t.Errorf("%s", out)
	}
	says(t, out, dir)
	_, messages, status := run(t, dir, "radiomics", "extract", "--image", "dicom", "--mask", "voi.dcm", "-q")
	if status != 1 || !strings.Contains(messages, "there are 2 volumes") {
		t.Errorf("status %d: %s", status, messages)
	}
}

func TestRadiomicsExtractOfAListGoesOn(t *testing.T) {
	dir := t.TempDir()
	writeTumour(t, dir)
	check(t, os.WriteFile(filepath.Join(dir, "cases.csv"), []byte("ID,Image,Mask,Label\na,ap.nii.gz,voi.nii.gz,1\nb,gone.nii.gz,voi.nii.gz,1\nc,ap.nii.gz,voi.nii.gz,2\n"), 0o644))
	args := []string{"radiomics", "extract", "--cases", "cases.csv", "--out", "f.csv", "--wide", "--preset", "mr"}
	_, messages, status := run(t, dir, args...)
	says(t, messages, dir, "b: gone.nii.gz: the file cannot be read", "2 cases measured, 1 failed: f.csv", "1 of 3 cases could not be measured")
	if status != 1 || len(table(t, file(t, filepath.Join(dir, "f.csv")))) != 4 {
		t.Errorf("status %d", status)
	}
	says(t, file(t, filepath.Join(dir, "f.problems.csv")), dir, "b,3,,error,gone.nii.gz")
	says(t, file(t, filepath.Join(dir, "f.settings.yaml")), dir, "normalizeScale: 100")

	img, err := nifti.Read(filepath.Join(dir, "ap.nii.gz"))
	check(t, err)
	img.Data[0]++
	check(t, nifti.WriteImage(filepath.Join(dir, "gone.nii.gz"), img))
	_, messages, status = run(t, dir, args...)
	says(t, messages, dir, "3 cases measured, 2 of them before, 0 failed")
	if _, err := os.Stat(filepath.Join(dir, "f.journal")); status != 0 || err == nil {
		t.Errorf("status %d, journal %v: %s", status, err, messages)
	}
	if _, messages, status = run(t, dir, args...); status != 1 || !strings.Contains(messages, "--force") {
		t.Errorf("an output was written over: status %d, %s", status, messages)
	}
	must(t, dir, append(args, "--force")...)
	must(t, dir, append(args, "--settings", "f.settings.yaml", "--out", "g.csv", "--preset", "")...)
	if f, g := file(t, filepath.Join(dir, "f.csv")), file(t, filepath.Join(dir, "g.csv")); f != g {
		t.Errorf("the settings that were written give another result:\n%s%s", f, g)
	}
}

func TestRadiomicsOrdersThatMakeNoSense(t *testing.T) {
	dir := t.TempDir()
	writeTumour(t, dir)
	one := []string{"--image", "ap.nii.gz", "--mask", "voi.nii.gz"}
	check(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("binWidht: 5\n"), 0o644))
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "nothing to measure"},
		{[]string{"--image", "ap.nii.gz"}, "an image and a mask"},
		{append([]string{"--cases", "c.csv"}, one...), "do not go together"},
		{[]string{"--cases", "c.csv"}, "c.csv: the list of cases cannot be opened"},
		{append([]string{"--preset", "xr"}, one...), `no preset "xr"; use one of ct, ibsi, mr, pyradiomics`},
		{append([]string{"--profile", "x"}, one...), `no profile "x"`},
		{append([]string{"--settings", "bad.yaml"}, one...), "binWidht"},
		{append([]string{"--out", "f.xlsx"}, one...), "tells no format"},
		{append([]string{"--label", "9"}, one...), "label \"9\" is not in the mask; there are label 1, label 2"},
	} {
		out, messages, status := run(t, dir, append([]string{"radiomics", "extract", "-q"}, c.args...)...)
		if status != 1 || !strings.Contains(messages, c.says) || strings.Contains(messages, dir) {
			t.Errorf("%v: status %d, %s%s, want %q", c.args, status, out, messages, c.says)
		}
	}
}

func TestRadiomicsFeaturesAndSettingsExplain(t *testing.T) {
	dir := t.TempDir()
	says(t, must(t, dir, "radiomics", "features"), dir, "glcm (24)", "107 features")
	says(t, must(t, dir, "radiomics", "features", "tu9b"), dir, "glcm JointEntropy IBSI TU9B")
	if n := strings.Count(must(t, dir, "radiomics", "features", "ngtdm", "original_ngtdm_Busyness"), "ngtdm "); n != 5 {
		t.Errorf("%d features of ngtdm", n)
	}
	if _, messages, status := run(t, dir, "radiomics", "features", "Entropie"); status != 1 || !strings.Contains(messages, `"Entropie"`) {
		t.Errorf("status %d: %s", status, messages)
	}
	says(t, must(t, dir, "radiomics", "settings", "--preset", "mr"), dir, "normalize: true", "binWidth: 5")
	says(t, must(t, dir, "radiomics", "settings", "--profile", "ibsi"), dir, "profile: ibsi", "kurtosis: excess")
}

func TestRadiomicsMaps(t *testing.T) {
	dir := t.TempDir()
	writeTumour(t, dir)
	args := []string{"radiomics", "maps", "--image", "ap.nii.gz", "--mask", "voi.nii.gz", "--features", "glcm_JointEntropy,firstorder", "--out", "maps", "-q"}
	if out := must(t, dir, args...); !strings.Contains(out, "19 maps in maps") {
		t.Errorf("%q", out)
	}
	m, err := nifti.Read(filepath.Join(dir, "maps", "original_firstorder_Maximum.nii.gz"))
	check(t, err)
	img, err := nifti.Read(filepath.Join(dir, "ap.nii.gz"))
	check(t, err)
	// The window around voxel 2, 2, 1 of the image lies in the mask, but for the
	// slice below.
	want := 0.0
	for z := 1; z <= 2; z++ {
		for y := 1; y <= 3; y++ {
			for x := 1; x <= 3; x++ {
				want = max(want, img.At(x, y, z))
			}
		}
	}
	at := m.Locate(img.Point(2, 2, 1))
	if got := m.At(int(at[0]+.5), int(at[1]+.5), int(at[2]+.5)); got != want {
		t.Errorf("largest around a voxel: %g, want %g", got, want)
	}
	// What is there stays, unless --force says otherwise.
	fails(t, dir, "something of this name", args...)
	must(t, dir, append(args, "--force", "--format", "nrrd")...)
	for text, more := range map[string][]string{
		"no class":   {"--features", "texture"},
		"no feature": {"--features", "glcm_Beauty"},
		"no format":  {"--format", "png"},
		"radius":     {"--radius", "99"},
	} {
		fails(t, dir, text, append([]string{"radiomics", "maps", "--image", "ap.nii.gz", "--mask", "voi.nii.gz", "--out", "other"}, more...)...)
	}
}

// fails runs a command that must end with status 1 and say a text.
func fails(t testing.TB, dir, text string, args ...string) {
	t.Helper()
	if _, messages, status := run(t, dir, args...); status != 1 || !strings.Contains(messages, text) {
		t.Errorf("%v: status %d, %s, want %q", args, status, messages, text)
	}
}
