package parameters_test

import (
	"path/filepath"
	"testing"

	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/radiomics/parameters"
)

// TestReadsReference reads all files of the reference unchanged.
func TestReadsReference(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(reference.Root(t), "pyradiomics", "settings", "*.yaml"))
	for _, path := range files {
		f, err := parameters.Read(path)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if len(f.Idle) > 0 {
			t.Errorf("%s: idle %q", path, f.Idle)
		}
		t.Logf("%s: %+v", filepath.Base(path), f.Settings)
	}
	if len(files) == 0 {
		t.Error("no file of settings was read")
	}
}
