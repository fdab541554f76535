package mri

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
)

// maxFile bounds the size of one file: 4 GiB, the longest value that an element
// can have.
const maxFile = 4 << 30

// list returns the regular files at or below path in the order of their paths,
// and how many directories of media were left out. Hidden files and folders
// are left out, too.
func list(path string) (paths []string, directories int, err error) {
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, 0, folderFault(err)
	}
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
		if strings.EqualFold(name, "DICOMDIR") {
			directories++
			if path == root {
				return errDirectory
			}
			return nil
		}
		paths = append(paths, path)
		return nil
	})
	if errors.Is(err, errDirectory) {
		return nil, 0, directoryFault()
	}
	if err != nil {
		return nil, 0, folderFault(err)
	}
	return paths, directories, nil
}

var errDirectory = errors.New("mri: DICOMDIR")

// directoryFault is the error for the directory of a medium given as input. Its
// paths are not followed: they may lead anywhere.
func directoryFault() error {
	return fault.New(ErrFolder, "the path is that of a DICOMDIR, a list of files, which is not followed").
		Try("give the folder that holds it and the images")
}

// folderFault hides the path in err: folders are often named after patients.
func folderFault(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFolder, err, "the folder of images cannot be read").Try("check the path in the cohort file")
}

func fileFault(err error, name string) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fault.Wrap(ErrFolder, err, "the file cannot be read").At("%s", name)
}

// source is a DICOM file that holds images.
type source struct {
	path  string
	class string
	// byChild is true for pixels that a child process decodes.
	byChild bool
	// instance and frames are the file's UID and number of frames; size and
	// changed tell whether it is still the file that was scanned.
	instance string
	frames   int
	size     int64
	changed  int64
}

// name is what a message calls the file: its path may name the patient.
func (s *source) name() string { return filepath.Base(s.path) }

// header reads the header of the file. It returns nothing (nil, nil) when it is
// no DICOM file and is not named like one. With [ErrDamaged] comes what could
// be read.
func (s *source) header() (*dcm.File, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, fileFault(err, s.name())
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault(err, s.name())
	}
	if info.Size() > maxFile {
		return nil, fault.New(ErrFolder, "the file has %d MiB; at most %d are read", info.Size()>>20, maxFile>>20).At("%s", s.name())
	}
	s.size, s.changed = info.Size(), info.ModTime().UnixNano()
	file, err := dcm.ParseHeader(f, s.size)
	switch {
	case errors.Is(err, ErrNotDICOM):
		switch strings.ToLower(filepath.Ext(s.path)) {
		case ".dcm", ".ima", ".dicom":
			return nil, fault.New(ErrNotDICOM, "the file is named as a DICOM file but is none (%d bytes)", s.size).At("%s", s.name()).Try("copy or export the file again")
		}
		return nil, nil
	case err != nil:
		return file, s.placed(err)
	}
	s.class, s.instance = file.Class(), file.Text(dcm.SOPInstanceUID)
	s.byChild = pixel.ByChild(file.Syntax)
	return file, nil
}

// placed says which file err was found in, also for errors of the disk.
func (s *source) placed(err error) error {
	var f *fault.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &f) {
		return fileFault(err, s.name())
	}
	return placed(err, s.name())
}

// read reads the whole file, which must be as it was when its header was read.
// It uses the memory of buffer, which it may replace by a larger one.
func (s *source) read(buffer *[]byte) (*dcm.File, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, fileFault(err, s.name())
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault(err, s.name())
	}
	if info.Size() != s.size || info.ModTime().UnixNano() != s.changed {
		return nil, s.changedFault()
	}
	if int64(cap(*buffer)) < s.size {
		*buffer = make([]byte, s.size)
	}
	b := (*buffer)[:s.size]
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fileFault(err, s.name())
	}
	file, err := dcm.Parse(b)
	if err != nil {
		return nil, s.placed(err)
	}
	if file.Text(dcm.SOPInstanceUID) != s.instance || max(file.Count(dcm.NumberOfFrames), 1) != s.frames {
		return nil, s.changedFault()
	}
	return file, nil
}

func (s *source) changedFault() error {
	return fault.New(ErrChanged, "the file changed between the first look at its header and the reading of its pixels").
		At("%s", s.name()).Try("wait until the export is complete, then start again")
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
