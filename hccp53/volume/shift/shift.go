package shift

import (
	"errors"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Errors of an estimate.
var (
	// ErrGrids: the images lie on different grids.
	ErrGrids = errors.New("shift: images on different grids")
	// ErrRegion: the mask is empty or on another grid, or the image around it is
	// too small.
	ErrRegion = errors.New("shift: region not usable")
	// ErrUnsure: no shift within reach makes the images alike.
	ErrUnsure = errors.New("shift: not estimated")
)

// Limits of the search.
const (
	// reach is the largest shift looked for along each axis in mm; breath-holds
	// differ by a few mm, in restless patients by 10 to 15.
	reach = 24
	// margin is how far the window goes beyond the lesion's box in mm.
	margin = 30
	// coarse is the voxel size in mm at which the search begins, fine that at
	// which it ends, both where the image's own is smaller.
	coarse, fine = 4, 2
	// leastCorrelation is the smallest correlation of an estimate that is told:
	// noise has less than 0.1, simulated phases 0.25 to 0.8.
	leastCorrelation = 0.15
)

// Estimate is how the second image lies against the first.
type Estimate struct {
	// MM is the way in LPS from a place in the first image to the same place of
	// the body in the second.
	MM [3]float64 `json:"mm"`
	// Correlation of the edges at that shift, up to 1.
	Correlation float64 `json:"correlation"`
}

// Length returns the length of the way in mm.
func (e Estimate) Length() float64 {
	return math.Sqrt(e.MM[0]*e.MM[0] + e.MM[1]*e.MM[1] + e.MM[2]*e.MM[2])
}

// Between estimates by how much the surroundings of the lesion, up to 30 mm from
// it, are displaced in image b against image a, up to 24 mm along each axis. Both
// lie on one grid, and so does the mask. The errors are [ErrGrids], [ErrRegion],
// and [ErrUnsure] where the images have too little in common, or fit best at the
// end of the reach.
func Between(a, b *volume.Image, lesion *volume.Mask) (Estimate, error) {
	if d := a.Differs(b.Grid); d != "" {
		return Estimate{}, fault.New(ErrGrids, "the images lie on different grids: %s", d)
	}
	lo, hi, ok := lesion.Box()
	if !ok || a.Differs(lesion.Grid) != "" {
		return Estimate{}, fault.New(ErrRegion, "the lesion is empty or lies on another grid")
	}
	var w window
	for k := range w.centre {
		w.centre[k] = float64(lo[k]+hi[k]-1) / 2
		w.half[k] = float64(hi[k]-lo[k])/2 + margin/a.Spacing[k]
	}
	var factor, from, to, best [3]int
	var voxel [3]float64 // in mm, of the fine grid
	for k, mm := range a.Spacing {
		factor[k] = max(1, int(math.Round(fine/mm)))
		voxel[k] = mm * float64(factor[k])
	}
	p := w.cut(a, b).shrunk(factor)
	for k, mm := range voxel {
		factor[k] = max(1, int(math.Round(coarse/mm)))
		to[k] = int(reach / (mm * float64(factor[k])))
		from[k] = -to[k]
	}
	best, _ = p.shrunk(factor).search(from, to)
	for k := range best {
		if to[k] > 0 && (best[k] == from[k] || best[k] == to[k]) {
			return Estimate{}, fault.New(ErrUnsure, "the images fit best when shifted by the whole reach of %d mm", reach)
		}
		from[k], to[k] = best[k]*factor[k]-factor[k], best[k]*factor[k]+factor[k]
	}
	best, r := p.search(from, to)
	if !(r >= leastCorrelation) {
		return Estimate{}, fault.New(ErrUnsure, "at the best shift the edges correlate by only %.2f", r)
	}
	e := Estimate{Correlation: r}
	for k := range best {
		along := (float64(best[k]) + p.between(best, k, r)) * voxel[k]
		for j := range e.MM {
			e.MM[j] += along * a.Direction[k][j]
		}
	}
	return e, nil
}
