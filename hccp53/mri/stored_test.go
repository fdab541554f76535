package mri

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/volume"
)

// valued is an image on the oblique grid whose voxels repeat the values.
func valued(values ...float64) *volume.Image {
	img := volume.NewImage(grid(7, 5, 4))
	for i := range img.Data {
		img.Data[i] = values[i%len(values)]
	}
	return img
}

// writtenAndRead writes img as a series and reads it back.
func writtenAndRead(t *testing.T, img *volume.Image) (dir string, back *volume.Image, worst float64) {
	t.Helper()
	p, worst, err := Storable(img)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	w := Writing{
		StudyUID: UID(1, "s"), SeriesUID: UID(1, "e"), FrameOfReferenceUID: UID(1, "f"), PatientID: "Größe 测试", Description: "öäü Ω 門脈相",
		Converted: true, TimePoints: []TimePoint{p},
	}
	if err := WriteSeries(dir, w); err != nil {
		t.Fatal(err)
	}
	s := load(t, dir)
	if len(s.Volumes) != 1 || s.Volumes[0].Description != w.Description {
		t.Fatalf("%d volumes", len(s.Volumes))
	}
	return dir, s.Volumes[0].Image, worst
}

func TestStorableRoundTrip(t *testing.T) {
	for name, values := range map[string][]float64{
		"unsigned": {0, 65535, 17}, "signed": {-32768, 32767, -1}, "multiples": {-70000, 0, 70000, 7}, "fractions": {-1.5, 0.125, math.Pi, 1e3},
	} {
		img := valued(values...)
		_, back, worst := writtenAndRead(t, img)
		if d := img.Differs(back.Grid); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		for i, v := range img.Data {
			if math.Abs(back.Data[i]-v) > worst*(1+1e-9) {
				t.Fatalf("%s: voxel %d is %v, was %v", name, i, back.Data[i], v)
			}
		}
	}
}

// TestLeftHandedVolume compares point by point: the slices come in the other
// order.
func TestLeftHandedVolume(t *testing.T) {
	img := phantom(grid(7, 5, 4), 0)
	z := img.Direction[2]
	img.Direction[2] = [3]float64{-z[0], -z[1], -z[2]}
	_, back, _ := writtenAndRead(t, img)
	want, ok := img.Reordered(back.Grid)
	if !ok || !slices.Equal(want.Data, back.Data) {
		t.Errorf("other places or values (%v)", ok)
	}
}

// TestOthersReadTheSame lets SimpleITK, or pydicom alone where that is not
// installed, read a converted volume. HCCP53_PYTHON names a Python interpreter.
func TestOthersReadTheSame(t *testing.T) {
	python := os.Getenv("HCCP53_PYTHON")
	if python == "" {
		t.Skip("HCCP53_PYTHON is not set: converted volumes not read by SimpleITK and pydicom")
	}
	script := `
import sys, json, glob, numpy, pydicom
d = [pydicom.dcmread(n) for n in sorted(glob.glob(sys.argv[1] + "/*.dcm"))]
for x in d:
    for e in x.iterall(): e.value
out = {"by": "pydicom", "name": str(d[0].PatientID), "description": d[0].SeriesDescription, "age": d[0].PatientAge, "study": d[0].StudyDate,
  "values": numpy.stack([x.pixel_array.astype(float) * float(x.RescaleSlope) + float(x.RescaleIntercept) for x in d]).ravel().tolist(),
  "origin": list(map(float, d[0].ImagePositionPatient)), "spacing": list(map(float, d[0].PixelSpacing))[::-1], "row": list(map(float, d[0].ImageOrientationPatient))[:3]}
try:
    import SimpleITK as sitk
except ImportError:
    pass
else:
    r = sitk.ImageSeriesReader()
    r.SetFileNames(r.GetGDCMSeriesFileNames(sys.argv[1]))
    r.SetOutputPixelType(sitk.sitkFloat64)
    i = r.Execute()
    out.update(by="SimpleITK and pydicom", values=sitk.GetArrayFromImage(i).ravel().tolist(), origin=i.GetOrigin(), spacing=i.GetSpacing(), direction=i.GetDirection())
print(json.dumps(out))
`
	for name, values := range map[string][]float64{"unsigned": {0, 65535, 17}, "signed": {-32768, 32767, -1}, "multiples": {-70000, 0, 70000, 7}, "fractions": {-1.5, 0.125, 3.5}} {
		img := valued(values...)
		dir, back, _ := writtenAndRead(t, img)
		text, err := exec.Command(python, "-c", script, dir).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		var got struct {
			By, Name, Description, Age, Study       string
			Values, Origin, Spacing, Direction, Row []float64
		}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		t.Logf("%s: read by %s", name, got.By)
		if got.Name != "Größe 测试" || got.Description != "öäü Ω 門脈相" || got.Age != "" || got.Study != "" {
			t.Errorf("texts %q %q, age %q, date %q", got.Name, got.Description, got.Age, got.Study)
		}
		close := func(a, b []float64, within float64) bool {
			return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= within })
		}
		if !close(got.Values, back.Data, 1e-9*slices.Max(img.Data)) {
			t.Errorf("%s: other values", name)
		}
		if !close(got.Origin, img.Origin[:], 1e-9) || !close(got.Spacing[:2], img.Spacing[:2], 1e-9) || !close(got.Row, img.Direction[0][:], 1e-9) {
			t.Errorf("%s: origin %v, spacing %v, row %v", name, got.Origin, got.Spacing, got.Row)
		}
		if strings.HasPrefix(got.By, "SimpleITK") {
			var columns []float64 // SimpleITK gives the matrix by rows
			for k := range 3 {
				for axis := range 3 {
					columns = append(columns, img.Direction[axis][k])
				}
			}
			if !close(got.Direction, columns, 1e-9) || math.Abs(got.Spacing[2]-img.Spacing[2]) > 1e-9 {
				t.Errorf("%s: direction %v, spacing %v", name, got.Direction, got.Spacing)
			}
		}
	}
}

func ExampleStorable() {
	img := volume.NewImage(volume.Grid{Size: [3]int{2, 2, 1}, Spacing: [3]float64{1, 1, 3}, Direction: volume.Axial})
	img.Data = []float64{-1000, 0, 40, 3000}
	p, worst, err := Storable(img)
	fmt.Println(p.Slope, p.Intercept, p.Bits, p.Signed, worst, err)

	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(WriteSeries(filepath.Join(dir, "dicom"), Writing{
		StudyUID: UID(1, "study"), SeriesUID: UID(1, "series"), FrameOfReferenceUID: UID(1, "frame"),
		PatientID: "PHANTOM", Converted: true, TimePoints: []TimePoint{p},
	}))
	// Output:
	// 1 0 16 true 0 <nil>
	// <nil>
}
