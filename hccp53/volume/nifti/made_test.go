package nifti_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/volume/nifti"
)

// made is what nibabel reads in a file of testdata, see make.py there.
type made struct {
	Version int           `json:"version"`
	DType   string        `json:"dtype"`
	Shape   []int         `json:"shape"`
	Affine  [4][4]float64 `json:"affine"`
	Stored  []float64     `json:"stored"`
	Values  []float64     `json:"values"`
}

// TestMadeFiles compares every number type, byte order, version and layout with
// nibabel.
func TestMadeFiles(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]made
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		path := filepath.Join("testdata", name)
		f, err := nifti.Open(path, nifti.Budget)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		stored := make([]float64, f.Len())
		f.Fill(stored, 0, 1)
		if f.Version != want.Version || f.NumPy() != want.DType || !slices.Equal(f.Shape, want.Shape) || !slices.Equal(stored, want.Stored) || len(f.Warnings) > 0 {
			t.Errorf("%s: version %d, %s of %v, %v, warnings %q; want %+v", name, f.Version, f.NumPy(), f.Shape, stored, f.Warnings, want)
		}
		for k := range 3 {
			for i := range 4 {
				if math.Abs(f.Affine[k][i]-want.Affine[k][i]) > 1e-5 { // the quaternion is of float32
					t.Errorf("%s: row %d of the affine is %v, want %v", name, k, f.Affine[k], want.Affine[k])
					break
				}
			}
		}
		images, err := nifti.ReadAll(path)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		var got []float64
		for _, img := range images {
			got = append(got, img.Data...)
		}
		for i, v := range want.Values {
			if math.Abs(got[i]-v) > 1e-12*math.Abs(v) {
				t.Errorf("%s: %v, want %v", name, got, want.Values)
				break
			}
		}
	}
}

// TestPairs names either file of a pair.
func TestPairs(t *testing.T) {
	for _, pair := range [][2]string{{"pair.hdr", "pair.img"}, {"packed.hdr.gz", "packed.img.gz"}, {"pair2.hdr", "pair2.img"}} {
		a, err := nifti.Read(filepath.Join("testdata", pair[0]))
		if err != nil {
			t.Fatal(err)
		}
		b, err := nifti.Read(filepath.Join("testdata", pair[1]))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.Data, b.Data) || !a.Equal(b.Grid) {
			t.Errorf("%v differ", pair)
		}
	}
	// A header in plain beside voxels in gzip, in capitals, and without voxels.
	dir := t.TempDir()
	copyTo := func(name, as string) {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, as), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	copyTo("packed.hdr.gz", "A.HDR")
	copyTo("packed.img.gz", "A.IMG.gz")
	if _, err := nifti.Read(filepath.Join(dir, "A.HDR")); err != nil {
		t.Errorf("capitals: %v", err)
	}
	copyTo("pair.hdr", "b.hdr")
	if _, err := nifti.Read(filepath.Join(dir, "b.hdr")); !errors.Is(err, nifti.ErrFile) || !strings.Contains(err.Error(), "b.img") || strings.Contains(err.Error(), dir) {
		t.Errorf("no voxels: %v", err)
	}
	copyTo("pair.img", "c.img")
	if _, err := nifti.Read(filepath.Join(dir, "c.img")); !errors.Is(err, nifti.ErrFile) || !strings.Contains(err.Error(), "c.hdr") {
		t.Errorf("no header: %v", err)
	}
	if _, err := nifti.Read(dir); !errors.Is(err, nifti.ErrFile) {
		t.Errorf("a folder: %v", err)
	}
}

func TestRefusedByName(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		words string
	}{
		"analyze.hdr":   {nifti.ErrNotNIfTI, "ANALYZE"},
		"sheared.nii":   {nifti.ErrSheared, "5.71°"},
		"series.nii.gz": {nifti.ErrUnsupported, "3 volumes"},
	} {
		if _, err := nifti.Read(filepath.Join("testdata", name)); !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A sheared file can still be looked at.
	f, err := nifti.Open(filepath.Join("testdata", "sheared.nii"), nifti.Budget)
	if err != nil || f.Affine[0][1] != float64(float32(0.1)) {
		t.Errorf("%v, %v", f, err)
	}
}
