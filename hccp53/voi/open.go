package voi

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/seg"
)

// kind is the format of a file, as its first bytes tell.
type kind int

const (
	other kind = iota // DICOM, or nothing that is read
	isNIfTI
	isNRRD
)

// kindOf looks at the first bytes of a file. A file that cannot be opened is of
// another kind: its reader says why.
func kindOf(path string) kind {
	f, err := os.Open(path)
	if err != nil {
		return isNIfTI
	}
	defer f.Close()
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil {
		return other
	}
	little, big := binary.LittleEndian.Uint32(head), binary.BigEndian.Uint32(head)
	switch {
	case string(head) == "NRRD":
		return isNRRD
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}), little == 348, big == 348, little == 540, big == 540:
		return isNIfTI
	}
	return other
}

// open reads a file of regions, or all those of a folder.
func open(path string) ([]*file, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return openFolder(path)
	}
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	return []*file{f}, nil
}

func openFile(path string) (*file, error) {
	switch kindOf(path) {
	case isNIfTI:
		return openNIfTI(path)
	case isNRRD:
		return openNRRD(path)
	}
	f, err := openDICOM(path)
	if errors.Is(err, seg.ErrNotDICOM) {
		if f, pair := openNIfTI(path); pair == nil { // the voxels of a pair have no mark
			return f, nil
		}
		return nil, fault.New(ErrFiles, "the file is neither NIfTI nor NRRD nor DICOM").At("%s", filepath.Base(path)).
			Try("export the outline in one of these formats")
	}
	return f, err
}

// openFolder reads the regions of a folder: one file of any format, or several
// DICOM SEG. Files of no known kind beside it, such as the voxels of a pair, are
// left out; so are hidden ones.
func openFolder(path string) ([]*file, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fault.Wrap(ErrFiles, fault.Bare(err), "the folder cannot be read")
	}
	var files []*file
	for _, e := range entries {
		child := filepath.Join(path, e.Name())
		if info, err := os.Stat(child); err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		var f *file
		switch kindOf(child) {
		case isNIfTI:
			f, err = openNIfTI(child)
		case isNRRD:
			f, err = openNRRD(child)
		default:
			if f, err = openDICOM(child); errors.Is(err, seg.ErrNotDICOM) {
				continue
			}
		}
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, fault.New(ErrFiles, "the folder holds no file of outlines").Try("give the file that the outline was saved in")
	}
	for _, f := range files {
		if len(files) > 1 && f.format != "DICOM SEG" {
			return nil, fault.New(ErrFiles, "the folder holds %d files of outlines, one of them %s", len(files), f.format).
				Try("give the file of the tumour itself; only DICOM SEG may be several")
		}
	}
	return files, nil
}
