package nifti

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
)

// seeds adds the files of testdata and, where the reference is set, its NIfTI
// files.
func seeds(f *testing.F) {
	f.Helper()
	hostile.Seeds(f, "*[rzi]")
	reference.Seeds(f, 100_000, func(b []byte) bool {
		_, err := Parse(bytes.NewReader(b), 1<<22)
		return !errors.Is(err, ErrNotNIfTI)
	})
}

// FuzzDecode reads an image: what is read has the size that it says.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Parse(bytes.NewReader(b), 1<<22)
		if err == nil {
			whole(t, file)
		}
	})
}

// FuzzPair reads the header of a pair, whose voxels are always the same.
func FuzzPair(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parse(bytes.NewReader(b), 1<<22, int64(len(b)), filepath.Join("testdata", "pair.img"))
		if err == nil {
			whole(t, file)
		}
	})
}

// whole checks that a file is as long as it says, in every form.
func whole(t *testing.T, file *File) {
	t.Helper()
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
}
