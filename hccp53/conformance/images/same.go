package images

import (
	"fmt"

	"hcclab/hccp53/volume"
)

// sameImage says how the voxels of b differ from those of a, "" when they are
// equal at every place.
func sameImage(a, b *volume.Image) string {
	ordered, ok := b.Reordered(a.Grid)
	if !ok {
		return a.Grid.Differs(b.Grid)
	}
	differ := 0
	for i, v := range a.Data {
		if v != ordered.Data[i] {
			differ++
		}
	}
	if differ > 0 {
		return fmt.Sprintf("%d of %d voxels differ", differ, len(a.Data))
	}
	return ""
}

// sameMask is sameImage for masks of one grid.
func sameMask(a, b *volume.Mask) string {
	only, missing := 0, 0
	for i, in := range a.Data {
		switch {
		case in && !b.Data[i]:
			only++
		case !in && b.Data[i]:
			missing++
		}
	}
	if only+missing > 0 {
		return fmt.Sprintf("%d voxels too many and %d too few, of %d", only, missing, b.Count())
	}
	return ""
}
