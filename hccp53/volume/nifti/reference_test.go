package nifti_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/volume/nifti"
)

// fact is what the reference says about one file: what nibabel found.
type fact struct {
	Affine  [4][4]float64 `json:"affine_ras"`
	DType   string        `json:"dtype"`
	Version string        `json:"version"`
	Scaled  struct {
		Min  float64 `json:"min"`
		Max  float64 `json:"max"`
		Mean float64 `json:"mean"`
	} `json:"scaled"`
	Stored struct {
		SHA256 string `json:"sha256_le"`
		Shape  []int  `json:"shape"`
	} `json:"stored"`
}

// facts returns what dicom/facts.json of the reference says about each file of
// a group of kind nifti, by path.
func facts(t testing.TB) map[string]fact {
	t.Helper()
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference images not compared")
	}
	root := filepath.Join(ref, "dicom")
	text, err := os.ReadFile(filepath.Join(root, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(": NaN"), []byte(": null")) // Python's JSON knows NaN
	var groups map[string]json.RawMessage
	if err := json.Unmarshal(text, &groups); err != nil {
		t.Fatal(err)
	}
	all := map[string]fact{}
	for group, raw := range groups {
		var k struct {
			Kind string `json:"kind"`
		}
		// Not every entry is a group.
		if err := json.Unmarshal(raw, &k); err != nil || k.Kind != "nifti" {
			continue
		}
		var g struct {
			Files map[string]fact `json:"files"`
		}
		if err := json.Unmarshal(raw, &g); err != nil {
			t.Fatal(err)
		}
		for name, f := range g.Files {
			all[filepath.Join(root, group, name)] = f
		}
	}
	if len(all) == 0 {
		t.Fatal("the reference has no group of kind nifti")
	}
	return all
}

// TestReference compares every NIfTI file of the reference with what nibabel
// found.
func TestReference(t *testing.T) {
	all := facts(t)
	for path, want := range all {
		name := filepath.Base(path)
		f, err := nifti.Open(path, nifti.Budget)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if sum := sha256.Sum256(f.COrder()); hex.EncodeToString(sum[:]) != want.Stored.SHA256 {
			t.Errorf("%s: the stored values have another sum", name)
		}
		if f.NumPy() != want.DType || !slices.Equal(f.Shape, want.Stored.Shape) {
			t.Errorf("%s: %s of shape %v, want %s of %v", name, f.NumPy(), f.Shape, want.DType, want.Stored.Shape)
		}
		if (f.Version == 2) != (want.Version == "Nifti2Image") {
			t.Errorf("%s: version %d, want %s", name, f.Version, want.Version)
		}
		for k := range 3 {
			if f.Affine[k] != want.Affine[k] && f.Place == "sform" {
				t.Errorf("%s: row %d of the affine is %v, want %v", name, k, f.Affine[k], want.Affine[k])
			}
		}
		images, err := nifti.ReadAll(path)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		lo, hi, sum, n := math.Inf(1), math.Inf(-1), 0.0, 0
		for _, img := range images {
			g := img.Grid
			for k := range 3 {
				if d := g.Point(1, 1, 1)[k]*map[int]float64{0: -1, 1: -1, 2: 1}[k] - want.Affine[k][0] - want.Affine[k][1] - want.Affine[k][2] - want.Affine[k][3]; math.Abs(d) > 1e-9*(1+math.Abs(want.Affine[k][3])) {
					t.Errorf("%s: voxel (1, 1, 1) is %v mm off along axis %d", name, d, k)
				}
			}
			for _, v := range img.Data {
				lo, hi, sum = min(lo, v), max(hi, v), sum+v
			}
			n += len(img.Data)
		}
		near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(b), 1) }
		if w := want.Scaled; !near(lo, w.Min) || !near(hi, w.Max) || !near(sum/float64(n), w.Mean) {
			t.Errorf("%s: min, max, mean %v %v %v, want %+v", name, lo, hi, sum/float64(n), w)
		}
	}
	t.Logf("%d files compared", len(all))
}
