package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/dataset"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// statsData is the table that a verb works on.
type statsData struct {
	name      string // of the file, without its folder
	hash      string
	rows      int // in the file
	table     *dataset.Table
	numbers   []int // of the rows of table, in the file, from 1
	schema    *cohort.Schema
	declared  map[string]bool // factors whose levels were given
	simulated bool
	outcome   *statsOutcome
	sets      []statsSet
	warnings  []string
	context   context.Context       // of the call, where work is long
	tell      func(hccp53.Progress) // nil where nothing is told
}

// statsOutcome is the outcome of the rows of the table.
type statsOutcome struct {
	Column   string `json:"column"`
	Title    string `json:"title,omitempty"` // where it is another
	Positive string `json:"positive"`
	Negative string `json:"negative"`
	cases    []bool
}

func (d *statsData) warn(format string, args ...any) {
	if text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " "); !slices.Contains(d.warnings, text) {
		d.warnings = append(d.warnings, text)
	}
}

// maxStatsFile bounds the table.
const maxStatsFile = 64 << 20

// read reads the table with its schema and card; the outcome is not looked at.
func (f *statsFlags) read(args []string) (*statsData, error) {
	if err := f.check(args); err != nil {
		return nil, err
	}
	d := &statsData{name: filepath.Base(f.data), simulated: f.simulated}
	content, err := readSmall(f.data, maxStatsFile)
	if err != nil {
		return nil, err
	}
	d.hash = string(provenance.HashBytes(content))
	if err := d.readSchema(f.schema); err != nil {
		return nil, err
	}
	if err := d.readCard(filepath.Join(filepath.Dir(f.data), "cohort.json")); err != nil {
		return nil, err
	}
	first, err := dataset.Read(bytes.NewReader(content), dataset.Options{Name: d.name})
	if err != nil {
		return nil, err
	}
	levels, err := f.levels(d, first)
	if err != nil {
		return nil, err
	}
	d.declared = map[string]bool{}
	for name := range levels {
		d.declared[name] = true
	}
	if d.table, err = dataset.Read(bytes.NewReader(content), dataset.Options{Name: d.name, Levels: levels}); err != nil {
		return nil, err
	}
	for _, text := range d.table.Warnings() {
		d.warn("%s", text)
	}
	if d.rows = d.table.Rows(); d.rows == 0 {
		return nil, fault.New(errStats, "the table has no rows").At("%s", d.name).Try("put one row a patient below the header line")
	}
	for i := range d.rows {
		d.numbers = append(d.numbers, i+1)
	}
	return d, nil
}

// readSmall reads a file of at most so many bytes. Errors name it without its
// folder, which may be called after a patient.
func readSmall(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fault.Wrap(errStats, fault.Bare(err), "the file cannot be read").At("%s", filepath.Base(path)).Try("check the name")
	case info.IsDir():
		return nil, fault.New(errStats, "it is a folder").At("%s", filepath.Base(path)).Try("name a file")
	case info.Size() > most:
		return nil, fault.New(errStats, "the file is larger than %d MiB", most>>20).At("%s", filepath.Base(path)).Try("leave out columns that are not needed")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(errStats, fault.Bare(err), "the file cannot be read").At("%s", filepath.Base(path)).Try("check the permissions")
	}
	return content, nil
}

func (d *statsData) readSchema(path string) error {
	if path == "" {
		return nil
	}
	content, err := readSmall(path, 1<<20)
	if err != nil {
		return err
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(content))
	if err != nil {
		return placed(err, filepath.Base(path))
	}
	d.schema = &schema
	return nil
}

// readCard looks into the file beside a cohort that says whether it is simulated.
func (d *statsData) readCard(path string) error {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var card cohort.Card
	if err == nil {
		err = json.Unmarshal(content, &card)
	}
	if err != nil {
		return fault.Wrap(errStats, fault.Bare(err), "the card beside the table cannot be read").At("%s", filepath.Base(path)).Try("correct or remove it")
	}
	d.simulated = d.simulated || card.Simulated
	return nil
}

// levels returns the levels of the declared factors: those of --factor, and of
// the categories in the schema.
func (f *statsFlags) levels(d *statsData, t *dataset.Table) (map[string][]string, error) {
	levels := map[string][]string{}
	if d.schema != nil {
		for _, c := range d.schema.Columns {
			if c.Kind == cohort.Category && t.Has(c.Name) {
				levels[c.Name] = c.Levels
			}
		}
	}
	for _, text := range f.factors {
		name, list, _ := strings.Cut(text, "=")
		name = strings.TrimSpace(name)
		found, err := distinct(t, name)
		if err != nil {
			return nil, err
		}
		var declared []string
		for level := range strings.SplitSeq(list, ",") {
			if level = strings.TrimSpace(level); level != "" {
				declared = append(declared, level)
			}
		}
		if len(declared) == 1 { // the reference alone; the others follow
			if !slices.Contains(found, declared[0]) {
				return nil, fault.New(errStats, "no row has the level %q", declared[0]).At("%s, column %s", d.name, name).
					Try("there are %s", fault.List(found, 12, func(s string) string { return s }))
			}
			declared = append(declared, slices.DeleteFunc(found, func(v string) bool { return v == declared[0] })...)
		}
		levels[name] = declared
	}
	return levels, nil
}

// distinct returns the different cells of a column in alphabetical order, without
// the missing one.
func distinct(t *dataset.Table, name string) ([]string, error) {
	cells, err := t.Labels(name)
	if err != nil {
		return nil, err
	}
	found := slices.Compact(slices.Sorted(slices.Values(cells)))
	return slices.DeleteFunc(found, func(v string) bool { return v == "" }), nil
}

// keep leaves only the given rows of the table, counted from 0.
func (d *statsData) keep(rows []int) {
	numbers := make([]int, len(rows))
	for i, r := range rows {
		numbers[i] = d.numbers[r]
	}
	d.table, d.numbers = d.table.Select(rows), numbers
	if d.outcome != nil {
		d.outcome.cases = pick(d.outcome.cases, rows)
	}
}

// withoutMissing leaves out rows in which a column is missing, and says so.
func (d *statsData) withoutMissing(column, what string) error {
	cells, err := d.table.Labels(column)
	if err != nil {
		return err
	}
	var present []int
	for i, cell := range cells {
		if cell != "" {
			present = append(present, i)
		}
	}
	if n := len(cells) - len(present); n > 0 {
		if len(present) == 0 {
			return fault.New(errStats, "no row has a value").At("%s, column %s", d.name, column).Try("name another column for the %s", what)
		}
		d.warn("%s left out: no value of the %s %s", fault.Count(n, "row"), what, column)
		d.keep(present)
	}
	return nil
}

// label returns what figures and tables print for a term.
func (d *statsData) label(term string) string {
	if d.schema == nil {
		return term
	}
	column, logarithm := columnOf(term)
	if c, err := d.schema.Column(column); err == nil {
		return c.Label(logarithm)
	}
	return term
}
