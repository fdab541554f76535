package rtstruct

import (
	"fmt"
	"strings"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// read reads a file and makes the masks of its first regions on a grid that
// holds the contours, which must do no harm, and reports whether the file could
// be read.
func read(t testing.TB, what string, b []byte) bool {
	g := volume.Grid{Size: [3]int{64, 64, 40}, Spacing: [3]float64{5, 5, 3}, Origin: [3]float64{-160, -160, -60}, Direction: volume.Axial}
	var err error
	hostile.Harmless(t, what, len(b), func() {
		var s *Structures
		if s, err = Decode(b); err != nil {
			return
		}
		for _, r := range s.ROIs[:min(3, len(s.ROIs))] {
			m, _, err := s.Mask(r.Number, g)
			if (m == nil) != (err != nil) {
				t.Error("neither mask nor error")
			}
		}
	})
	return err == nil
}

// holdsStructures reports whether a file is a structure set that is read.
func holdsStructures(b []byte) bool {
	_, err := Decode(b)
	return err == nil
}

// TestMutations cuts each reference file at many places and changes bytes of
// it, half of them in its header. No cut file is read.
func TestMutations(t *testing.T) {
	var cuts, changed, kept int
	for _, file := range reference.Files(t, ".", holdsStructures) {
		b := file.Bytes(t)
		for n := range hostile.Cuts(len(b), 400) {
			cuts++
			if read(t, file.Name, b[:n]) {
				t.Errorf("%s: cut to %d of %d bytes, and read", file.Name, n, len(b))
			}
		}
		for _, head := range []int{5000, len(b)} {
			for c := range hostile.Flips(b, 250, head) {
				changed++
				if read(t, file.Name, c) {
					kept++
				}
			}
		}
	}
	t.Logf("%d cut files, none read; %d changed files, %d read", cuts, changed, kept)
}

// TestEveryCut cuts a small file of our own at each byte.
func TestEveryCut(t *testing.T) {
	b := file(nil)
	if !read(t, "small", b) {
		t.Fatal("the whole file is not read")
	}
	for n := range b {
		if read(t, "small", b[:n]) {
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
	if !read(t, "many contours", b) {
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
	reference.Seeds(f, 32<<10, holdsStructures) // TestMutations has the larger ones
	f.Fuzz(func(t *testing.T, b []byte) { read(t, "input", b) })
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
