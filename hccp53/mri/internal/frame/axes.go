package frame

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
)

// Limits for directions.
const (
	// SameDirection is the largest difference of a direction cosine of two
	// images that count as parallel.
	SameDirection = 1e-4
	// unitVector is by how much the orientation may deviate from two unit
	// vectors at a right angle.
	unitVector = 1e-3
)

// Axes returns the unit vectors along a row, along a column and normal to the
// image. Image Orientation (0020,0037) holds the first two.
func Axes(img *Image) (row, column, normal [3]float64, err error) {
	row, column = [3]float64(img.Orientation[:3]), [3]float64(img.Orientation[3:])
	switch {
	case !vector.Finite(img.Position[:]...):
		err = fault.New(ErrGeometry, "an image has no position (0020,0032)")
	case !vector.Finite(img.Slope, img.Intercept) || img.Slope == 0:
		err = fault.New(dcm.ErrPixels, "the rescale slope (0028,1053) or intercept is no usable number")
	case !vector.Finite(img.Orientation[:]...):
		err = fault.New(ErrGeometry, "an image has no orientation (0020,0037)")
	case !(img.Spacing[0] > 0) || !(img.Spacing[1] > 0):
		err = fault.New(ErrGeometry, "an image has no pixel spacing (0028,0030)")
	case math.Abs(vector.Length(row)-1) > unitVector, math.Abs(vector.Length(column)-1) > unitVector, math.Abs(vector.Dot(row, column)) > unitVector:
		err = fault.New(ErrGeometry, "the orientation is not made of two unit vectors at a right angle")
	}
	if err != nil {
		return row, column, normal, err
	}
	row = vector.Unit(row)
	// The rest of rounding in the text of the file is put into the columns.
	for k, along := 0, vector.Dot(row, column); k < 3; k++ {
		column[k] -= along * row[k]
	}
	column = vector.Unit(column)
	return row, column, vector.Cross(row, column), nil
}
