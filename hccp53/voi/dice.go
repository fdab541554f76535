package voi

import (
	"fmt"
	"math"

	"hcclab/hccp53/volume"
)

// Dice returns the overlap of two VOIs, 2·|A∩B| / (|A|+|B|): 1 when they are
// equal, 0 when they have no voxel in common, NaN when both are empty
// (L. R. Dice, Ecology 1945;26:297). It panics when they are of different size;
// that they lie on the same grid is for the caller to know.
func Dice(a, b *volume.Mask) float64 {
	if a.Size != b.Size {
		panic(fmt.Sprintf("voi: Dice of masks of %v and %v voxels", a.Size, b.Size))
	}
	both, sum := 0, 0
	for i := range a.Data {
		if a.Data[i] {
			sum++
		}
		if b.Data[i] {
			sum++
		}
		if a.Data[i] && b.Data[i] {
			both++
		}
	}
	if sum == 0 {
		return math.NaN()
	}
	return 2 * float64(both) / float64(sum)
}
