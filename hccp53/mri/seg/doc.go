// Package seg reads and writes DICOM segmentations (SEG): outlines of tumours
// and organs drawn on an image, as 3D Slicer, OHIF, dcmqi and highdicom store
// them.
//
//	s, err := seg.Read("voi.dcm")
//	for _, segment := range s.Segments {
//		fmt.Println(segment.Number, segment.Label)
//	}
//	m, err := s.Mask(1)                      // on the lattice of its own frames
//	m, err = s.MaskOn(1, arterial.Image.Grid) // on the voxels of the image
//
// # What is read
//
// Segmentation Storage and Label Map Segmentation Storage (PS3.3, A.51 and
// C.8.20):
//   - BINARY: one bit a voxel, one segment a frame; segments may overlap;
//   - FRACTIONAL, probability or occupancy: a voxel belongs to a segment when
//     its share is at least [DefaultThreshold], or what [Threshold] says;
//   - LABELMAP of 8 or 16 bits, grey or with a palette: a voxel's value is the
//     number of its segment, 0 and the padding value are none.
//
// # Where the voxels are
//
// Frames are placed by their position along the normal of the slices. Their
// order, their number and the dimension indices decide nothing. Most writers
// leave empty slices out: the distance of slices is the stated one where that
// fits all positions, else the largest that does, and slices without a frame
// are empty. [Segmentation.MaskOn] asks no distance at all: each frame must lie
// on a slice of the image, voxel on voxel.
//
// Segments of slides, of tiles and of images without a place in the patient are
// listed but make no mask: see [Segmentation.Readable].
//
// # What is refused
//
// A segment, a frame or a functional group that the file announces and does not
// have, a frame of a segment that is not described, a label without a segment,
// two frames of one segment at one place: the file is refused. A mask is never
// made from what is left.
package seg

import (
	"errors"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
)

// Errors of reading and writing, wrapped in a fault.Error.
var (
	// ErrFile: the file cannot be opened or read.
	ErrFile = dcm.ErrFile
	// ErrNotDICOM: the file is no DICOM file.
	ErrNotDICOM = dcm.ErrNotDICOM
	// ErrNotSEG: the file is DICOM but no segmentation.
	ErrNotSEG = errors.New("seg: not a segmentation")
	// ErrDamaged: the file is cut off or broken.
	ErrDamaged = dcm.ErrDamaged
	// ErrMissing: a segment, a frame, a functional group or an element that must
	// be there is not, or contradicts another.
	ErrMissing = errors.New("seg: segmentation incomplete")
	// ErrPixels, ErrTransferSyntax, ErrCodec: the voxels are stored in a way that
	// is not read, or could not be decompressed.
	ErrPixels         = dcm.ErrPixels
	ErrTransferSyntax = dcm.ErrTransferSyntax
	ErrCodec          = pixel.ErrCodec
	// ErrUnsupported: a kind of segmentation that is not read.
	ErrUnsupported = errors.New("seg: kind of segmentation not supported")
	// ErrNoVolume: the frames are not slices of a volume: tiles of a slide,
	// images without a place in the patient.
	ErrNoVolume = errors.New("seg: not a volume")
	// ErrGeometry: the frames do not make a regular stack of slices.
	ErrGeometry = errors.New("seg: geometry missing or inconsistent")
	// ErrOtherGrid: the frames do not lie on the voxels of the image.
	ErrOtherGrid = errors.New("seg: frames not on the voxels of the image")
	// ErrNoSegment: there is no segment of that number.
	ErrNoSegment = errors.New("seg: no such segment")
	// ErrTooLarge: the file or its lattice has more voxels than are read.
	ErrTooLarge = dcm.ErrTooLarge
	// ErrWriting: the segmentation cannot be written as asked.
	ErrWriting = errors.New("seg: segmentation cannot be written")
)
