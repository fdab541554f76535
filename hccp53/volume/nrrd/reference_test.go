package nrrd_test

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

	"hcclab/hccp53/volume/nrrd"
)

// fact is what the reference says about one file: the array of pynrrd and the
// place that SimpleITK found.
type fact struct {
	Array struct {
		DType  string  `json:"dtype"`
		Min    float64 `json:"min"`
		Max    float64 `json:"max"`
		Mean   float64 `json:"mean"`
		SHA256 string  `json:"sha256_le"`
		Shape  []int   `json:"shape"`
	} `json:"array"`
	SimpleITK struct {
		Direction [9]float64 `json:"direction_lps_rowmajor"`
		Origin    [3]float64 `json:"origin_lps"`
		Size      [3]int     `json:"size"`
		Spacing   [3]float64 `json:"spacing"`
	} `json:"simpleitk"`
}

// facts returns what dicom/facts.json of the reference says about each file of
// a group of kind nrrd, by path.
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
		if err := json.Unmarshal(raw, &k); err != nil || k.Kind != "nrrd" {
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
		t.Fatal("the reference has no group of kind nrrd")
	}
	return all
}

// TestReference compares every NRRD file of the reference with what pynrrd and
// SimpleITK found.
func TestReference(t *testing.T) {
	all := facts(t)
	for path, want := range all {
		name := filepath.Base(path)
		f, err := nrrd.Open(path, nrrd.Budget)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if sum := sha256.Sum256(f.COrder()); hex.EncodeToString(sum[:]) != want.Array.SHA256 {
			t.Errorf("%s: the stored values have another sum", name)
		}
		if f.NumPy() != want.Array.DType || !slices.Equal(f.Shape, want.Array.Shape) {
			t.Errorf("%s: %s of shape %v, want %s of %v", name, f.NumPy(), f.Shape, want.Array.DType, want.Array.Shape)
		}
		img, err := nrrd.Read(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
		for _, v := range img.Data {
			lo, hi, sum = min(lo, v), max(hi, v), sum+v
		}
		mean := sum / float64(len(img.Data))
		if lo != want.Array.Min || hi != want.Array.Max || math.Abs(mean-want.Array.Mean) > 1e-9*math.Abs(want.Array.Mean) {
			t.Errorf("%s: min, max, mean %v %v %v, want %+v", name, lo, hi, mean, want.Array)
		}
		g := want.SimpleITK
		if img.Size != g.Size {
			t.Errorf("%s: size %v, want %v", name, img.Size, g.Size)
		}
		for k := range 3 {
			off := math.Abs(img.Origin[k]-g.Origin[k]) + math.Abs(img.Spacing[k]-g.Spacing[k])
			for i := range 3 {
				off += math.Abs(img.Direction[i][k] - g.Direction[3*k+i]) // a column is an axis
			}
			if off > 1e-9 {
				t.Errorf("%s: grid %v, want %v", name, img.Grid, g)
				break
			}
		}
	}
	t.Logf("%d files compared", len(all))
}
