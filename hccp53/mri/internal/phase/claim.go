package phase

import (
	"fmt"
	"slices"
)

// Phases that a time in a description stands for. It counts from the injection,
// its end, or the arrival of the bolus, and is rounded, so the windows are
// narrower than those of [Phase] where two phases follow each other closely:
// 45 s is late arterial to one department and portal venous to the next.
func phaseOfWord(seconds float64) Phase {
	p := phaseAt(seconds)
	if p == AP && seconds > 40 || p == PVP && seconds < 60 {
		return Unknown
	}
	return p
}

// counts reports whether times in the description count: only where contrast
// agent was given. Elsewhere "16s" is the length of a breath-hold.
func (w words) counts(agent bool) bool {
	return agent || w.given || w.dynamic || slices.ContainsFunc(w.mentions, func(m mention) bool { return m.kind != byTime && m.phase != Pre })
}

// claim returns the phase that the description gives to volume index of count
// in its series and how it says so, or [Unknown] and why it does not. Agent
// tells that the file names a contrast agent.
func (w words) claim(index, count int, agent bool) (Phase, string) {
	mentions := slices.Clone(w.mentions)
	if !w.counts(agent) {
		mentions = slices.DeleteFunc(mentions, func(m mention) bool { return m.kind == byTime })
	}
	if count > 1 {
		return w.claimOne(mentions, index, count, agent)
	}
	// A name is worth more than a time, a time more than a hint.
	by := func(k kind) []mention {
		return slices.DeleteFunc(slices.Clone(mentions), func(m mention) bool { return m.kind != k })
	}
	names, times, hints := by(byName), by(byTime), by(byHint)
	said := slices.Concat(names, times)
	if len(said) == 0 {
		said = hints
	}
	if len(said) == 0 {
		return Unknown, ""
	}
	for _, m := range said[1:] {
		alike := m.phase == said[0].phase
		switch {
		case m.kind != byTime:
		case len(names) > 0:
			alike = names[0].phase.near(m.seconds)
		default:
			alike = alike && m.seconds == said[0].seconds
		}
		if !alike {
			return Unknown, fmt.Sprintf("the description says both %q and %q", said[0].word, m.word)
		}
	}
	switch first := said[0]; {
	case first.phase == Pre && w.given:
		return Unknown, fmt.Sprintf("the description says %q and that contrast agent was given", first.word)
	case first.phase == Unknown:
		return Unknown, fmt.Sprintf("the description says %q, which lies between the phases", first.word)
	default:
		return first.phase, fmt.Sprintf("the description says %q", first.word)
	}
}

// claimOne is claim for one of several volumes of a series. Only a description
// that names as many phases as there are volumes, or "pre & post", is taken.
func (w words) claimOne(mentions []mention, index, count int, agent bool) (Phase, string) {
	if len(w.list) == count && w.counts(agent) && slices.IsSortedFunc(w.list, func(a, b mention) int { return int(a.seconds - b.seconds) }) {
		return w.list[index].phase, fmt.Sprintf("volume %d of %d, and time %d of the description is %q", index+1, count, index+1, w.list[index].word)
	}
	named := slices.CompactFunc(mentions, func(a, b mention) bool { return a.phase == b.phase && a.kind == b.kind && a.kind != byTime })
	if !ascending(named) { // "late arterial" is no delayed phase
		named = slices.DeleteFunc(slices.Clone(named), func(m mention) bool { return m.kind == byHint })
	}
	switch {
	case len(named) == count && ascending(named):
		return named[index].phase, fmt.Sprintf("volume %d of %d, and word %d of the description is %q", index+1, count, index+1, named[index].word)
	case len(named) == 1 && named[0].phase == Pre && w.given:
		if index == 0 {
			return Pre, fmt.Sprintf("the first of %d volumes of a series before and after contrast agent", count)
		}
		return Unknown, ""
	case len(named) > 0:
		return Unknown, fmt.Sprintf("the description says %q, and the series holds %d volumes", named[0].word, count)
	}
	return Unknown, ""
}

// ascending reports whether each phase that is known comes later than the one
// before, as volumes do.
func ascending(mentions []mention) bool {
	order := Phases()
	last := -1
	for _, m := range mentions {
		at := slices.Index(order, m.phase)
		if at < 0 { // a time between the phases
			continue
		}
		if at <= last {
			return false
		}
		last = at
	}
	return true
}
