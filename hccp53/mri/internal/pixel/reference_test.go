package pixel

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// fact is the part of dicom/facts.json about one file that is used here.
type fact struct {
	TransferSyntax string `json:"transfer_syntax"`
	BitsStored     int
	Stored         *struct {
		DType  string  `json:"dtype"`
		SHA256 string  `json:"sha256_le"`
		Shape  []int   `json:"shape"`
		Min    float64 `json:"min"`
		Max    float64 `json:"max"`
		Mean   float64 `json:"mean"`
	} `json:"stored_pixels"`
	Error string `json:"stored_pixels_error"`
}

// reference returns the DICOM files of the reference set and their facts.
func reference(t testing.TB) map[string]fact {
	t.Helper()
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference images not compared")
	}
	root = filepath.Join(root, "dicom")
	b, err := os.ReadFile(filepath.Join(root, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.ReplaceAll(b, []byte(": NaN"), []byte(": null")) // Python's JSON knows NaN
	var all map[string]struct {
		Files map[string]fact `json:"files"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	facts := make(map[string]fact)
	for group, g := range all {
		for name, f := range g.Files {
			facts[filepath.Join(root, group, name)] = f
		}
	}
	return facts
}

// TestReference decodes every file of the reference set and compares its
// stored values with pydicom's.
func TestReference(t *testing.T) {
	equal, refused, near, skipped := 0, 0, 0, 0
	for path, fact := range reference(t) {
		if fact.Stored == nil && fact.Error == "" {
			continue
		}
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := decode(b)
		switch {
		case errors.Is(err, gdcm.ErrMissing):
			skipped++
		case fact.Error != "" || errors.Is(err, dcm.ErrTransferSyntax):
			if err == nil {
				t.Errorf("%s: pydicom finds %q, we find no error", name, fact.Error)
			}
			t.Logf("%s: refused: %v", name, err)
			refused++
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !slices.Equal(got.Shape, fact.Stored.Shape) || !sameType(got.DType, fact.Stored.DType):
			t.Errorf("%s: %s %v, pydicom %s %v", name, got.DType, got.Shape, fact.Stored.DType, fact.Stored.Shape)
		case sum(got.Bytes) == fact.Stored.SHA256:
			equal++
		case lossy12(fact) && nearly(got, fact):
			near++ // decoders may round differently
		default:
			t.Errorf("%s: values differ from pydicom's", name)
		}
	}
	if equal == 0 {
		t.Fatal("no file of the reference was compared")
	}
	if skipped > 0 {
		t.Logf("ATTENTION: %d files not compared, because %s is not installed (package libgdcm-tools)", skipped, gdcm.Program)
	}
	t.Logf("%d files equal in every value, %d lossy ones of 12 bits equal in range and mean, %d refused as they must be", equal, near, refused)
}

func decode(b []byte) (Samples, error) {
	f, err := dcm.Parse(b)
	if err != nil {
		return Samples{}, err
	}
	s, err := Of(f)
	if err != nil {
		return Samples{}, err
	}
	return s.All(context.Background())
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// sameType compares with NumPy's name, or its code of a big-endian array.
func sameType(got DType, want string) bool {
	codes := map[string]DType{">i2": Int16, ">u2": Uint16, ">i4": Int32, ">u4": Uint32}
	return string(got) == want || codes[want] == got && strings.HasPrefix(want, ">")
}

// lossy12 tells the files whose values the standard does not fix to the last
// bit: extended JPEG of 12 bits.
func lossy12(f fact) bool { return f.TransferSyntax == "1.2.840.10008.1.2.4.51" && f.BitsStored == 12 }

// nearly compares minimum, maximum and mean of values that may differ by one.
func nearly(s Samples, f fact) bool {
	values := make([]float64, s.Len())
	s.Float64s(values, 1, 0)
	mean := 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	within := func(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }
	return within(slices.Min(values), f.Stored.Min, 1) && within(slices.Max(values), f.Stored.Max, 1) && within(mean, f.Stored.Mean, 0.05)
}
