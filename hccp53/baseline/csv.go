package baseline

import (
	"encoding/csv"
	"io"
)

// WriteCSV writes the [Table.Grid] as CSV, in UTF-8, without title and notes.
// For the numbers as computed encode the table as JSON.
func (t *Table) WriteCSV(w io.Writer) error {
	header, rows := t.Grid()
	return csv.NewWriter(w).WriteAll(append([][]string{header}, rows...))
}
