package batch

import "errors"

// Errors, wrapped in a fault.Error. Those of reading and measuring are errors of
// the packages that do so.
var (
	// ErrCases: the list of cases cannot be read or contradicts itself.
	ErrCases = errors.New("batch: list of cases not usable")
	// ErrGeometry: image and mask do not lie on the same grid.
	ErrGeometry = errors.New("batch: image and mask do not match")
	// ErrLabel: the label is not in the mask, or several are and none is chosen.
	ErrLabel = errors.New("batch: no such label")
	// ErrOrder: what is to be done contradicts itself.
	ErrOrder = errors.New("batch: order not usable")
	// ErrJournal: the journal cannot be written, or another run uses it.
	ErrJournal = errors.New("batch: journal not usable")
	// ErrOutput: the output is of no known format or cannot be written.
	ErrOutput = errors.New("batch: output not usable")
)
