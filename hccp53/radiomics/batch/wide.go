package batch

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// table is the wide form.
type table struct {
	// cells are the names of the columns that the list has, diagnostics and
	// features those that come after.
	cells, diagnostics, features []string
	rows                         []wideRow
}

type wideRow struct {
	cells       []string
	diagnostics map[string]string
	features    map[string]float64
}

// wide puts the results together as PyRadiomics does: the columns of the first
// case, then those that others have more, in the order of the alphabet. A case
// that failed has a row without values.
func (r *Report) wide(bare bool) table {
	label := slices.IndexFunc(r.Order.Columns, func(c string) bool { return strings.EqualFold(strings.TrimSpace(c), columnLabel) })
	shows := label >= 0 || slices.ContainsFunc(r.Order.Cases, r.Order.several)
	t := table{cells: slices.Clone(r.Order.Columns)}
	at := label
	if shows && label < 0 {
		at = 1 + slices.IndexFunc(t.cells, isPath(columnMask))
		t.cells = slices.Insert(t.cells, at, columnLabel)
	}
	for i, c := range r.Order.Cases {
		results := r.Results[i]
		if len(results) == 0 {
			results = []Result{{}}
		}
		for _, res := range results {
			row := wideRow{cells: r.cells(c), diagnostics: map[string]string{}, features: map[string]float64{}}
			text := ""
			if res.Values != nil {
				text = res.label()
			}
			switch {
			case shows && label < 0:
				row.cells = slices.Insert(row.cells, at, text)
			case shows && text != "":
				row.cells[at] = text
			}
			for _, d := range res.Diagnostics {
				row.diagnostics[d.Name] = d.String()
			}
			for k, v := range res.Values {
				row.features[res.Names[k]] = v
			}
			t.rows = append(t.rows, row)
		}
	}
	if !bare {
		t.diagnostics = union(r.Results, func(res Result) (names []string) {
			for _, d := range res.Diagnostics {
				names = append(names, d.Name)
			}
			return names
		})
	}
	t.features = union(r.Results, func(res Result) []string { return res.Names })
	return t
}

func isPath(name string) func(string) bool {
	return func(column string) bool { return strings.EqualFold(strings.TrimSpace(column), name) }
}

// cells returns the cells of a case, of paths no more than the last part.
func (r *Report) cells(c Case) []string {
	cells := slices.Clone(c.Cells)
	for i, column := range r.Order.Columns {
		if i < len(cells) && (isPath(columnImage)(column) || isPath(columnMask)(column)) {
			cells[i] = base(cells[i])
		}
	}
	return cells
}

// union returns the names of the first result that has any, then the others in
// the order of the alphabet.
func union(results [][]Result, names func(Result) []string) []string {
	var all, more []string
	seen := map[string]bool{}
	for _, list := range results {
		for _, res := range list {
			first := len(all) == 0
			for _, name := range names(res) {
				if seen[name] {
					continue
				}
				seen[name] = true
				if first {
					all = append(all, name)
				} else {
					more = append(more, name)
				}
			}
		}
	}
	slices.Sort(more)
	return append(all, more...)
}

// WriteWide writes the wide form as CSV, numbers as Python writes them, bare
// without diagnostics.
func (r *Report) WriteWide(w io.Writer, bare bool) error {
	t := r.wide(bare)
	out := csv.NewWriter(w)
	out.Write(slices.Concat(t.cells, t.diagnostics, t.features))
	for _, row := range t.rows {
		line := slices.Clone(row.cells)
		for _, name := range t.diagnostics {
			line = append(line, row.diagnostics[name])
		}
		for _, name := range t.features {
			text := ""
			if v, ok := row.features[name]; ok {
				text = pythonFloat(v)
			}
			line = append(line, text)
		}
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}
