package mri

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// mention is a phase that a series description names.
type mention struct {
	phase Phase
	word  string
	kind  kind
}

// kind is how a phase is named.
type kind int

const (
	byName kind = iota // "portal"
	byTime             // "70 SEC"
	byHint             // "delayed": says less than a name or a time
)

// words is what a series description says.
type words struct {
	mentions []mention // in the order of the text
	// contrast is true when it says that contrast agent was given, or is.
	contrast bool
	// foreign is the word that shows that the series is no dynamic T1 volume.
	foreign string
}

// phaseWord returns the phase that a word of a description names.
func phaseWord(w string) (p Phase, k kind, ok bool) {
	switch w {
	case "pre", "precontrast", "unenhanced", "noncontrast", "native", "nativ":
		return Pre, byName, true
	case "arterial", "arteriell", "arterielle", "art", "ap", "hap":
		return AP, byName, true
	case "portal", "porto", "portalvenous", "portovenous", "venous", "ven", "pv", "pvp":
		return PVP, byName, true
	case "dp", "equilibrium", "equil":
		return DP, byName, true
	case "hbp", "hepatobiliary", "hepatocyte":
		return HBP, byName, true
	case "delay", "delayed", "late":
		return DP, byHint, true
	}
	return Unknown, 0, false
}

// contrastWord reports whether w says that contrast agent is given.
func contrastWord(w string) bool {
	switch w {
	case "post", "postcontrast", "contrast", "enhanced", "gd", "gad", "ce", "km", "dyn", "dynamic", "multiphase":
		return true
	}
	return strings.HasPrefix(w, "gado")
}

// foreignWord reports whether w, number i of all, shows another kind of
// series: another weighting, a localiser, a calculated image.
func foreignWord(all []string, i int) bool {
	w := all[i]
	switch w {
	case "t2", "haste", "ssfse", "fse", "frfse", "tse", "flair", "stir", "tirm", "fiesta", "trufi", "truefisp", "bffe", "btfe", "mrcp", "tof", "mre",
		"dwi", "diff", "diffusion", "adc", "dti", "ivim", "swi", "r2",
		"loc", "localizer", "localiser", "scout", "survey", "calibration", "realtime", "timing", "bolus", "smartprep", "bolustrak",
		"opp", "op", "out", "outphase", "opposed", "oppphase",
		"sub", "ssub", "subtract", "subtracted", "subtraction", "mip", "mpr", "mpr3d", "reformat", "summary",
		"cor", "coronal", "sag", "sagittal":
		return true
	case "fat", "f", "in", "inphase", "ip":
		// One of the images of a Dixon series, unless fat suppression is meant.
		return i == 0 || slices.Contains(all, "dixon") || slices.Contains(all, "mdixon")
	}
	return false
}

var (
	token      = regexp.MustCompile(`[\p{L}\p{N}]+`)
	plusC      = regexp.MustCompile(`\+\s*c\b|\bc\+`)
	timeWord   = regexp.MustCompile(`(\d+(?:\.\d+)?)[\s_-]*(seconds|second|secs|sec|s|minutes|minute|mins|min)(?:$|[^\p{L}\p{N}])`)
	noContrast = regexp.MustCompile(`\bnon[\s_-]+contrast\b|\bw/o\s+contrast\b|\bwithout\s+contrast\b`)
)

// readWords reads a series description.
func readWords(description string) words {
	text := strings.ToLower(description)
	text = noContrast.ReplaceAllString(text, "noncontrast")
	text = plusC.ReplaceAllString(text, " contrast ")
	var w words
	var at []int // where each mention stands
	tokens := token.FindAllStringIndex(text, -1)
	all := make([]string, len(tokens))
	for i, t := range tokens {
		all[i] = text[t[0]:t[1]]
	}
	for i, word := range all {
		if w.foreign == "" && foreignWord(all, i) {
			w.foreign = word
		}
		w.contrast = w.contrast || contrastWord(word)
		if p, k, ok := phaseWord(word); ok {
			w.mentions = append(w.mentions, mention{p, word, k})
			at = append(at, tokens[i][0])
		}
	}
	for _, m := range timeWord.FindAllStringSubmatchIndex(text, -1) {
		seconds, _ := strconv.ParseFloat(text[m[2]:m[3]], 64) // digits, by the pattern
		if text[m[4]] == 'm' {
			seconds *= 60
		}
		i := sort.SearchInts(at, m[0])
		w.mentions = slices.Insert(w.mentions, i, mention{phaseAt(seconds), text[m[2]:m[5]], byTime})
		at = slices.Insert(at, i, m[0])
	}
	return w
}

// timed reports whether times in the description count: only where contrast
// agent was given. Elsewhere "16s" is the length of a breath-hold.
func (w words) timed(agent bool) bool {
	return agent || w.contrast || slices.ContainsFunc(w.mentions, func(m mention) bool { return m.kind != byTime && m.phase != Pre })
}

// claim returns the phase that the description gives to volume index of count
// in its series and how it says so, or [Unknown] and why it does not. Agent
// tells that the file names a contrast agent.
func (w words) claim(index, count int, agent bool) (Phase, string) {
	mentions := slices.Clone(w.mentions)
	if !w.timed(agent) {
		mentions = slices.DeleteFunc(mentions, func(m mention) bool { return m.kind == byTime })
	}
	if count > 1 {
		return w.claimOne(mentions, index, count)
	}
	// A time between the phases says nothing.
	mentions = slices.DeleteFunc(mentions, func(m mention) bool { return m.phase == Unknown })
	strong := slices.Clone(mentions)
	strong = slices.DeleteFunc(strong, func(m mention) bool { return m.kind == byHint })
	if len(strong) == 0 {
		strong = mentions
	}
	if len(strong) == 0 {
		return Unknown, ""
	}
	for _, m := range strong[1:] {
		if m.phase != strong[0].phase {
			return Unknown, fmt.Sprintf("the description says both %q and %q", strong[0].word, m.word)
		}
	}
	if strong[0].phase == Pre && w.contrast {
		return Unknown, fmt.Sprintf("the description says %q and that contrast agent was given", strong[0].word)
	}
	return strong[0].phase, fmt.Sprintf("the description says %q", strong[0].word)
}

// claimOne is claim for one of several volumes of a series. Only a description
// that names as many phases as there are volumes, or "pre & post", is taken.
func (w words) claimOne(mentions []mention, index, count int) (Phase, string) {
	named := slices.CompactFunc(mentions, func(a, b mention) bool { return a.phase == b.phase && a.kind == b.kind && a.kind != byTime })
	switch {
	case len(named) == count:
		return named[index].phase, fmt.Sprintf("volume %d of %d, and word %d of the description is %q", index+1, count, index+1, named[index].word)
	case len(named) == 1 && named[0].phase == Pre && w.contrast:
		if index == 0 {
			return Pre, fmt.Sprintf("the first of %d volumes of a series before and after contrast agent", count)
		}
		return Unknown, ""
	case len(named) > 0:
		return Unknown, fmt.Sprintf("the description says %q, and the series holds %d volumes", named[0].word, count)
	}
	return Unknown, ""
}
