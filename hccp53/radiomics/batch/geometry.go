package batch

import (
	"fmt"
	"math"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Geometry says how far a mask may lie off the image. The names in YAML are
// those of PyRadiomics.
type Geometry struct {
	// Tolerance is the largest difference of origin and spacing, in parts of a
	// voxel along x, and of the elements of the directions. 0 allows
	// [volume.Tolerance], and axes of another order or direction.
	Tolerance float64 `json:"geometryTolerance" yaml:"geometryTolerance"`
	// Correct brings a mask on another grid to that of the image by nearest
	// neighbour, as long as it lies within.
	Correct bool `json:"correctMask" yaml:"correctMask"`
}

func (g Geometry) validate() error {
	if !(g.Tolerance >= 0 && g.Tolerance <= math.MaxFloat64) {
		return fault.New(ErrOrder, "geometryTolerance is %g", g.Tolerance).Try("use a number such as 1e-6")
	}
	return nil
}

// same reports whether the voxels of a mask are those of the image, in their
// order.
func (g Geometry) same(image, mask volume.Grid) bool {
	if g.Tolerance == 0 {
		return image.Equal(mask)
	}
	return g.differs(image, mask) == ""
}

// differs says what differs by more than the tolerance, or nothing. It is the
// comparison of ITK (itkImageToImageFilter, VerifyInputInformation).
func (g Geometry) differs(image, mask volume.Grid) string {
	var all []string
	if image.Size != mask.Size {
		all = append(all, fmt.Sprintf("size %d×%d×%d instead of %d×%d×%d", mask.Size[0], mask.Size[1], mask.Size[2], image.Size[0], image.Size[1], image.Size[2]))
	}
	limit := g.Tolerance * image.Spacing[0]
	origin, spacing, direction := 0.0, 0.0, 0.0
	for i := range 3 {
		origin = max(origin, math.Abs(image.Origin[i]-mask.Origin[i]))
		spacing = max(spacing, math.Abs(image.Spacing[i]-mask.Spacing[i]))
		for k := range 3 {
			direction = max(direction, math.Abs(image.Direction[i][k]-mask.Direction[i][k]))
		}
	}
	if origin > limit {
		all = append(all, fmt.Sprintf("origin off by %.3g mm", origin))
	}
	if spacing > limit {
		all = append(all, fmt.Sprintf("spacing off by %.3g mm", spacing))
	}
	if direction > g.Tolerance {
		all = append(all, fmt.Sprintf("directions off by %.3g", direction))
	}
	return strings.Join(all, "; ")
}
