package mri

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// maxFile bounds the size of one file: 512 MiB, five times the largest
// single-frame image (65,535 × 800 of 16 bits).
const maxFile = 512 << 20

// list returns the regular files below dir in the order of their paths.
// Hidden files and folders and DICOMDIR are left out.
func list(dir string) ([]string, error) {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, folderFault(err)
	}
	var paths []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if strings.HasPrefix(name, ".") && path != root {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Type()&fs.ModeSymlink != 0 {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			if !info.Mode().IsRegular() {
				return nil
			}
		} else if !d.Type().IsRegular() {
			return nil
		}
		if !strings.EqualFold(name, "DICOMDIR") {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		return nil, folderFault(err)
	}
	return paths, nil
}

// folderFault hides the path in err: folders are often named after patients.
func folderFault(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFolder, err, "the folder of images cannot be read").Try("check the path in the cohort file")
}

// read is one file's content; image is nil for a file that is no DICOM.
type read struct {
	image *dcm.Image
	err   error
}

// readAll reads the files with as many workers as there are processors. The
// error is that of the first file, in the order of paths, that has one.
func readAll(ctx context.Context, paths []string) ([]*dcm.Image, error) {
	results := make([]read, len(paths))
	var next atomic.Int64
	var failed atomic.Bool
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		workers.Go(func() {
			// Files are handed out in order, so all before a failed one are read.
			for i := int(next.Add(1)) - 1; i < len(paths) && !failed.Load() && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if results[i].image, results[i].err = readFile(paths[i]); results[i].err != nil {
					failed.Store(true)
				}
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("mri: %w", err)
	}
	images := make([]*dcm.Image, len(paths))
	for i, r := range results {
		if r.err != nil {
			return nil, told(r.err, paths, i)
		}
		images[i] = r.image
	}
	return images, nil
}

// told says which file it is where several folders have one of that name. The
// folders are not named: some are named after patients.
func told(err error, paths []string, i int) error {
	name := filepath.Base(paths[i])
	others := slices.ContainsFunc(paths, func(p string) bool { return p != paths[i] && filepath.Base(p) == name })
	var f *fault.Error
	if !others || !errors.As(err, &f) || f.Where != name {
		return err
	}
	g := *f
	return g.At("%s, file %d of %d in the folder", name, i+1, len(paths))
}

// readFile reads one file, nothing (nil, nil) when it is no DICOM file and is
// not named like one.
func readFile(path string) (*dcm.Image, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, fileFault(err, name)
	}
	defer f.Close()
	head := make([]byte, 132)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fileFault(err, name)
	}
	if !dcm.IsDICOM(head[:n]) {
		switch strings.ToLower(filepath.Ext(name)) {
		case ".dcm", ".ima", ".dicom":
			return nil, fault.New(ErrNotDICOM, "the file is named as a DICOM file but is none (%d bytes read)", n).At("%s", name).Try("copy or export the file again")
		}
		return nil, nil
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault(err, name)
	}
	if info.Size() > maxFile {
		return nil, fault.New(ErrFolder, "the file has %d MiB; at most %d are read", info.Size()>>20, maxFile>>20).At("%s", name)
	}
	b := make([]byte, max(info.Size(), int64(n)))
	copy(b, head[:n])
	if _, err := io.ReadFull(f, b[n:]); err != nil {
		return nil, fileFault(err, name)
	}
	img, err := dcm.Decode(b)
	if err != nil {
		return nil, placed(err, name)
	}
	return img, nil
}

func fileFault(err error, name string) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFolder, err, "the file cannot be read").At("%s", name)
}

// placed says where err, made by a function that did not know, was found.
func placed(err error, where string) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == "" {
		g := *f
		g.Where = where
		return &g
	}
	return err
}
