package deidentify

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestDestinationWithinTheSource also comes by a link, and need not be there yet.
func TestDestinationWithinTheSource(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "source")
	if err := errors.Join(os.MkdirAll(filepath.Join(source, "a"), 0o755), os.Symlink(source, filepath.Join(dir, "link"))); err != nil {
		t.Fatal(err)
	}
	for destination, within := range map[string]bool{
		"source": true, "source/a": true, "source/new/deep": true, "link": true, "link/new/deep": true, ".": true,
		"other": false, "other/source": false, "source2": false,
	} {
		err := apart(source, filepath.Join(dir, destination))
		if errors.Is(err, ErrSettings) != within || !within && err != nil {
			t.Errorf("%s: %v", destination, err)
		}
		if err := apart(filepath.Join(dir, "link"), filepath.Join(dir, destination)); errors.Is(err, ErrSettings) != within {
			t.Errorf("%s, from the link: %v", destination, err)
		}
	}
}
