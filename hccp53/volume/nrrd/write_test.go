package nrrd_test

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// grids are axial, turned by right angles, oblique, and mirrored.
func grids() []volume.Grid {
	s, c := math.Sincos(0.3)
	var all []volume.Grid
	for _, d := range [][3][3]float64{
		volume.Axial, {{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}}, {{c, s, 0}, {-s, c, 0}, {0, 0, 1}},
		{{c, s, 0}, {-s * c, c * c, s}, {s * s, -c * s, c}}, {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	} {
		all = append(all, volume.Grid{Size: [3]int{5, 4, 3}, Spacing: [3]float64{0.7812499999999999, 1. / 3, 6.5}, Origin: [3]float64{-99.60937499999999, 0.1, math.Pi}, Direction: d})
	}
	return all
}

// TestRoundTrip writes every number type. Values come back to the last bit;
// places too along right angles, and to 1e-15 where a length is the root of a
// sum of squares.
func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "x.nrrd")
	for i, g := range grids() {
		for name, value := range map[string]func() float64{
			"int16":   func() float64 { return float64(rng.IntN(65536) - 32768) },
			"uint16":  func() float64 { return float64(rng.IntN(65536)) },
			"int32":   func() float64 { return float64(int32(rng.Uint32())) },
			"float32": func() float64 { return float64(float32(rng.NormFloat64())) },
			"float64": rng.NormFloat64,
		} {
			img := volume.NewImage(g)
			for j := range img.Data {
				img.Data[j] = value()
			}
			for _, e := range []nrrd.Encoding{nrrd.Gzip, nrrd.Raw} {
				if err := nrrd.WriteImage(path, img, e); err != nil {
					t.Fatal(err)
				}
				f, err := nrrd.Open(path, nrrd.Budget)
				if err != nil || string(f.Type) != name || len(f.Warnings) > 0 {
					t.Fatalf("grid %d, %s: %v, %v", i, name, f, err)
				}
				got, err := nrrd.Read(path)
				if err != nil {
					t.Fatal(err)
				}
				for j, v := range got.Data {
					if math.Float64bits(v) != math.Float64bits(img.Data[j]) {
						t.Fatalf("grid %d, %s: voxel %d is %v, want %v", i, name, j, v, img.Data[j])
					}
				}
				for k := range 3 {
					off := math.Abs(got.Spacing[k] - g.Spacing[k])
					for l := range 3 {
						off = max(off, math.Abs(got.Direction[k][l]-g.Direction[k][l]))
					}
					if got.Origin[k] != g.Origin[k] || off > 1e-15 || i < 2 && off > 0 {
						t.Errorf("grid %d: %v, want %v", i, got.Grid, g)
					}
				}
			}
		}
	}
}

func TestMaskRoundTrip(t *testing.T) {
	m := volume.NewMask(grids()[3])
	for j := range m.Data {
		m.Data[j] = j%3 == 1
	}
	var all [2][]byte
	for i := range all {
		path := filepath.Join(t.TempDir(), "x.nrrd")
		if err := nrrd.WriteMask(path, m, nrrd.Gzip); err != nil {
			t.Fatal(err)
		}
		seg, err := nrrd.ReadSegmentation(path)
		if err != nil || len(seg.Segments) != 1 {
			t.Fatalf("%v, %v", seg, err)
		}
		for j, in := range seg.Mask(0).Data {
			if in != m.Data[j] {
				t.Fatalf("voxel %d is %v", j, in)
			}
		}
		if all[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(all[0], all[1]) {
		t.Error("two runs wrote different bytes")
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*volume.Mask){
		"no voxels":  func(m *volume.Mask) { m.Size[1] = 0 },
		"values":     func(m *volume.Mask) { m.Data = m.Data[1:] },
		"spacing":    func(m *volume.Mask) { m.Spacing[1] = 0 },
		"negative":   func(m *volume.Mask) { m.Spacing[1] = -1 },
		"origin":     func(m *volume.Mask) { m.Origin[1] = math.NaN() },
		"directions": func(m *volume.Mask) { m.Direction[1] = m.Direction[0] },
		"length":     func(m *volume.Mask) { m.Direction[1] = [3]float64{0, 2, 0} },
	} {
		m := volume.NewMask(grids()[0])
		change(m)
		if err := nrrd.WriteMask(filepath.Join(t.TempDir(), "x.nrrd"), m, nrrd.Gzip); !errors.Is(err, nrrd.ErrWriting) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := volume.NewMask(grids()[0])
	if err := nrrd.WriteMask(filepath.Join(t.TempDir(), "x.nrrd"), m, "bzip2"); !errors.Is(err, nrrd.ErrWriting) {
		t.Errorf("encoding: %v", err)
	}
	if err := nrrd.WriteMask(filepath.Join(t.TempDir(), "none", "x.nrrd"), m, nrrd.Raw); !errors.Is(err, nrrd.ErrFile) {
		t.Errorf("no folder: %v", err)
	}
}
