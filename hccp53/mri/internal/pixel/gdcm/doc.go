// Package gdcm unpacks compressed DICOM files with the program gdcmconv of the
// library GDCM, in a child process.
//
//	raw, err := gdcm.Raw(ctx, file, gdcm.LimitsFor(bytes))
//
// JPEG-LS and JPEG 2000 have large decoders in C and C++, which hostile files
// have broken before. In a child process a crash, a hang or a hunger for memory
// ends that process and becomes an error here. The child gets a folder of its
// own, which is removed in every case, an empty environment, and limits of CPU
// time, wall time, memory and output (on Linux; elsewhere of wall time and
// output). At most as many run at a time as there are processors.
//
// The caller hands over a file without anything of a patient in it: see package
// pixel.
package gdcm

import "errors"

// Errors of unpacking.
var (
	// ErrMissing: the program is not installed.
	ErrMissing = errors.New("gdcm: gdcmconv not found")
	// ErrFailed: the program refused the file, crashed, or met a limit.
	ErrFailed = errors.New("gdcm: gdcmconv failed")
)
