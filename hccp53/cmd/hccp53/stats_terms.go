package main

import (
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// termSpec says how a column enters a model.
type termSpec struct {
	column    string
	logarithm bool // as its decimal logarithm
	knots     int  // of a restricted cubic spline; 0 for none
}

// defaultKnots is the number of knots of a spline that names none.
const defaultKnots = 4

// specOf reads a term as it is written: age, log10(afp), rcs(age,4), or
// rcs(log10(afp),3). A column of just that name comes first. The flags --log10
// and --spline add to it.
func (f *statsFlags) specOf(d *statsData, text string) (spec termSpec, err error) {
	if inner, ok := within(text, "rcs"); ok && !d.table.Has(text) {
		spec.knots = defaultKnots
		if i := strings.LastIndex(inner, ","); i >= 0 {
			if spec.knots, err = strconv.Atoi(strings.TrimSpace(inner[i+1:])); err != nil {
				return spec, fault.New(errStats, "the term %s is not understood", text).At("%s", d.name).Try("write rcs(COLUMN,KNOTS), such as rcs(age,4)")
			}
			inner = inner[:i]
		}
		text = strings.TrimSpace(inner)
	}
	spec.column = text
	if !d.table.Has(text) {
		spec.column, spec.logarithm = columnOf(text)
	}
	spec.logarithm = spec.logarithm || slices.Contains(f.log10s, spec.column)
	for _, s := range f.splines {
		name, count, given := strings.Cut(s, ":")
		if name != spec.column || spec.knots != 0 {
			continue
		}
		if spec.knots = defaultKnots; given {
			if spec.knots, err = strconv.Atoi(count); err != nil {
				return spec, fault.New(errStats, "--spline %q is not understood", s).Try("write COLUMN or COLUMN:KNOTS, such as age:4")
			}
		}
	}
	if spec.knots != 0 && (spec.knots < 3 || spec.knots > 7) {
		return spec, fault.New(errStats, "a spline with %d knots", spec.knots).At("%s, column %s", d.name, spec.column).Try("use 3 to 7 knots; 3 to 5 are usual")
	}
	return spec, nil
}

// within returns what stands in the parentheses of name(…).
func within(text, name string) (inner string, ok bool) {
	inner, ok = strings.CutPrefix(text, name+"(")
	return strings.TrimSuffix(inner, ")"), ok && strings.HasSuffix(inner, ")")
}

// columnOf returns the column behind the name of a term, and whether the term
// is its decimal logarithm: log10(afp) is that of afp.
func columnOf(term string) (column string, logarithm bool) {
	if inner, ok := within(term, "log10"); ok {
		return strings.TrimSpace(inner), true
	}
	return term, false
}

// splitTerms divides lists of terms at the commas outside parentheses.
func splitTerms(lists []string) []string {
	var terms []string
	for _, list := range lists {
		depth, start := 0, 0
		for i, c := range list {
			switch {
			case c == '(':
				depth++
			case c == ')':
				depth = max(0, depth-1)
			case c == ',' && depth == 0:
				terms, start = append(terms, strings.TrimSpace(list[start:i])), i+1
			}
		}
		terms = append(terms, strings.TrimSpace(list[start:]))
	}
	return slices.DeleteFunc(terms, func(t string) bool { return t == "" })
}

// specOf finds the column behind the name of a term in a model.
func (d *statsData) specOf(term string) (spec termSpec) {
	if spec.column = term; !d.table.Has(term) {
		spec.column, spec.logarithm = columnOf(term)
	}
	return spec
}
