package phase

import (
	"cmp"
	"fmt"
	"slices"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/vector"
)

// longestEcho is the longest echo time in ms of a T1-weighted dynamic volume:
// spoiled gradient echoes have 1 to 5 ms, T2-weighted ones 60 ms and more.
const longestEcho = 10

// otherKind says why the volume is none of a dynamic T1 series, or "".
func (c *candidate) otherKind() string {
	img := c.First
	switch {
	case img.Modality != "MR" && img.Modality != "":
		return fmt.Sprintf("modality %s, and phases are named in MR only", img.Modality)
	case len(img.ImageType) > 1 && img.ImageType[0] == "DERIVED" && img.ImageType[1] == "SECONDARY":
		return "a derived image, not an acquired one"
	case !c.Axial:
		return "not axial"
	case img.EchoTime > longestEcho:
		return fmt.Sprintf("an echo time of %.4g ms is not that of a T1-weighted dynamic series", img.EchoTime)
	case c.words.other != "":
		return fmt.Sprintf("the description says %q: no dynamic T1 volume", c.words.other)
	}
	for i, kind := range img.ImageType {
		if i >= 2 && otherType(kind) {
			return fmt.Sprintf("image type %s: no dynamic T1 volume", kind)
		}
	}
	return ""
}

// otherType reports whether a value of Image Type (0008,0008) shows a
// calculated image, a localiser, or a Dixon image other than that of water.
func otherType(kind string) bool {
	switch kind {
	case "LOCALIZER", "MPR", "MIP", "MINIP", "PROJECTION IMAGE", "SUB", "SUBTRACT", "SUBTRACTION", "ADC",
		"P", "PHASE MAP", "F", "FAT", "IP", "OP", "IN_PHASE", "OPP_PHASE", "OUT_PHASE", "FAT_FRACTION":
		return true
	}
	return false
}

// alikeSequence reports whether two images come from the same kind of
// sequence: echo time to 5 %, repetition time to 10 % (it follows the number of
// slices), flip angle to 1°.
func alikeSequence(a, b *frame.Image) bool {
	return vector.Same(a.EchoTime, b.EchoTime, 0.05*a.EchoTime) && vector.Same(a.RepetitionTime, b.RepetitionTime, 0.1*a.RepetitionTime) &&
		vector.Same(a.FlipAngle, b.FlipAngle, 1)
}

// dynamicFamily returns the family of the dynamic series: the one in which most
// phases after injection are claimed; among equals the largest, then the
// first. It is -1 when two are equal in both, or when there is none.
func dynamicFamily(all []*candidate) int {
	type tally struct{ family, phases, volumes int }
	var tallies []tally
	for i, c := range all {
		if c.family != i {
			continue
		}
		t := tally{family: i}
		claimed := map[Phase]bool{}
		for _, o := range all {
			if o.family == i {
				t.volumes++
				claimed[o.word], claimed[o.time] = true, true
			}
		}
		for _, p := range []Phase{AP, PVP, DP} {
			if claimed[p] {
				t.phases++
			}
		}
		tallies = append(tallies, t)
	}
	slices.SortStableFunc(tallies, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.phases, a.phases), cmp.Compare(b.volumes, a.volumes))
	})
	switch {
	case len(tallies) == 0:
		return -1
	case len(tallies) > 1 && tallies[0].phases == tallies[1].phases && tallies[0].volumes == tallies[1].volumes:
		return -1
	}
	return tallies[0].family
}
