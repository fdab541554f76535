package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// iccFlags are those of icc alone.
type iccFlags struct {
	statsFlags
	subject, rater string
	least          float64
}

func statsICCCommand(s *session) *cobra.Command {
	var f iccFlags
	cmd := &cobra.Command{
		Use:   "icc [FILE]",
		Short: "Agreement of readers: intraclass correlation of each column",
		Long: `icc asks whether two or more readings of the same subject give the same value. The
table has one row a reading, with a column that names the subject and one that names
the reader; every other column of numbers is judged, or those of --terms.

Printed are ICC(2,1), absolute agreement, for readers who are a sample of all, and
ICC(3,1), consistency, for these readers alone, with 95 % intervals (Shrout & Fleiss
1979; McGraw & Wong 1996), as icc of R's irr and psych with lmer = FALSE. Report
which one it is. A column is marked as robust when ICC(2,1) is --least or more.`,
		Example: `  hccp53 stats icc readings.csv --subject patient --rater reader --least .75 --out results`,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.icc(cmd, s, args) },
	}
	f.dataFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.subject, "subject", "", "the column that names the subject")
	flags.StringVar(&f.rater, "rater", "", "the column that names the reader")
	flags.StringArrayVar(&f.terms, "terms", nil, "the columns to judge; all columns of numbers when left out")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "columns that take no part")
	flags.Float64Var(&f.least, "least", .75, "the ICC(2,1) from which a column is robust")
	f.outputFlags(cmd)
	return cmd
}

// iccOfColumn is the agreement in one column.
type iccOfColumn struct {
	Column string               `json:"column"`
	ICC    *inference.ICCResult `json:"icc"` // null where it is not defined
	Robust bool                 `json:"robust"`
	Note   string               `json:"note,omitempty"`
}

func (f *iccFlags) icc(cmd *cobra.Command, s *session, args []string) error {
	if f.subject == "" || f.rater == "" {
		return fault.New(errStats, "which columns name subject and reader is not known").Try("give --subject and --rater")
	}
	if err := f.early("icc"); err != nil {
		return err
	}
	d, err := f.read(args)
	if err != nil {
		return err
	}
	if err := d.withoutMissing(f.subject, "subject"); err != nil {
		return err
	}
	if err := d.withoutMissing(f.rater, "reader"); err != nil {
		return err
	}
	place, subjects, raters, err := f.places(d)
	if err != nil {
		return err
	}
	names := splitTerms(f.terms)
	if len(names) == 0 {
		for _, name := range d.table.Names() {
			if name != f.subject && name != f.rater && !d.table.IsFactor(name) {
				names = append(names, name)
			}
		}
	}
	names = slices.DeleteFunc(names, func(n string) bool { return slices.Contains(f.exclude, n) })
	if len(names) == 0 {
		return fault.New(errStats, "there is no column of numbers to judge").At("%s", d.name).Try("give --terms")
	}
	var results []iccOfColumn
	for _, name := range names {
		values, err := d.table.Numbers(name)
		if err != nil {
			return err
		}
		ratings := make([][]float64, subjects)
		for i := range ratings {
			ratings[i] = slices.Repeat([]float64{math.NaN()}, raters)
		}
		for row, at := range place {
			ratings[at[0]][at[1]] = values[row]
		}
		one := iccOfColumn{Column: name}
		if r, err := inference.ICC(ratings); err != nil {
			one.Note = err.Error()
			d.warn("%s: %v", name, err)
		} else {
			one.ICC, one.Robust = &r, r.ICC21 >= f.least
		}
		results = append(results, one)
	}
	a := d.answer("icc")
	a.Settings["subject"], a.Settings["rater"], a.Settings["least"] = f.subject, f.rater, f.least
	a.Result = results
	a.tables = []hccp53.Table{f.table(results, subjects, raters)}
	a.iccFile(results)
	return f.finish(cmd, s, d, a)
}

// places returns subject and rater of each row, counted from 0.
func (f *iccFlags) places(d *statsData) (at [][2]int, subjects, raters int, err error) {
	var cells, values [2][]string
	for k, column := range []string{f.subject, f.rater} {
		if cells[k], err = d.table.Labels(column); err != nil {
			return nil, 0, 0, err
		}
		if values[k], err = distinct(d.table, column); err != nil {
			return nil, 0, 0, err
		}
	}
	seen := map[[2]int]int{}
	for row := range cells[0] {
		p := [2]int{slices.Index(values[0], cells[0][row]), slices.Index(values[1], cells[1][row])}
		if before, twice := seen[p]; twice {
			return nil, 0, 0, fault.New(errStats, "rows %d and %d are the same subject and reader", before, d.numbers[row]).At("%s", d.name).
				Try("leave one of them, or name readings of one reader apart")
		}
		seen[p] = d.numbers[row]
		at = append(at, p)
	}
	return at, len(values[0]), len(values[1]), nil
}

func (f *iccFlags) table(results []iccOfColumn, subjects, raters int) hccp53.Table {
	t := hccp53.Table{Name: "icc", Title: "Agreement of readers", Header: []string{"column", "subjects", "ICC(2,1), agreement", "ICC(3,1), consistency", fmt.Sprintf("≥ %g", f.least)}}
	robust := 0
	for _, r := range results {
		row := []string{r.Column, "–", "–", "–", ""}
		if r.ICC != nil {
			row[1], row[2], row[3] = fmt.Sprint(r.ICC.N), withInterval(r.ICC.ICC21, r.ICC.ICC21CI, 3), withInterval(r.ICC.ICC31, r.ICC.ICC31CI, 3)
		}
		if r.Robust {
			row[4] = "yes"
			robust++
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{fmt.Sprintf("%d subjects, %d readers; %d of %s with ICC(2,1) of at least %g. A subject without all readings is left out.", subjects, raters, robust, fault.Count(len(results), "column"), f.least)}
	return t
}

func (a *statsAnswer) iccFile(results []iccOfColumn) {
	var rows [][]any
	for _, r := range results {
		if r.ICC == nil {
			rows = append(rows, append([]any{r.Column, "", "", "", "", "", "", "", "", "", "", "", r.Robust}, strings.ReplaceAll(r.Note, "\n", " ")))
			continue
		}
		i := r.ICC
		rows = append(rows, []any{r.Column, i.N, i.Raters, i.ICC11, i.ICC11CI[0], i.ICC11CI[1], i.ICC21, i.ICC21CI[0], i.ICC21CI[1], i.ICC31, i.ICC31CI[0], i.ICC31CI[1], r.Robust, ""})
	}
	a.csvFile("icc", []string{"column", "subjects", "readers", "icc11", "icc11_low", "icc11_high", "icc21", "icc21_low", "icc21_high", "icc31", "icc31_low", "icc31_high", "robust", "note"}, rows)
}
