// Package conformance compares an engine with what others found in the same
// data, fact by fact.
//
// The packages below it each judge one engine against a reference folder. They
// name no data set: what lies in the folder is walked. Each comparison becomes
// a [Finding]; a [Report] counts them, shows what is wrong, and is written as
// Markdown for a paper's supplement:
//
//	report, err := images.Judge(ctx, "reference/dicom")
//	err = report.WriteMarkdown(w)
//	err = report.Err() // ErrMiss when a fact is not met
package conformance

import "errors"

// Errors of a judgement.
var (
	// ErrReference: the reference folder cannot be read or is not laid out as
	// documented.
	ErrReference = errors.New("conformance: reference not readable")
	// ErrNothing: nothing was found to judge by.
	ErrNothing = errors.New("conformance: nothing to judge by")
	// ErrMiss: at least one fact is not met.
	ErrMiss = errors.New("conformance: facts not met")
)
