package seg

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"hcclab/hccp53/mri/internal/dcm"
)

// read reads a file and the masks of its first segments, and reports whether
// all could be. It fails where that takes more memory or time than a reader of
// foreign files may take.
func read(t testing.TB, b []byte) bool {
	most := uint64(64<<20 + 20*len(b) + 1<<20) // the last for what the runtime takes meanwhile
	start := time.Now()
	var before, after runtime.MemStats
	bounded := func(f func()) {
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > most {
			t.Errorf("%d bytes allocated for a file of %d", n, len(b))
		}
	}
	var s *Segmentation
	var err error
	bounded(func() { s, err = Decode(b) })
	if err == nil && s.Readable() == nil {
		for _, segment := range s.Segments[:min(3, len(s.Segments))] {
			if err == nil {
				bounded(func() { _, err = s.Mask(segment.Number) })
			}
		}
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("%v for a file of %d bytes", d, len(b))
	}
	return err == nil
}

// TestMutations cuts each reference file at many places and flips bytes of its
// header. No cut file is read.
func TestMutations(t *testing.T) {
	var cuts, flips, kept int
	for _, path := range sorted(reference(t)) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		step := max(1, len(b)/180)
		for n := len(b) - 1; n > 0; n -= step {
			cuts++
			if read(t, b[:n]) {
				t.Errorf("%s: cut to %d of %d bytes, and read", filepath.Base(path), n, len(b))
			}
		}
		for i := range 100 {
			c := bytes.Clone(b)
			at := i * 7919 % min(len(c), 6000)
			c[at] ^= 1 << (i % 8)
			if i%3 == 0 {
				c[at] = 0xff
			}
			flips++
			if read(t, c) {
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
		if !read(t, b) {
			t.Fatal("the whole file is not read")
		}
		for n := range b {
			if read(t, b[:n]) {
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
	if !read(t, m.file()) {
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
	if os.Getenv("HCCP53_REFERENCE") != "" {
		for _, path := range sorted(reference(f)) {
			b, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			if len(b) <= 32<<10 { // larger ones slow the search down; TestMutations has them
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { read(t, b) })
}
