package nifti

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
)

// pathsOf returns the path of the header and, of a pair, that of the voxels.
func pathsOf(path string) (head, voxels string) {
	base := path
	if strings.EqualFold(filepath.Ext(base), ".gz") {
		base = base[:len(base)-3]
	}
	switch ext := filepath.Ext(base); {
	case strings.EqualFold(ext, ".hdr"):
		return path, either(strings.TrimSuffix(base, ext) + swap(ext))
	case strings.EqualFold(ext, ".img"):
		return either(strings.TrimSuffix(base, ext) + swap(ext)), path
	}
	return path, ""
}

// swap turns .hdr into .img and back, in lower or upper case.
func swap(ext string) string {
	return map[string]string{".hdr": ".img", ".img": ".hdr", ".HDR": ".IMG", ".IMG": ".HDR"}[ext]
}

// either returns path, or path.gz where only that is there.
func either(path string) string {
	if _, err := os.Stat(path); err != nil {
		if _, err := os.Stat(path + ".gz"); err == nil {
			return path + ".gz"
		}
	}
	return path
}

// sized is a file and its length in bytes.
type sized struct {
	*os.File
	size int64
}

// opened opens a regular file; anything else might make the reader wait.
func opened(path string) (sized, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return sized{}, fileFault(err, filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return sized{}, fileFault(err, filepath.Base(path))
	}
	return sized{f, info.Size()}, nil
}

// fileFault leaves the folder out of the message: it may be named after a
// patient.
func fileFault(err error, name string) error {
	return fault.Wrap(ErrFile, fault.Bare(err), "the file cannot be opened, read or written").At("%s", name)
}
