package deidentify

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
)

// sources returns the files below the source, in the order of their paths.
// Hidden files and DICOMDIR, which lists patients, are left out.
func (o Order) sources() ([]string, error) {
	source, err := filepath.EvalSymlinks(o.Source)
	if err != nil {
		return nil, fault.New(ErrFolder, "the source folder cannot be read").Try("check its name")
	}
	if err := apart(source, o.Destination); err != nil {
		return nil, err
	}
	var paths []string
	err = filepath.WalkDir(source, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(e.Name(), ".") && path != source:
			if e.IsDir() {
				return filepath.SkipDir
			}
		case regular(path, e) && !strings.EqualFold(e.Name(), "DICOMDIR"):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		return nil, fileFault(err)
	}
	if len(paths) == 0 {
		return nil, fault.New(ErrFolder, "the source folder holds no files").Try("check its name")
	}
	return paths, nil
}

// regular reports whether e is a file or a link to one.
func regular(path string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// apart returns an error when one folder lies in the other.
func apart(source, destination string) error {
	a, err1 := filepath.Abs(source)
	b, err2 := filepath.Abs(destination)
	if real, err := filepath.EvalSymlinks(a); err == nil {
		a = real
	}
	// Of a destination that is not there yet, the folder that will hold it.
	for there, rest := b, ""; ; there, rest = filepath.Dir(there), filepath.Join(filepath.Base(there), rest) {
		if real, err := filepath.EvalSymlinks(there); err == nil {
			b = filepath.Join(real, rest)
			break
		}
		if there == filepath.Dir(there) {
			break
		}
	}
	if err := errors.Join(err1, err2); err != nil {
		return fileFault(err)
	}
	if Inside(a, b) || Inside(b, a) {
		return fault.New(ErrSettings, "source and destination lie in each other").Try("name a destination outside the source")
	}
	return nil
}

// Inside reports whether path is dir or lies below it; both are absolute.
func Inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
