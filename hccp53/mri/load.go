package mri

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Load reads all DICOM files below dir, builds the volumes and names the
// phases. Files are read in parallel; the result is the same for any number of
// processors and any file names.
//
// Hidden files, DICOMDIR and files that are no DICOM are left out, the last
// with a warning; so are DICOM files that are no MR or CT images (reports,
// outlines, screenshots). The errors are [ErrFolder], [ErrNotDICOM] (a file
// named .dcm or .ima that is none), [ErrDamaged], [ErrSeveralStudies], the
// context's, and [ErrNoVolume], which wraps the reasons for which series were
// refused. CT images make volumes, but no phases are named in them.
func Load(ctx context.Context, dir string) (*Study, error) {
	paths, err := list(dir)
	if err != nil {
		return nil, err
	}
	images, err := readAll(ctx, paths)
	if err != nil {
		return nil, err
	}
	s := &Study{}
	images = s.keepImages(images)
	s.Simulated = len(images) > 0 && !slices.ContainsFunc(images, func(img *dcm.Image) bool {
		return !strings.HasPrefix(img.Comments, "SIMULATED")
	})
	if err := oneStudy(images); err != nil {
		return nil, err
	}
	stacks := s.assemble(images)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("mri: %w", err)
	}
	if len(stacks) == 0 {
		return nil, fault.Wrap(ErrNoVolume, errors.Join(s.refused...), "the folder holds %s and no usable series", plural(s.Files, "DICOM file")).
			Try("check that the folder is that of the MR study")
	}
	s.name(stacks)
	s.compareGrids()
	return s, nil
}

// keepImages counts the DICOM files and returns the images among them, with a
// warning for each kind of file that is left out.
func (s *Study) keepImages(files []*dcm.Image) []*dcm.Image {
	var images []*dcm.Image
	foreign := 0
	other := map[string]int{}
	for _, f := range files {
		switch {
		case f == nil:
			foreign++
		case f.IsImage():
			images = append(images, f)
			s.Files++
		default:
			other[f.Kind()]++
			s.Files++
		}
	}
	if foreign > 0 {
		s.warn("%s left out: no DICOM", plural(foreign, "file"))
	}
	kinds := make([]string, 0, len(other))
	for kind := range other {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		s.warn("%s left out: no MR image but %s", plural(other[kind], "DICOM file"), kind)
	}
	return images
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (s *Study) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// refuse leaves a series out for the given reason.
func (s *Study) refuse(err error) {
	s.refused = append(s.refused, err)
	s.warn("%v", err)
}

// oneStudy returns an error unless all images are of one patient and one study.
func oneStudy(images []*dcm.Image) error {
	for _, img := range images {
		switch first := images[0]; {
		case img.Patient != first.Patient:
			return fault.New(ErrSeveralStudies, "the folder holds images of more than one patient").Try("give each patient a folder of their own")
		case img.Study != first.Study:
			return fault.New(ErrSeveralStudies, "the folder holds more than one study of the patient").Try("give each study a folder of its own, and name the one before surgery in the cohort file")
		}
	}
	return nil
}
