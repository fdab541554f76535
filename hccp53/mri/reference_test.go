package mri

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// group is one folder of dicom/facts.json, as far as these tests use it.
type group struct {
	Kind  string `json:"kind"`
	Files map[string]struct {
		Orientation []float64 `json:"ImageOrientationPatient"`
		Instance    int       `json:"InstanceNumber"`
		Stored      struct {
			DType  string `json:"dtype"`
			SHA256 string `json:"sha256_le"`
		} `json:"stored_pixels"`
	} `json:"files"`
	Volume struct {
		Gaps   []float64 `json:"gaps_mm"`
		Order  []string  `json:"order_by_normal_projection"`
		Places []float64 `json:"projections_mm"`
		ITK    struct {
			DType     string    `json:"dtype"`
			Direction []float64 `json:"direction_lps_rowmajor"`
			Origin    []float64 `json:"origin_lps"`
			Size      []int     `json:"size"`
			Spacing   []float64 `json:"spacing"`
			SHA256    string    `json:"sha256_le"`
		} `json:"simpleitk_volume"`
	} `json:"volume"`
}

// TestReferenceSeries loads every folder of kind series, temporal or defective
// and compares with what pydicom and SimpleITK found in it.
func TestReferenceSeries(t *testing.T) {
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference series not compared")
	}
	root := filepath.Join(ref, "dicom")
	b, err := os.ReadFile(filepath.Join(root, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]group
	if err := json.Unmarshal(bytes.ReplaceAll(b, []byte(": NaN"), []byte(": null")), &all); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	judged := map[string]int{}
	for _, name := range names {
		g := all[name]
		test, ok := map[string]func(*testing.T, group, *Study, error){"series": seriesTest, "temporal": temporalTest, "defective": defectiveTest}[g.Kind]
		if !ok {
			continue
		}
		judged[g.Kind]++
		t.Run(name, func(t *testing.T) {
			study, err := Load(context.Background(), filepath.Join(root, filepath.FromSlash(name)))
			test(t, g, study, err)
		})
	}
	if len(judged) == 0 {
		t.Fatal("the reference holds no series")
	}
	t.Logf("judged: %v", judged)
}

func seriesTest(t *testing.T, g group, study *Study, err error) {
	if err != nil {
		t.Fatal(err)
	}
	if len(study.Volumes) != 1 {
		t.Fatalf("%d volumes", len(study.Volumes))
	}
	img, itk := study.Volumes[0].Image, g.Volume.ITK
	want := volume.Grid{Size: [3]int(itk.Size), Spacing: [3]float64(itk.Spacing), Origin: [3]float64(itk.Origin)}
	for i := range 3 {
		for k := range 3 {
			want.Direction[i][k] = itk.Direction[3*k+i] // columns are the axes
		}
	}
	for i := range 3 {
		if math.Abs(img.Spacing[i]-want.Spacing[i]) > 1e-4 || math.Abs(img.Origin[i]-want.Origin[i]) > 1e-4 || !vector.Near(img.Direction[i], want.Direction[i], 1e-4) {
			t.Errorf("axis %d: %v\nwant %v", i, img.Grid, want)
		}
	}
	if got := sum(t, img.Data, itk.DType); got != itk.SHA256 {
		t.Errorf("voxels have sum %s, SimpleITK's %s", got, itk.SHA256)
	}
}

func temporalTest(t *testing.T, g group, study *Study, err error) {
	if err != nil {
		t.Fatal(err)
	}
	places := 1
	for _, gap := range g.Volume.Gaps {
		if gap > 1e-3 {
			places++
		}
	}
	k := len(g.Files) / places
	if len(study.Volumes) != k {
		t.Fatalf("%d volumes, want %d", len(study.Volumes), k)
	}
	// At each place the files in the order of instance numbers are the volumes
	// in time, since these series carry nothing else that tells.
	for place := range places {
		files := slices.Clone(g.Volume.Order[place*k : (place+1)*k])
		slices.SortFunc(files, func(a, b string) int { return g.Files[a].Instance - g.Files[b].Instance })
		for i, v := range study.Volumes {
			area := v.Image.Size[0] * v.Image.Size[1]
			fact := g.Files[files[i]].Stored
			if got := sum(t, v.Image.Data[place*area:(place+1)*area], fact.DType); got != fact.SHA256 {
				t.Errorf("slice %d of volume %d is not %s", place, i, files[i])
			}
			if v.Image.Size[2] != places {
				t.Errorf("volume %d has %d slices, want %d", i, v.Image.Size[2], places)
			}
		}
	}
}

func defectiveTest(t *testing.T, g group, study *Study, err error) {
	orientations := map[string]bool{}
	for _, f := range g.Files {
		o, _ := json.Marshal(f.Orientation)
		orientations[string(o)] = true
	}
	even := true
	for _, gap := range g.Volume.Gaps {
		even = even && math.Abs(gap-g.Volume.Gaps[0]) < 0.01
	}
	switch {
	case len(orientations) > 1:
		if err != nil || len(study.Volumes) != len(orientations) || !strings.Contains(strings.Join(study.Warnings, "\n"), "orientations") {
			t.Errorf("%d orientations: %v, %+v", len(orientations), err, study)
		}
	case !even:
		if !errors.Is(err, ErrGap) {
			t.Errorf("gaps %v: %v", g.Volume.Gaps, err)
		}
	case err != nil:
		if !errors.Is(err, ErrGantryTilt) {
			t.Errorf("unexpected refusal: %v", err)
		}
	case len(study.Warnings) == 0:
		t.Error("neither refused nor flagged")
	}
	t.Log(err)
	if study != nil {
		t.Log(study.Warnings)
	}
}

// sum returns the SHA-256 of the values in the given numpy type, little endian.
func sum(t *testing.T, values []float64, dtype string) string {
	t.Helper()
	var b []byte
	for _, v := range values {
		switch dtype {
		case "uint8", "|u1":
			b = append(b, uint8(v))
		case "int16", "uint16", "<i2", "<u2", ">i2", ">u2":
			b = binary.LittleEndian.AppendUint16(b, uint16(int32(v)))
		case "int32":
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(v)))
		case "float32":
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
		case "float64":
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		default:
			t.Fatalf("unknown type %s", dtype)
		}
	}
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
