package lab

import (
	"fmt"
	"strings"

	"hcclab/hccp53"
	"hcclab/kernel-ext/display"
)

// Show shows x below the cell, or in the terminal. It knows
//
//   - a [display.Item]: table, figure, Markdown;
//   - a [hccp53.Table];
//   - anything with a method SVG() []byte, and Caption() string if it has one;
//   - anything with a method Markdown() string;
//   - text, an error, a [fmt.Stringer];
//   - several of these in a slice of any.
//
// Everything else is shown as [fmt.Println] would, escaped.
func Show(x any) { display.Show(items(x)...) }

func items(x any) []display.Item {
	switch x := x.(type) {
	case display.Item:
		return []display.Item{x}
	case hccp53.Table:
		return []display.Item{table(x)}
	case []any:
		var all []display.Item
		for _, one := range x {
			all = append(all, items(one)...)
		}
		return all
	case interface{ SVG() []byte }:
		f := display.Figure{SVG: x.SVG()}
		if c, ok := x.(interface{ Caption() string }); ok {
			f.Caption = c.Caption()
		}
		if n, ok := x.(interface{ ID() string }); ok {
			f.ID = n.ID()
		}
		return []display.Item{f}
	case interface{ Markdown() string }:
		return []display.Item{display.Markdown(x.Markdown())}
	}
	return []display.Item{display.Plain(strings.TrimRight(fmt.Sprintln(x), "\n"))}
}

// mostColumns is what fits below a cell. A larger table is cut, and says so; the
// file that a study saves is whole.
const mostColumns = 12

func table(t hccp53.Table) display.Table {
	d := display.Table{Caption: t.Title, Header: t.Header, Rows: t.Rows}
	notes := t.Notes
	rows, columns := len(t.Rows), min(len(t.Header), mostColumns)
	if t.Preview > 0 {
		rows = min(rows, t.Preview)
	}
	if rows < len(t.Rows) || columns < len(t.Header) {
		d.Header, d.Rows = t.Header[:columns], nil
		for _, row := range t.Rows[:rows] {
			d.Rows = append(d.Rows, row[:min(len(row), columns)])
		}
		cut := fmt.Sprintf("Shown: %d of %d rows, %d of %d columns; all are in tables/%s.csv of the results.", rows, len(t.Rows), columns, len(t.Header), t.Name)
		notes = append([]string{cut}, notes...)
	}
	d.Note = strings.Join(notes, " ")
	return d
}
