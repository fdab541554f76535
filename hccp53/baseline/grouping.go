package baseline

import (
	"fmt"
	"slices"

	"hcclab/hccp53/fault"
)

// Grouping says which patients are compared. The zero value is a table of all
// patients in one column.
type Grouping struct {
	// Name of what the groups are of, such as "P53", printed before the name of
	// each group. May be empty.
	Name string
	// Of names the group of each patient, empty for a patient in no group, who is
	// left out of the table. Nil: no groups.
	Of []string
	// Order lists the groups from left to right. Nil: those found, numbers by size
	// and other words by the alphabet. Of two groups, standardised differences are
	// the first less the second.
	Order []string
	// Overall adds a column of all patients who are in a group, before the
	// groups. Without groups it is always there.
	Overall bool
}

// Column is one column of patients.
type Column struct {
	// Name is printed.
	Name string `json:"name"`
	// N is the number of patients, missing values or not. It is never masked.
	N int `json:"n"`
	// Overall tells that the column holds the patients of all groups.
	Overall bool `json:"overall,omitempty"`
}

// Heading returns the name with the number of patients: "Training (n = 120)".
func (c Column) Heading() string { return fmt.Sprintf("%s (n = %d)", c.Name, c.N) }

// split is the patients of each column, by their place.
type split struct {
	columns []Column
	members [][]int
	outside int // patients in no group
}

// groups returns the columns that are groups.
func (s split) groups() (indices []int) {
	for j, c := range s.columns {
		if !c.Overall {
			indices = append(indices, j)
		}
	}
	return indices
}

// split divides n patients.
func (g Grouping) split(n int) (split, error) {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	if g.Of == nil {
		if g.Order != nil {
			return split{}, fault.New(ErrGroup, "groups are declared, but nobody is in any")
		}
		return split{columns: []Column{{Name: "All patients", N: n, Overall: true}}, members: [][]int{all}}, nil
	}
	if len(g.Of) != n {
		return split{}, fault.New(ErrLength, "the groups are of %d patients, the variables of %d", len(g.Of), n)
	}
	order := g.Order
	if order == nil {
		order = found(g.Of)
	}
	var s split
	all = all[:0]
	place := map[string]int{}
	for j, name := range order {
		if _, twice := place[name]; twice || name == "" {
			return split{}, fault.New(ErrGroup, "group %d is %q, which is empty or there twice", j+1, name)
		}
		place[name] = j
		s.columns = append(s.columns, Column{Name: joined(g.Name, name)})
	}
	s.members = make([][]int, len(order))
	for i, name := range g.Of {
		j, known := place[name]
		switch {
		case name == "":
			s.outside++
			continue
		case !known:
			return split{}, fault.New(ErrGroup, "the group of patient %d is %q", i+1, name).Try("write one of %q", order)
		}
		all = append(all, i)
		s.members[j] = append(s.members[j], i)
		s.columns[j].N++
	}
	if len(all) == 0 {
		return split{}, fault.New(ErrGroup, "nobody is in any group").Try("name the group of each patient, or make a table without groups")
	}
	if g.Overall {
		s.columns = slices.Insert(s.columns, 0, Column{Name: "All patients", N: len(all), Overall: true})
		s.members = slices.Insert(s.members, 0, all)
	}
	return s, nil
}

// joined puts the name of the grouping before that of a group.
func joined(grouping, group string) string {
	if grouping == "" {
		return group
	}
	return grouping + " " + group
}
