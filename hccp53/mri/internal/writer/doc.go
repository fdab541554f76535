// Package writer writes volumes as series of single-frame MR images.
//
//	point, worst, err := writer.Storable(img)   // slope, intercept and bits that lose least
//	err = writer.Write(dir, writer.Series{
//		StudyUID: writer.UID(seed, "study"), SeriesUID: writer.UID(seed, "series", 1),
//		FrameOfReferenceUID: writer.UID(seed, "frame"), PatientID: "SIM-0001",
//		TimePoints: []writer.TimePoint{point},
//	})
//
// The same Series makes the same bytes. What cannot be written as asked is
// refused, never altered.
//
// Sources: PS3.3, A.4 (MR Image); PS3.5, table 6.2-1 (lengths of texts), annex
// B.2 (UIDs from UUIDs).
package writer

import "errors"

// ErrWriting: a series cannot be written as asked.
var ErrWriting = errors.New("mri: series cannot be written")
