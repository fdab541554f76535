package dataset

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
)

// Warnings are sentences about columns that were read in a way that may not be
// meant: a number among whose cells one is not, and numbers whose commas may
// separate thousands.
func (t *Table) Warnings() []string { return t.warnings }

// Rows returns the number of rows.
func (t *Table) Rows() int { return t.n }

// Names returns the names of the columns, in their order.
func (t *Table) Names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// Has reports whether there is a column of that name.
func (t *Table) Has(name string) bool { return t.index(name) >= 0 }

// IsFactor reports whether a column that exists is a factor.
func (t *Table) IsFactor(name string) bool {
	i := t.index(name)
	return i >= 0 && t.columns[i].numbers == nil
}

// Numbers returns a numeric column; NaN is missing. It returns [ErrColumn] for a
// column that is absent or a factor; the error names the first cell that is no
// number.
func (t *Table) Numbers(name string) ([]float64, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	if c.numbers != nil {
		return c.numbers, nil
	}
	e := fault.New(ErrColumn, "column %q is a factor, not numeric", name).At("%s", t.name)
	if c.thousands {
		return nil, e.Try("its commas may separate thousands: write the numbers without them, or with a decimal point")
	}
	for i, cell := range c.cells {
		if _, ok := parseNumber(cell, t.decimalComma); !ok {
			return nil, fault.New(ErrColumn, "%q is not a number", cell).At("%s, row %d, column %s", t.name, i+1, name).
				Try("correct the cell, leave it empty if the value is missing, or use the column as a factor")
		}
	}
	return nil, e
}

// Labels returns the cells of a column as words, whatever its kind; "" is
// missing.
func (t *Table) Labels(name string) ([]string, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	return c.cells, nil
}

// Levels returns the levels of a factor, the reference first, and nil for a
// column that is numeric or absent.
func (t *Table) Levels(name string) []string {
	if i := t.index(name); i >= 0 && t.columns[i].numbers == nil {
		return t.columns[i].levels
	}
	return nil
}

// Outcome returns a column as an outcome. Without positive the column must hold
// 0 and 1, or be a factor of two levels, whose second is the positive one; with
// it, every cell that says positive is true and every other false. The error is
// [ErrOutcome] for a missing cell or another number of classes.
func (t *Table) Outcome(name, positive string) ([]bool, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	bad := func(format string, args ...any) *fault.Error {
		return fault.New(ErrOutcome, format, args...).At("%s, column %s", t.name, name)
	}
	found := c.distinct()
	if i := slices.Index(c.cells, ""); i >= 0 {
		return nil, bad("row %d has no outcome", i+1).Try("leave out rows without an outcome")
	}
	if len(found) != 2 && (positive == "" || len(found) < 2) {
		return nil, bad("the outcome has the %d values %s, not two", len(found), few(found)).
			Try("name the value that is a case (--positive), or another column")
	}
	if positive == "" {
		switch {
		case c.numbers != nil && isZeroOne(c.numbers):
			y := make([]bool, t.n)
			for i, v := range c.numbers {
				y[i] = v == 1
			}
			return y, nil
		case c.numbers != nil:
			return nil, bad("the outcome has the values %s, not 0 and 1", few(found)).Try("name the value that is a case (--positive)")
		case len(c.levels) != 2:
			return nil, bad("the outcome is declared with the levels %s", few(c.levels)).Try("name the value that is a case (--positive)")
		}
		positive = c.levels[1]
	}
	if !slices.Contains(found, positive) {
		return nil, bad("no row has the positive value %q; there are %s", positive, few(found)).Try("check the spelling")
	}
	y := make([]bool, t.n)
	for i, cell := range c.cells {
		y[i] = cell == positive
	}
	return y, nil
}

// Term returns a column as a term of a model.
func (t *Table) Term(name string) (regression.Term, error) {
	c, err := t.column(name)
	if err != nil {
		return regression.Term{}, err
	}
	if c.numbers != nil {
		return regression.Numeric(name, c.numbers), nil
	}
	return regression.Factor(name, c.levels, c.cells), nil
}

// Terms returns columns as terms of a model, in the order of names.
func (t *Table) Terms(names ...string) ([]regression.Term, error) {
	var terms []regression.Term
	for _, name := range names {
		term, err := t.Term(name)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

// Where returns the table of the rows for which a column says value, such as
// the training rows of a column "set". The levels of factors stay those of the
// whole table.
func (t *Table) Where(name, value string) (*Table, error) {
	c, err := t.column(name)
	if err != nil {
		return nil, err
	}
	var rows []int
	for i, cell := range c.cells {
		if cell == value {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return nil, fault.New(ErrColumn, "no row has the value %q; there are %s", value, few(c.distinct())).At("%s, column %s", t.name, name).Try("check the spelling")
	}
	return t.Select(rows), nil
}

// Select returns the table of the given rows, counted from 0; they may repeat.
func (t *Table) Select(rows []int) *Table {
	s := &Table{name: t.name, n: len(rows), decimalComma: t.decimalComma, warnings: t.warnings}
	for _, c := range t.columns {
		d := column{name: c.name, levels: c.levels, thousands: c.thousands, cells: make([]string, len(rows))}
		if c.numbers != nil {
			d.numbers = make([]float64, len(rows))
		}
		for i, r := range rows {
			d.cells[i] = c.cells[r]
			if c.numbers != nil {
				d.numbers[i] = c.numbers[r]
			}
		}
		s.columns = append(s.columns, d)
	}
	return s
}

func (t *Table) index(name string) int {
	return slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
}

func (t *Table) column(name string) (column, error) {
	if i := t.index(name); i >= 0 {
		return t.columns[i], nil
	}
	return column{}, t.absent(name)
}

func (t *Table) absent(name string) error {
	return fault.New(ErrColumn, "there is no column %q; there are %s", name, some(t.Names())).At("%s, line 1", t.name).Try("check the spelling: names are case sensitive")
}

// distinct returns the different cells of a column without the missing one.
func (c column) distinct() []string {
	seen := map[string]bool{"": true}
	var found []string
	for _, cell := range c.cells {
		if !seen[cell] {
			seen[cell] = true
			found = append(found, cell)
		}
	}
	slices.Sort(found)
	return found
}

func isZeroOne(numbers []float64) bool {
	return !slices.ContainsFunc(numbers, func(v float64) bool { return v != 0 && v != 1 && !math.IsNaN(v) })
}

// few lists values, unless there are so many that they may be codes of patients.
func few(values []string) string {
	const most = 12
	if len(values) > most {
		return strconv.Itoa(len(values)) + " different values"
	}
	return some(values)
}

// some lists a few of the words, and how many more there are.
func some(words []string) string {
	const most = 12
	quoted := make([]string, min(len(words), most))
	for i := range quoted {
		quoted[i] = strconv.Quote(words[i])
	}
	text := strings.Join(quoted, ", ")
	if len(words) > most {
		text += " and " + strconv.Itoa(len(words)-most) + " more"
	}
	return text
}
