package rtstruct

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// read reads a file and makes the masks of its first regions on a grid that
// holds the contours, and reports whether the file could be read. It fails
// where that takes more memory or time than a reader of foreign files may take.
func read(t testing.TB, b []byte) bool {
	g := volume.Grid{Size: [3]int{64, 64, 40}, Spacing: [3]float64{5, 5, 3}, Origin: [3]float64{-160, -160, -60}, Direction: volume.Axial}
	most := uint64(64<<20 + 20*len(b) + 1<<20) // the last for what the runtime takes meanwhile
	start := time.Now()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := Decode(b)
	if err == nil {
		for _, r := range s.ROIs[:min(3, len(s.ROIs))] {
			m, _, err := s.Mask(r.Number, g)
			if (m == nil) != (err != nil) {
				t.Error("neither mask nor error")
			}
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > most {
		t.Errorf("%d bytes allocated for a file of %d", n, len(b))
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("%v for a file of %d bytes", d, len(b))
	}
	return err == nil
}

// sets returns the structure sets below the folder of the references.
func sets(t testing.TB) (all [][]byte) {
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference structure sets not mutated")
	}
	err := filepath.WalkDir(ref, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if _, err := Read(path); err == nil {
			b, err := os.ReadFile(path)
			all = append(all, b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("the reference holds no structure set")
	}
	return all
}

// TestMutations cuts each reference file at many places and changes bytes of
// it. No cut file is read.
func TestMutations(t *testing.T) {
	var cuts, changed, kept int
	for _, b := range sets(t) {
		step := max(1, len(b)/400)
		for n := len(b) - 1; n > 0; n -= step {
			cuts++
			if read(t, b[:n]) {
				t.Errorf("cut to %d of %d bytes, and read", n, len(b))
			}
		}
		for i := range 500 {
			c := bytes.Clone(b)
			at := i * 7919 % len(c)
			if i%2 == 0 {
				at %= 5000
			}
			at = min(at, len(c)-1)
			c[at] ^= 1 << (i % 8)
			if i%3 == 0 {
				c[at] = 0xff
			}
			changed++
			if read(t, c) {
				kept++
			}
		}
	}
	t.Logf("%d cut files, none read; %d changed files, %d read", cuts, changed, kept)
}

// TestEveryCut cuts a small file of our own at each byte.
func TestEveryCut(t *testing.T) {
	b := file(nil)
	if !read(t, b) {
		t.Fatal("the whole file is not read")
	}
	for n := range b {
		if read(t, b[:n]) {
			t.Errorf("cut to %d of %d bytes, and read", n, len(b))
		}
	}
}

// TestManyContours: nothing grows with the square of the number of contours, nor
// of points, on one slice.
func TestManyContours(t *testing.T) {
	b := file(func(f *dcm.File) {
		var contours []*dcm.DataSet
		for i := range 20000 {
			contours = append(contours, contourItem("CLOSED_PLANAR", "3", fmt.Sprintf(`%d\0\0\%d\9\0\%d\0\0`, i%90, i%90, i%90+3)))
		}
		zigzag := strings.Repeat(`0\0\0\0\99\0\`, 20000)
		contours = append(contours, contourItem("CLOSED_PLANAR", "40000", zigzag[:len(zigzag)-1]))
		f.Items(roiContourSequence)[0].SetItems(contourSequence, contours...)
	})
	if !read(t, b) {
		t.Error("not read")
	}
}

// FuzzDecode looks for files that take the reader beyond its bounds.
func FuzzDecode(f *testing.F) {
	f.Add(file(nil))
	f.Add(file(func(f *dcm.File) {
		outline := f.Items(roiContourSequence)[0]
		outline.SetItems(contourSequence, contourItem("CLOSEDPLANAR_XOR", "3", `0\0\0\20\0\0\0\20\0`), contourItem("OPEN_PLANAR", "2", `0\0\0\20\0\0`))
	}))
	if os.Getenv("HCCP53_REFERENCE") != "" {
		for _, b := range sets(f) {
			if len(b) <= 32<<10 { // larger ones slow the search down; TestMutations has them
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { read(t, b) })
}

// BenchmarkDecode reads a structure set of 60 contours of 400 points.
func BenchmarkDecode(b *testing.B) {
	data := ""
	for range 400 {
		data += `-123.456\78.9012\-345.6\`
	}
	data = data[:len(data)-1]
	bytes := file(func(f *dcm.File) {
		var contours []*dcm.DataSet
		for range 60 {
			contours = append(contours, contourItem("CLOSED_PLANAR", "400", data))
		}
		f.Items(roiContourSequence)[0].SetItems(contourSequence, contours...)
	})
	b.SetBytes(int64(len(bytes)))
	for b.Loop() {
		if _, err := Decode(bytes); err != nil {
			b.Fatal(err)
		}
	}
}
