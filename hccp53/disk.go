package hccp53

import (
	"errors"
	"os"
	"syscall"

	"hcclab/hccp53/fault"
)

// ErrDisk reports a result that cannot be written.
var ErrDisk = errors.New("hccp53: result not written")

func makeFolder(dir string) error { return disk(os.MkdirAll(dir, 0o755), dir) }

// disk says what a failed write means to the user. Other errors are returned as
// they are.
func disk(err error, path string) error {
	var no syscall.Errno
	if !errors.As(err, &no) {
		return err
	}
	return fault.Wrap(ErrDisk, no, "a result cannot be written").At("%s", path).
		Try("free some disk space or name another folder as results in study.yaml; finished steps are kept")
}
