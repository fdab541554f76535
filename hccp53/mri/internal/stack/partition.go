package stack

import (
	"math"
	"slices"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/vector"
)

// Part is images of one series that may lie in one volume: same orientation,
// matrix, voxel size, image type, echo and stack.
type Part struct {
	Images []*frame.Image
	// row, column and normal are the unit vectors of the images.
	row, column, normal [3]float64
}

// Limits within which images count as alike.
const (
	// sameSpacing is the largest relative difference of the voxel size.
	sameSpacing = 1e-5
	// sameEcho is the largest difference of the echo time in ms.
	sameEcho = 0.01
)

// Partition divides a series. Parts are in the order of their first image. The
// error is that of [frame.Axes].
func Partition(images []*frame.Image) ([]*Part, error) {
	var parts []*Part
	for _, img := range images {
		row, column, normal, err := frame.Axes(img)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(parts, func(p *Part) bool {
			return vector.Near(p.row, row, frame.SameDirection) && vector.Near(p.column, column, frame.SameDirection) && alike(p.Images[0], img)
		})
		if i < 0 {
			i = len(parts)
			parts = append(parts, &Part{row: row, column: column, normal: normal})
		}
		parts[i].Images = append(parts[i].Images, img)
	}
	return parts, nil
}

// Orientations counts the orientations that the parts have.
func Orientations(parts []*Part) int {
	n := 0
	for i, p := range parts {
		if !slices.ContainsFunc(parts[:i], func(q *Part) bool {
			return vector.Near(p.row, q.row, frame.SameDirection) && vector.Near(p.column, q.column, frame.SameDirection)
		}) {
			n++
		}
	}
	return n
}

// alike reports whether two images may lie in one volume, orientation aside.
func alike(a, b *frame.Image) bool {
	return a.Rows == b.Rows && a.Columns == b.Columns &&
		math.Abs(a.Spacing[0]-b.Spacing[0]) <= sameSpacing*a.Spacing[0] &&
		math.Abs(a.Spacing[1]-b.Spacing[1]) <= sameSpacing*a.Spacing[1] &&
		vector.Same(a.EchoTime, b.EchoTime, sameEcho) && vector.Same(a.EchoNumber, b.EchoNumber, 0) &&
		slices.Equal(a.ImageType, b.ImageType) && a.Component == b.Component && a.Stack == b.Stack
}
