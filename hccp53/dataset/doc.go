// Package dataset reads a plain table, such as a CSV file that was saved from a
// spreadsheet or from R, and hands its columns to the statistics:
//
//	f, err := os.Open("cohort.csv")
//	table, err := dataset.Read(f, dataset.Options{})
//	mutated, err := table.Outcome("p53", "")
//	terms, err := table.Terms("age", "afp", "stage")
//	fit, err := regression.Logistic(mutated, terms)
//
// A column whose cells are all numbers is numeric; any other is a factor with
// its levels in alphabetical order, the first being the reference, as read.csv
// and factor of R have it. [Options.Levels] declares other orders, or that a
// column of numbers is a factor. Empty cells, NA and NaN are missing.
//
// The columns may be separated by commas, semicolons or tabs: the header line
// tells. Where it is not a comma, numbers may have a decimal comma. Nothing is
// guessed beyond that: a column that mixes numbers with other words is a factor,
// and asking for its numbers is an error that names the first such cell.
//
// This is the reader for tables without a schema. The cohort of a study is read
// by package cohort, which checks every cell against the data dictionary.
package dataset

import "errors"

// The kinds of bad input.
var (
	// ErrFile: not a table, or a larger one than Options.MaxBytes allows.
	ErrFile = errors.New("dataset: not a readable table")
	// ErrColumn: a column that is absent, named twice, or of the other kind.
	ErrColumn = errors.New("dataset: unsuitable column")
	// ErrLevel: a cell that is none of the declared levels.
	ErrLevel = errors.New("dataset: level not declared")
	// ErrOutcome: a column that is not an outcome of two classes.
	ErrOutcome = errors.New("dataset: not a two-class outcome")
)
