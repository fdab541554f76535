package hccp53_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/provenance"
)

// fullDisk tells a process of the tests how its disk is full: "limit" by a limit
// on the size of files, "space" by a file system of 128 KiB.
const fullDisk = "TEST_FULL_DISK"

// TestFullDisk runs TestOnFullDisk in processes whose disk is full.
func TestFullDisk(t *testing.T) {
	cohortDir()
	for _, how := range []string{"limit", "space"} {
		t.Run(how, func(t *testing.T) {
			c := exec.Command(os.Args[0], "-test.run=^TestOnFullDisk$", "-test.v")
			c.Env = append(os.Environ(), fullDisk+"="+how, scratchVariable+"="+scratch)
			var out bytes.Buffer
			c.Stdout, c.Stderr = &out, &out
			if how == "space" {
				c.SysProcAttr = &syscall.SysProcAttr{
					Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
					UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
					GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
				}
			}
			if err := c.Start(); err != nil {
				t.Skipf("this machine gives tests no file system of their own: %v", err)
			}
			if err := c.Wait(); err != nil {
				t.Errorf("%v\n%s", err, out.String())
			}
			if strings.Contains(out.String(), "--- SKIP") {
				t.Skip(out.String())
			}
		})
	}
}

// narrow fills the disk below dir and returns what gives space again.
func narrow(t *testing.T, dir string) (free func()) {
	t.Helper()
	if os.Getenv(fullDisk) == "space" {
		check(t, os.MkdirAll(dir, 0o755))
		mount := func(flags uintptr, size string) error {
			return syscall.Mount("tmpfs", dir, "tmpfs", flags, "size="+size)
		}
		if err := mount(0, "128k"); err != nil {
			t.Skipf("this machine gives tests no file system of their own: %v", err)
		}
		t.Cleanup(func() { check(t, syscall.Unmount(dir, 0)) })
		return func() { check(t, mount(syscall.MS_REMOUNT, "64m")) }
	}
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	check(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	check(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 3000, Max: before.Max}))
	return func() { check(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) }
}

func TestOnFullDisk(t *testing.T) {
	if os.Getenv(fullDisk) == "" {
		t.Skip("TestFullDisk runs this")
	}
	whole, err := openStudy(t).Extract()
	check(t, err)

	t.Run("store", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "disk")
		path := writeStudy(t, rows(t), "STORE", filepath.Join(dir, "store"))
		free := narrow(t, dir)
		s, err := hccp53.Open(path)
		check(t, err)
		_, err = s.Extract()
		full(t, err, provenance.ErrStore)
		intact(t, filepath.Join(dir, "store"))
		free()
		s, err = hccp53.Open(path)
		check(t, err)
		f, err := s.Extract()
		check(t, err)
		if s.FeatureTable(f).String() != s.FeatureTable(whole).String() {
			t.Error("the features differ from those of an undisturbed run")
		}
	})
	t.Run("results", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "disk")
		s := openStudy(t, "results: results", "results: "+filepath.Join(dir, "results"))
		f, err := s.Extract()
		check(t, err)
		published, err := s.PublishedFigure()
		check(t, err)
		free := narrow(t, dir)
		// Fill what space there is.
		os.WriteFile(filepath.Join(dir, "filling"), make([]byte, 1<<20), 0o644)
		full(t, s.Save(s.FeatureTable(f)), hccp53.ErrDisk)
		full(t, s.Draw(published, nil), hccp53.ErrDisk)
		check(t, filepath.WalkDir(filepath.Join(dir, "results"), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				t.Errorf("%s was left", d.Name())
			}
			return err
		}))
		free()
		check(t, s.Save(s.FeatureTable(f)))
		check(t, s.Draw(published, nil))
	})
}

// full asks that the error says the disk is full and what to do.
func full(t *testing.T, err error, kind error) {
	t.Helper()
	t.Log(err)
	if !errors.Is(err, kind) || !errors.Is(err, syscall.EFBIG) && !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), "free some disk space") || !strings.Contains(err.Error(), "kept") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the message is %v", err)
	}
}

// intact asks that every object of a store is whole and nothing else is there.
func intact(t *testing.T, store string) {
	t.Helper()
	check(t, filepath.WalkDir(filepath.Join(store, "objects"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if sum := provenance.HashBytes(content); err == nil && filepath.Base(filepath.Dir(path))+d.Name() != string(sum) {
			t.Errorf("object %s has %d bytes that are not its own", d.Name(), len(content))
		}
		return err
	}))
}
