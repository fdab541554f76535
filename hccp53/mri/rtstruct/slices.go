package rtstruct

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// bySlice gives each outline its slice.
func bySlice(outlines []outline, on volume.Grid) (planes map[int][]outline, notes []string, err error) {
	slices.SortStableFunc(outlines, func(a, b outline) int { return cmp.Compare(a.height, b.height) })
	planes = map[int][]outline{}
	spacing, off := on.Spacing[2], 0.0
	for _, o := range outlines {
		z := int(math.Ceil(math.Min(math.Max(o.height, -2), float64(on.Size[2])+1) - 0.5)) // of two equally near the lower
		if z < 0 || z >= on.Size[2] {
			nearest := math.Min(math.Max(o.height, 0), float64(on.Size[2]-1))
			return nil, nil, fault.New(ErrOtherGrid, "contour %d lies %.4g mm beyond the last slice of the image", o.number, math.Abs(o.height-nearest)*spacing).
				Try("take the image that it was drawn on")
		}
		if others := planes[z]; len(others) > 0 && o.height-others[0].height > flat {
			return nil, nil, fault.New(ErrOtherGrid, "contours %d and %d lie %.4g mm apart and on one slice; slices are %.4g mm apart", others[0].number, o.number, (o.height-others[0].height)*spacing, spacing).
				Try("take the image that they were drawn on")
		}
		off = math.Max(off, math.Abs(o.height-float64(z))*spacing)
		planes[z] = append(planes[z], o)
	}
	if off > onSlice {
		notes = append(notes, fmt.Sprintf("outlines lie up to %.3g mm off the slices and were taken to the nearest", off))
	}
	more, err := gaps(planes)
	return planes, append(notes, more...), err
}

// gaps looks for slices without an outline between others: all of them when
// the outline was drawn on thicker slices, some when one was forgotten or there
// are several lesions.
func gaps(planes map[int][]outline) (notes []string, err error) {
	used := slices.Sorted(maps.Keys(planes))
	smallest, empty := math.MaxInt, 0
	for i := 1; i < len(used); i++ {
		smallest = min(smallest, used[i]-used[i-1])
		empty += used[i] - used[i-1] - 1
	}
	if len(used) > 2 && smallest > 1 {
		return nil, fault.New(ErrOtherGrid, "the contours lie at least %d slices apart, with nothing between them", smallest).
			Try("take the image that they were drawn on")
	}
	if empty > 0 {
		notes = append(notes, fmt.Sprintf("slices without an outline between others: %d", empty))
	}
	return notes, nil
}
