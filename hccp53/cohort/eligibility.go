package cohort

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// ErrRule reports an eligibility rule that cannot be applied.
var ErrRule = errors.New("cohort: eligibility rule not usable")

// Rule is one inclusion criterion, written in study.yaml. A patient for whom
// the column is missing does not meet it. Exactly one of AtLeast, AtMost,
// OneOf and Known is set.
type Rule struct {
	// Reason is what the flow chart prints, such as "younger than 18 years".
	Reason string `yaml:"reason" json:"reason"`
	// Column is the column that the rule reads.
	Column string `yaml:"column" json:"column"`
	// AtLeast and AtMost bound a number, in the unit of the file.
	AtLeast *float64 `yaml:"at_least,omitempty" json:"at_least,omitempty"`
	AtMost  *float64 `yaml:"at_most,omitempty" json:"at_most,omitempty"`
	// OneOf lists the levels of a category that are eligible.
	OneOf []string `yaml:"one_of,omitempty" json:"one_of,omitempty"`
	// Known asks that the cell is not empty.
	Known bool `yaml:"known,omitempty" json:"known,omitempty"`
}

// Flow counts how the patients of the file become the patients of the study.
type Flow struct {
	Read     int         `json:"read"`
	Excluded []Exclusion `json:"excluded"`
	Included int         `json:"included"`
}

// Exclusion counts the patients that one rule took out, after the rules before
// it.
type Exclusion struct {
	Reason string `json:"reason"`
	N      int    `json:"n"`
}

// Apply returns the patients who meet all rules, and the count a rule, in
// order.
func (c *Cohort) Apply(rules []Rule) (*Cohort, Flow, error) {
	flow := Flow{Read: len(c.all), Excluded: []Exclusion{}}
	rest := c
	for i, rule := range rules {
		meets, err := c.criterion(rule)
		if err != nil {
			return nil, Flow{}, fmt.Errorf("eligibility rule %d: %w", i+1, err)
		}
		rest = rest.keep(&flow, rule.Reason, meets)
	}
	flow.Included = len(rest.all)
	return rest, flow, rest.judgeable()
}

// Without returns the cohort without the patients of the given cases, and adds
// the exclusion to the flow. It serves reasons that are found in the images.
func (c *Cohort) Without(flow Flow, reason string, cases []int) (*Cohort, Flow, error) {
	flow.Excluded = slices.Clone(flow.Excluded)
	rest := c.keep(&flow, reason, func(p *patient) bool { return !slices.Contains(cases, p.row) })
	flow.Included = len(rest.all)
	return rest, flow, rest.judgeable()
}

func (c *Cohort) judgeable() error {
	if len(c.all) == 0 {
		return fault.New(ErrRule, "no patient is eligible").Try("check the eligibility rules in study.yaml")
	}
	return c.needsBothClasses()
}

func (c *Cohort) keep(flow *Flow, reason string, meets func(*patient) bool) *Cohort {
	rest := *c
	rest.all = nil
	for _, p := range c.all {
		if meets(p) {
			rest.all = append(rest.all, p)
		}
	}
	flow.Excluded = append(flow.Excluded, Exclusion{Reason: reason, N: len(c.all) - len(rest.all)})
	return &rest
}

func (c *Cohort) criterion(r Rule) (func(*patient) bool, error) {
	wrong := func(format string, args ...any) error {
		return fault.New(ErrRule, format, args...).At("%q", r.Reason).
			Try("give a reason, a column, and one of at_least, at_most, one_of, known")
	}
	col, err := c.schema.Column(r.Column)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(c.present, func(have Column) bool { return have.Name == r.Column }) {
		return nil, fault.New(ErrMissingColumn, "column %q is not in the cohort file", r.Column)
	}
	if r.Reason == "" {
		return nil, wrong("the rule on column %q has no reason", r.Column)
	}
	numeric := col.Kind == Number || col.Kind == Integer
	count := 0
	for _, set := range []bool{r.AtLeast != nil, r.AtMost != nil, len(r.OneOf) > 0, r.Known} {
		if set {
			count++
		}
	}
	switch {
	case count != 1:
		return nil, wrong("the rule sets %d criteria", count)
	case r.AtLeast != nil && numeric:
		return func(p *patient) bool { return p.number[col.Name] >= *r.AtLeast }, nil
	case r.AtMost != nil && numeric:
		return func(p *patient) bool { return p.number[col.Name] <= *r.AtMost }, nil
	case len(r.OneOf) > 0 && !numeric:
		for _, level := range r.OneOf {
			if col.Kind == Category && !slices.Contains(col.Levels, level) {
				return nil, wrong("%q is no level of column %q", level, col.Name)
			}
		}
		return func(p *patient) bool { return slices.Contains(r.OneOf, p.word[col.Name]) }, nil
	case r.Known && numeric:
		return func(p *patient) bool { return !math.IsNaN(p.number[col.Name]) }, nil
	case r.Known:
		return func(p *patient) bool { return p.word[col.Name] != "" }, nil
	}
	return nil, wrong("column %q holds a %s, which the criterion cannot judge", col.Name, col.Kind)
}
