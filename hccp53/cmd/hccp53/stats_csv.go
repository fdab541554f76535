package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
)

// csvFile adds a CSV file to the answer. Numbers have every digit.
func (a *statsAnswer) csvFile(name string, header []string, rows [][]any) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(header) // a buffer takes everything
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case float64:
				cells[i] = exact(v)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		w.Write(cells)
	}
	w.Flush()
	a.files[name+".csv"] = b.Bytes()
}
