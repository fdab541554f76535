package batch_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/parameters"
)

// settingsOf returns the settings of the reference, by their names.
func settingsOf(t *testing.T, root string) map[string]radiomics.Settings {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "settings", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no settings in %s: %v", root, err)
	}
	all := map[string]radiomics.Settings{}
	for _, path := range files {
		f, err := parameters.Read(path)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		all[strings.TrimSuffix(filepath.Base(path), ".yaml")] = f.Settings
	}
	return all
}
