package baseline

import (
	"math"
	"slices"
)

// line is a line of print.
type line struct {
	label string
	level bool     // below the line of its variable
	cells []string // of the columns of patients, then of the comparison
}

// Grid returns the table as it is printed in every format: the header, and rows
// of as many cells. The first cell of a row is the name of the variable or,
// after two spaces, of a level; then come the columns of patients, and the
// comparison of the groups where there is one: p, adjusted p, test, SMD.
// Beneath each variable that anybody misses is a row that counts them.
func (t *Table) Grid() (header []string, rows [][]string) {
	header, lines := t.lines()
	for _, l := range lines {
		label := l.label
		if l.level {
			label = "  " + label
		}
		rows = append(rows, append([]string{label}, l.cells...))
	}
	return header, rows
}

// compares reports whether the table has groups to compare.
func (t *Table) compares() bool { return t.groups() > 1 }

// groups returns the number of groups.
func (t *Table) groups() (n int) {
	for _, c := range t.Columns {
		if !c.Overall {
			n++
		}
	}
	return n
}

func (t *Table) lines() (header []string, lines []line) {
	header = []string{"Variable"}
	for _, c := range t.Columns {
		header = append(header, c.Heading())
	}
	header = append(header, t.comparison(func(name string) string { return name })...)
	for _, r := range t.Rows {
		lines = append(lines, t.linesOf(r)...)
	}
	for i := range lines { // lines without a comparison are as long as the others
		for len(lines[i].cells) < len(header)-1 {
			lines[i].cells = append(lines[i].cells, "")
		}
	}
	return header, lines
}

// comparison returns what a function makes of each column right of the
// patients.
func (t *Table) comparison(of func(name string) string) (cells []string) {
	if !t.compares() {
		return nil
	}
	var names []string
	if !t.Settings.OmitTests {
		names = append(names, "p")
		if t.Settings.Adjust != "" {
			names = append(names, "adjusted p")
		}
		names = append(names, "test")
	}
	if !t.Settings.OmitSMD {
		names = append(names, "SMD")
	}
	for _, name := range names {
		cells = append(cells, of(name))
	}
	return cells
}

// linesOf returns the lines of one variable: its own, its levels, its missing.
func (t *Table) linesOf(r Row) (lines []line) {
	head := line{label: r.label()}
	for j, c := range r.Cells {
		switch k := slices.IndexFunc(r.Levels, func(l Level) bool { return l.Name == r.Show }); {
		case !r.categorical():
			head.cells = append(head.cells, r.summary(c))
		case r.Show != "" && k >= 0:
			head.cells = append(head.cells, share(r.Levels[k].Counts[j], r.Levels[k].Percents[j]))
		default:
			head.cells = append(head.cells, "")
		}
	}
	head.cells = append(head.cells, t.comparison(r.compared)...)
	lines = append(lines, head)
	if r.Show == "" {
		for _, l := range r.Levels {
			next := line{label: l.Name, level: true}
			for j := range l.Counts {
				next.cells = append(next.cells, share(l.Counts[j], l.Percents[j]))
			}
			lines = append(lines, next)
		}
	}
	last, any := line{label: "missing", level: true}, false
	for j, c := range r.Cells {
		last.cells = append(last.cells, missing(c, t.Columns[j].N))
		any = any || c.Missing.N > 0 || c.Missing.Hidden
	}
	if any {
		lines = append(lines, last)
	}
	return lines
}

// compared prints one column of the comparison.
func (r Row) compared(column string) string {
	switch {
	case column == "SMD" && math.IsNaN(float64(r.SMD)):
		return dash
	case column == "SMD":
		return number(r.SMD, 2)
	case r.Test == nil:
		return dash
	case column == "p":
		return probability(r.Test.P)
	case column == "adjusted p":
		return probability(float64(r.Test.Adjusted))
	}
	return r.Test.Name
}
