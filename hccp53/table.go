package hccp53

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Table is a result to be read: in a notebook, in a terminal, on the results
// page or as CSV.
type Table struct {
	Name   string // file stem, such as "table1"
	Title  string
	Header []string
	Rows   [][]string
	// Notes stand below the table, a sentence each.
	Notes []string
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

// String returns the table in aligned columns, for a terminal.
func (t Table) String() string {
	widths := make([]int, len(t.Header))
	all := append([][]string{t.Header}, t.Rows...)
	for _, row := range all {
		for j, cell := range row {
			widths[j] = max(widths[j], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	if t.Title != "" {
		b.WriteString(t.Title + "\n\n")
	}
	for i, row := range all {
		for j, cell := range row {
			pad := ""
			if j < len(row)-1 {
				pad = strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)+2)
			}
			b.WriteString(cell + pad)
		}
		b.WriteByte('\n')
		if i == 0 {
			for j, w := range widths {
				b.WriteString(strings.Repeat("─", w))
				if j < len(widths)-1 {
					b.WriteString("  ")
				}
			}
			b.WriteByte('\n')
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

// Save writes the table as CSV to the tables folder of the results.
func (s *Study) Save(t Table) error {
	content, err := t.CSV()
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return s.writeFile("tables/"+t.Name+".csv", content)
}

// pText prints a p value as journals do.
func pText(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.001:
		return "< 0.001"
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
