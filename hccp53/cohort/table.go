package cohort

import (
	"errors"
	"fmt"
	"slices"

	"hcclab/hccp53/fault"
)

// ErrNoRow reports a patient for whom a table has no row.
var ErrNoRow = errors.New("cohort: patient not in the table")

// Table holds one row of numbers a patient: radiomics features, scores.
type Table struct {
	Columns []string    `json:"columns"`
	Cases   []int       `json:"cases"`
	Rows    [][]float64 `json:"rows"`
}

// NewTable returns an empty table.
func NewTable(columns []string) *Table { return &Table{Columns: columns} }

// Add appends the row of one case. The row must have one value a column.
func (t *Table) Add(caseNumber int, row []float64) {
	if len(row) != len(t.Columns) {
		panic(fmt.Sprintf("cohort: row of %d values for %d columns", len(row), len(t.Columns)))
	}
	t.Cases = append(t.Cases, caseNumber)
	t.Rows = append(t.Rows, row)
}

// Of returns the rows of the given patients, in their order. The slices are
// those of the table.
func (t *Table) Of(p Patients) ([][]float64, error) {
	at := make(map[int]int, len(t.Cases))
	for i, c := range t.Cases {
		at[c] = i
	}
	rows := make([][]float64, p.Len())
	for i := range rows {
		k, ok := at[p.Case(i)]
		if !ok {
			return nil, fault.New(ErrNoRow, "the table has no row for case %d", p.Case(i)).Try("extract the features of this patient first")
		}
		rows[i] = t.Rows[k]
	}
	return rows, nil
}

// Pick returns the table with the named columns only, in the given order.
func (t *Table) Pick(columns []string) (*Table, error) {
	index := make([]int, len(columns))
	for i, name := range columns {
		if index[i] = slices.Index(t.Columns, name); index[i] < 0 {
			return nil, fault.New(ErrNoColumn, "the table has no column %q", name).Try("extract the features with the settings of the model")
		}
	}
	picked := NewTable(columns)
	for i, row := range t.Rows {
		values := make([]float64, len(columns))
		for k, j := range index {
			values[k] = row[j]
		}
		picked.Add(t.Cases[i], values)
	}
	return picked, nil
}
