package mri

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// FuzzFrames builds volumes from one file of any content. It is seeded with a
// classic, an enhanced and a mosaic file, and with the small files of the
// reference where that is set.
func FuzzFrames(f *testing.F) {
	w := writing(7, "lava", 28, 72)
	dir := f.TempDir()
	if err := WriteSeries(filepath.Join(dir, "w"), w); err != nil {
		f.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "w", "IM00001.dcm"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(multiframe(w, "2.25.6", cells(w, 0, 1), nil))
	if ref := os.Getenv("HCCP53_REFERENCE"); ref != "" {
		err := filepath.WalkDir(filepath.Join(ref, "dicom"), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil && len(b) < 1<<18 && dcm.IsDICOM(b[:min(len(b), 132)]) {
				f.Add(b)
			}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "f.dcm")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c, err := Volumes(context.Background(), path)
		runtime.ReadMemStats(&after)
		if err != nil {
			if !known(err) {
				t.Errorf("error of no known kind: %v", err)
			}
			return
		}
		for _, r := range c.Refused {
			if !known(r.Err) {
				t.Errorf("error of no known kind: %v", r.Err)
			}
		}
		for _, v := range c.Volumes {
			if len(v.Image.Data) != v.Image.Len() || v.Image.Len() == 0 {
				t.Errorf("volume of %d voxels on a grid of %v", len(v.Image.Data), v.Image.Size)
			}
		}
		// What stays within the bound of one file is its garbage, too.
		if got, limit := after.TotalAlloc-before.TotalAlloc, uint64(64<<20+40*len(b)); got > limit {
			t.Errorf("a file of %d bytes made %d bytes of garbage", len(b), got)
		}
	})
}
