package baseline

import (
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/inference"
)

// Notes returns the sentences below the table: how numbers are described and
// compared, then what is special about a variable.
func (t *Table) Notes() []string {
	var notes []string
	tests := t.compares() && !t.Settings.OmitTests
	with := func(text string, test string) string {
		if tests {
			text += "; " + test
		}
		return text + "."
	}
	if t.any(func(r Row) bool { return r.Summary == Mean }) {
		notes = append(notes, with("Numbers: mean ± standard deviation", t.testOfMeans()))
	}
	if t.any(func(r Row) bool { return r.Summary == Median }) {
		notes = append(notes, with("Numbers: median (first–third quartile)", t.testOfRanks()))
	}
	if t.any(func(r Row) bool { return r.Chosen }) {
		notes = append(notes, t.chosenNames()+": by the mean where the Shapiro–Wilk test has p ≥ 0.05 in every group, else by the median.")
	}
	if t.any(Row.categorical) {
		chi := "chi-square test"
		if t.Settings.Yates {
			chi += " (2×2: with continuity correction)"
		}
		notes = append(notes, with("Categories: count (per cent of known values)", chi+", or Fisher's exact test where an expected count is below 5"))
	}
	if tests {
		notes = append(notes, t.noteOnP())
	}
	if t.compares() && !t.Settings.OmitSMD {
		notes = append(notes, t.noteOnSMD())
	}
	if t.Outside.N > 0 || t.Outside.Hidden {
		notes = append(notes, fmt.Sprintf("Left out: %s patients in no group.", t.Outside))
	}
	if k := t.Settings.MaskBelow; k > 1 {
		notes = append(notes, fmt.Sprintf("<%d: fewer than %d patients, not shown; *: not shown as it would tell about such.", k, k))
	}
	for _, r := range t.Rows {
		for _, n := range r.Notes {
			notes = append(notes, r.Name+": "+n+".")
		}
	}
	return append(notes, t.Settings.Notes...)
}

func (t *Table) any(of func(Row) bool) bool { return slices.ContainsFunc(t.Rows, of) }

// pairs reports whether two groups are compared, not more.
func (t *Table) pairs() bool { return t.groups() == 2 }

func (t *Table) testOfMeans() string {
	switch {
	case t.pairs() && t.Settings.EqualVariances:
		return "Student's t test"
	case t.pairs():
		return "Welch's t test"
	case t.Settings.EqualVariances:
		return "analysis of variance"
	}
	return "Welch's analysis of variance"
}

func (t *Table) testOfRanks() string {
	if t.pairs() {
		return "Mann–Whitney U test"
	}
	return "Kruskal–Wallis test"
}

// adjustments name the methods of [inference.Adjust] in words.
var adjustments = map[inference.Adjustment]string{
	inference.Bonferroni: "Bonferroni", inference.Holm: "Holm", inference.BH: "Benjamini–Hochberg",
	inference.BY: "Benjamini–Yekutieli", inference.Hochberg: "Hochberg", inference.Hommel: "Hommel",
}

func (t *Table) noteOnP() string {
	if t.Settings.Adjust == "" {
		return "p values are not adjusted for the number of rows."
	}
	tests := 0
	for _, r := range t.Rows {
		if r.Test != nil {
			tests++
		}
	}
	name := adjustments[t.Settings.Adjust]
	if name == "" {
		name = string(t.Settings.Adjust)
	}
	return fmt.Sprintf("Adjusted p: %s, over the %d tests of the table; p itself is not adjusted.", name, tests)
}

func (t *Table) noteOnSMD() string {
	text := "SMD: standardised difference, of numbers the first less the second group"
	if !t.pairs() {
		text = "SMD: standardised difference, the largest between two groups"
	}
	var logs []string
	for _, r := range t.Rows {
		if r.Scale == Log10 {
			logs = append(logs, r.Name)
		}
	}
	if len(logs) > 0 {
		text += "; of the decimal logarithm of " + strings.Join(logs, ", ")
	}
	return text + "."
}
