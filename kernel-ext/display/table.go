package display

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// Table is a table of text. Rows may have fewer cells than the header; missing
// ones are empty. The zero value shows nothing but an empty table.
type Table struct {
	// Caption says what the table shows. May be empty.
	Caption string
	// Header names the columns.
	Header []string
	Rows   [][]string
	// Note stands below the table: abbreviations, tests used. May be empty.
	Note string
}

// HTML returns the table as HTML. Columns of numbers are aligned to the right.
func (t Table) HTML() string {
	var b strings.Builder
	b.WriteString(`<table class="hccp53-table">`)
	if t.Caption != "" {
		fmt.Fprintf(&b, `<caption style="caption-side:top;text-align:left">%s</caption>`, html.EscapeString(t.Caption))
	}
	right := t.numeric()
	b.WriteString("\n<thead><tr>")
	for j, name := range t.Header {
		fmt.Fprintf(&b, `<th style="text-align:%s">%s</th>`, side(right[j]), html.EscapeString(name))
	}
	b.WriteString("</tr></thead>\n<tbody>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for j := range right {
			text := cell(row, j)
			inner := strings.TrimLeft(text, " ")
			indent := strings.Repeat("&nbsp;", len(text)-len(inner)) // which HTML would drop
			fmt.Fprintf(&b, `<td style="text-align:%s">%s%s</td>`, side(right[j]), indent, html.EscapeString(inner))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>\n")
	if t.Note != "" {
		fmt.Fprintf(&b, "<p><small>%s</small></p>\n", html.EscapeString(t.Note))
	}
	return b.String()
}

// Text returns the table with aligned columns.
func (t Table) Text() string {
	right := t.numeric()
	width := make([]int, len(right))
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		for j := range width {
			width[j] = max(width[j], utf8.RuneCountInString(plain(cell(row, j))))
		}
	}
	var b strings.Builder
	line := func(row []string) {
		var l strings.Builder
		for j, w := range width {
			if j > 0 {
				l.WriteString("  ")
			}
			text := plain(cell(row, j))
			gap := strings.Repeat(" ", w-utf8.RuneCountInString(text))
			if right[j] {
				l.WriteString(gap + text)
			} else {
				l.WriteString(text + gap)
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	if t.Caption != "" {
		b.WriteString(plain(t.Caption) + "\n")
	}
	line(t.Header)
	rule := make([]string, len(width))
	for j, w := range width {
		rule[j] = strings.Repeat("─", w)
	}
	line(rule)
	for _, row := range t.Rows {
		line(row)
	}
	if t.Note != "" {
		b.WriteString(plain(t.Note) + "\n")
	}
	return b.String()
}

// numeric reports for each column whether all its cells are numbers, or begin
// with one, such as "0.67 (0.56–0.78)", or stand for a missing number.
func (t Table) numeric() []bool {
	n := len(t.Header)
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	numeric := make([]bool, n)
	for j := range numeric {
		some := false
		numeric[j] = true
		for _, row := range t.Rows {
			switch text := cell(row, j); {
			case text == "", text == "–", text == "—", text == "-":
			case beginsWithNumber(text):
				some = true
			default:
				numeric[j] = false
			}
		}
		numeric[j] = numeric[j] && some
	}
	return numeric
}

func beginsWithNumber(text string) bool {
	text = strings.TrimLeft(text, "<>≤≥±+-−. ")
	return text != "" && text[0] >= '0' && text[0] <= '9'
}

func cell(row []string, j int) string {
	if j < len(row) {
		return row[j]
	}
	return ""
}

func side(right bool) string {
	if right {
		return "right"
	}
	return "left"
}

// plain returns text without the characters that move the cursor of a
// terminal or colour it.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, text)
}
