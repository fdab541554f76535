package perturb

import (
	"math"
	"math/rand/v2"

	"hcclab/hccp53/volume"
)

// The part of a supervoxel inside the VOI from which it is always taken, and
// below which never, and the margin in mm around the VOI in which supervoxels
// are made: those of the paper's authors (MIRP 2.7.0).
const (
	surely           = 0.9
	never            = 0.2
	supervoxelMargin = 25.0
)

// RandomContour puts a VOI together anew from supervoxels of the same grid: each
// is taken with a chance of the part of it that lies inside, always from 90 % on
// and never below 20 %. The one with the largest part is always taken. Gaps of a
// voxel are closed. The draws are in the order of the labels.
//
// The paper's authors draw n such contours a VOI; this is one.
func RandomContour(voi *volume.Mask, labels []int32, n int, rng *rand.Rand) *volume.Mask {
	inside, size := make([]float64, n), make([]float64, n)
	for i, k := range labels {
		if k < 0 {
			continue
		}
		size[k]++
		if voi.Data[i] {
			inside[k]++
		}
	}
	largest, best := -1, 0.0
	taken := make([]bool, n)
	for k := range n {
		if inside[k] == 0 {
			continue
		}
		part := inside[k] / size[k]
		if part > best {
			largest, best = k, part
		}
		chance := rng.Float64() // drawn for every supervoxel, so that one more changes no other
		taken[k] = part >= surely || part >= never && chance < part
	}
	if largest >= 0 {
		taken[largest] = true
	}
	out := volume.NewMask(voi.Grid)
	for i, k := range labels {
		out.Data[i] = k >= 0 && taken[k]
	}
	return closed(out)
}

// intensityRange returns the range that supervoxels tell apart: that of the
// VOI and its surroundings, a tenth wider on either side.
func intensityRange(img *volume.Image) (lowest, highest float64) {
	lowest, highest = math.Inf(1), math.Inf(-1)
	for _, v := range img.Data {
		lowest, highest = math.Min(lowest, v), math.Max(highest, v)
	}
	extra := 0.1 * (highest - lowest)
	return lowest - extra, highest + extra
}
