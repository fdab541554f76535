package mri

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// patient is one study of the demo cohort: 28 slices of 112×96, pre-contrast
// and three phases, 112 files.
func patient() []Writing {
	pre, post := writing(5, "t1 pre", -40), writing(7, "t1 post", 28, 72, 185)
	for _, w := range []Writing{pre, post} {
		for i := range w.TimePoints {
			w.TimePoints[i].Image = phantom(grid(112, 96, 28), i)
		}
	}
	return []Writing{pre, post}
}

func BenchmarkWriteStudy(b *testing.B) {
	all, dir := patient(), b.TempDir()
	n := 0
	for b.Loop() {
		for _, w := range all {
			n++
			if err := WriteSeries(filepath.Join(dir, strconv.Itoa(n)), w); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkLoadStudy(b *testing.B) {
	dir := b.TempDir()
	for i, w := range patient() {
		if err := WriteSeries(filepath.Join(dir, strconv.Itoa(i)), w); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := Load(context.Background(), dir); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadCompressed reads 60 slices, each a file of JPEG 2000.
func BenchmarkLoadCompressed(b *testing.B) {
	dir, w := b.TempDir(), writing(5, "t1", 30)
	w.TimePoints[0].Image = phantom(grid(112, 96, 60), 1)
	compressed(b, dir, w)
	for b.Loop() {
		if _, err := Load(context.Background(), dir); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan reads the headers of a folder of 5,000 files.
func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	files := 0
	for i := 0; files < 5000; i++ {
		for j, w := range patient() {
			if err := WriteSeries(filepath.Join(dir, strconv.Itoa(i), strconv.Itoa(j)), w); err != nil {
				b.Fatal(err)
			}
		}
		files += 112
	}
	for b.Loop() {
		c, err := Scan(context.Background(), dir)
		if err != nil || c.Files != files {
			b.Fatal(c, err)
		}
	}
	b.ReportMetric(float64(files)*float64(b.N)/b.Elapsed().Seconds()/float64(runtime.GOMAXPROCS(0)), "files/s/core")
}

// BenchmarkVolumesOfReferenceSeries reads series of CT slices with their
// pixels, from the largest folder of them in the reference.
func BenchmarkVolumesOfReferenceSeries(b *testing.B) {
	dir := largestSeries(b)
	for b.Loop() {
		c, err := Volumes(context.Background(), dir)
		if err != nil || len(c.Volumes) == 0 {
			b.Fatal(c, err)
		}
	}
}

// largestSeries returns the folder below the reference of IBSI that holds most
// DICOM files.
func largestSeries(b *testing.B) string {
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		b.Skip("HCCP53_REFERENCE is not set: no series to read")
	}
	counts := map[string]int{}
	err := filepath.WalkDir(filepath.Join(ref, "ibsi"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.EqualFold(filepath.Ext(path), ".dcm") {
			counts[filepath.Dir(path)]++
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	best := ""
	for dir, n := range counts {
		if n > counts[best] || n == counts[best] && dir < best {
			best = dir
		}
	}
	if best == "" {
		b.Skip("the reference of IBSI holds no DICOM files")
	}
	return best
}
