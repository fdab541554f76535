package nrrd

import (
	"bytes"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
)

// seeds adds the files of testdata that match and, where the reference is set,
// its NRRD files.
func seeds(f *testing.F, patterns ...string) {
	f.Helper()
	hostile.Seeds(f, patterns...)
	reference.Seeds(f, 100_000, func(b []byte) bool { return bytes.HasPrefix(b, []byte("NRRD")) })
}

// FuzzDecode reads an image: what is read has the size that it says.
func FuzzDecode(f *testing.F) {
	seeds(f, "*.nrrd")
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Parse(bytes.NewReader(b), 1<<22)
		if err != nil {
			return
		}
		if len(file.Data) != file.Len()*file.Type.Bytes() || len(file.COrder()) != len(file.Data) {
			t.Errorf("%d bytes for %d values", len(file.Data), file.Len())
		}
		all, err := file.Images()
		if err != nil {
			return
		}
		for _, img := range all {
			if len(img.Data) != img.Len() || len(all)*img.Len() != file.Len() {
				t.Errorf("%d volumes of %d values for %d", len(all), len(img.Data), file.Len())
			}
		}
	})
}

// FuzzSegmentation reads a segmentation: every segment has a mask.
func FuzzSegmentation(f *testing.F) {
	seeds(f, "*.seg.nrrd", "labels.nrrd")
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Parse(bytes.NewReader(b), 1<<20)
		if err != nil {
			return
		}
		seg, err := file.Segmentation()
		if err != nil {
			return
		}
		for i := range min(len(seg.Segments), 100) {
			if m := seg.Mask(i); len(m.Data) != seg.Grid.Len() {
				t.Errorf("%d values for %d voxels", len(m.Data), seg.Grid.Len())
			}
		}
	})
}

// FuzzDetached reads a header that names files of voxels, in testdata.
func FuzzDetached(f *testing.F) {
	seeds(f, "*.nhdr")
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parse(bytes.NewReader(b), 1<<20, int64(len(b)), "testdata")
		if err == nil && len(file.Data) != file.Len()*file.Type.Bytes() {
			t.Errorf("%d bytes for %d values", len(file.Data), file.Len())
		}
	})
}
