package phase

import (
	"fmt"
	"math"

	"hcclab/hccp53/mri/internal/stack"
)

const halfDay = 12 * 3600

// injection returns the start of the injection in seconds since midnight for
// each volume, NaN where it is not known. A study with one injection has it for
// all its volumes, also those of series that were acquired before and do not
// state it; where the series state different ones, each keeps its own.
func injection(stacks []*stack.Stack) []float64 {
	bolus := make([]float64, len(stacks))
	common := math.NaN()
	several := false
	for i, s := range stacks {
		bolus[i] = s.First.Bolus
		if math.IsNaN(bolus[i]) {
			continue
		}
		several = several || (!math.IsNaN(common) && common != bolus[i])
		common = bolus[i]
	}
	if several {
		return bolus
	}
	for i := range bolus {
		bolus[i] = common
	}
	return bolus
}

// begins returns when each volume began, in seconds on the clock of
// frame.Acquired, NaN where it is not known. Volumes of one series that
// all state the same acquisition time are told apart by the trigger time, which
// GE scanners count from there; without it their times say nothing. Nor do
// those of two series that may be dynamic and state the same time: whoever took
// the times out put one value in the place of all.
func begins(all []*candidate) []float64 {
	moments := make([]float64, len(all))
	for i, c := range all {
		moments[i] = c.Acquired
		for _, o := range all {
			switch {
			case o == c || o.Acquired != c.Acquired || o.other != "" || c.other != "":
			case o.Series == c.Series && !math.IsNaN(moments[i]):
				moments[i] = c.Acquired + c.Trigger/1000
			default:
				moments[i], c.shared = math.NaN(), o.Series != c.Series
			}
		}
	}
	return moments
}

// longestExamination bounds in s how far an acquisition can be from the
// injection; a longer time is that of a clock that was set to something else.
const longestExamination = 2 * 3600

// sinceInjection returns the seconds from the start of the injection, given in
// seconds since midnight, to a moment; NaN when either is, or when they are too
// far apart for one examination.
func sinceInjection(moment, injection float64) float64 {
	d := math.Mod(moment-injection, 2*halfDay) // the injection has no date
	switch {
	case d > halfDay:
		d -= 2 * halfDay
	case d <= -halfDay:
		d += 2 * halfDay
	}
	if math.Abs(d) > longestExamination {
		return math.NaN()
	}
	return d
}

// timeText says when a volume was acquired, as evidence for phase p.
func timeText(seconds float64, p Phase) string {
	if p == Pre {
		return fmt.Sprintf("%.0f s before the start of injection", -seconds)
	}
	return fmt.Sprintf("%.0f s after the start of injection (%s)", seconds, p.windowText())
}

// plausible reports whether volumes that began at the given moments (seconds
// on any clock) can be before contrast, AP, PVP and DP: whether there is an
// injection time that puts each into its window. Moments that are not known or
// do not increase are not plausible.
func plausible(pre, ap, pvp, dp float64) bool {
	earliest, latest := math.Inf(-1), math.Inf(1) // of the injection
	for _, v := range []struct {
		phase  Phase
		moment float64
	}{{Pre, pre}, {AP, ap}, {PVP, pvp}, {DP, dp}} {
		from, to := v.phase.window()
		earliest = math.Max(earliest, v.moment-to)
		latest = math.Min(latest, v.moment-from)
	}
	return earliest <= latest && pre < ap && ap < pvp && pvp < dp
}
