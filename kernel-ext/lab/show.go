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

// What fits below a cell. Larger tables are cut, and say so; the file that a
// study saves is whole.
const (
	mostRows    = 40
	mostColumns = 12
)

func table(t hccp53.Table) display.Table {
	d := display.Table{Caption: t.Title, Header: t.Header, Rows: t.Rows}
	notes := t.Notes
	if rows, columns := len(t.Rows), len(t.Header); rows > mostRows || columns > mostColumns {
		d.Header = t.Header[:min(columns, mostColumns)]
		d.Rows = make([][]string, 0, mostRows)
		for _, row := range t.Rows[:min(rows, mostRows)] {
			d.Rows = append(d.Rows, row[:min(len(row), mostColumns)])
		}
		cut := fmt.Sprintf("Shown: %d of %d rows, %d of %d columns; all are in tables/%s.csv of the results.", len(d.Rows), rows, len(d.Header), columns, t.Name)
		notes = append([]string{cut}, notes...)
	}
	d.Note = strings.Join(notes, " ")
	return d
}
