package nrrd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/volume/nrrd"
)

// inputs returns the files of testdata and the smaller ones of the reference.
func inputs(t *testing.T) []reference.File { return reference.Inputs(t, "*.n[rh]*", "nrrd", 5_000) }

// attempt reads the bytes of a file, the way each verb does, which must do no
// harm. A header without voxels goes by way of the folder dir, where its voxels
// are.
func attempt(t *testing.T, what string, b []byte, dir string) (f *nrrd.File, err error) {
	t.Helper()
	open := func() (*nrrd.File, error) { return nrrd.Parse(bytes.NewReader(b), nrrd.Budget) }
	if dir != "" {
		path := filepath.Join(dir, what)
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		open = func() (*nrrd.File, error) { return nrrd.Open(path, nrrd.Budget) }
	}
	hostile.Harmless(t, what, len(b), func() {
		if f, err = open(); err != nil {
			return
		}
		_, _ = f.Images()
		if seg, err := f.Segmentation(); err == nil {
			for i := range seg.Segments {
				seg.Mask(i)
			}
		}
	})
	return f, err
}

// folder returns the folder for [attempt].
func folder(t *testing.T, path string) string {
	t.Helper()
	if filepath.Ext(path) != ".nhdr" {
		return ""
	}
	dir := t.TempDir()
	copyVoxels(t, dir)
	return dir
}

// TestEveryTruncation cuts each file at every byte, long ones at every few. A
// header without voxels may lose the ends of its last lines, and only those; a
// file whose voxels are said to end with it cannot be judged, and says so.
func TestEveryTruncation(t *testing.T) {
	cuts := 0
	for _, file := range inputs(t) {
		whole := file.Bytes(t)
		dir, name := folder(t, file.Path), filepath.Base(file.Path)
		want, err := attempt(t, name, whole, dir)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.Join(want.Warnings, " "), "nobody would know") {
			continue
		}
		for n := range hostile.Cuts(len(whole), 1000) {
			cuts++
			got, err := attempt(t, name, whole[:n], dir)
			if err == nil && !(dir != "" && len(bytes.TrimSpace(whole[n:])) == 0 && reflect.DeepEqual(got, want)) {
				t.Errorf("%s: cut after %d of %d bytes: no error", name, n, len(whole))
			}
		}
	}
	t.Logf("%d truncations", cuts)
}

func copyVoxels(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"apart.raw", "itk.raw.gz", "slice007.raw", "slice008.raw"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTruncatedVoxels cuts the files that detached headers name.
func TestTruncatedVoxels(t *testing.T) {
	for header, name := range map[string]string{"apart.nhdr": "apart.raw", "itk.nhdr": "itk.raw.gz", "list.nhdr": "slice007.raw", "numbered.nhdr": "slice008.raw"} {
		dir := t.TempDir()
		copyVoxels(t, dir)
		text, err := os.ReadFile(filepath.Join("testdata", header))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, header), text, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := nrrd.Read(filepath.Join(dir, header)); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for n := range whole {
			if err := os.WriteFile(filepath.Join(dir, name), whole[:n], 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := nrrd.Read(filepath.Join(dir, header)); err == nil {
				t.Errorf("%s: %s cut after %d of %d bytes: no error", header, name, n, len(whole))
			}
		}
	}
}

// TestFlippedBytes changes one to three bytes of each file, 150 times.
func TestFlippedBytes(t *testing.T) {
	read, refused := 0, 0
	for _, file := range inputs(t) {
		whole := file.Bytes(t)
		dir, name := folder(t, file.Path), filepath.Base(file.Path)
		for b := range hostile.Flips(whole, 150, len(whole)) {
			if _, err := attempt(t, name, b, dir); err == nil {
				read++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d flipped files read, %d refused", read, refused)
}
