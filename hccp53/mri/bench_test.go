package mri

import (
	"context"
	"path/filepath"
	"strconv"
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
