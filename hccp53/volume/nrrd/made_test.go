package nrrd_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hcclab/hccp53/volume/nrrd"
)

// made is what other programs read in a file of testdata, see make.py there.
type made struct {
	DType     string     `json:"dtype"`
	Shape     []int      `json:"shape"`
	Values    []float64  `json:"values"`
	Origin    []float64  `json:"origin"`
	Spacing   []float64  `json:"spacing"`
	Direction [9]float64 `json:"direction"`
	Segments  []struct {
		ID     string     `json:"id"`
		Name   string     `json:"name"`
		Label  int        `json:"label"`
		Layer  int        `json:"layer"`
		Color  [3]float64 `json:"color"`
		Voxels int        `json:"voxels"`
	} `json:"segments"`
}

func expected(t *testing.T) map[string]made {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]made
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestMadeFiles compares every number type, encoding, byte order, space and
// layout with pynrrd and SimpleITK.
func TestMadeFiles(t *testing.T) {
	for name, want := range expected(t) {
		f, err := nrrd.Open(filepath.Join("testdata", name), nrrd.Budget)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		got := make([]float64, f.Len())
		f.Fill(got, 0, 1)
		if !slices.Equal(got, want.Values) || !slices.Equal(f.Shape, want.Shape) {
			t.Errorf("%s: shape %v, values %v, want %v, %v", name, f.Shape, got, want.Shape, want.Values)
		}
		// The type as pynrrd hands it out, which for ascii is never big-endian.
		if f.NumPy() != want.DType {
			t.Errorf("%s: %s, want %s", name, f.NumPy(), want.DType)
		}
		g, err := f.Grid()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if want.Origin == nil {
			continue
		}
		for k := range 3 {
			off := math.Abs(g.Origin[k]-want.Origin[k]) + math.Abs(g.Spacing[k]-want.Spacing[k])
			for i := range 3 {
				off += math.Abs(g.Direction[i][k] - want.Direction[3*k+i])
			}
			if off > 1e-12 {
				t.Errorf("%s: grid %v, want %+v", name, g, want)
				break
			}
		}
	}
}

// TestVolumesOfAFile has components first, in the middle and last: the volumes
// are the same.
func TestVolumesOfAFile(t *testing.T) {
	single, err := nrrd.Read(filepath.Join("testdata", "int16-gzip-little.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"list-first.nrrd", "list-middle.nrrd", "list-last.nrrd"} {
		all, err := nrrd.ReadAll(filepath.Join("testdata", name))
		if err != nil || len(all) != 3 {
			t.Fatalf("%s: %d volumes, %v", name, len(all), err)
		}
		for v, factor := range []float64{1, -1, 2} {
			if d := single.Differs(all[v].Grid); d != "" {
				t.Errorf("%s, volume %d: %s", name, v, d)
			}
			for i, x := range single.Data {
				if all[v].Data[i] != factor*x {
					t.Fatalf("%s, volume %d: %v, want %v times %v", name, v, all[v].Data, factor, single.Data)
				}
			}
		}
	}
}

func TestSegments(t *testing.T) {
	seg, err := nrrd.ReadSegmentation(filepath.Join("testdata", "layers.seg.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	want := expected(t)["layers.seg.nrrd"].Segments
	if len(want) == 0 || len(seg.Segments) != len(want) || len(seg.Warnings) > 0 {
		t.Fatalf("%d segments, want %d; warnings %q", len(seg.Segments), len(want), seg.Warnings)
	}
	for i, s := range seg.Segments {
		w := want[i]
		if s.ID != w.ID || s.Name != w.Name || s.Label != w.Label || s.Layer != w.Layer || s.Color != w.Color || s.Extent != [6]int{0, 3, 0, 2, 0, 1} {
			t.Errorf("segment %d: %+v, want %+v", i, s, w)
		}
		if n := seg.Mask(i).Count(); n != w.Voxels {
			t.Errorf("segment %d: %d voxels, want %d", i, n, w.Voxels)
		}
	}
	// The first and the last overlap.
	if a, b := seg.Mask(0), seg.Mask(2); !a.At(1, 1, 0) || !b.At(1, 1, 0) {
		t.Error("the overlap is lost")
	}
}

// TestOldSegmentation has one segment a layer and no label.
func TestOldSegmentation(t *testing.T) {
	seg, err := nrrd.ReadSegmentation(filepath.Join("testdata", "old.seg.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	if len(seg.Segments) != 2 || seg.Segments[1].Layer != 1 || seg.Segments[1].Label != 1 || seg.Segments[1].Name != "tumour: largest" {
		t.Fatalf("%+v", seg.Segments)
	}
	if a, b := seg.Mask(0).Count(), seg.Mask(1).Count(); a != 14 || b != 4 {
		t.Errorf("%d and %d voxels, want 14 and 4", a, b)
	}
}

// TestLabelMap has no fields for its segments: each label is one.
func TestLabelMap(t *testing.T) {
	seg, err := nrrd.ReadSegmentation(filepath.Join("testdata", "labels.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	if len(seg.Segments) != 2 || seg.Segments[0].Name != "label 1" || seg.Segments[1].Name != "label 3" {
		t.Fatalf("%+v", seg.Segments)
	}
	if a, b := seg.Mask(0).Count(), seg.Mask(1).Count(); a != 2 || b != 6 {
		t.Errorf("%d and %d voxels, want 2 and 6", a, b)
	}
}
