package simulate

import "math/rand/v2"

// Layout is how the four phases are spread over DICOM series, as seen in real
// studies (hccp53/docs/simulation.md).
type Layout string

// The layouts.
const (
	// Named: one series a phase, and the description names it.
	Named Layout = "named"
	// Repeated: one series a phase, all with the same description.
	Repeated Layout = "repeated"
	// PreAndDynamic: one series before contrast, and one that holds the three
	// phases after it, with three times the slices.
	PreAndDynamic Layout = "pre + dynamic"
	// OneSeries: one series with all four.
	OneSeries Layout = "one series"
)

// drawLayout draws a layout; the shares are ours.
func drawLayout(rng *rand.Rand) Layout {
	switch u := rng.Float64(); {
	case u < 0.40:
		return Named
	case u < 0.60:
		return Repeated
	case u < 0.85:
		return PreAndDynamic
	default:
		return OneSeries
	}
}

// part is one series: its description and the phases it holds (0 pre, 1 AP,
// 2 PVP, 3 DP).
type part struct {
	description string
	phases      []int
}

// parts returns the series of a layout with the vendor's way of naming.
func (l Layout) parts(s Scanner) []part {
	var named [4]string
	var repeated, dynamic, one string
	switch s.Vendor {
	case "GE":
		named = [4]string{" Pre", " Arterial", " Portal Venous", " Delayed 3min"}
		repeated, dynamic, one = "+C", "+C Multiphase", " pre & post"
	case "Philips":
		named = [4]string{" pre", " AP", " PVP", " DP"}
		repeated, dynamic, one = " dyn", " dyn 3ph", " dyn pre+post"
	default:
		named = [4]string{"_pre", "_art", "_pv", "_delay"}
		repeated, dynamic, one = "_dyn", "_post", "_pre_post"
	}
	switch l {
	case Named:
		var all []part
		for i, name := range named {
			all = append(all, part{s.Sequence + name, []int{i}})
		}
		return all
	case Repeated:
		var all []part
		for i := range named {
			all = append(all, part{s.Sequence + repeated, []int{i}})
		}
		return all
	case PreAndDynamic:
		return []part{{s.Sequence + named[0], []int{0}}, {s.Sequence + dynamic, []int{1, 2, 3}}}
	default:
		return []part{{s.Sequence + one, []int{0, 1, 2, 3}}}
	}
}
