package regression

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
)

// design is the model matrix of the complete rows.
type design struct {
	x     [][]float64 // columns; the first is the intercept's, all ones
	term  []int       // by column: which term, -1 for the intercept
	terms []ModelTerm // levels in use and ranges; no coefficients yet
	rows  []int       // the rows used
	y     []float64   // outcomes of the rows used, 0 or 1
	cases int
}

// newDesign checks the data and codes factors against their first level in
// use, as R does: levels that no complete row has are dropped.
func newDesign(y []bool, terms []Term) (*design, error) {
	if err := checkTerms(terms, len(y)); err != nil {
		return nil, err
	}
	d := &design{}
	if len(terms) > 0 {
		d.rows = CompleteRows(terms)
	} else {
		d.rows = make([]int, len(y))
		for i := range d.rows {
			d.rows[i] = i
		}
	}
	n := len(d.rows)
	d.y = make([]float64, n)
	for i, r := range d.rows {
		if y[r] {
			d.y[i] = 1
			d.cases++
		}
	}
	if d.cases == 0 || d.cases == n {
		return nil, fault.New(ErrOneClass, "%d cases among %d complete rows of %d", d.cases, n, len(y))
	}
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	d.add(ones, -1)
	for k, t := range terms {
		if !t.IsFactor() {
			column := make([]float64, n)
			lo, hi := math.Inf(1), math.Inf(-1)
			for i, r := range d.rows {
				column[i] = t.Numbers[r]
				lo, hi = math.Min(lo, column[i]), math.Max(hi, column[i])
			}
			d.terms = append(d.terms, ModelTerm{Name: t.Name, Knots: t.Knots, Min: lo, Max: hi})
			d.add(column, k)
			for j := 1; j < len(t.Knots)-1; j++ {
				bend := make([]float64, n)
				for i, v := range column {
					bend[i] = splineBasis(t.Knots, j, v)
				}
				d.add(bend, k)
			}
			continue
		}
		m := ModelTerm{Name: t.Name}
		for _, level := range t.Levels {
			if slices.ContainsFunc(d.rows, func(r int) bool { return t.Labels[r] == level }) {
				m.Levels = append(m.Levels, level)
			} else {
				m.Unused = append(m.Unused, level)
			}
		}
		if len(m.Levels) < 2 {
			return nil, fault.New(ErrConstant, "factor %q has the levels %q in the complete rows, two are needed", t.Name, m.Levels)
		}
		for _, level := range m.Levels[1:] {
			column := make([]float64, n)
			for i, r := range d.rows {
				if t.Labels[r] == level {
					column[i] = 1
				}
			}
			d.add(column, k)
		}
		d.terms = append(d.terms, m)
	}
	return d, nil
}

func (d *design) add(column []float64, term int) {
	d.x = append(d.x, column)
	d.term = append(d.term, term)
}

// everyTerm lists the places of all terms of a design.
func everyTerm(d *design) []int {
	all := make([]int, len(d.terms))
	for k := range all {
		all[k] = k
	}
	return all
}

// columns returns the intercept and the columns of the chosen terms, term by
// term in the order given.
func (d *design) columns(terms []int) [][]float64 {
	x := [][]float64{d.x[0]}
	for _, k := range terms {
		for j, t := range d.term {
			if t == k {
				x = append(x, d.x[j])
			}
		}
	}
	return x
}
