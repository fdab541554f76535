package hccp53

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"hcclab/hccp53/baseline"
)

// Table is a result to be read: in a notebook, in a terminal, on the results
// page or as CSV.
type Table struct {
	Name   string     `json:"name"` // file stem, such as "table1"
	Title  string     `json:"title"`
	Header []string   `json:"header"`
	Rows   [][]string `json:"rows"`
	// Preview is the number of rows that a notebook shows; 0 for all. The saved
	// file is whole.
	Preview int `json:"-"`
	// Notes stand below the table, a sentence each.
	Notes []string `json:"notes"`

	baseline *baseline.Table // what the table was made from, if it is Table 1
}

// CSV returns the table without title and notes.
func (t Table) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{t.Header}, t.Rows...)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// widest is the width, in characters, from which a cell is broken into lines in
// a terminal.
const widest = 64

// String returns the table in aligned columns, for a terminal.
func (t Table) String() string {
	widths := make([]int, len(t.Header))
	var all [][][]string // lines by row and cell
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		lines := make([][]string, len(row))
		for j, cell := range row {
			lines[j] = broken(cell, widest)
			for _, line := range lines[j] {
				widths[j] = max(widths[j], utf8.RuneCountInString(line))
			}
		}
		all = append(all, lines)
	}
	var b strings.Builder
	if t.Title != "" {
		b.WriteString(t.Title + "\n\n")
	}
	for i, row := range all {
		height := 1
		for _, cell := range row {
			height = max(height, len(cell))
		}
		for k := range height {
			var line strings.Builder
			for j, cell := range row {
				text := ""
				if k < len(cell) {
					text = cell[k]
				}
				line.WriteString(text + strings.Repeat(" ", widths[j]-utf8.RuneCountInString(text)+2))
			}
			b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
		if i == 0 {
			rules := make([]string, len(widths))
			for j, w := range widths {
				rules[j] = strings.Repeat("─", w)
			}
			b.WriteString(strings.Join(rules, "  ") + "\n")
		}
	}
	for _, n := range t.Notes {
		b.WriteString("\n" + n)
	}
	if len(t.Notes) > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// broken breaks text at spaces into lines of at most so many characters; a word
// that is longer has a line of its own. Spaces before the text are kept: they
// indent a level below its variable.
func broken(text string, most int) []string {
	var lines []string
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = indent + word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > most:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// Save writes the table as CSV to the tables folder of the results, and shows
// it where the study has a display. Table 1 is also written as a page of HTML and
// as LaTeX for \input (with the package booktabs), for a manuscript.
func (s *Study) Save(t Table) error {
	content, err := t.CSV()
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	if err := s.writeFile("tables/"+t.Name+".csv", content); err != nil {
		return err
	}
	if t.baseline != nil {
		for ending, write := range map[string]func(io.Writer) error{"html": t.baseline.WriteHTMLPage, "tex": t.baseline.WriteLaTeX} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			if err := s.writeFile("tables/"+t.Name+"."+ending, b.Bytes()); err != nil {
				return err
			}
		}
	}
	return s.show(Shown{Table: &t})
}

// pText prints a p value as journals do.
func pText(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// twoDigits prints a number with two decimals, a dash where it is not defined.
func twoDigits(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

// intervalText prints an estimate with its interval: "0.731 (0.654–0.808)".
func intervalText(v float64, ci [2]float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f (%.3f–%.3f)", v, ci[0], ci[1])
}

// orText prints an odds ratio with its interval.
func orText(v float64, ci [2]float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", short(v), short(ci[0]), short(ci[1]))
}

// short prints three significant digits, without exponents for ordinary sizes.
func short(v float64) string {
	if a := math.Abs(v); v != 0 && (a < 0.001 || a >= 1e5) || math.IsInf(v, 0) {
		return fmt.Sprintf("%.2g", v)
	}
	return fmt.Sprintf("%.*f", max(0, 2-int(math.Floor(math.Log10(math.Max(math.Abs(v), 1e-9))))), v)
}
