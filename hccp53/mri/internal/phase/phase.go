package phase

import (
	"fmt"
	"math"
	"slices"
)

// Phase is a time of dynamic imaging after the injection of contrast agent.
type Phase string

// The phases. The times are those of a volume's start after the start of the
// injection; between them no phase is claimed from time alone. They bound the
// usual protocols: late arterial 15 to 45 s, portal venous 35 to 55 s later,
// delayed 2 to 5 min (OPTN/UNOS imaging policy for HCC), hepatobiliary after
// 10 min with agents that hepatocytes take up.
const (
	Pre     Phase = "pre" // before the injection
	AP      Phase = "AP"  // arterial, 15 to 45 s
	PVP     Phase = "PVP" // portal venous, 50 to 100 s
	DP      Phase = "DP"  // delayed, 120 to 300 s
	HBP     Phase = "HBP" // hepatobiliary, from 600 s on
	Unknown Phase = "unknown"
)

// Phases returns the phases that can be known, in the order of time.
func Phases() []Phase { return []Phase{Pre, AP, PVP, DP, HBP} }

// window returns the times in seconds after the start of the injection at
// which a volume of phase p begins.
func (p Phase) window() (from, to float64) {
	switch p {
	case Pre:
		return math.Inf(-1), 0
	case AP:
		return 15, 45
	case PVP:
		return 50, 100
	case DP:
		return 120, 300
	case HBP:
		return 600, math.Inf(1)
	}
	return math.NaN(), math.NaN()
}

// holds reports whether a volume of phase p may begin at the given time.
func (p Phase) holds(seconds float64) bool {
	from, to := p.window()
	if p == Pre {
		return seconds < to
	}
	return seconds >= from && seconds <= to
}

// phaseAt returns the phase of a volume that begins at the given time,
// [Unknown] between the windows and for NaN.
func phaseAt(seconds float64) Phase {
	for _, p := range Phases() {
		if p.holds(seconds) {
			return p
		}
	}
	return Unknown
}

// near reports whether a volume that is said to be of phase p may begin at the
// given time: in the window of p or between it and those of its neighbours.
func (p Phase) near(seconds float64) bool {
	order := Phases()
	i := slices.Index(order, p)
	if i < 0 || math.IsNaN(seconds) {
		return false
	}
	from, to := math.Inf(-1), math.Inf(1)
	if i > 0 {
		_, from = order[i-1].window()
	}
	if i+1 < len(order) {
		to, _ = order[i+1].window()
	}
	return seconds >= from && seconds <= to
}

// windowText says in a message when p is: "AP: 15 to 45 s".
func (p Phase) windowText() string {
	switch from, to := p.window(); p {
	case Pre:
		return "pre: before 0 s"
	case HBP:
		return fmt.Sprintf("HBP: from %.0f s", from)
	default:
		return fmt.Sprintf("%s: %.0f to %.0f s", p, from, to)
	}
}
