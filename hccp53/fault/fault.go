// Package fault is the error that a researcher reads.
//
// Bad input is normal in a study of real patients: a phase is missing, a VOI
// was drawn on another grid, a column holds "n/a". Whoever reads the message
// is rarely the person who wrote the code, so each such error says three
// things: what was found, where, and what to do about it.
//
//	return fault.New(ErrMissingColumn, `column "afp" is missing`).
//		At("cohort.csv, line 1").
//		Try(`add the column, or take "afp" out of clinical.candidates in study.yaml`)
//
// The first argument is the sentinel of the package that found the problem, so
// a caller tells errors apart with errors.Is and reads the parts with
// errors.As:
//
//	var f *fault.Error
//	if errors.As(err, &f) {
//		fmt.Println(f.Where, f.Remedy)
//	}
//
// No patient identifier belongs in any of the three parts: a patient is named
// by the line of the cohort file, which means nothing without that file.
package fault

import (
	"fmt"
	"strings"
)

// Error is a problem in the user's input or environment. The zero value is not
// useful; make one with [New] or [Wrap].
type Error struct {
	// Kind is the sentinel of the package that found the problem, for errors.Is.
	Kind error
	// What was found and what was expected: a sentence without a full stop.
	What string
	// Where it was found: file and line, column, series, phase. May be empty.
	Where string
	// Remedy says what to do, as an imperative. May be empty.
	Remedy string
	// Cause is the error underneath, or nil.
	Cause error
}

// New returns an error of the given kind. The rest is formatted by
// [fmt.Sprintf] and says what was found and what was expected.
func New(kind error, format string, args ...any) *Error {
	return &Error{Kind: kind, What: fmt.Sprintf(format, args...)}
}

// Wrap is [New] with the error that caused the problem.
func Wrap(kind, cause error, format string, args ...any) *Error {
	e := New(kind, format, args...)
	e.Cause = cause
	return e
}

// At sets where the problem was found and returns e.
func (e *Error) At(format string, args ...any) *Error {
	e.Where = fmt.Sprintf(format, args...)
	return e
}

// Try sets the remedy and returns e.
func (e *Error) Try(format string, args ...any) *Error {
	e.Remedy = fmt.Sprintf(format, args...)
	return e
}

// Error returns "where: what (cause); remedy" on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(e.Where)
		b.WriteString(": ")
	}
	b.WriteString(e.What)
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%v)", e.Cause)
	}
	if e.Remedy != "" {
		b.WriteString("; ")
		b.WriteString(e.Remedy)
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// Unwrap returns the kind and the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	all := make([]error, 0, 2)
	for _, err := range []error{e.Kind, e.Cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}
