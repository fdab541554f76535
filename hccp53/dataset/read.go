package dataset

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// Options say how a table is read. The zero value suits most.
type Options struct {
	// Name is what errors call the table, usually the name of the file.
	Name string
	// Levels declares factors by the name of the column: their levels, the
	// reference first. Nil levels take those found, in alphabetical order.
	Levels map[string][]string
	// MaxBytes bounds the size of the table; 0 means 64 MiB.
	MaxBytes int64
}

const defaultMaxBytes = 64 << 20

// Table is a table in memory. Its columns are not copied on the way out and must
// not be changed.
type Table struct {
	name         string
	columns      []column
	n            int
	decimalComma bool
	warnings     []string
}

// column is one column; numbers is nil in a factor.
type column struct {
	name    string
	cells   []string // trimmed; "" is missing
	numbers []float64
	levels  []string // of a factor
	// thousands tells that every comma of the numbers has three digits behind it.
	thousands bool
}

// Read reads a table with a header line, in UTF-8 with or without a byte order
// mark. The errors are [ErrFile] for what is no table (no header, a name used
// twice, a line with more or fewer cells), [ErrColumn] for a declared factor that
// is absent and [ErrLevel] for a cell that is none of its levels.
func Read(r io.Reader, o Options) (*Table, error) {
	limit := o.MaxBytes
	if limit == 0 {
		limit = defaultMaxBytes
	}
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fault.Wrap(ErrFile, fault.Bare(err), "the table cannot be read").At("%s", o.Name)
	}
	if int64(len(content)) > limit {
		return nil, fault.New(ErrFile, "the table is larger than %d MiB", limit>>20).At("%s", o.Name).Try("split it, or leave out columns")
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	separator := separatorOf(content)
	records := csv.NewReader(bytes.NewReader(content))
	records.Comma = separator
	records.FieldsPerRecord = -1
	records.ReuseRecord = true
	header, err := records.Read()
	if err != nil {
		return nil, fault.Wrap(ErrFile, err, "there is no header line").At("%s, line 1", o.Name).Try("write the names of the columns in the first line")
	}
	t := &Table{name: o.Name}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if name == "" && i == 0 {
			name = "row" // write.csv of R leaves the name of the row numbers empty
		}
		if name == "" || t.index(name) >= 0 {
			return nil, fault.New(ErrFile, "the name of column %d is %q, which is empty or taken", i+1, name).At("%s, line 1", o.Name).Try("give every column a name of its own")
		}
		t.columns = append(t.columns, column{name: name, cells: []string{}})
	}
	for {
		record, err := records.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault.Wrap(ErrFile, err, "a line is not CSV").At("%s", o.Name).Try("check the quotation marks")
		}
		if len(record) != len(t.columns) {
			line, _ := records.FieldPos(0)
			return nil, fault.New(ErrFile, "%d cells instead of %d", len(record), len(t.columns)).At("%s, line %d", o.Name, line).
				Try("put text that holds the separator %q in quotation marks", separator)
		}
		for i, cell := range record {
			t.columns[i].cells = append(t.columns[i].cells, present(cell))
		}
		t.n++
	}
	for name := range o.Levels {
		if t.index(name) < 0 {
			return nil, t.absent(name)
		}
	}
	t.decimalComma = separator != ','
	for i := range t.columns {
		levels, declared := o.Levels[t.columns[i].name]
		if err := t.columns[i].classify(levels, declared, t.decimalComma, o.Name); err != nil {
			return nil, err
		}
		if text := t.columns[i].doubt(t.decimalComma); text != "" && !declared {
			t.warnings = append(t.warnings, text)
		}
	}
	return t, nil
}

// doubt says why a factor may have been meant as a number: nine of ten of its
// cells are numbers.
func (c *column) doubt(decimalComma bool) string {
	if c.numbers != nil {
		return ""
	}
	if c.thousands {
		return fmt.Sprintf("column %s: its commas may be decimal or separate thousands; it is read as words. Write the numbers with a decimal point", c.name)
	}
	known, numbers, first := 0, 0, -1
	for i, cell := range c.cells {
		if cell == "" {
			continue
		}
		known++
		if _, ok := parseNumber(cell, decimalComma); ok {
			numbers++
		} else if first < 0 {
			first = i
		}
	}
	if first < 0 || 10*numbers < 9*known {
		return ""
	}
	return fmt.Sprintf("column %s: %d of %d cells are numbers, but row %d says %q; it is read as words", c.name, numbers, known, first+1, c.cells[first])
}

// inThousands reports whether every comma in the cells has three digits behind it
// and one to three before: 1,231 may be more than a thousand or little more than
// one.
func inThousands(cells []string) bool {
	any := false
	for _, cell := range cells {
		before, after, has := strings.Cut(strings.TrimPrefix(cell, "-"), ",")
		if !has {
			continue
		}
		if len(after) != 3 || len(before) < 1 || len(before) > 3 || before == "0" {
			return false
		}
		any = true
	}
	return any
}

// separatorOf returns the separator of the header line: the one of comma,
// semicolon and tab that occurs most often, the comma in case of doubt.
func separatorOf(content []byte) rune {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, s := range []rune{';', '\t'} {
		if n := bytes.Count(line, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}

// present returns the trimmed cell, "" for a missing one.
func present(cell string) string {
	cell = strings.TrimSpace(cell)
	if cell == "NA" || cell == "NaN" || cell == "nan" {
		return ""
	}
	return strings.Clone(cell) // the reader uses its buffer again
}

// classify decides whether a column is numeric or a factor.
func (c *column) classify(levels []string, declared, decimalComma bool, table string) error {
	c.thousands = decimalComma && inThousands(c.cells)
	if !declared && !c.thousands {
		if numbers, ok := c.parse(decimalComma); ok {
			c.numbers = numbers
			return nil
		}
	}
	if levels == nil {
		for _, cell := range c.cells {
			if cell != "" && !slices.Contains(levels, cell) {
				levels = append(levels, cell)
			}
		}
		slices.Sort(levels)
	}
	for i, cell := range c.cells {
		if cell != "" && declared && !slices.Contains(levels, cell) {
			return fault.New(ErrLevel, "%q is none of the levels %q", cell, levels).At("%s, row %d, column %s", table, i+1, c.name).
				Try("declare the level, or correct the cell")
		}
	}
	c.levels = slices.Clone(levels)
	if c.levels == nil {
		c.levels = []string{}
	}
	return nil
}

// parse returns the cells as numbers, and whether all of them are.
func (c *column) parse(decimalComma bool) ([]float64, bool) {
	numbers := make([]float64, len(c.cells))
	for i, cell := range c.cells {
		v, ok := parseNumber(cell, decimalComma)
		if !ok {
			return nil, false
		}
		numbers[i] = v
	}
	return numbers, true
}

// parseNumber returns the number in a cell, NaN for an empty one.
func parseNumber(cell string, decimalComma bool) (float64, bool) {
	if cell == "" {
		return math.NaN(), true
	}
	if decimalComma && strings.Count(cell, ",") == 1 && !strings.Contains(cell, ".") {
		cell = strings.Replace(cell, ",", ".", 1)
	}
	if strings.ContainsAny(cell, "xX_") {
		return 0, false // 0x1p3 and 1_000 are Go's, not a spreadsheet's
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil && !math.IsNaN(v)
}
