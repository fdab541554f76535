package mri

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// part is images of one series that may lie in one volume: same orientation,
// matrix, voxel size, image type, echo and stack.
type part struct {
	images []*frame
	// row, column and normal are the unit vectors of the images.
	row, column, normal [3]float64
}

// Limits within which images count as alike.
const (
	// sameDirection is the largest difference of a direction cosine.
	sameDirection = 1e-4
	// sameSpacing is the largest relative difference of the voxel size.
	sameSpacing = 1e-5
	// sameEcho is the largest difference of the echo time in ms.
	sameEcho = 0.01
	// unitVector is by how much the orientation may deviate from two unit
	// vectors at a right angle.
	unitVector = 1e-3
)

// assemble builds volumes from all images and sets them on their way to a name.
// Series that make none are refused; those in broken are, for the reason given.
// Series are in the order of their numbers. The error is the context's.
func (s *Study) assemble(ctx context.Context, images []*frame, broken map[seriesKey]error) ([]*stack, error) {
	slices.SortStableFunc(images, func(a, b *frame) int {
		return cmp.Or(
			cmp.Compare(a.Series, b.Series),
			cmp.Compare(a.SeriesNumber, b.SeriesNumber), // NaN comes first
			cmp.Compare(a.Instance, b.Instance),
			cmp.Compare(a.SOPInstance, b.SOPInstance),
		)
	})
	var series [][]*frame
	for i, img := range images {
		if i == 0 || img.Series != images[i-1].Series {
			series = append(series, nil)
		}
		last := len(series) - 1
		series[last] = append(series[last], img)
	}
	slices.SortStableFunc(series, func(a, b []*frame) int { return cmp.Compare(a[0].SeriesNumber, b[0].SeriesNumber) })
	var stacks []*stack
	for _, images := range series {
		if err := broken[images[0].key()]; err != nil {
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
func (s *Study) series(ctx context.Context, images []*frame) ([]*stack, error) {
	parts, err := partition(images)
	if err != nil {
		s.refuse(images, placed(err, nameOf(images)))
		return nil, nil
	}
	if n := orientations(parts); n > 1 {
		s.warn("%s: the images have %d orientations; each makes its own volume", nameOf(images), n)
	}
	var stacks []*stack
	for _, p := range parts {
		made, notes, err := p.stacks(ctx, s.floating)
		for _, note := range notes {
			s.warn("%s: %s", nameOf(p.images), note)
		}
		switch {
		case ctx.Err() != nil:
			return nil, fmt.Errorf("mri: %w", ctx.Err())
		case ofFile(err): // without one of its files nothing of the series is used
			s.refuse(images, err)
			return nil, nil
		case err != nil:
			s.refuse(p.images, placed(err, nameOf(p.images)))
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
func nameOf(images []*frame) string {
	return seriesName(whole(images[0].SeriesNumber), images[0].Description)
}

// partition divides a series. Parts are in the order of their first image.
func partition(images []*frame) ([]*part, error) {
	var parts []*part
	for _, img := range images {
		row, column, normal, err := axes(img)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(parts, func(p *part) bool {
			return near(p.row, row, sameDirection) && near(p.column, column, sameDirection) && alike(p.images[0], img)
		})
		if i < 0 {
			i = len(parts)
			parts = append(parts, &part{row: row, column: column, normal: normal})
		}
		parts[i].images = append(parts[i].images, img)
	}
	return parts, nil
}

func orientations(parts []*part) int {
	n := 0
	for i, p := range parts {
		if !slices.ContainsFunc(parts[:i], func(q *part) bool {
			return near(p.row, q.row, sameDirection) && near(p.column, q.column, sameDirection)
		}) {
			n++
		}
	}
	return n
}

// alike reports whether two images may lie in one volume, orientation aside.
func alike(a, b *frame) bool {
	return a.Rows == b.Rows && a.Columns == b.Columns &&
		math.Abs(a.Spacing[0]-b.Spacing[0]) <= sameSpacing*a.Spacing[0] &&
		math.Abs(a.Spacing[1]-b.Spacing[1]) <= sameSpacing*a.Spacing[1] &&
		same(a.EchoTime, b.EchoTime, sameEcho) && same(a.EchoNumber, b.EchoNumber, 0) &&
		slices.Equal(a.ImageType, b.ImageType) && a.Component == b.Component && a.Stack == b.Stack
}

// axes returns the unit vectors along a row, along a column and normal to the
// image. Image Orientation (0020,0037) holds the first two.
func axes(img *frame) (row, column, normal [3]float64, err error) {
	row, column = [3]float64(img.Orientation[:3]), [3]float64(img.Orientation[3:])
	switch {
	case !finite(img.Position[:]...):
		err = fault.New(ErrGeometry, "an image has no position (0020,0032)")
	case !finite(img.Slope, img.Intercept) || img.Slope == 0:
		err = fault.New(ErrPixels, "the rescale slope (0028,1053) or intercept is no usable number")
	case !finite(img.Orientation[:]...):
		err = fault.New(ErrGeometry, "an image has no orientation (0020,0037)")
	case !(img.Spacing[0] > 0) || !(img.Spacing[1] > 0):
		err = fault.New(ErrGeometry, "an image has no pixel spacing (0028,0030)")
	case math.Abs(length(row)-1) > unitVector, math.Abs(length(column)-1) > unitVector, math.Abs(dot(row, column)) > unitVector:
		err = fault.New(ErrGeometry, "the orientation is not made of two unit vectors at a right angle")
	}
	if err != nil {
		return row, column, normal, err
	}
	row = unit(row)
	// The rest of rounding in the text of the file is put into the columns.
	for k, along := 0, dot(row, column); k < 3; k++ {
		column[k] -= along * row[k]
	}
	column = unit(column)
	return row, column, cross(row, column), nil
}
