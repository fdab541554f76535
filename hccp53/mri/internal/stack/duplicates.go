package stack

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/frame"
)

// dropDuplicates takes out copies and leaves the same number of images at all
// positions. Two files with the same instance UID are copies. So are images
// with equal pixels, where without them the numbers come out even: all
// positions twice, or a few slices exported again.
func dropDuplicates(positions []position) (kept []position, notes []string, err error) {
	all := 0
	kept = make([]position, len(positions))
	for i, images := range positions {
		all += len(images)
		if kept[i], err = distinctUIDs(images); err != nil {
			return nil, nil, err
		}
	}
	least, most := counts(kept)
	single, spare := make([]position, len(kept)), make([]position, len(kept))
	for i, images := range kept {
		single[i] = distinctPixels(images)
		spare[i] = images
		if len(images) > least {
			spare[i] = single[i]
		}
	}
	if l, m := counts(single); l == m {
		kept, least, most = single, l, m
	} else if least != most {
		kept = spare
		least, most = counts(spare)
	}
	if least != most {
		i := slices.IndexFunc(kept, func(p position) bool { return len(p) != len(kept[0]) })
		return nil, nil, fault.New(ErrUneven, "slice 1 of %d is there %d times, slice %d %d times", len(kept), len(kept[0]), i+1, len(kept[i])).
			Try("export the series again; if it holds stacks of different size, export each as a series")
	}
	if copies := all - least*len(kept); copies > 0 {
		notes = append(notes, fmt.Sprintf("copies of images left out: %d", copies))
	}
	return kept, notes, nil
}

// distinctUIDs returns the images without those whose instance UID was there.
func distinctUIDs(images position) (kept position, err error) {
	for _, img := range images {
		j := slices.IndexFunc(kept, func(k *frame.Image) bool {
			return img.SOPInstance != "" && k.SOPInstance == img.SOPInstance && k.Number == img.Number
		})
		if j < 0 {
			kept = append(kept, img)
		} else if !samePixels(kept[j], img) {
			return nil, fault.New(ErrDuplicate, "two images have the same instance UID and different pixels").Try("export the series again")
		}
	}
	return kept, nil
}

// distinctPixels returns the images without those whose pixels were there.
func distinctPixels(images position) (kept position) {
	for _, img := range images {
		if !slices.ContainsFunc(kept, func(k *frame.Image) bool { return samePixels(k, img) }) {
			kept = append(kept, img)
		}
	}
	return kept
}

// samePixels reports whether both images, which have been read, hold the same
// values.
func samePixels(a, b *frame.Image) bool { return slices.Equal(a.Values, b.Values) }

func counts(positions []position) (least, most int) {
	least = math.MaxInt
	for _, p := range positions {
		least, most = min(least, len(p)), max(most, len(p))
	}
	return least, most
}
