package stack

import (
	"cmp"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/frame"
)

// key is a number that may tell the volumes of a series apart in time.
type key struct {
	name string
	of   func(*frame.Image) float64
}

var (
	temporalPosition  = key{"temporal position", func(i *frame.Image) float64 { return i.TemporalPosition }}
	triggerTime       = key{"trigger time", func(i *frame.Image) float64 { return i.TriggerTime }}
	acquisitionTime   = key{"acquisition time", func(i *frame.Image) float64 { return i.Acquired }}
	acquisitionNumber = key{"acquisition number", func(i *frame.Image) float64 { return i.AcquisitionNumber }}
	contentTime       = key{"content time", func(i *frame.Image) float64 { return i.Content }}
	instanceNumber    = key{"instance number", func(i *frame.Image) float64 { return i.Instance }}
)

// orderInTime sorts the images at each position in time and returns the name
// of the key that did it, "" when there is one image a position.
//
// First those keys are tried that take the same k values at all positions.
// Then those that differ at least within each position, as the times of slices
// do that were acquired one after the other; last comes the instance number.
func orderInTime(positions []position) (string, error) {
	k := len(positions[0])
	if k == 1 {
		return "", nil
	}
	by := func(key key) (string, error) {
		for _, images := range positions {
			slices.SortStableFunc(images, func(a, b *frame.Image) int { return cmp.Compare(key.of(a), key.of(b)) })
		}
		return key.name, agree(positions, key.name)
	}
	for _, key := range []key{temporalPosition, triggerTime, acquisitionTime, acquisitionNumber, contentTime} {
		if consistent(positions, key) {
			return by(key)
		}
	}
	for _, key := range []key{acquisitionTime, contentTime, instanceNumber} {
		if distinct(positions, key) {
			return by(key)
		}
	}
	return "", fault.New(ErrTimeOrder, "each slice is there %d times, and neither times nor numbers tell which came first", k).
		Try("export the series with its acquisition times; de-identification may have removed them")
}

// values returns the key's values at a position, sorted.
func (k key) values(images position) []float64 {
	v := make([]float64, len(images))
	for i, img := range images {
		v[i] = k.of(img)
	}
	slices.Sort(v)
	return v
}

// distinct reports whether the key is there and takes different values at
// each position.
func distinct(positions []position, k key) bool {
	for _, images := range positions {
		v := k.values(images)
		if math.IsNaN(v[0]) || len(slices.Compact(v)) != len(images) {
			return false
		}
	}
	return true
}

// consistent reports whether the key takes the same different values at all
// positions.
func consistent(positions []position, k key) bool {
	if !distinct(positions, k) {
		return false
	}
	first := k.values(positions[0])
	for _, images := range positions[1:] {
		if !slices.Equal(first, k.values(images)) {
			return false
		}
	}
	return true
}

// agree returns an error when the acquisition times run against the order.
func agree(positions []position, name string) error {
	for _, images := range positions {
		for t := 1; t < len(images); t++ {
			if images[t].Acquired < images[t-1].Acquired { // false when one is NaN
				return fault.New(ErrTimeOrder, "the order by %s contradicts the acquisition times", name).
					Try("check how the series was exported")
			}
		}
	}
	return nil
}
