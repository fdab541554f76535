package nomogram

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// WriteCSV writes the nomogram as a table with the columns axis, value and
// points: one row for each mark of each axis, then one for each risk, with its
// total points, on an axis called "risk". Points are printed in full.
func (n *Nomogram) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 15, 64) }
	rows := [][]string{{"axis", "value", "points"}}
	for _, a := range n.Axes {
		for i := range a.Points {
			mark := ""
			if a.Levels != nil {
				mark = a.Levels[i]
			} else {
				mark = strconv.FormatFloat(a.Values[i], 'g', 10, 64)
			}
			rows = append(rows, []string{a.Label, mark, number(a.Points[i])})
		}
	}
	for _, t := range n.Risk {
		rows = append(rows, []string{"risk", number(t.Value), number(t.Points)})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("nomogram: table of points: %w", err)
	}
	return nil
}
