package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"hcclab/hccp53/fault"
)

// tempPrefix begins the name of every kernel's temporary folder.
const tempPrefix = "hccp53-"

// tempDir is the temporary folder of one kernel: workspace, cells' programs,
// pipes, log, and whatever a cell puts into TMPDIR. A lock on a file in it
// tells the folder of a living kernel from one that a killed kernel left.
type tempDir struct {
	dir  string
	lock *os.File
}

// openTemp makes the folder, after clearing away those of kernels that were
// killed.
func openTemp() (*tempDir, error) {
	base := os.TempDir()
	// The socket of the language server lies in it, and the name of a socket
	// has at most 107 characters.
	if len(base) > 60 {
		base = "/tmp"
	}
	sweep(base)
	for {
		t, err := lockedTemp(base)
		if err != nil {
			return nil, fault.Wrap(errSetup, err, "no temporary folder can be made").At("%s", base).Try("free some space, or set TMPDIR to a writable folder")
		}
		if t != nil {
			return t, nil
		}
	}
}

// lockedTemp makes a folder and locks it. It returns nil when another kernel
// swept the folder away before the lock was there.
func lockedTemp(base string) (*tempDir, error) {
	// The name shows in messages, so it is short where it can be.
	dir := filepath.Join(base, fmt.Sprintf("%s%d", tempPrefix, os.Getpid()))
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) {
		dir, err = os.MkdirTemp(base, tempPrefix)
	}
	if err != nil {
		return nil, err
	}
	t := &tempDir{dir: dir}
	t.lock, err = os.Create(filepath.Join(dir, "lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if syscall.Flock(int(t.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil || !exists(t.lock.Name()) {
		t.remove()
		return nil, nil
	}
	return t, nil
}

// remove deletes the folder. A process that is just ending may still write,
// so it tries for a while.
func (t *tempDir) remove() {
	for range 50 {
		if os.RemoveAll(t.dir) == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.lock.Close()
}

// sweep removes the folders of kernels of this user that are no more.
func sweep(base string) {
	entries, err := os.ReadDir(base)
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := filepath.Join(base, e.Name())
		if !e.IsDir() || !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR, 0)
		if err != nil {
			continue // being made, or not ours
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			os.RemoveAll(dir)
		}
		lock.Close()
	}
}
