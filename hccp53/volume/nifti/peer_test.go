package nifti_test

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
	"hcclab/hccp53/volume/nifti"
)

// seen is what SimpleITK says about a file.
type seen struct {
	Type      string     `json:"type"`
	Size      [3]int     `json:"size"`
	Spacing   [3]float64 `json:"spacing"`
	Origin    [3]float64 `json:"origin"`
	Direction [9]float64 `json:"direction"`
	Values    []float64  `json:"values"`
}

// look lets SimpleITK read files. HCCP53_PYTHON names a Python interpreter that
// has it.
func look(t *testing.T, paths []string) (all []seen) {
	t.Helper()
	python := os.Getenv("HCCP53_PYTHON")
	if python == "" {
		t.Skip("HCCP53_PYTHON is not set: written files not read by SimpleITK")
	}
	out, err := exec.Command(python, append([]string{"-c", `
import json, sys
try:
    import SimpleITK as sitk
except ImportError:
    sys.exit("no SimpleITK")
print(json.dumps([{"type": i.GetPixelIDTypeAsString(), "size": i.GetSize(), "spacing": i.GetSpacing(), "origin": i.GetOrigin(),
    "direction": i.GetDirection(), "values": sitk.GetArrayFromImage(i).astype(float).flatten().tolist()} for i in map(sitk.ReadImage, sys.argv[1:])]))
`}, paths...)...).CombinedOutput()
	if strings.Contains(string(out), "no SimpleITK") {
		t.Skip("the Python of HCCP53_PYTHON has no SimpleITK: written files not read by it")
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal(out, &all); err != nil || len(all) != len(paths) {
		t.Fatalf("%v: %s", err, out)
	}
	return all
}

// TestSimpleITKReadsTheSame writes images of each number type, and masks.
func TestSimpleITKReadsTheSame(t *testing.T) {
	dir := t.TempDir()
	types := []string{"16-bit signed integer", "16-bit unsigned integer", "32-bit signed integer", "32-bit float", "64-bit float"}
	var paths []string
	var want []*volume.Image
	for i, g := range grids()[:5] {
		img, mask, inside := volume.NewImage(g), volume.NewMask(g), volume.NewImage(g)
		for j := range img.Data {
			img.Data[j] = []float64{float64(j) - 30, float64(j) * 1000, float64(j)*100_000 - 1, float64(j) / 8, float64(j) / 7}[i]
			if mask.Data[j] = j%3 == 0; mask.Data[j] {
				inside.Data[j] = 1
			}
		}
		image, outline := filepath.Join(dir, fmt.Sprintf("image%d.nii.gz", i)), filepath.Join(dir, fmt.Sprintf("mask%d.nii", i))
		if err := nifti.WriteImage(image, img); err != nil {
			t.Fatal(err)
		}
		if err := nifti.WriteMask(outline, mask); err != nil {
			t.Fatal(err)
		}
		paths, want = append(paths, image, outline), append(want, img, inside)
	}
	for i, s := range look(t, paths) {
		kind := "8-bit unsigned integer"
		if i%2 == 0 {
			kind = types[i/2]
		}
		w := want[i]
		if s.Type != kind || s.Size != w.Size || !slices.Equal(s.Values, w.Data) {
			t.Errorf("file %d: %s of %v, %v; want %s of %v, %v", i, s.Type, s.Size, s.Values, kind, w.Size, w.Data)
		}
		for k := range 3 {
			off := math.Abs(s.Origin[k]-w.Origin[k]) + math.Abs(s.Spacing[k]-w.Spacing[k])
			for l := range 3 {
				off += math.Abs(s.Direction[3*k+l] - w.Direction[l][k])
			}
			if off > 1e-4 { // float32, of places up to 712 mm
				t.Errorf("file %d: %+v, want %v", i, s, w.Grid)
			}
		}
	}
}
