package phase

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// nameByOrder names the volumes of the dynamic family that nothing else named,
// when they are three after pre-contrast volumes, or four of which the first
// can be that. Hepatobiliary volumes, much later, are left aside.
func nameByOrder(all []*candidate, dynamic int) {
	var family []*candidate
	for _, c := range all {
		if c.other == "" && c.family == dynamic && c.phase != HBP {
			family = append(family, c)
		}
	}
	// All have the order of series number and time within the series. The
	// clock decides where it is known.
	if !slices.ContainsFunc(family, func(c *candidate) bool { return math.IsNaN(c.Acquired) }) {
		slices.SortStableFunc(family, func(a, b *candidate) int { return cmp.Compare(a.Acquired, b.Acquired) })
	}
	for len(family) > 4 && family[0].phase == Pre && family[1].phase == Pre {
		family = family[1:]
	}
	if len(family) != 4 {
		return
	}
	ordinal := 0
	for i, c := range family {
		if c.Timeless || c.words.ordinal > 0 && c.words.ordinal <= ordinal {
			return
		}
		ordinal = max(ordinal, c.words.ordinal)
		named := c.phase != Unknown && !(i == 0 && c.phase == Pre)
		if named || strings.HasPrefix(c.evidence, unsure) {
			return
		}
	}
	why := orderEvidence(family)
	if why == "" {
		return
	}
	for i, p := range []Phase{Pre, AP, PVP, DP} {
		if c := family[i]; c.phase == Unknown {
			c.phase = p
			c.evidence = fmt.Sprintf("volume %d of 4 of the same sequence in the order of acquisition; %s", i+1, why)
		}
	}
}

// orderEvidence says what speaks for pre, AP, PVP and DP in four volumes, or ""
// when nothing does or their times speak against it.
func orderEvidence(four []*candidate) string {
	known := true
	for i, c := range four {
		known = known && !math.IsNaN(c.began) && (i == 0 || c.began > four[i-1].began)
	}
	agent := func(i int) bool { return four[i].First.Agent != "" }
	given := func(i int) bool { return four[i].words.given }
	switch {
	case known && !plausible(four[0].began, four[1].began, four[2].began, four[3].began):
		return ""
	case four[0].phase == Pre:
		return "the first is before contrast agent"
	case !agent(0) && agent(1) && agent(2) && agent(3):
		return "only the first is without contrast agent"
	case !given(0) && given(1) && given(2) && given(3):
		return "the descriptions of all but the first say that contrast agent was given"
	case known && !given(0) && !agent(0):
		return "the times between them are those of these phases"
	}
	return ""
}
