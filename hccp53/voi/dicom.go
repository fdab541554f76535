package voi

import (
	"errors"
	"path/filepath"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/volume"
)

// openDICOM reads a SEG or an RTSTRUCT. The error is seg.ErrNotDICOM for a file
// that is no DICOM.
func openDICOM(path string) (*file, error) {
	s, err := seg.Read(path)
	if err == nil {
		return openSEG(s, filepath.Base(path)), nil
	}
	if !errors.Is(err, seg.ErrNotSEG) {
		return nil, err
	}
	structures, err := rtstruct.Read(path)
	if errors.Is(err, rtstruct.ErrNotRTSTRUCT) {
		var f *fault.Error
		errors.As(err, &f)
		return nil, fault.New(ErrFiles, "%s, and no segmentation", f.What).At("%s", filepath.Base(path)).
			Try("give the file that the outline was saved in")
	}
	if err != nil {
		return nil, err
	}
	return openRTSTRUCT(structures, filepath.Base(path)), nil
}

func openSEG(s *seg.Segmentation, name string) *file {
	f := &file{name: name, format: "DICOM SEG", grid: s.Grid, warnings: s.Warnings}
	for _, segment := range s.Segments {
		f.regions = append(f.regions, Region{Number: segment.Number, Name: printable(segment.Label)})
	}
	f.frame = func(int) string { return s.FrameOfReference }
	number := func(i int) int { return s.Segments[i].Number }
	f.count = func(i int) (int, error) {
		if s.Readable() != nil {
			return -1, nil
		}
		return s.Count(number(i))
	}
	f.own = func(i int, _ volume.Grid) (*volume.Mask, error) { return s.Mask(number(i)) }
	f.on = func(i int, on volume.Grid) (*volume.Mask, []string, error) {
		m, err := s.MaskOn(number(i), on)
		if errors.Is(err, seg.ErrOtherGrid) {
			err = ErrOtherGrid // its reason is for diagnose to find
		}
		return m, nil, err
	}
	return f
}

func openRTSTRUCT(s *rtstruct.Structures, name string) *file {
	f := &file{name: name, format: "RTSTRUCT"}
	for _, roi := range s.ROIs {
		f.regions = append(f.regions, Region{Number: roi.Number, Name: printable(roi.Name)})
	}
	f.frame = func(i int) string { return s.ROIs[i].FrameOfReference }
	f.count = func(int) (int, error) { return -1, nil }
	f.on = func(i int, on volume.Grid) (*volume.Mask, []string, error) {
		return s.Mask(s.ROIs[i].Number, on)
	}
	f.own = func(i int, image volume.Grid) (*volume.Mask, error) {
		g, err := s.Grid(s.ROIs[i].Number, image)
		if err != nil {
			return nil, err
		}
		m, _, err := s.Mask(s.ROIs[i].Number, g)
		return m, err
	}
	return f
}
