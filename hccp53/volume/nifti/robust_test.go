package nifti_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/volume/nifti"
)

// inputs returns the single files of testdata and, where the reference is set,
// its smaller ones.
func inputs(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", "*.nii*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	if os.Getenv("HCCP53_REFERENCE") == "" {
		return all
	}
	for path := range facts(t) {
		if info, err := os.Stat(path); err == nil && info.Size() < 70_000 {
			all = append(all, path)
		}
	}
	return all
}

// attempt reads the bytes of a file and checks what a hostile one must not do: panic, take
// long, or take much memory.
func attempt(t *testing.T, what string, b []byte) error {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", what, p)
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f, err := nifti.Parse(bytes.NewReader(b), nifti.Budget)
	if err == nil {
		_, err = f.Images()
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20+20*uint64(len(b)) {
		t.Errorf("%s: %d bytes allocated for a file of %d", what, used, len(b))
	}
	if took > 2*time.Second {
		t.Errorf("%s: took %v", what, took)
	}
	return err
}

// TestTruncatedFiles cuts each file at every byte, long ones at every few.
func TestTruncatedFiles(t *testing.T) {
	cuts := 0
	for _, path := range inputs(t) {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(whole); n += 1 + len(whole)/500 {
			cuts++
			if err := attempt(t, filepath.Base(path), whole[:n]); err == nil {
				t.Errorf("%s: cut after %d of %d bytes: no error", filepath.Base(path), n, len(whole))
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
	rng := rand.New(rand.NewPCG(53, 53))
	read, refused := 0, 0
	for _, path := range inputs(t) {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for k := range 150 {
			b := append([]byte{}, whole...)
			for range 1 + rng.IntN(3) {
				i := rng.IntN(len(b))
				if k%2 == 0 {
					i = rng.IntN(min(len(b), 360))
				}
				if rng.IntN(2) == 0 {
					b[i] ^= 1 << rng.IntN(8)
				} else {
					b[i] = byte(rng.IntN(256))
				}
			}
			if err := attempt(t, filepath.Base(path), b); err == nil {
				read++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d flipped files read, %d refused", read, refused)
}
