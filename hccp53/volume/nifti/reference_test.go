package nifti

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// TestReference reads every file of every group of kind nifti in
// dicom/facts.json and compares with what nibabel found. Files of kinds that
// are not read must be refused as such.
func TestReference(t *testing.T) {
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
	var kinds map[string]struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(text, &kinds); err != nil {
		t.Fatal(err)
	}
	var groups map[string]json.RawMessage
	if err := json.Unmarshal(text, &groups); err != nil {
		t.Fatal(err)
	}
	compared, refused := 0, 0
	for group, k := range kinds {
		if k.Kind != "nifti" {
			continue
		}
		var g struct {
			Files map[string]fact `json:"files"`
		}
		if err := json.Unmarshal(groups[group], &g); err != nil {
			t.Fatal(err)
		}
		var names []string
		for name := range g.Files {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			f := g.Files[name]
			img, err := Read(filepath.Join(root, group, name))
			if len(f.Shape) > 3 || f.Version != "Nifti1Image" {
				if refused++; !errors.Is(err, ErrUnsupported) {
					t.Errorf("%s: %s of shape %v, but %v", name, f.Version, f.Shape, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			compared++
			// The affine in RAS: nibabel's.
			for k := range 3 {
				sign := 1.0
				if k < 2 {
					sign = -1
				}
				got := [4]float64{3: sign * img.Origin[k]}
				for i := range 3 {
					got[i] = sign * img.Direction[i][k] * img.Spacing[i]
				}
				for i := range 4 {
					if math.Abs(got[i]-f.Affine[k][i]) > 1e-5 {
						t.Errorf("%s: row %d of the affine is %v, want %v", name, k, got, f.Affine[k])
						break
					}
				}
			}
			for i, n := range f.Shape {
				if img.Size[i] != n {
					t.Errorf("%s: size %v, want %v", name, img.Size, f.Shape)
				}
			}
			mean := 0.0
			for _, v := range img.Data {
				mean += v / float64(len(img.Data))
			}
			if math.Abs(mean-f.Scaled.Mean) > 1e-6*math.Abs(f.Scaled.Mean) {
				t.Errorf("%s: mean %v, want %v", name, mean, f.Scaled.Mean)
			}
			if got := storedSum(t, filepath.Join(root, group, name), f.Stored.DType); got != f.Stored.SHA256 {
				t.Errorf("%s: stored values have sum %s, nibabel's %s", name, got, f.Stored.SHA256)
			}
		}
	}
	if compared == 0 {
		t.Fatal("no file of the reference was compared")
	}
	t.Logf("%d files compared, %d refused as they must be", compared, refused)
}

type fact struct {
	Affine  [4][4]float64 `json:"affine_ras"`
	Shape   []int         `json:"shape"`
	Version string        `json:"version"`
	Scaled  struct {
		Mean float64 `json:"mean"`
	} `json:"scaled"`
	Stored struct {
		DType  string `json:"dtype"`
		SHA256 string `json:"sha256_le"`
	} `json:"stored"`
}

// storedSum returns the SHA-256 of the values before scaling, as little-endian
// numbers of the numpy type, with the last index running fastest.
func storedSum(t *testing.T, path, dtype string) string {
	t.Helper()
	b := content(t, path)
	h, err := parseHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	data := h.decode(nil, b[h.voxOffset:h.voxOffset+int64(h.voxels()*h.bytesPerVoxel)])
	var out []byte
	for x := range h.size[0] {
		for y := range h.size[1] {
			for z := range h.size[2] {
				v := data[x+h.size[0]*(y+h.size[1]*z)]
				switch strings.TrimLeft(dtype, "<>|") {
				case "uint8", "u1":
					out = append(out, byte(v))
				case "int16", "uint16", "i2", "u2":
					out = binary.LittleEndian.AppendUint16(out, uint16(int32(v)))
				case "float32", "f4":
					out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(v)))
				case "float64", "f8":
					out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
				default:
					t.Fatalf("unknown type %s", dtype)
				}
			}
		}
	}
	s := sha256.Sum256(out)
	return hex.EncodeToString(s[:])
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return unpacked(t, b)
}
