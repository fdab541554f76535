package mri

import (
	"hcclab/hccp53/mri/internal/writer"
	"hcclab/hccp53/volume"
)

// Writing is one MR series to be written, one file a slice and time point: UIDs,
// patient, times, equipment and settings, and TimePoints, all on one grid.
// Converted tells that the volumes come from another format: then times,
// settings, age and the kind of sequence are not known unless given.
type Writing = writer.Series

// TimePoint is one volume of a series that is written: Image, when it was
// Acquired, and how it is stored. A value v is stored as round((v −
// Intercept)/Slope), clipped to what Bits (0 stands for 12), Signed or not, can
// hold. TemporalIndex, from 1, is the temporal position; with 0 none is written.
type TimePoint = writer.TimePoint

// WriteSeries writes the files IM00001.dcm, IM00002.dcm … named by instance
// number into dir, which is made if need be: time point after time point, each
// from its first slice (z = 0) to its last. The files are MR images in explicit
// little endian with samples of 16 bits; text is UTF-8. The same Writing makes the
// same bytes.
//
// The error is [ErrWriting] for a Writing that cannot be written as asked (no
// volume, different grids, texts too long, values that are not numbers), for a
// file that is already there, and for a failing disk. What was written until
// then stays: write into a temporary folder and rename that when all is done.
func WriteSeries(dir string, w Writing) error { return writer.Write(dir, w) }

// Storable returns img as a time point that [WriteSeries] can write, and the
// largest difference between a value and the one that is read back: 0 where 16
// bits can hold the values, which are whole numbers, or half a step of 65,536
// from the least to the greatest. The slices of a left-handed grid are put into
// the other order; every value stays at its point. The error is [ErrWriting]: a
// value is no number, or the axes are not at right angles.
func Storable(img *volume.Image) (p TimePoint, worst float64, err error) {
	return writer.Storable(img)
}

// UID returns a DICOM unique identifier below the root 2.25, derived from seed
// and parts: the same every time, and different for different seeds or parts.
func UID(seed uint64, parts ...any) string { return writer.UID(seed, parts...) }
