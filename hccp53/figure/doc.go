// Package figure draws the figures of a study, ready for a journal.
//
// Each kind of figure has one constructor that takes the results as the other
// packages give them and returns a [Figure]:
//
//	f, err := figure.ROC([]figure.ROCPanel{{Title: "Validation", Curves: curves}}, figure.Options{})
//	paths, err := f.Save("results/figures") // roc.svg, roc.png, roc.pdf
//
// A constructor checks its data and returns an error of one of the kinds below;
// rendering what it returned cannot fail for reasons of data.
//
// All figures share one style. They are 85 mm wide, one column of a journal,
// or 174 mm, two; type is 8 pt (7 pt for tick labels and notes); colours are
// those of Okabe and Ito, which the colour-blind can tell apart, and what differs
// in colour differs in line, mark or place as well. Legends stand beside the data,
// never on them. The same data give the same bytes, always: no time stamp, no
// random name.
//
// Figures of simulated patients say so at the top right ([Options.Simulated]).
//
// Fonts travel with the program (Liberation Sans): pixels and PDF have them
// inside, SVG names it with Arial and Helvetica, which have the same widths, as
// the next choices and fixes the width of each text.
//
// The package draws on the vector canvas of gonum/plot and is its only importer.
package figure

import "errors"

// The kinds of data that cannot be drawn.
var (
	// ErrEmpty: there is nothing to draw.
	ErrEmpty = errors.New("figure: nothing to draw")
	// ErrNotFinite: a value is NaN or infinite.
	ErrNotFinite = errors.New("figure: not a finite number")
	// ErrOneClass: the patients are all of one class.
	ErrOneClass = errors.New("figure: only one class of outcome")
	// ErrLength: slices that belong together differ in length.
	ErrLength = errors.New("figure: lengths differ")
	// ErrGrid: images and VOI do not lie on one grid, or the VOI is empty.
	ErrGrid = errors.New("figure: images and VOI do not fit")
	// ErrText: a text cannot be printed, or a name cannot be that of a file.
	ErrText = errors.New("figure: text not printable")
	// ErrRange: a number is outside the range in which it means something.
	ErrRange = errors.New("figure: out of range")
)
