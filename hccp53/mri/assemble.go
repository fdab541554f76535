package mri

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/stack"
	"hcclab/hccp53/mri/internal/vector"
)

// assemble builds volumes from all images and sets them on their way to a name.
// Series that make none are refused; those in broken are, for the reason given.
// Series are in the order of their numbers. The error is the context's.
func (s *Study) assemble(ctx context.Context, images []*frame.Image, broken map[frame.Key]error) ([]*stack.Stack, error) {
	slices.SortStableFunc(images, func(a, b *frame.Image) int {
		return cmp.Or(
			cmp.Compare(a.Series, b.Series),
			cmp.Compare(a.SeriesNumber, b.SeriesNumber), // NaN comes first
			cmp.Compare(a.Instance, b.Instance),
			cmp.Compare(a.SOPInstance, b.SOPInstance),
		)
	})
	var series [][]*frame.Image
	for i, img := range images {
		if i == 0 || img.Series != images[i-1].Series {
			series = append(series, nil)
		}
		last := len(series) - 1
		series[last] = append(series[last], img)
	}
	slices.SortStableFunc(series, func(a, b []*frame.Image) int { return cmp.Compare(a[0].SeriesNumber, b[0].SeriesNumber) })
	var stacks []*stack.Stack
	for _, images := range series {
		if err := broken[images[0].Key()]; err != nil {
			s.refuse(images, err)
			continue
		}
		made, err := s.series(ctx, images)
		if err != nil {
			return nil, err
		}
		stacks = append(stacks, made...)
	}
	return stacks, nil
}

// series builds the volumes of one series. The error is the context's.
func (s *Study) series(ctx context.Context, images []*frame.Image) ([]*stack.Stack, error) {
	parts, err := stack.Partition(images)
	if err != nil {
		s.refuse(images, fault.Place(err, nameOf(images)))
		return nil, nil
	}
	if n := stack.Orientations(parts); n > 1 {
		s.warn("%s: the images have %d orientations; each makes its own volume", nameOf(images), n)
	}
	var stacks []*stack.Stack
	for _, p := range parts {
		made, notes, err := p.Stacks(ctx, s.floating)
		for _, note := range notes {
			s.warn("%s: %s", nameOf(p.Images), note)
		}
		switch {
		case ctx.Err() != nil:
			return nil, fmt.Errorf("mri: %w", ctx.Err())
		case ofFile(err): // without one of its files nothing of the series is used
			s.refuse(images, err)
			return nil, nil
		case err != nil:
			s.refuse(p.Images, fault.Place(err, nameOf(p.Images)))
		}
		stacks = append(stacks, made...)
	}
	return stacks, nil
}

// ofFile reports whether err is that of a file that could not be read whole.
func ofFile(err error) bool {
	for _, kind := range []error{ErrDamaged, ErrChanged, ErrFolder, ErrNotDICOM} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// nameOf says in a message which series the images are of.
func nameOf(images []*frame.Image) string {
	return dcm.SeriesName(frame.Whole(images[0].SeriesNumber), images[0].Description)
}

// volumeOf returns the volume of a stack, not yet named.
func volumeOf(s *stack.Stack) Volume {
	v := Volume{
		SeriesNumber: frame.Whole(s.First.SeriesNumber), Description: s.First.Description, Modality: s.First.Modality,
		ImageType: s.First.ImageType, EchoTime: s.First.EchoTime, Time: s.Index + 1, Times: s.Count,
		reference: Reference{
			StudyUID: s.First.Study, SeriesUID: s.First.Series, FrameOfReferenceUID: s.First.FrameOfReference,
			Class: s.First.Source.Class, PatientID: s.First.Patient, Instances: s.Instances,
		},
		Files: s.Files, Image: s.Image, Scaling: s.Scaling, Warnings: s.Notes,
	}
	if vector.Finite(s.Acquired) {
		v.Acquired = time.UnixMicro(int64(math.Round(s.Acquired * 1e6))).UTC()
	}
	return v
}
