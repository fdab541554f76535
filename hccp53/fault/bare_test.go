package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
)

func ExampleBare() {
	_, err := os.Open("Doe John/cohort.csv")
	fmt.Println(fault.Bare(err))
	// Output: no such file or directory
}

func TestBareHidesEveryPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Doe")
	_, open := os.Open(filepath.Join(dir, "a"))
	for name, err := range map[string]error{
		"open":    open,
		"rename":  os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "b")),
		"wrapped": fmt.Errorf("%s: %w", dir, open),
	} {
		bare := fault.Bare(err)
		if strings.Contains(bare.Error(), "Doe") || !errors.Is(bare, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, bare)
		}
	}
	if other := errors.New("other"); fault.Bare(other) != other || fault.Bare(nil) != nil {
		t.Error("an error without a path is changed")
	}
}
