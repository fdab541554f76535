package cohort

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// Errors about the content of a cohort file.
var (
	ErrFile             = errors.New("cohort: file not readable")
	ErrMissingColumn    = errors.New("cohort: column missing")
	ErrUnknownColumn    = errors.New("cohort: column not in the schema")
	ErrValue            = errors.New("cohort: value not allowed")
	ErrDuplicatePatient = errors.New("cohort: patient occurs twice")
	ErrOneClass         = errors.New("cohort: outcome has one class")
)

// maxFile bounds the size of a cohort file: 64 MiB are some 500,000 patients.
const maxFile = 64 << 20

// Problems are all errors found in one file. Its text is the first of them and
// the number of the others.
type Problems []error

// Error returns the first problem and how many more there are.
func (p Problems) Error() string {
	if len(p) == 1 {
		return p[0].Error()
	}
	return fmt.Sprintf("%v (and %s in the file: `hccp53 check` lists all)", p[0], fault.Count(len(p)-1, "more problem"))
}

// Unwrap returns the problems one by one.
func (p Problems) Unwrap() []error { return p }

// Card is what the file cohort.json beside the cohort says of it. Both are
// optional: real patients need none.
type Card struct {
	// Simulated patients are labelled so in every figure and table.
	Simulated bool   `json:"simulated"`
	Preset    string `json:"preset,omitempty"`
	Seed      uint64 `json:"seed,omitempty"`
}

// Read reads a cohort file (CSV with a header line, UTF-8) and the card beside
// it. Every cell is checked against the schema; the error is of type
// [Problems] and names line, column and value of each. Paths in the file are
// taken as relative to it.
func Read(path string, schema Schema) (*Cohort, error) {
	c, err := read(path, schema, true)
	if err != nil {
		return nil, err
	}
	if err := c.needsBothClasses(); err != nil {
		return nil, err
	}
	return c, c.readCard(filepath.Join(filepath.Dir(path), "cohort.json"))
}

// ReadPatients reads new patients, whose outcome is not known: the file has
// the columns of a cohort file, the outcome may be missing and is not read.
func ReadPatients(path string, schema Schema) (Patients, error) {
	c, err := read(path, schema, false)
	if err != nil {
		return Patients{}, err
	}
	return c.everyone(), nil
}

func read(path string, schema Schema, withOutcome bool) (*Cohort, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(ErrFile, fault.Bare(err), "the cohort file cannot be opened").At("%s", path).
			Try("check cohort in study.yaml; `hccp53 simulate` makes the demo cohort")
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.Wrap(ErrFile, fault.Bare(err), "the cohort file cannot be read").At("%s", path)
	}
	if len(content) > maxFile {
		return nil, fault.New(ErrFile, "the cohort file is larger than %d MiB", maxFile>>20).At("%s", path)
	}
	c := &Cohort{schema: schema, dir: filepath.Dir(path), file: filepath.Base(path), hash: provenance.HashBytes(content)}
	if problems := c.parse(content, withOutcome); len(problems) > 0 {
		return nil, problems
	}
	return c, nil
}

func (c *Cohort) parse(content []byte, withOutcome bool) (problems Problems) {
	file := c.file
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return Problems{fault.Wrap(ErrFile, err, "the file has no header line").At("%s, line 1", file).Try("write the names of the columns in the first line")}
	}
	if len(header) == 1 && strings.Contains(header[0], ";") {
		return Problems{fault.New(ErrFile, "the columns are separated by semicolons").At("%s, line 1", file).Try("save the file as CSV with commas")}
	}
	columns, problems := c.header(file, header, withOutcome)
	if len(problems) > 0 {
		return problems
	}
	firstLine := map[string]int{}
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return append(problems, fault.Wrap(ErrFile, err, "the line is not CSV").At("%s", file).Try("check the quotation marks"))
		}
		line, _ := r.FieldPos(0)
		if len(record) != len(header) {
			problems = append(problems, fault.New(ErrFile, "%d cells instead of %d", len(record), len(header)).At("%s, line %d", file, line).
				Try("put text that holds a comma in quotation marks"))
			continue
		}
		p := &patient{line: line, number: map[string]float64{}, word: map[string]string{}}
		for i, col := range columns {
			if col.Name == "" || col.Role == RoleOutcome && !withOutcome {
				continue
			}
			if err := p.set(col, strings.TrimSpace(record[i])); err != nil {
				problems = append(problems, err.At("%s, line %d, column %q", file, line, col.Name))
			}
		}
		idColumn, _ := c.schema.Role(RoleID)
		p.id = p.word[idColumn.Name]
		if before, twice := firstLine[p.id]; twice && p.id != "" {
			problems = append(problems, fault.New(ErrDuplicatePatient, "the patient of line %d occurs again", before).At("%s, line %d", file, line).
				Try("keep one row a patient"))
		}
		firstLine[p.id] = line
		c.all = append(c.all, p)
		p.row = len(c.all)
	}
	if len(c.all) == 0 && len(problems) == 0 {
		problems = append(problems, fault.New(ErrFile, "there are no patients").At("%s", file).Try("write one row a patient below the header"))
	}
	sort.SliceStable(c.all, func(i, j int) bool { return c.all[i].id < c.all[j].id })
	return problems
}

// header matches the names of the first line with the schema. A column that an
// open schema does not describe has an empty description.
func (c *Cohort) header(file string, names []string, withOutcome bool) (columns []Column, problems Problems) {
	where := fmt.Sprintf("%s, line 1", file)
	for i, name := range names {
		name = strings.TrimSpace(name)
		names[i] = name
		col, err := c.schema.Column(name)
		switch {
		case slices.Contains(names[:i], name):
			problems = append(problems, fault.New(ErrFile, "column %q occurs twice", name).At("%s", where).Try("remove or rename one of them"))
		case err != nil && !c.schema.Open:
			problems = append(problems, fault.New(ErrUnknownColumn, "column %q is not in the schema", name).At("%s", where).
				Try("describe it in the schema, rename it or remove it"))
		}
		columns = append(columns, col)
	}
	for _, col := range c.schema.Columns {
		needed := col.Required && (withOutcome || col.Role != RoleOutcome)
		if needed && !slices.Contains(names, col.Name) {
			problems = append(problems, fault.New(ErrMissingColumn, "column %q is missing", col.Name).At("%s", where).
				Try("add it: %s", strings.TrimSuffix(col.Description, ".")))
		}
		if slices.Contains(names, col.Name) {
			c.present = append(c.present, col)
		}
	}
	return columns, problems
}

// set stores one cell. An empty cell is a missing value.
func (p *patient) set(col Column, cell string) *fault.Error {
	if cell == "" {
		if col.Required {
			return fault.New(ErrValue, "the cell is empty").Try("fill it in: %s", strings.TrimSuffix(col.Description, "."))
		}
		if col.Kind == Number || col.Kind == Integer {
			p.number[col.Name] = math.NaN()
		}
		return nil
	}
	orEmpty := ""
	if !col.Required {
		orEmpty = " or leave the cell empty"
	}
	switch col.Kind {
	case Text:
		p.word[col.Name] = cell
	case Category:
		if !slices.Contains(col.Levels, cell) {
			return fault.New(ErrValue, "%q is not one of %s", cell, quoted(col.Levels)).Try("correct the spelling%s", orEmpty)
		}
		p.word[col.Name] = cell
	default:
		v, err := strconv.ParseFloat(cell, 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			return fault.New(ErrValue, "%q is no number", cell).Try("write a number with a decimal point%s", orEmpty)
		case col.Kind == Integer && v != math.Trunc(v):
			return fault.New(ErrValue, "%s is no whole number", cell).Try("write a whole number")
		case v < col.Min || v == col.Min && col.MinOpen || v > col.Max:
			return fault.New(ErrValue, "%s is not %s", cell, col.interval()).Try("check %sthe decimal point", col.unitAnd())
		case len(col.Allowed) > 0 && !slices.Contains(col.Allowed, v):
			return fault.New(ErrValue, "%s is not one of %v", cell, col.Allowed)
		}
		p.number[col.Name] = v
	}
	return nil
}

// interval says in a message which numbers are allowed.
func (c Column) interval() string {
	least := "at least"
	if c.MinOpen {
		least = "above"
	}
	switch {
	case math.IsInf(c.Max, 1):
		return fmt.Sprintf("%s %g", least, c.Min)
	case math.IsInf(c.Min, -1):
		return fmt.Sprintf("at most %g", c.Max)
	case c.MinOpen:
		return fmt.Sprintf("above %g and at most %g", c.Min, c.Max)
	}
	return fmt.Sprintf("between %g and %g", c.Min, c.Max)
}

func (c Column) unitAnd() string {
	if c.Unit == "" {
		return ""
	}
	return fmt.Sprintf("the unit (%s) and ", c.Unit)
}

func quoted(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = strconv.Quote(w)
	}
	return strings.Join(q, ", ")
}

func (c *Cohort) readCard(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, &c.card)
	}
	if err != nil {
		return fault.Wrap(ErrFile, err, "the card of the cohort cannot be read").At("%s", filepath.Base(path)).Try("correct or remove it")
	}
	return nil
}
