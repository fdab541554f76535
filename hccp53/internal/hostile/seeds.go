package hostile

import (
	"os"
	"path/filepath"
	"testing"
)

// Seeds adds the files of testdata that match to those that a fuzz target starts
// from. A pattern that nothing matches ends the test.
func Seeds(f *testing.F, patterns ...string) {
	f.Helper()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil || len(paths) == 0 {
			f.Fatalf("testdata has no %s (%v)", pattern, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
}
