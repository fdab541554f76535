package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"hcclab/hccp53/conformance"
)

// obj is a mirror of a JSON object; a list is a slice of anything.
type obj = map[string]any

// scaled is a number that is judged on a scale of its own when that is larger
// than the fact: an estimate that is 0 but for rounding is judged by its
// standard error.
type scaled struct{ value, scale float64 }

// left stands where the README says that a fact is not to be compared.
type left string

// disputed is a number where the reference contradicts itself: it cannot be
// missed, and counts as refused, with the reason, when it is not met; but a
// deviation above within is wrong all the same, if there is such a limit.
type disputed struct {
	value, scale float64
	why          string
	within       float64
}

// mirror compares the facts of one topic with their mirror.
type mirror struct {
	group, topic string
	rules        []rule
	patterns     []*regexp.Regexp
	chosen       map[string]rule // by path, found once
	notes        []note
	findings     []conformance.Finding
	left         map[string]int     // facts left out by reason
	names        map[float64]string // of topic and tolerance
}

func newMirror(group, topic string, rules []rule) *mirror {
	m := &mirror{group: group, topic: topic, rules: rules, chosen: map[string]rule{}, left: map[string]int{}, names: map[float64]string{}}
	for _, r := range rules {
		m.patterns = append(m.patterns, regexp.MustCompile("^(?:"+r.path+")$"))
	}
	return m
}

// leave counts what is not compared: each number, text and truth value.
func (m *mirror) leave(why string, fact any) {
	switch f := fact.(type) {
	case map[string]any:
		for _, v := range f {
			m.leave(why, v)
		}
	case []any:
		for _, v := range f {
			m.leave(why, v)
		}
	default:
		m.left[why]++
	}
}

// compare compares a fact with its answer. The path is what a reader is told,
// the pattern what rules are matched with.
func (m *mirror) compare(path, pattern string, fact, answer any) {
	if why, is := answer.(left); is {
		m.leave(string(why), fact)
		return
	}
	if r := m.rule(pattern); r.leave != "" {
		m.leave(r.leave, fact)
		return
	}
	switch f := fact.(type) {
	case map[string]any:
		m.object(path, pattern, f, answer)
	case []any:
		m.list(path, pattern, f, answer)
	default:
		m.leaf(path, pattern, f, answer)
	}
}

func (m *mirror) object(path, pattern string, fact map[string]any, answer any) {
	if list, is := answer.([]any); is && len(list) == 0 && len(fact) == 0 {
		return
	}
	a, is := answer.(map[string]any)
	if !is {
		m.wrong(path, m.rule(pattern), answer, fact)
		return
	}
	m.heed(pattern, fact)
	keys := make([]string, 0, len(fact))
	for k := range fact {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		value, there := a[k]
		at, pat := join(path, k), join(pattern, k)
		if !there {
			if r := m.rule(pat); r.leave != "" {
				m.leave(r.leave, fact[k])
				continue
			}
			m.add(at, m.rule(pat), conformance.Wrong, 0, "it is not computed")
			continue
		}
		m.compare(at, pat, fact[k], value)
	}
}

func (m *mirror) list(path, pattern string, fact []any, answer any) {
	a, is := elements(answer)
	if !is || len(a) != len(fact) {
		m.wrong(path, m.rule(pattern), answer, fact)
		return
	}
	for i := range fact {
		m.compare(join(path, strconv.Itoa(i+1)), join(pattern, "#"), fact[i], a[i])
	}
}

// leaf compares a number, text, truth value or nothing.
func (m *mirror) leaf(path, pattern string, fact, answer any) {
	if list, is := elements(answer); is {
		if len(list) == 0 && fact == nil {
			return // R writes an empty table as null
		}
		if len(list) != 1 { // R writes a list of one as a scalar
			m.wrong(path, m.rule(pattern), answer, fact)
			return
		}
		answer = list[0]
	}
	got, scale, numeric := number(answer)
	want, factIsNumber := factNumber(fact, numeric)
	if !factIsNumber || !numeric {
		if fact != answer {
			m.wrong(path, m.rule(pattern), answer, fact)
			return
		}
		m.add(path, m.rule(pattern), conformance.Equal, 0, "")
		return
	}
	r := m.rule(pattern)
	dispute, disputes := answer.(disputed)
	deviation := 0.0
	switch {
	case math.IsNaN(want) && math.IsNaN(got) || got == want:
	case disputes && math.IsInf(got, 0):
		deviation = math.Inf(1)
	case math.IsNaN(want) || math.IsNaN(got) || math.IsInf(want, 0) || math.IsInf(got, 0):
		m.wrong(path, m.rule(pattern), answer, fact)
		return
	case r.absolute:
		deviation = math.Abs(got - want)
	default:
		deviation = math.Abs(got-want) / max(math.Abs(want), r.floor, scale)
	}
	if !(deviation <= r.tolerance) && disputes && (dispute.within == 0 || deviation <= dispute.within) {
		m.add(path, r, conformance.Refused, 0, fmt.Sprintf("found %.15g, stated %.15g: %s", got, want, dispute.why))
		return
	}
	if !(deviation <= r.tolerance) {
		m.add(path, r, conformance.Wrong, deviation, fmt.Sprintf("found %.15g, expected %.15g, deviation %.2g", got, want, deviation))
		return
	}
	m.add(path, r, conformance.Equal, deviation, "")
}

func (m *mirror) wrong(path string, r rule, answer, fact any) {
	m.add(path, r, conformance.Wrong, 0, fmt.Sprintf("found %s, expected %s", short(answer), short(fact)))
}

// add adds a finding; facts of one topic and tolerance are counted together.
func (m *mirror) add(path string, r rule, o conformance.Outcome, deviation float64, detail string) {
	fact, known := m.names[r.tolerance]
	if !known {
		fact = fmt.Sprintf("%s to %.0e", m.topic, r.tolerance)
		m.names[r.tolerance] = fact
	}
	m.findings = append(m.findings, conformance.Finding{Group: m.group, Fact: fact, Item: path, Outcome: o, Deviation: deviation, Detail: detail})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "/" + key
}

// short shows a value in a message.
func short(v any) string {
	if v == nil {
		return "nothing"
	}
	b, err := json.Marshal(v)
	text := string(b)
	if err != nil {
		text = fmt.Sprint(v)
	}
	if len(text) > 120 {
		return text[:117] + "..."
	}
	return text
}
