package nrrd

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// pattern is how the files of a detached header are numbered: one %d with an
// optional width, as in slice%03d.raw.
var pattern = regexp.MustCompile(`^[^%]*%0?[0-9]{0,2}d[^%]*$`)

// maxFiles bounds the names that a pattern makes.
const maxFiles = 100_000

// dataFiles returns the names of the files that hold the voxels and the number
// of axes in each: 0 when the header does not say.
func (h *header) dataFiles() (files []string, dim int, err error) {
	text := h.field["datafile"]
	words := strings.Fields(text)
	switch {
	case isList(text):
		if len(words) == 2 {
			if dim, err = strconv.Atoi(words[1]); err != nil {
				return nil, 0, badDataFile(text)
			}
		}
		if len(words) > 2 || len(h.list) == 0 {
			return nil, 0, badDataFile(text)
		}
		return h.list, dim, nil
	case strings.Contains(text, "%"):
		return numbered(words, text)
	}
	return []string{text}, 0, nil
}

func badDataFile(text string) error {
	return fault.New(ErrDamaged, "the data file %q is no name, no LIST with names after it and no pattern with first, last and step", filepath.Base(brief(text)))
}

// numbered returns the names that a pattern, first, last, step and perhaps the
// number of axes give.
func numbered(words []string, text string) (files []string, dim int, err error) {
	if len(words) < 4 || len(words) > 5 || !pattern.MatchString(words[0]) {
		return nil, 0, badDataFile(text)
	}
	var n [4]int
	for i, w := range words[1:] {
		if n[i], err = strconv.Atoi(w); err != nil || n[i] < -1e6 || n[i] > 1e6 {
			return nil, 0, badDataFile(text)
		}
	}
	first, last, step := n[0], n[1], n[2]
	if step == 0 || (last-first)*step < 0 || (last-first)/step >= maxFiles {
		return nil, 0, badDataFile(text)
	}
	for i := first; (last-i)*step >= 0; i += step {
		files = append(files, fmt.Sprintf(words[0], i))
	}
	return files, n[3], nil
}

// detached reads the voxels of a header from the files that it names, all in
// the folder dir.
func (h *header) detached(l *layout, dir string) (b []byte, more bool, err error) {
	files, dim, err := h.dataFiles()
	if err != nil {
		return nil, false, err
	}
	if err := l.checkFiles(len(files), dim); err != nil {
		return nil, false, err
	}
	if len(slices.Compact(slices.Sorted(slices.Values(files)))) < len(files) {
		return nil, false, fault.New(ErrDamaged, "the header names one file of voxels twice").Try("export the image again")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, false, err
	}
	defer root.Close()
	for _, name := range files {
		one, goesOn, err := l.file(root, name, l.bytes/int64(len(files)))
		if err != nil {
			return nil, false, err
		}
		if more = more || goesOn; len(files) == 1 {
			return one, more, nil
		}
		b = append(b, one...)
	}
	return b, more, nil
}

// checkFiles returns an error unless n files of dim axes each make the image.
func (l *layout) checkFiles(n, dim int) error {
	last := len(l.Shape) - 1
	if dim == 0 {
		dim = max(last, 1)
	}
	if dim < 1 || dim > last+1 {
		return fault.New(ErrDamaged, "the data files have %d axes, the image %d", dim, last+1)
	}
	if n == 1 {
		return nil
	}
	want := 1
	for _, s := range l.Shape[dim:] {
		want *= s
	}
	if dim == last+1 && l.Shape[last]%n == 0 { // cut along the last axis
		return nil
	}
	if n != want {
		return fault.New(ErrDamaged, "the header names %d data files; the image needs %d", n, want)
	}
	return nil
}

// file reads n bytes of voxels from one file of a detached header.
func (l *layout) file(root *os.Root, name string, n int64) (b []byte, more bool, err error) {
	if !filepath.IsLocal(name) || strings.ContainsAny(name, `/\`) {
		return nil, false, fault.New(ErrOutside, "the header names voxels outside its own folder").
			Try("put the file of the voxels beside the header and name it without a folder")
	}
	info, err := root.Stat(name)
	if err == nil && !info.Mode().IsRegular() { // opening a pipe would wait for ever
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, false, voxelsMissing(err, name)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, false, voxelsMissing(err, name)
	}
	defer f.Close()
	return l.part(bufio.NewReaderSize(f, 1<<16), n, info.Size())
}

func voxelsMissing(err error, name string) error {
	return fault.Wrap(ErrFile, fault.Bare(err), "the file of the voxels, %s, cannot be read", brief(name)).Try("put it beside the header")
}

// fileFault leaves the folder out of the message: it may be named after a
// patient.
func fileFault(err error, name string) error {
	return fault.Wrap(ErrFile, fault.Bare(err), "the file cannot be opened, read or written").At("%s", name)
}
