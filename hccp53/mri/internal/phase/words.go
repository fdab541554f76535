package phase

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mention is a phase that a series description names.
type mention struct {
	naming // of [Unknown] for a time between the phases
	word   string
	// seconds of a time; at is where it stands in the text.
	seconds float64
	at      int
}

// words is what a series description says.
type words struct {
	mentions []mention // in the order of the text
	// list is "20, 70, 180 s", or of bare numbers "15,35,65": one time a volume,
	// if there are as many.
	list []mention
	// given is true when contrast agent was given before, dynamic when the
	// series is said to be dynamic.
	given, dynamic bool
	// ordinal is the number of the phase in "Ph2/Ax LAVA", 0 without one.
	ordinal int
	// other is the word that shows that the series is no dynamic T1 volume.
	other string
}

const units = `seconds|second|secondes|segundos|secs|sec|sekunden|sek|seg|s|minutes|minuten|minutos|minute|minuti|mins|min|mn`

var (
	token    = regexp.MustCompile(`[\p{L}\p{N}]+`)
	plusC    = regexp.MustCompile(`\+\s*c\b|\bc\+`)
	minusC   = regexp.MustCompile(`(^|\s)(c-|-c)(\s|$)`)
	timeWord = regexp.MustCompile(`(\d+(?:\.\d+)?)[\s-]*(` + units + `)(?:$|[^\p{L}\p{N}])`)
	// timeList is "20, 70, 180 s" or "15,35,65".
	timeList   = regexp.MustCompile(`(?:^|\s)(\d{1,3}(?:\s*[,/]\s*\d{1,3})+)[\s-]*(?:(` + units + `)(?:$|[^\p{L}\p{N}])|$|\s)`)
	noContrast = regexp.MustCompile(`\b(?:non|without|w/o|wo|pre|before|ohne|vor|sans|avant|sin|antes|sem|senza)[\s-]+(?:iv[\s-]+)?(?:contrast|contraste|gado\w*|gad|gd|km|inj|injection|mdc)\b`)
	ordinal    = regexp.MustCompile(`\bph(?:ase)?[\s-]?(\d)\b`)
)

// readWords reads a series description.
func readWords(description string) words {
	text := folded(description)
	text = noContrast.ReplaceAllString(text, "noncontrast")
	text = minusC.ReplaceAllString(text, " noncontrast ")
	text = plusC.ReplaceAllString(text, " contrast ")
	tokens := token.FindAllStringIndex(text, -1)
	all := make([]string, len(tokens))
	for i, t := range tokens {
		all[i] = text[t[0]:t[1]]
	}
	var w words
	var found []mention
	for i, word := range all {
		if w.other == "" && otherWord(all, i) {
			w.other = word
		}
		w.given = w.given || givenWords[word] || strings.HasPrefix(word, "gado")
		w.dynamic = w.dynamic || dynamicWords[word]
		if n, ok := phaseWords[word]; ok {
			found = append(found, mention{naming: n, word: word, at: tokens[i][0]})
		}
	}
	for _, m := range timeWord.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, timeAt(text, m[2], m[3], text[m[4]:m[5]]))
	}
	if m := timeList.FindStringSubmatchIndex(text); m != nil {
		unit := ""
		if m[4] >= 0 {
			unit = text[m[4]:m[5]]
		}
		for _, n := range token.FindAllStringIndex(text[m[2]:m[3]], -1) {
			w.list = append(w.list, timeAt(text, m[2]+n[0], m[2]+n[1], unit))
		}
	}
	slices.SortStableFunc(found, func(a, b mention) int { return cmp.Compare(a.at, b.at) })
	w.mentions = found
	if m := ordinal.FindStringSubmatch(text); m != nil {
		w.ordinal, _ = strconv.Atoi(m[1]) // a digit, by the pattern
	}
	return w
}

// timeAt returns the time whose number is text[from:to]; without a unit it is
// in seconds.
func timeAt(text string, from, to int, unit string) mention {
	seconds, _ := strconv.ParseFloat(text[from:to], 64) // digits, by the patterns
	if strings.HasPrefix(unit, "m") {
		seconds *= 60
	}
	return mention{naming{phaseOfWord(seconds), byTime}, strings.TrimSpace(text[from:to] + " " + unit), seconds, from}
}
