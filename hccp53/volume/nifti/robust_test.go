package nifti_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/volume/nifti"
)

// inputs returns the files of testdata and the smaller ones of the reference.
func inputs(t *testing.T) []reference.File { return reference.Inputs(t, "*.nii*", "nifti", 70_000) }

// attempt reads the bytes of a file, which must do no harm.
func attempt(t *testing.T, what string, b []byte) (err error) {
	t.Helper()
	hostile.Harmless(t, what, len(b), func() {
		var f *nifti.File
		if f, err = nifti.Parse(bytes.NewReader(b), nifti.Budget); err == nil {
			_, err = f.Images()
		}
	})
	return err
}

// TestTruncatedFiles cuts each file at every byte, long ones at every few.
func TestTruncatedFiles(t *testing.T) {
	cuts := 0
	for _, file := range inputs(t) {
		whole := file.Bytes(t)
		for n := range hostile.Cuts(len(whole), 500) {
			cuts++
			if err := attempt(t, file.Name, whole[:n]); err == nil {
				t.Errorf("%s: cut after %d of %d bytes: no error", file.Name, n, len(whole))
			}
		}
	}
	t.Logf("%d truncations", cuts)
}

// TestTruncatedPairs cuts either file of a pair.
func TestTruncatedPairs(t *testing.T) {
	for _, pair := range [][2]string{{"pair.hdr", "pair.img"}, {"packed.hdr.gz", "packed.img.gz"}, {"pair2.hdr", "pair2.img"}} {
		for cut, name := range pair {
			dir := t.TempDir()
			var content [2][]byte
			for i, n := range pair {
				b, err := os.ReadFile(filepath.Join("testdata", n))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, n), b, 0o644); err != nil {
					t.Fatal(err)
				}
				content[i] = b
			}
			for n := range content[cut] {
				// What follows the header, four bytes for extensions, is not read.
				if strings.HasSuffix(name, ".hdr") && n >= len(content[cut])-4 {
					break
				}
				if err := os.WriteFile(filepath.Join(dir, name), content[cut][:n], 0o644); err != nil {
					t.Fatal(err)
				}
				if _, err := nifti.Read(filepath.Join(dir, pair[0])); err == nil {
					t.Errorf("%s cut after %d of %d bytes: no error", name, n, len(content[cut]))
				}
			}
		}
	}
}

// TestFlippedBytes changes one to three bytes of each file, 150 times, half of
// them in the header.
func TestFlippedBytes(t *testing.T) {
	read, refused := 0, 0
	for _, file := range inputs(t) {
		whole := file.Bytes(t)
		for _, head := range []int{360, len(whole)} {
			for b := range hostile.Flips(whole, 75, head) {
				if err := attempt(t, file.Name, b); err == nil {
					read++
				} else {
					refused++
				}
			}
		}
	}
	t.Logf("%d flipped files read, %d refused", read, refused)
}
