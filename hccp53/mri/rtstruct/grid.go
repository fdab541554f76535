package rtstruct

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Grid returns the grid of a region that was drawn on another image than that
// of grid like: its rows and columns, and the slices on which the contours lie.
// On it [Structures.Mask] finds each contour on a slice of its own; the mask can
// then be resampled to like. A region on one plane gets the slice distance of
// like. The errors are those of Mask, and [ErrOtherGrid] for contours that are
// not evenly spaced.
func (s *Structures) Grid(number int, like volume.Grid) (volume.Grid, error) {
	roi, err := s.roi(number)
	if err != nil {
		return like, err
	}
	outlines, _, err := roi.outlines(like)
	if err != nil {
		return like, err
	}
	heights := make([]float64, len(outlines)) // in slices of like
	for i, o := range outlines {
		heights[i] = o.height
	}
	slices.Sort(heights)
	lowest, distance := heights[0], math.Inf(1)
	for i := 1; i < len(heights); i++ {
		if gap := heights[i] - heights[i-1]; gap > flat {
			distance = math.Min(distance, gap)
		}
	}
	if math.IsInf(distance, 1) {
		distance = 1
	}
	n := math.Round((heights[len(heights)-1] - lowest) / distance)
	if n > 0 {
		distance = (heights[len(heights)-1] - lowest) / n
	}
	for _, h := range heights {
		if k := (h - lowest) / distance; !(math.Abs(k-math.Round(k)) <= flat) || n >= maxSlices {
			return like, fault.New(ErrOtherGrid, "the contours of region %d are not evenly spaced: %.4g mm is their smallest distance", number, distance*like.Spacing[2]).
				Try("take the image that they were drawn on")
		}
	}
	if most := denser * float64(like.Size[2]); n+1 > most || lowest < -most || heights[len(heights)-1] > most {
		return like, fault.New(ErrOtherGrid, "the contours of region %d reach over %.0f slices of %.3g mm, the image has %d", number, n+1, distance*like.Spacing[2], like.Size[2]).
			Try("take the image that they were drawn on")
	}
	g := like
	g.Origin = like.Point(0, 0, lowest)
	g.Spacing[2] *= distance
	g.Size[2] = int(n) + 1
	return g, nil
}
