package baseline

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteText writes the table in aligned columns for a terminal, with title and
// notes.
func (t *Table) WriteText(w io.Writer) error {
	header, rows := t.Grid()
	widths := make([]int, len(header))
	for _, row := range append([][]string{header}, rows...) {
		for j, cell := range row {
			widths[j] = max(widths[j], utf8.RuneCountInString(cell))
		}
	}
	var b bytes.Buffer
	put := func(row []string, fill string) {
		var l strings.Builder
		for j, cell := range row {
			l.WriteString(cell + strings.Repeat(fill, widths[j]-utf8.RuneCountInString(cell)) + "  ")
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	if t.Settings.Title != "" {
		fmt.Fprintf(&b, "%s\n\n", t.Settings.Title)
	}
	put(header, " ")
	put(make([]string, len(header)), "─")
	for _, row := range rows {
		put(row, " ")
	}
	for i, n := range t.Notes() {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(n + "\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}
