package imagefile

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// TestConvertToDICOM goes from NIfTI to DICOM and back.
func TestConvertToDICOM(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		exact  bool
	}{"whole": {[]float64{-1000, 0, 7, 3071}, true}, "fractions": {[]float64{0, 0.5, 0.1, 99.9}, false}} {
		dir := t.TempDir()
		img := volume.NewImage(volume.Grid{Size: [3]int{5, 4, 3}, Spacing: [3]float64{0.75, 0.5, 3}, Origin: [3]float64{-10, 20, 30}, Direction: volume.Axial})
		for i := range img.Data {
			img.Data[i] = float64(float32(c.values[i%len(c.values)]))
		}
		src, dst, back := filepath.Join(dir, "Miller.nii.gz"), filepath.Join(dir, "dicom")+"/", filepath.Join(dir, "back.nii.gz")
		if err := nifti.WriteImage(src, img); err != nil {
			t.Fatal(err)
		}
		written, err := Convert(context.Background(), src, dst, Options{})
		if err != nil || len(written) != 1 || (written[0].Note == "") != c.exact {
			t.Fatalf("%s: %v %+v", name, err, written)
		}
		if _, err := Convert(context.Background(), src, dst, Options{}); !errors.Is(err, ErrTarget) {
			t.Errorf("%s: a second time into the folder: %v", name, err)
		}
		if _, err := Convert(context.Background(), dst, back, Options{}); err != nil {
			t.Fatal(err)
		}
		got, err := nifti.Read(back)
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for i, v := range img.Data {
			worst = math.Max(worst, math.Abs(v-got.Data[i]))
		}
		if d := img.Differs(got.Grid); d != "" || c.exact && worst > 0 || worst > 1e-3 {
			t.Errorf("%s: %s, values differ by %v", name, d, worst)
		}
		files, err := filepath.Glob(filepath.Join(dst, "*.dcm"))
		if err != nil || len(files) != 3 {
			t.Fatalf("%v %v", files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil || strings.Contains(string(b), "Miller") {
				t.Errorf("%v: the name of the source is in a file", err)
			}
		}
		again := filepath.Join(dir, "again") + "/"
		if _, err := Convert(context.Background(), src, again, Options{}); err != nil {
			t.Fatal(err)
		}
		a, _ := os.ReadFile(files[0])
		b, _ := os.ReadFile(filepath.Join(again, filepath.Base(files[0])))
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%s: other bytes again", name)
		}
	}
}

func TestConvertToDICOMRefuses(t *testing.T) {
	img := volume.NewImage(volume.Grid{Size: [3]int{2, 2, 1}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial})
	img.Data[0] = math.NaN()
	if _, err := writeDICOM(t.TempDir(), &Volume{Image: img}); !errors.Is(err, mri.ErrWriting) {
		t.Errorf("%v", err)
	}
}
