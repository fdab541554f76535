package cohort

import (
	"fmt"
	"math"

	"hcclab/hccp53/baseline"
)

// CompareArms returns Table 1 of training against validation.
func CompareArms(t Training, v Validation) (*baseline.Table, error) {
	groups := []group{{"Training", t.rows}, {"Validation", v.rows}}
	return t.cohort.table1("Training and validation cohort", "", groups, true)
}

// CompareOutcome returns Table 1 of Training by outcome, the positive patients
// first.
func CompareOutcome(t Training) (*baseline.Table, error) {
	class := t.cohort.classes(t.rows)
	outcome, _ := t.cohort.schema.Role(RoleOutcome)
	groups := []group{{outcome.Levels[1], class[1]}, {outcome.Levels[0], class[0]}}
	return t.cohort.table1("Training cohort by outcome", outcome.Title, groups, false)
}

// group is one group of patients.
type group struct {
	name string
	rows []*patient
}

// table1 describes every number and category that the cohort has. Numbers that
// models use on a logarithmic scale are described by their median.
func (c *Cohort) table1(title, of string, groups []group, withOutcome bool) (*baseline.Table, error) {
	grouping := baseline.Grouping{Name: of}
	var rows []*patient
	for _, g := range groups {
		grouping.Order = append(grouping.Order, g.name)
		for range g.rows {
			grouping.Of = append(grouping.Of, g.name)
		}
		rows = append(rows, g.rows...)
	}
	var variables []baseline.Variable
	for _, col := range c.present {
		if col.Role == RoleOutcome && !withOutcome || col.Kind == Text {
			continue
		}
		variables = append(variables, col.variable(rows))
	}
	return baseline.New(variables, grouping, baseline.Settings{Title: title})
}

// variable returns the column of the given patients.
func (c Column) variable(rows []*patient) baseline.Variable {
	v := baseline.Variable{Name: c.Title, Unit: c.Unit}
	switch {
	case len(c.Allowed) > 0: // a number of few values, such as the field strength
		for _, n := range c.Allowed {
			v.Levels = append(v.Levels, fmt.Sprint(n))
		}
		v.Words = make([]string, len(rows))
		for i, p := range rows {
			if n := p.number[c.Name]; !math.IsNaN(n) {
				v.Words[i] = fmt.Sprint(n)
			}
		}
	case c.Kind == Category:
		v.Levels = c.Levels
		v.Words = make([]string, len(rows))
		for i, p := range rows {
			v.Words[i] = p.word[c.Name]
		}
	default:
		v.Numbers = make([]float64, len(rows))
		for i, p := range rows {
			v.Numbers[i] = p.number[c.Name]
		}
		if c.Scale != "" {
			v.Summary, v.Scale = baseline.Median, baseline.Log10
		}
	}
	return v
}
