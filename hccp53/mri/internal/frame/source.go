package frame

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
)

// Source is a DICOM file that holds images.
type Source struct {
	Path  string
	Class string
	// byChild is true for pixels that a child process decodes.
	byChild bool
	// instance and frames are the file's UID and number of frames; size and
	// changed tell whether it is still the file that was scanned.
	instance string
	frames   int
	size     int64
	changed  int64
}

// Name is what a message calls the file: its path may name the patient.
func (s *Source) Name() string { return filepath.Base(s.Path) }

// header reads the header of the file. It returns nothing (nil, nil) when it is
// no DICOM file and is not named like one. With [dcm.ErrDamaged] comes what could
// be read.
func (s *Source) header() (*dcm.File, error) {
	f, info, err := open(s.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s.size, s.changed = info.Size(), info.ModTime().UnixNano()
	file, err := dcm.ParseHeader(f, s.size)
	switch {
	case errors.Is(err, dcm.ErrNotDICOM):
		if NamedDICOM(s.Path) {
			return nil, fault.New(dcm.ErrNotDICOM, "the file is named as a DICOM file but is none (%d bytes)", s.size).At("%s", s.Name()).Try("copy or export the file again")
		}
		return nil, nil
	case err != nil:
		return file, s.placed(err)
	}
	s.Class, s.instance = file.Class(), file.Text(dcm.SOPInstanceUID)
	s.byChild = pixel.ByChild(file.Syntax)
	return file, nil
}

// placed says which file err was found in, also for errors of the disk.
func (s *Source) placed(err error) error {
	var f *fault.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &f) {
		return fileFault(err, s.Name())
	}
	return fault.Place(err, s.Name())
}

// read reads the whole file, which must be as it was when its header was read.
// It uses the memory of buffer, which it may replace by a larger one.
func (s *Source) read(buffer *[]byte) (*dcm.File, error) {
	f, info, err := open(s.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() != s.size || info.ModTime().UnixNano() != s.changed {
		return nil, s.changedFault()
	}
	if int64(cap(*buffer)) < s.size {
		*buffer = make([]byte, s.size)
	}
	b := (*buffer)[:s.size]
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fileFault(err, s.Name())
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

func (s *Source) changedFault() error {
	return fault.New(ErrChanged, "the file changed between the first look at its header and the reading of its pixels").
		At("%s", s.Name()).Try("wait until the export is complete, then start again")
}

// Mentions returns the series whose UID stands somewhere in the first MiB of a
// file that cannot be read.
func (s *Source) Mentions(keys []Key) []Key {
	f, err := os.Open(s.Path)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(keys, func(key Key) bool {
		return key.Series == "" || !bytes.Contains(head, []byte(key.Series))
	})
}
