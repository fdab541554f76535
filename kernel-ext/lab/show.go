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
		return []display.Item{display.Table{Caption: x.Title, Header: x.Header, Rows: x.Rows, Note: strings.Join(x.Notes, " ")}}
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
