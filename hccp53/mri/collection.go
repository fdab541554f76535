package mri

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
)

// Collection is all volumes of a file or folder, of any modality, patient and
// study.
type Collection struct {
	// Volumes are in the order of study, series number, image type, then time.
	// Phases are named within each study.
	Volumes []Volume
	// Refused are the series, or parts of series, that make no volume.
	Refused []Refusal
	// Skipped are the files that hold no images.
	Skipped []Skipped
	// Warnings say what was left out, refused or looks odd, a sentence each.
	Warnings []string
	// Files is the number of DICOM files.
	Files int
}

// Refusal says why a series makes no volume.
type Refusal struct {
	// Study counts the studies of a [Collection] from 1.
	Study int
	// SeriesNumber and Description are the scanner's (0 and "" when absent).
	SeriesNumber          int
	Description, Modality string
	Files                 int
	// Err is of one of the kinds that this package lists, or that of a file.
	Err error
}

// String returns which series it is and why, in one line.
func (r Refusal) String() string {
	if r.SeriesNumber == 0 && r.Description == "" {
		return fmt.Sprintf("%s: %v", fault.Count(r.Files, "file"), r.Err)
	}
	name := dcm.SeriesName(r.SeriesNumber, r.Description)
	return fmt.Sprintf("%s, %s: %s", name, fault.Count(r.Files, "file"), strings.TrimPrefix(r.Err.Error(), name+": "))
}

// Skipped is a file without images.
type Skipped struct {
	File   string // base name
	Reason string
}

// Volumes reads the DICOM file, or all DICOM files below the folder, at path.
// Unlike [Load] it takes any modality, several patients and studies, and goes
// on after a damaged file: the series that has lost it is refused. Which one
// that is stands in what is left of the file, or follows from its folder when
// this holds one series only; else a warning says that some series may be
// incomplete.
//
// Values are those after the rescale (0028,1053), also for Philips scanners;
// [Scaling] says how to get their floating-point values.
//
// The errors are [ErrFolder] and the context's; a folder without any volume is
// none.
func Volumes(ctx context.Context, path string) (*Collection, error) {
	paths, directories, err := frame.List(path)
	if err != nil {
		return nil, err
	}
	c := &Collection{}
	for range directories {
		c.Skipped = append(c.Skipped, Skipped{"DICOMDIR", "a list of files, which is not needed"})
	}
	var all []frame.Finding
	err = frame.Survey(ctx, paths, func(f frame.Finding) error {
		if f.Foreign || f.Kind != "" {
			c.skip(f)
			return nil
		}
		all = append(all, f)
		c.Files++
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(paths) == 1 && len(c.Skipped) == 1 && c.Skipped[0].Reason == frame.KindOf(frame.MediaDirectory) {
		return nil, frame.DirectoryFault()
	}
	broken := c.breaks(all)
	of := studies(all)
	for i, images := range of {
		s := &Study{}
		stacks, err := s.assemble(ctx, images, broken)
		if err != nil {
			return nil, err
		}
		if len(stacks) > 0 {
			s.name(stacks)
			s.compareGrids()
		}
		c.add(s, i+1, len(of))
	}
	return c, nil
}

// add adds what study number n of so many has become.
func (c *Collection) add(s *Study, n, studies int) {
	for i := range s.Volumes {
		s.Volumes[i].Study = n
	}
	for i := range s.refusals {
		s.refusals[i].Study = n
	}
	c.Volumes = append(c.Volumes, s.Volumes...)
	c.Refused = append(c.Refused, s.refusals...)
	for _, w := range s.Warnings {
		if studies > 1 {
			w = fmt.Sprintf("study %d: %s", n, w)
		}
		c.Warnings = append(c.Warnings, w)
	}
}

func (c *Collection) skip(f frame.Finding) {
	if f.Foreign {
		c.Skipped = append(c.Skipped, Skipped{f.Source.Name(), "no DICOM file"})
		return
	}
	c.Files++
	c.Skipped = append(c.Skipped, Skipped{f.Source.Name(), f.Kind})
}

// breaks returns the series that are refused because of one of their files.
func (c *Collection) breaks(all []frame.Finding) map[frame.Key]error {
	broken := map[frame.Key]error{}
	beside := map[string]map[frame.Key]bool{} // the series in each folder
	for _, f := range all {
		if f.Images == nil {
			continue
		}
		key, folder := f.Images[0].Key(), filepath.Dir(f.Source.Path)
		if beside[folder] == nil {
			beside[folder] = map[frame.Key]bool{}
		}
		beside[folder][key] = true
		if err := cmp.Or(f.Err, f.Refused); err != nil && broken[key] == nil {
			broken[key] = err
		}
	}
	for _, f := range all {
		if f.Images != nil {
			continue
		}
		err := cmp.Or(f.Err, f.Refused)
		keys := slices.Collect(maps.Keys(beside[filepath.Dir(f.Source.Path)]))
		if len(keys) != 1 {
			keys = f.Source.Mentions(keys)
		}
		for _, key := range keys {
			if broken[key] == nil {
				broken[key] = err
			}
		}
		if len(keys) == 0 {
			c.Refused = append(c.Refused, Refusal{Files: 1, Err: err})
			c.Warnings = append(c.Warnings, fmt.Sprintf("%v; a series that it was part of would be incomplete", err))
		}
	}
	return broken
}

// studies parts the images by patient and study, in the order of study UIDs.
func studies(all []frame.Finding) (parts [][]*frame.Image) {
	at := map[frame.Key]int{}
	for _, f := range all {
		for _, img := range f.Images {
			key := img.Key()
			key.Series = ""
			i, ok := at[key]
			if !ok {
				i = len(parts)
				at[key] = i
				parts = append(parts, nil)
			}
			parts[i] = append(parts[i], img)
		}
	}
	slices.SortStableFunc(parts, func(a, b []*frame.Image) int {
		return strings.Compare(a[0].Study+"\x00"+a[0].Patient, b[0].Study+"\x00"+b[0].Patient)
	})
	return parts
}
