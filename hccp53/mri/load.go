package mri

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/frame"
)

// Load reads all DICOM files below dir, builds the volumes and names the
// phases. Headers are read first; pixels only of the series that become
// volumes, one after the other. Files are read in parallel; the result is the
// same for any number of processors and any file names.
//
// Hidden files, DICOMDIR and files that are no DICOM are left out, the last
// with a warning; so are DICOM files that are no MR or CT images (reports,
// outlines, screenshots). CT images make volumes, but no phases are named in
// them.
//
// Values are those after the rescale (0028,1053). Philips scanners stretch
// these for each series; their images come on the floating-point scale, which
// compares between phases, and a warning says so (see [Scaling]).
//
// The errors are [ErrFolder], [ErrNotDICOM] (a file named .dcm or .ima that is
// none), [ErrDamaged], [ErrChanged], [ErrSeveralStudies], the context's, and
// [ErrNoVolume], which wraps the reasons for which series were refused.
func Load(ctx context.Context, dir string) (*Study, error) {
	paths, _, err := frame.List(dir)
	if err != nil {
		return nil, err
	}
	s := &Study{floating: true}
	images, broken, err := s.keepImages(ctx, paths)
	if err != nil {
		return nil, err
	}
	s.Simulated = len(images) > 0 && !slices.ContainsFunc(images, func(img *frame.Image) bool {
		return !strings.HasPrefix(img.Comments, "SIMULATED")
	})
	if err := oneStudy(images); err != nil {
		return nil, err
	}
	stacks, err := s.assemble(ctx, images, broken)
	if err != nil {
		return nil, err
	}
	for _, r := range s.refusals {
		if ofFile(r.Err) {
			return nil, r.Err
		}
	}
	if len(stacks) == 0 {
		return nil, fault.Wrap(ErrNoVolume, errors.Join(s.refused...), "the folder holds %s and no usable series", fault.Count(s.Files, "DICOM file")).
			Try("check that the folder is that of the MR study")
	}
	s.name(stacks)
	s.compareGrids()
	s.compareScales()
	return s, nil
}

// keepImages counts the DICOM files and returns the MR and CT images among
// them, and the series whose files make no volume. It warns of each kind of
// file that is left out.
func (s *Study) keepImages(ctx context.Context, paths []string) (images []*frame.Image, broken map[frame.Key]error, err error) {
	foreign := 0
	other := map[string]int{}
	broken = map[frame.Key]error{}
	err = frame.Survey(ctx, paths, func(f frame.Finding) error {
		switch {
		case f.Err != nil:
			return told(f.Err, paths, f.Source.Path)
		case f.Foreign:
			foreign++
			return nil
		case f.Kind != "":
			other[f.Kind]++
		case !frame.Examination(f.Source.Class, f.Images[0].Modality):
			other[frame.KindOf(f.Source.Class)]++
		default:
			images = append(images, f.Images...)
			if key := f.Images[0].Key(); f.Refused != nil && broken[key] == nil {
				broken[key] = f.Refused
			}
		}
		s.Files++
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if foreign > 0 {
		s.warn("%s left out: no DICOM", fault.Count(foreign, "file"))
	}
	for _, kind := range slices.Sorted(maps.Keys(other)) {
		s.warn("%s left out: no MR image but %s", fault.Count(other[kind], "DICOM file"), kind)
	}
	return images, broken, nil
}

func (s *Study) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// refuse leaves a series, or the part of it that the images are, out for the
// given reason.
func (s *Study) refuse(images []*frame.Image, err error) {
	s.refused = append(s.refused, err)
	s.refusals = append(s.refusals, Refusal{
		SeriesNumber: frame.Whole(images[0].SeriesNumber), Description: images[0].Description, Modality: images[0].Modality,
		Files: fileCount(images), Err: err,
	})
	s.warn("%v", err)
}

// fileCount is the number of files that the images lie in.
func fileCount(images []*frame.Image) int {
	distinct := map[*frame.Source]bool{}
	for _, img := range images {
		distinct[img.Source] = true
	}
	return len(distinct)
}

// compareScales warns where the values of the volumes do not compare.
func (s *Study) compareScales() {
	floating := 0
	for _, v := range s.Volumes {
		if v.Scaling.FloatingPoint {
			floating++
		}
	}
	switch {
	case floating == len(s.Volumes):
		s.warn("Philips: the values of all volumes are on the floating-point scale, (stored·RS + RI)/(RS·SS)")
	case floating > 0:
		s.warn("Philips: the values of %d of %d volumes are on the floating-point scale, (stored·RS + RI)/(RS·SS); the others lack the scale slope (2005,100E) and do not compare with them", floating, len(s.Volumes))
	}
}

// oneStudy returns an error unless all images are of one patient and one study.
func oneStudy(images []*frame.Image) error {
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

// told says which file it is where several folders have one of that name. The
// folders are not named: some are named after patients.
func told(err error, paths []string, path string) error {
	name := filepath.Base(path)
	others := slices.ContainsFunc(paths, func(p string) bool { return p != path && filepath.Base(p) == name })
	var f *fault.Error
	if !others || !errors.As(err, &f) || f.Where != name {
		return err
	}
	g := *f
	return g.At("%s, file %d of %d in the folder", name, slices.Index(paths, path)+1, len(paths))
}
