package dcm

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// facts is the part of dicom/facts.json that these tests use.
type facts map[string]struct {
	Files map[string]struct {
		Modality       string `json:"modality"`
		SOPClass       string `json:"sop_class"`
		TransferSyntax string `json:"transfer_syntax"`
		Stored         *struct {
			DType  string `json:"dtype"`
			SHA256 string `json:"sha256_le"`
			Shape  []int  `json:"shape"`
		} `json:"stored_pixels"`
		Error string `json:"stored_pixels_error"`
	} `json:"files"`
}

func readFacts(t *testing.T) (root string, all facts) {
	t.Helper()
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference images not compared")
	}
	root = filepath.Join(ref, "dicom")
	b, err := os.ReadFile(filepath.Join(root, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.ReplaceAll(b, []byte(": NaN"), []byte(": null")) // Python's JSON knows NaN
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return root, all
}

// TestReferenceFiles decodes every MR and CT file of the reference set and
// compares its samples with those that pydicom found.
func TestReferenceFiles(t *testing.T) {
	root, all := readFacts(t)
	var names []string
	for group, g := range all {
		for name := range g.Files {
			names = append(names, group+"/"+name)
		}
	}
	sort.Strings(names)
	compared, refused := 0, 0
	for _, name := range names {
		group, base := filepath.Split(name)
		fact := all[strings.TrimSuffix(group, "/")].Files[base]
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
			continue
		}
		img, err := Decode(b)
		if fact.Modality != "MR" && fact.Modality != "CT" {
			continue // its structure must not make us panic; nothing else is asked
		}
		switch {
		case fact.Error != "":
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: pydicom finds %q, we find %v", name, fact.Error, err)
			}
			refused++
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !img.IsImage():
			t.Logf("%s: %s is not read", name, img.Kind())
		case Encapsulated(fact.TransferSyntax):
			if !errors.Is(img.Readable(), ErrTransferSyntax) {
				t.Errorf("%s: compressed (%s), but Readable() = %v", name, fact.TransferSyntax, img.Readable())
			}
			refused++
		case len(fact.Stored.Shape) == 3:
			if !errors.Is(img.Readable(), ErrMultiFrame) {
				t.Errorf("%s: %d frames, but Readable() = %v", name, fact.Stored.Shape[0], img.Readable())
			}
			refused++
		case img.Readable() != nil:
			t.Errorf("%s: %v", name, img.Readable())
		default:
			compared++
			if got := sampleSum(img.Stored(), fact.Stored.DType); got != fact.Stored.SHA256 {
				t.Errorf("%s: samples have sum %s, pydicom's %s", name, got, fact.Stored.SHA256)
			}
			if img.Rows != fact.Stored.Shape[0] || img.Columns != fact.Stored.Shape[1] {
				t.Errorf("%s: %d×%d, want %v", name, img.Rows, img.Columns, fact.Stored.Shape)
			}
		}
	}
	if compared == 0 {
		t.Fatal("no file of the reference was compared")
	}
	t.Logf("%d files compared sample by sample, %d refused as they must be", compared, refused)
}

// sum returns the SHA-256 of the samples as little-endian words of the kind.
func sampleSum(samples []int32, dtype string) string {
	var b []byte
	for _, v := range samples {
		b = append(b, byte(v))
		if strings.HasSuffix(dtype, "16") || strings.HasSuffix(dtype, "2") { // int16 or >i2
			b = append(b, byte(v>>8))
		}
	}
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// TestSpoiltReferenceFiles cuts every reference file at random and flips bits
// in it: no panic, and no allocation out of proportion. A file cut before the
// end of its pixels must not come back as a readable image.
func TestSpoiltReferenceFiles(t *testing.T) {
	root, all := readFacts(t)
	var names []string
	for group, g := range all {
		for name := range g.Files {
			names = append(names, group+"/"+name)
		}
	}
	sort.Strings(names)
	rng := rand.New(rand.NewPCG(5, 6))
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(b)
		if err != nil {
			continue
		}
		end := endOfPixels(b, f)
		for range 20 {
			cut := rng.IntN(len(b))
			if img, err := Decode(b[:cut]); err == nil && img.IsImage() && cut < end {
				t.Errorf("%s: cut after %d of %d bytes without error", name, cut, len(b))
			}
			c := append([]byte(nil), b...)
			for range 1 + rng.IntN(3) {
				c[rng.IntN(min(len(c), 8192))] ^= 1 << rng.IntN(8) // the header is mostly there
			}
			harmless(t, c)
		}
	}
}

// endOfPixels returns the place in b after f's pixels, 0 when it has none.
func endOfPixels(b []byte, f *File) int {
	e := f.Find(PixelData)
	if e == nil {
		return 0
	}
	last := e.Value
	for _, fragment := range e.Fragments {
		if len(fragment) > 0 {
			last = fragment
		}
	}
	for end := len(b); end > 0 && len(last) > 0; end-- {
		if &b[end-1] == &last[len(last)-1] {
			return end
		}
	}
	return 0
}
