package nrrd

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

// Budget is the number of bytes that [Read] takes for the voxels of one file:
// [voxel.MaxLen] numbers of 64 bits.
const Budget = 8 * voxel.MaxLen

// File is a NRRD file as it is stored.
type File struct {
	// Array holds the numbers as they are stored. Its shape is that of the
	// header: all axes, in their order there.
	voxel.Array
	// Encoding is raw, gzip, bzip2, ascii or hex.
	Encoding string
	// Fields holds the text of the header by the names of the format: "sizes",
	// "space directions".
	Fields map[string]string
	// Keys holds the free pairs of key and value.
	Keys map[string]string
	// Warnings says, in sentences, what was taken for granted.
	Warnings []string

	grid    volume.Grid
	list    int   // the axis that is not in space, or -1
	unplace error // why the image has no place, or nil
}

// Read reads a .nrrd or .nhdr file with three axes, or with a fourth that has
// one place. Errors are of the kinds of this package; for an image of several
// volumes use [ReadAll].
func Read(path string) (*volume.Image, error) {
	f, err := Open(path, Budget)
	if err != nil {
		return nil, err
	}
	img, err := f.one()
	if err != nil {
		return nil, placed(err, path)
	}
	return img, nil
}

// ReadAll is [Read] for files of several volumes: points in time or
// components. The images are in the order of the file.
func ReadAll(path string) ([]*volume.Image, error) {
	f, err := Open(path, Budget)
	if err != nil {
		return nil, err
	}
	all, err := f.Images()
	if err != nil {
		return nil, placed(err, path)
	}
	return all, nil
}

// Open reads a .nrrd or .nhdr file as it is stored, whatever its axes. It takes
// no more than budget bytes for the voxels. [File.Grid] says where they are.
func Open(path string, budget int64) (*File, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() { // opening a pipe would wait for ever
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, fileFault(err, name)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fileFault(err, name)
	}
	defer file.Close()
	f, err := parse(file, budget, info.Size(), filepath.Dir(path))
	if err != nil {
		return nil, placed(err, path)
	}
	return f, nil
}

// Parse is [Open] for a stream, which must hold the voxels too.
func Parse(r io.Reader, budget int64) (*File, error) {
	return parse(r, budget, voxel.Left(r), "")
}

// Decode is [Read] for a stream, which must hold the voxels too. It takes no
// more than budget bytes for them.
func Decode(r io.Reader, budget int64) (*volume.Image, error) {
	f, err := Parse(r, budget)
	if err != nil {
		return nil, err
	}
	return f.one()
}

// parse reads a file of size bytes, or [voxel.Unknown]. The voxels of a detached header come from
// the folder dir.
func parse(r io.Reader, budget, size int64, dir string) (*File, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	h, err := readHeader(buffered)
	if err != nil {
		return nil, err
	}
	l, err := h.layout(budget)
	if err != nil {
		return nil, err
	}
	var more bool
	switch {
	case h.field["datafile"] == "":
		if size != voxel.Unknown {
			size -= h.length
		}
		l.Data, more, err = l.part(buffered, l.bytes, size)
	case dir == "":
		err = fault.New(ErrUnsupported, "the voxels are in another file than the header").Try("read the file by its path")
	default:
		l.Data, more, err = h.detached(&l, dir)
	}
	if err != nil {
		return nil, err
	}
	if l.BigEndian {
		voxel.Swap(l.Data, l.Type)
	}
	f := &File{Array: l.Array, Encoding: l.encoding, Fields: h.fields(), Keys: h.key}
	switch {
	case more && l.byteSkip < 0:
		f.Warnings = append(f.Warnings, "the voxels are said to end with the file: had it been cut, nobody would know")
	case more:
		f.Warnings = append(f.Warnings, "the file goes on after the last voxel")
	}
	f.unplace = h.place(f)
	return f, nil
}

// placed puts the name of the file, without its folder, into the error.
func placed(err error, path string) error {
	var found *fault.Error
	if errors.As(err, &found) {
		return found.At("%s", filepath.Base(path))
	}
	return fileFault(err, filepath.Base(path))
}
