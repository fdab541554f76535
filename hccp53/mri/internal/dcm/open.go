package dcm

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"hcclab/hccp53/fault"
)

// ErrFile: a file cannot be opened or read.
var ErrFile = errors.New("mri: file not readable")

// maxFile bounds the size of a file that is read whole: 512 MiB, a
// segmentation of 16,000 slices of 512×512 voxels.
const maxFile = 512 << 20

// Open reads a whole file from disk. Bytes is its size. The error is [ErrFile],
// [ErrTooLarge] or one of [Parse] and names the file, not its folder, which may
// be named after a patient.
func Open(path string) (f *File, bytes int64, err error) {
	name := filepath.Base(path)
	b, err := readFile(path)
	if err != nil {
		if errors.Is(err, ErrTooLarge) {
			return nil, 0, fault.Place(err, name)
		}
		return nil, 0, fault.Wrap(ErrFile, fault.Bare(err), "the file cannot be read").At("%s", name)
	}
	if f, err = Parse(b); err != nil {
		return nil, 0, fault.Place(err, name)
	}
	return f, int64(len(b)), nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fault.New(ErrTooLarge, "the file has %d MiB; at most %d are read", info.Size()>>20, maxFile>>20)
	}
	b := make([]byte, info.Size())
	_, err = io.ReadFull(f, b)
	return b, err
}
