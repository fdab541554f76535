package deidentify

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// vocabularyTXT holds the words that stay in descriptors: phases, sequences,
// contrast agents, planes, anatomy; lines that begin with # explain.
//
//go:embed vocabulary.txt
var vocabularyTXT string

var vocabulary, ideographs = parseVocabulary(vocabularyTXT)

// parseVocabulary returns the words, and a pattern of the Chinese and Japanese
// ones, which stand in a text without spaces.
func parseVocabulary(text string) (map[string]bool, *regexp.Regexp) {
	known := map[string]bool{}
	var wide []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			if known[w] = true; w[0] >= 0x80 {
				wide = append(wide, regexp.QuoteMeta(w))
			}
		}
	}
	return known, regexp.MustCompile(strings.Join(wide, "|"))
}

// placeholder takes the place of a word that is not in the vocabulary. It is
// there so that the words around it do not become neighbours.
const placeholder = "x"

const units = `seconds|second|secondes|segundos|secs|sec|sekunden|sek|seg|s|minutes|minuten|minutos|minute|minuti|mins|min|mn`

var (
	word = regexp.MustCompile(`[\p{L}\p{N}\p{M}]+`)
	// timed is a time, up to three digits and a unit: "20SEC", "70 s", "20, 70,
	// 180 s", "20/70/180 s".
	timed = regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}\p{M}])((?:\d{1,3}\s*[,/]\s*)*\d{1,3}(?:\.\d)?[\s_-]*(?:` + units + `))($|[^\p{L}\p{N}\p{M}])`)
	// timeList is times without a unit: "15,35,65". With slashes it may be a date.
	timeList = regexp.MustCompile(`(^|[^\p{L}\p{N}\p{M},/.])(\d{1,3}(?:\s*,\s*\d{1,3})+)($|[^\p{L}\p{N}\p{M},/.])`)
	// ordinal is the number of a phase: "Ph2", "phase 3".
	ordinal = regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}\p{M}])(ph(?:ase)?[\s_-]?\d)($|[^\p{L}\p{N}\p{M}])`)
)

// unfolded replaces the two letters beyond ASCII that patterns without regard to
// case take for letters of ASCII: the long s and the sign of kelvin.
var unfolded = strings.NewReplacer("\u017f", "s", "\u212a", "k")

// cleanText returns a descriptor in which only words of the vocabulary, times
// and the numbers of phases stay, with the spaces and punctuation between them.
// Every other word becomes an "x".
func cleanText(s string) string {
	s = unfolded.Replace(s)
	var out strings.Builder
	for s != "" {
		from, to := firstMatch(s)
		out.WriteString(cleanWords(s[:from]))
		out.WriteString(s[from:to])
		s = s[to:]
	}
	return out.String()
}

// firstMatch returns where the first time or ordinal of s is; at its end when
// there is none.
func firstMatch(s string) (from, to int) {
	from, to = len(s), len(s)
	for _, pattern := range []*regexp.Regexp{timed, timeList, ordinal} {
		if m := pattern.FindStringSubmatchIndex(s); m != nil && m[4] < from {
			from, to = m[4], m[5]
		}
	}
	return from, to
}

func cleanWords(s string) string {
	var out strings.Builder
	last := 0
	for _, m := range word.FindAllStringIndex(s, -1) {
		out.WriteString(separators(s[last:m[0]]))
		out.WriteString(cleanWord(s[m[0]:m[1]]))
		last = m[1]
	}
	out.WriteString(separators(s[last:]))
	return out.String()
}

// separators keeps the signs between words that are plain ASCII.
func separators(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-+/.,:;()*&<>=", r) {
			return r
		}
		return ' '
	}, s)
}

func cleanWord(w string) string {
	if known(w) {
		return w
	}
	var out strings.Builder
	last := 0
	for _, m := range ideographs.FindAllStringIndex(w, -1) {
		if m[0] > last {
			out.WriteString(placeholder)
		}
		out.WriteString(w[m[0]:m[1]])
		last = m[1]
	}
	if last < len(w) {
		out.WriteString(placeholder)
	}
	return out.String()
}

// known reports whether the word, in lower case and without accents, is in the
// vocabulary.
func known(w string) bool {
	w = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(w))
	return vocabulary[strings.ReplaceAll(w, "ß", "ss")]
}

// numberedWord is a word of a label with its number: "GTV1", "lesion 2".
var numberedWord = regexp.MustCompile(`(\p{L})(\d{1,2})($|[^\p{L}\p{N}])`)

// cleanLabel is cleanText for the name of an outlined structure, where small
// numbers after a known word count. It returns "" when no known word is left.
func cleanLabel(s string) string {
	s = numberedWord.ReplaceAllString(s, "$1 $2$3")
	parts := word.FindAllString(s, -1)
	some := false
	for i, p := range parts {
		switch {
		case known(p):
			some = true
		case i > 0 && len(p) <= 2 && strings.Trim(p, "0123456789") == "" && known(parts[i-1]):
		default:
			parts[i] = placeholder
		}
	}
	if !some {
		return ""
	}
	return strings.Join(parts, " ")
}
