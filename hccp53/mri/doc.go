// Package mri turns folders of DICOM files into volumes and finds the phases
// of a dynamic contrast-enhanced MR study.
//
//	study, err := mri.Load(ctx, "patients/017/mri")
//	arterial, err := study.Phase(mri.AP)
//	fmt.Println(arterial.Evidence) // 31 s after the start of injection (AP: 15 to 45 s)
//
// # From files to volumes
//
// File names, the order of folders and the instance numbers decide nothing. The
// images of a series are first parted by what cannot belong to one volume:
// orientation, matrix, voxel size, image type, echo, stack. Within a part they are
// placed by their position along the slice normal. Every position must hold the
// same number k of images: k volumes in time, in the order of the first of
// these that tells them apart: temporal position, trigger time, acquisition
// time, acquisition number, content time. Only where all of those are silent is
// the rank of the instance number taken, and a warning says so.
//
// Volumes are never repaired. A missing slice, a tilted gantry, images that do
// not fit together: such a series is refused, with the reason in
// [Study.Warnings] and in the error of [Study.Phase].
//
// A slice image is a file, a frame of an enhanced file, which says where each of
// its frames lies, or a tile of a Siemens mosaic. All transfer syntaxes are read
// that package pixel decodes. Headers are read first, and the pixels only of
// what becomes a volume; a file that changes meanwhile is an error.
//
// [Load] takes one study and is strict: one damaged file, and there is no study.
// [Volumes] takes any file or folder and refuses series by series. [Scan] reads
// headers only.
//
// # From volumes to phases
//
// A volume is named by the time between the start of the injection and its
// acquisition, by words in the series description, or by its place in the
// order after the pre-contrast volume. What decided is kept as a sentence in
// [Volume.Evidence]. Where the sources contradict each other or say nothing,
// the phase stays [Unknown]; it is never guessed. Who knows better says so:
// [ParseChoices] and [Study.Choose] name phases by hand.
//
// # Writing
//
// [WriteSeries] writes simulated series in the layouts of real scanners.
package mri

import (
	"errors"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/mri/internal/stack"
	"hcclab/hccp53/mri/internal/writer"
)

// Errors of single files. The first two end [Load]; the others refuse the
// series that the file belongs to.
var (
	// ErrNotDICOM: a file is named as one but is no DICOM file.
	ErrNotDICOM = dcm.ErrNotDICOM
	// ErrDamaged: a file is cut off or broken.
	ErrDamaged = dcm.ErrDamaged
	// ErrTooLarge: a file is, or unpacks to, more than is read.
	ErrTooLarge = dcm.ErrTooLarge
	// ErrChanged: a file changed while it was read.
	ErrChanged = frame.ErrChanged
	// ErrTransferSyntax: the images are compressed in a way that is not read.
	ErrTransferSyntax = dcm.ErrTransferSyntax
	// ErrPixels: the pixels are of a kind that is not read (colour, one bit).
	ErrPixels = dcm.ErrPixels
	// ErrCodec: compressed pixels could not be decoded by the program that does
	// it: it is not installed, or failed on this file.
	ErrCodec = pixel.ErrCodec
	// ErrMultiFrame: the files hold several frames each and do not say where
	// these lie.
	ErrMultiFrame = frame.ErrMultiFrame
	// ErrMosaic: each file holds a volume as a mosaic of tiles that cannot be
	// told apart.
	ErrMosaic = frame.ErrMosaic
)

// Errors of a series.
var (
	// ErrGeometry: position, orientation or voxel size are missing or do not
	// fit together.
	ErrGeometry = frame.ErrGeometry
	// ErrGap: the slices are not evenly spaced.
	ErrGap = stack.ErrGap
	// ErrGantryTilt: the slices are shifted against each other.
	ErrGantryTilt = stack.ErrGantryTilt
	// ErrUneven: positions hold different numbers of images.
	ErrUneven = stack.ErrUneven
	// ErrDuplicate: two files claim to be the same image and differ.
	ErrDuplicate = stack.ErrDuplicate
	// ErrTimeOrder: nothing tells which image at a position came first.
	ErrTimeOrder = stack.ErrTimeOrder
)

// Errors of a study.
var (
	// ErrFolder: the folder or a file in it cannot be read, or is too large.
	ErrFolder = frame.ErrFolder
	// ErrSeveralStudies: the folder holds more than one patient or study.
	ErrSeveralStudies = errors.New("mri: several studies in one folder")
	// ErrNoVolume: nothing in the folder makes a volume.
	ErrNoVolume = errors.New("mri: no volume found")
	// ErrMissingPhase: no volume is known to be of the phase.
	ErrMissingPhase = errors.New("mri: phase not found")
	// ErrAmbiguousPhase: several volumes claim to be of the phase.
	ErrAmbiguousPhase = errors.New("mri: phase found more than once")
	// ErrWriting: a series cannot be written as asked.
	ErrWriting = writer.ErrWriting
)
