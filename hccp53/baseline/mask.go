package baseline

import (
	"math"

	"hcclab/hccp53/inference"
)

// mask hides what tells about fewer patients than the settings allow; see
// [Count].
func (t *Table) mask() {
	below := t.Settings.MaskBelow
	if below < 2 {
		return
	}
	if small(t.Outside, below) {
		t.Outside = Count{Hidden: true, Below: below}
	}
	overall := -1 // the column that is the sum of the others
	for j, c := range t.Columns {
		if c.Overall && len(t.Columns) > 1 {
			overall = j
		}
	}
	for i := range t.Rows {
		t.Rows[i].mask(below, overall)
	}
}

// small reports a count that tells about too few.
func small(c Count, below int) bool { return !c.Hidden && c.N > 0 && c.N < below }

func (r *Row) mask(below, overall int) {
	parts := r.parts()
	few := make([]bool, len(r.Cells)) // whose numbers are of too few patients
	for j, c := range r.Cells {
		few[j] = !r.categorical() && small(c.Known, below)
	}
	any := false
	for _, part := range parts {
		for _, c := range part {
			if small(*c, below) {
				*c = Count{N: c.N, Hidden: true, Below: below}
				any = true
			}
		}
	}
	if !any {
		return
	}
	protect(parts, overall)
	if one, n := lone(few); overall >= 0 && n == 1 && one != overall {
		few[overall] = true // the numbers of all less those shown are those of the few
	}
	none := inference.Number(math.NaN())
	for j := range r.Cells {
		c := &r.Cells[j]
		if r.categorical() && c.Missing.Hidden {
			c.Known = Count{Hidden: true}
		}
		if few[j] {
			c.Mean, c.SD, c.Median, c.Q1, c.Q3, c.Hidden = none, none, none, none, none, true
		}
		for _, hidden := range []*Count{&c.Known, &c.Missing} {
			if hidden.Hidden {
				hidden.N = 0
			}
		}
		for _, l := range r.Levels {
			if l.Counts[j].Hidden {
				l.Counts[j].N = 0
			}
			if c.Known.Hidden || l.Counts[j].Hidden {
				l.Percents[j] = none // it would tell how many are known, and so what is hidden
			}
		}
	}
	r.SMD = inference.Number(rounded(float64(r.SMD), 100))
	if r.Test != nil {
		r.Test.Statistic, r.Test.DF = none, nil
		r.Test.P, r.Test.Adjusted = rounded(r.Test.P, 1000), inference.Number(rounded(float64(r.Test.Adjusted), 1000))
	}
}

// rounded returns v as it is printed: less than a unit of p stays less.
func rounded(v, unit float64) float64 {
	if v >= 0 && v < 1/unit && unit == 1000 {
		return 0
	}
	return math.Round(v*unit) / unit
}

// parts returns the counts, by column, that add up to the patients of each
// column.
func (r *Row) parts() (parts [][]*Count) {
	var known, missing []*Count
	for j := range r.Cells {
		known = append(known, &r.Cells[j].Known)
		missing = append(missing, &r.Cells[j].Missing)
	}
	if !r.categorical() {
		return [][]*Count{known, missing}
	}
	for k := range r.Levels {
		var part []*Count
		for j := range r.Levels[k].Counts {
			part = append(part, &r.Levels[k].Counts[j])
		}
		parts = append(parts, part)
	}
	return append(parts, missing)
}

// protect hides more counts until no sum, down a column or across to the overall
// one, lacks a single term.
func protect(parts [][]*Count, overall int) {
	for changed := true; changed; {
		changed = false
		for j := range parts[0] {
			var column []*Count
			for _, part := range parts {
				column = append(column, part[j])
			}
			if _, n := lone(hidden(column)); n == 1 {
				changed = hideSmallest(column) || changed
			}
		}
		for _, part := range parts {
			one, n := lone(hidden(part))
			switch {
			case overall < 0 || n != 1:
			case one != overall:
				part[overall].Hidden = true
				changed = true
			default:
				changed = hideSmallest(part) || changed
			}
		}
	}
}

func hidden(counts []*Count) []bool {
	flags := make([]bool, len(counts))
	for i, c := range counts {
		flags[i] = c.Hidden
	}
	return flags
}

// lone returns the first that is true and how many are.
func lone(flags []bool) (first, n int) {
	for i, f := range flags {
		if f {
			if n++; n == 1 {
				first = i
			}
		}
	}
	return first, n
}

// hideSmallest hides the smallest count that is shown, a zero only where there
// is no other. It returns false where all are hidden.
func hideSmallest(counts []*Count) bool {
	var least *Count
	for _, c := range counts {
		switch {
		case c.Hidden:
		case least == nil, least.N == 0 && c.N > 0, c.N > 0 && c.N < least.N:
			least = c
		}
	}
	if least == nil {
		return false
	}
	least.Hidden = true
	return true
}
