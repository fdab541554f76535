package seg

import (
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
)

// read reads a file and the masks of its first segments, which must do no harm,
// and reports whether all could be. Each mask may take the memory that the file
// may, all together the time.
func read(t testing.TB, what string, b []byte) bool {
	var s *Segmentation
	var err error
	hostile.Within(t, what, 4*hostile.Memory(len(b)), func() {
		hostile.Harmless(t, what, len(b), func() { s, err = Decode(b) })
		if err != nil || s.Readable() != nil {
			return
		}
		for _, segment := range s.Segments[:min(3, len(s.Segments))] {
			if err == nil {
				hostile.Harmless(t, what, len(b), func() { _, err = s.Mask(segment.Number) })
			}
		}
	})
	return err == nil
}

// TestMutations cuts each reference file at many places and flips bytes of its
// header. No cut file is read.
func TestMutations(t *testing.T) {
	var cuts, flips, kept int
	for _, file := range segmentations(t) {
		b := file.Bytes(t)
		for n := range hostile.Cuts(len(b), 180) {
			cuts++
			if read(t, file.Name, b[:n]) {
				t.Errorf("%s: cut to %d of %d bytes, and read", file.Name, n, len(b))
			}
		}
		for c := range hostile.Flips(b, 100, 6000) {
			flips++
			if read(t, file.Name, c) {
				kept++
			}
		}
	}
	t.Logf("%d cut files, none read; %d changed files, %d read", cuts, flips, kept)
}

// TestEveryCut cuts small files of our own at each byte.
func TestEveryCut(t *testing.T) {
	label := made{kind: "LABELMAP", bits: 16, rows: 1, columns: 3, segments: []int{1}, thickness: 3, frames: []madeFrame{{0, [3]float64{}, []int{0, 1, 1}}}}
	for _, m := range []made{binary3(), label} {
		b := m.file()
		if !read(t, m.kind, b) {
			t.Fatal("the whole file is not read")
		}
		for n := range b {
			if read(t, m.kind, b[:n]) {
				t.Errorf("%s: cut to %d of %d bytes, and read", m.kind, n, len(b))
			}
		}
	}
}

// TestManySegments: nothing grows with the square of the number of segments.
func TestManySegments(t *testing.T) {
	m := made{kind: "LABELMAP", bits: 16, rows: 1, columns: 4, thickness: 1, frames: []madeFrame{{0, [3]float64{}, []int{1, 2, 19999, 0}}}}
	for n := range 20000 {
		m.segments = append(m.segments, n+1)
	}
	if !read(t, "many segments", m.file()) {
		t.Error("not read")
	}
}

// FuzzDecode looks for files that take the reader beyond its bounds.
func FuzzDecode(f *testing.F) {
	for _, m := range []made{
		binary3(),
		{kind: "FRACTIONAL", bits: 8, rows: 1, columns: 2, segments: []int{1}, thickness: 3, frames: []madeFrame{{1, [3]float64{}, []int{20, 200}}}},
		{kind: "LABELMAP", bits: 16, rows: 2, columns: 1, segments: []int{0, 300}, between: 2, frames: []madeFrame{{0, [3]float64{}, []int{0, 300}}, {0, [3]float64{0, 0, 4}, []int{0, 300}}}},
		{kind: "BINARY", bits: 1, rows: 1, columns: 1, segments: []int{1}, frames: []madeFrame{{1, [3]float64{}, []int{1}}}, change: func(f *dcm.File) { f.SetNumbers(totalPixelMatrixColumns, "UL", 9) }},
	} {
		f.Add(m.file())
	}
	reference.Seeds(f, 32<<10, holdsSegments) // TestMutations has the larger ones
	f.Fuzz(func(t *testing.T, b []byte) { read(t, "input", b) })
}
