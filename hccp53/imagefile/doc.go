// Package imagefile describes and converts image files of every format that is
// read here: DICOM, NIfTI, NRRD.
//
//	d, err := imagefile.Describe(ctx, "patients/017/mri")
//	for _, v := range d.Volumes {
//		fmt.Println(v.SeriesNumber, v.Size, v.Spacing, v.Phase, v.Evidence)
//	}
//	written, err := imagefile.Convert(ctx, "patients/017/mri", "volumes", imagefile.Options{All: true})
//
// The content decides about the format, not the name of a file.
package imagefile

import "errors"

// Errors, wrapped in a fault.Error. Those of reading are errors of the packages
// of the formats.
var (
	// ErrFile: the path cannot be read, or what it names is no image file.
	ErrFile = errors.New("imagefile: no image file")
	// ErrChoice: what was asked for is not in the source, or is ambiguous.
	ErrChoice = errors.New("imagefile: no such volume")
	// ErrTarget: the destination is of no known format, or is there already.
	ErrTarget = errors.New("imagefile: destination not usable")
)
