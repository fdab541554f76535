package frame

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// maxFile bounds the size of one file: 4 GiB, the longest value that an element
// can have.
const maxFile = 4 << 30

// List returns the regular files at or below path in the order of their paths,
// and how many directories of media were left out. Hidden files and folders
// are left out, too.
func List(path string) (paths []string, directories int, err error) {
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
		return nil, 0, DirectoryFault()
	}
	if err != nil {
		return nil, 0, folderFault(err)
	}
	return paths, directories, nil
}

var errDirectory = errors.New("mri: DICOMDIR")

// DirectoryFault is the error for the directory of a medium given as input. Its
// paths are not followed: they may lead anywhere.
func DirectoryFault() error {
	return fault.New(ErrFolder, "the path is that of a DICOMDIR, a list of files, which is not followed").
		Try("give the folder that holds it and the images")
}

// folderFault hides the path in err: folders are often named after patients.
func folderFault(err error) error {
	return fault.Wrap(ErrFolder, fault.Bare(err), "the folder of images cannot be read").Try("check the path in the cohort file")
}

// fileFault does the same for a file, of which it keeps the name.
func fileFault(err error, name string) error {
	return fault.Wrap(ErrFolder, fault.Bare(err), "the file cannot be read").At("%s", name)
}

// open opens a file that is not too large to be read.
func open(path string) (*os.File, fs.FileInfo, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fileFault(err, name)
	}
	info, err := f.Stat()
	if err == nil && info.Size() <= maxFile {
		return f, info, nil
	}
	f.Close()
	if err != nil {
		return nil, nil, fileFault(err, name)
	}
	return nil, nil, fault.New(ErrFolder, "the file has %d MiB; at most %d are read", info.Size()>>20, maxFile>>20).At("%s", name)
}

// Bytes returns all bytes of a file.
func Bytes(path string) ([]byte, error) {
	f, info, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fileFault(err, filepath.Base(path))
	}
	return b, nil
}

// NamedDICOM reports whether a file is named as one of DICOM: then it is an
// error if it is none.
func NamedDICOM(path string) bool {
	return slices.Contains([]string{".dcm", ".ima", ".dicom"}, strings.ToLower(filepath.Ext(path)))
}
