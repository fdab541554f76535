package stats

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rule says how near is equal for the facts whose path matches.
type rule struct {
	// path is a regular expression over the keys that lead to a fact, joined by
	// slashes, with # for the place in a list: "model/coefficients/#/coef". It
	// must match the whole path.
	path string
	// tolerance is relative to the fact, or to floor where that is larger: the
	// natural size of a quantity that may be 0 but for rounding.
	tolerance, floor float64
	// absolute makes the tolerance absolute, as for a p value.
	absolute bool
	// noted makes a note among the facts, "compare at 2e-3", overrule the
	// tolerance below it.
	noted bool
	// leave says why facts are not compared; they are counted, not judged.
	leave string
}

// What is left out in several topics.
const (
	freeText = "free text and labels"
	inputs   = "inputs: names and settings that the facts state and our numbers are made from"
)

// usual is the rule for closed-form and maximum-likelihood results (README),
// with a floor for quantities that are 0 but for rounding.
var usual = rule{tolerance: 1e-9, floor: 1e-6}

// rule returns the first rule that matches a path.
func (m *mirror) rule(pattern string) rule {
	r, known := m.chosen[pattern]
	if !known {
		r = usual
		if i := slices.IndexFunc(m.patterns, func(p *regexp.Regexp) bool { return p.MatchString(pattern) }); i >= 0 {
			r = m.rules[i]
		}
		for _, n := range m.notes {
			if r.noted && strings.HasPrefix(pattern, n.below) {
				r.tolerance = n.tolerance
			}
		}
		m.chosen[pattern] = r
	}
	return r
}

// note is a tolerance that the facts state for what is below a path.
type note struct {
	below     string
	tolerance float64
}

var comparedAt = regexp.MustCompile(`compare at ([0-9][0-9.e-]*)`)

// heed takes in the tolerance that an object states in its note.
func (m *mirror) heed(pattern string, fact map[string]any) {
	text, _ := fact["note"].(string)
	if found := comparedAt.FindStringSubmatch(text); found != nil {
		if v, err := strconv.ParseFloat(found[1], 64); err == nil {
			m.notes = append(m.notes, note{pattern + "/", v})
		}
	}
}
