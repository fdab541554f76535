package phase

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/mri/internal/stack"
)

// unsure starts the evidence of a volume about which the sources say something,
// but nothing that holds.
const unsure = "unsure: "

// numbersOnly is why the volumes of a series are not named by their order:
// instance numbers can be dealt anew when a series is exported.
const numbersOnly = "only instance numbers tell which volume of the series came first"

// candidate is a volume on its way to a name.
type candidate struct {
	*stack.Stack
	words words
	// began is when the volume began, seconds the same after the injection.
	began, seconds float64
	// other says why the volume is no dynamic T1 volume, "" if it may be.
	other string
	// shared: a volume of another series states the same acquisition time.
	shared bool
	// claims of the description and of the time.
	word, time Phase
	wordText   string
	// family numbers the volumes of alike sequence.
	family   int
	phase    Phase
	evidence string
}

// Found is what was found of the phase of one volume.
type Found struct {
	Phase Phase
	// Evidence says what the phase was found from, or why it is unknown.
	Evidence string
	// Seconds is the time from the start of the injection to the start of the
	// acquisition, NaN when it is not known.
	Seconds float64
}

// Find finds the phases of all volumes of a study, in their order. Those of a
// series stand together, in time; series are in the order of their numbers.
func Find(stacks []*stack.Stack) []Found {
	all := candidates(stacks)
	dynamic := dynamicFamily(all)
	for _, c := range all {
		c.decide(dynamic)
	}
	nameByOrder(all, dynamic)
	found := make([]Found, len(all))
	for i, c := range all {
		found[i] = Found{c.phase, c.evidence, c.seconds}
	}
	return found
}

func candidates(stacks []*stack.Stack) []*candidate {
	injected := injection(stacks)
	all := make([]*candidate, len(stacks))
	for i, st := range stacks {
		c := &candidate{Stack: st, words: readWords(st.First.Description), word: Unknown, time: Unknown, phase: Unknown, family: -1}
		c.other = c.otherKind()
		all[i] = c
	}
	began := begins(all)
	for i, c := range all {
		c.began, c.seconds = began[i], sinceInjection(began[i], injected[i])
		if c.other != "" {
			continue
		}
		c.word, c.wordText = c.words.claim(c.Index, c.Count, c.First.Agent != "")
		if c.Timeless && c.word != Unknown {
			c.word, c.wordText = Unknown, c.wordText+", but "+numbersOnly
		}
		c.word, c.wordText = stated(c.First, c.word, c.wordText)
		c.time = phaseAt(c.seconds)
		c.family = i
		if k := slices.IndexFunc(all[:i], func(o *candidate) bool { return o.other == "" && alikeSequence(o.First, c.First) }); k >= 0 {
			c.family = all[k].family
		}
	}
	return all
}

// decide names the volume from its time and its description. A time, and the
// word "pre", count only within the dynamic family: other T1 series are
// acquired before and after the injection, too.
func (c *candidate) decide(dynamic int) {
	if c.other != "" {
		c.evidence = c.other
		return
	}
	word, time := c.word, c.time
	if c.family != dynamic {
		time = Unknown
		if word == Pre {
			word = Unknown
		}
	}
	switch {
	case word != Unknown && time != Unknown && word != time, word != Unknown && c.family == dynamic && !math.IsNaN(c.seconds) && !word.near(c.seconds):
		c.evidence = fmt.Sprintf(unsure+"%s, but %s", c.wordText, timeText(c.seconds, time))
	case time != Unknown:
		c.phase, c.evidence = time, timeText(c.seconds, time)
	case word != Unknown:
		c.phase, c.evidence = word, c.wordText
	case c.family != dynamic && dynamic < 0:
		c.evidence = "no series is told to be the dynamic one, and the description names no phase"
	case c.family != dynamic:
		c.evidence = "another sequence than the dynamic series"
	case c.wordText != "":
		c.evidence = unsure + c.wordText
	case !math.IsNaN(c.seconds):
		c.evidence = fmt.Sprintf(unsure+"%.0f s after the start of injection lies between the phases", c.seconds)
	case c.shared:
		c.evidence = "another series states the same acquisition time, and the description names no phase"
	case c.Timeless:
		c.evidence = numbersOnly
	default:
		c.evidence = "no injection time, and the description names no phase"
	}
}
