package dcm

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

// facts is the part of dicom/facts.json that these tests use: the files of
// each group.
type facts map[string]struct {
	Files map[string]struct{} `json:"files"`
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
			if f, err := Parse(b[:cut]); err == nil && f.Find(PixelData) != nil && cut < end {
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
