package mri

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// part is images of one series that may lie in one volume: same orientation,
// matrix, voxel size, image type and echo.
type part struct {
	images []*dcm.Image
	// row, column and normal are the unit vectors of the images.
	row, column, normal [3]float64
}

// name says in a message which series the part is from.
func (p *part) name() string {
	return seriesName(whole(p.images[0].SeriesNumber), p.images[0].Description)
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

// assemble builds volumes from all images. Series that make none are refused.
// Series are in the order of their numbers.
func (s *Study) assemble(images []*dcm.Image) []*stack {
	slices.SortStableFunc(images, func(a, b *dcm.Image) int {
		return cmp.Or(
			cmp.Compare(a.Series, b.Series),
			cmp.Compare(a.SeriesNumber, b.SeriesNumber), // NaN comes first
			cmp.Compare(a.Instance, b.Instance),
			cmp.Compare(a.SOPInstance, b.SOPInstance),
		)
	})
	var series [][]*dcm.Image
	for i, img := range images {
		if i == 0 || img.Series != images[i-1].Series {
			series = append(series, nil)
		}
		last := len(series) - 1
		series[last] = append(series[last], img)
	}
	slices.SortStableFunc(series, func(a, b []*dcm.Image) int { return cmp.Compare(a[0].SeriesNumber, b[0].SeriesNumber) })
	var stacks []*stack
	for _, images := range series {
		stacks = append(stacks, s.series(images)...)
	}
	return stacks
}

// series builds the volumes of one series.
func (s *Study) series(images []*dcm.Image) []*stack {
	name := seriesName(whole(images[0].SeriesNumber), images[0].Description)
	if err := readable(images); err != nil {
		s.refuse(placed(err, name))
		return nil
	}
	parts, err := partition(images)
	if err != nil {
		s.refuse(placed(err, name))
		return nil
	}
	if n := orientations(parts); n > 1 {
		s.warn("%s: the images have %d orientations; each makes its own volume", name, n)
	}
	var stacks []*stack
	for _, p := range parts {
		made, notes, err := p.stacks()
		for _, note := range notes {
			s.warn("%s: %s", p.name(), note)
		}
		if err != nil {
			s.refuse(placed(err, p.name()))
			continue
		}
		stacks = append(stacks, made...)
	}
	return stacks
}

// readable returns why the series is not read, or nil.
func readable(images []*dcm.Image) error {
	for _, img := range images {
		if err := img.Readable(); err != nil {
			return err
		}
		if slices.Contains(img.ImageType, "MOSAIC") {
			return fault.New(ErrMosaic, "the images are mosaics of the slices of a volume (Siemens)").
				Try("export the series without mosaic, or convert it with dcm2niix")
		}
	}
	return nil
}

// partition divides a series. Parts are in the order of their first image.
func partition(images []*dcm.Image) ([]*part, error) {
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
func alike(a, b *dcm.Image) bool {
	return a.Rows == b.Rows && a.Columns == b.Columns &&
		math.Abs(a.Spacing[0]-b.Spacing[0]) <= sameSpacing*a.Spacing[0] &&
		math.Abs(a.Spacing[1]-b.Spacing[1]) <= sameSpacing*a.Spacing[1] &&
		same(a.EchoTime, b.EchoTime, sameEcho) && same(a.EchoNumber, b.EchoNumber, 0) &&
		slices.Equal(a.ImageType, b.ImageType)
}

// axes returns the unit vectors along a row, along a column and normal to the
// image. Image Orientation (0020,0037) holds the first two.
func axes(img *dcm.Image) (row, column, normal [3]float64, err error) {
	row, column = [3]float64(img.Orientation[:3]), [3]float64(img.Orientation[3:])
	switch {
	case !finite(img.Position[:]...):
		err = fault.New(ErrGeometry, "an image has no position (0020,0032)")
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
