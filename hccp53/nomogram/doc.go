// Package nomogram turns a logistic model into what a clinician can use without
// a computer, or with nothing but a browser: scales of points, a printable
// table, and a web page of one file.
//
//	fit, err := regression.Logistic(mutated, terms)
//	n, err := nomogram.New(fit, terms, label)
//	fmt.Print(n) // the table of points
//	r, err := n.Points(patients, 0) // points, risk and its 95 % interval
//	err = n.Page(file, nomogram.PageOptions{Outcome: "P53 mutation"})
//
// Each term has an axis. What a value adds to the log odds is shifted so that
// the axis begins at 0 points and stretched so that the longest axis of all
// spans 100. The sum of the points is the risk.
//
// The axes, their marks and the printed table are those of nomogram() of R's
// rms (Harrell, Regression Modeling Strategies, 2015, ch. 5), for numbers,
// factors and restricted cubic splines. Only the axis of risk differs: rms
// interpolates it, here it is exact. [Nomogram.Points] reads a patient off by
// the model and not with a ruler, so that its risk is the one that the model
// predicts.
//
// [Nomogram.Page] writes the nomogram as a web page that works from disk and
// asks nothing of any server: see there.
package nomogram

import "errors"

// The kinds of what cannot be drawn or read.
var (
	// ErrModel reports a model, or training data, that give no nomogram.
	ErrModel = errors.New("nomogram: not possible for this model")
	// ErrPatient reports a patient who cannot be read off.
	ErrPatient = errors.New("nomogram: patient not readable")
	// ErrPage reports settings of a page that cannot be shown.
	ErrPage = errors.New("nomogram: page not possible")
)
