// Package rtstruct reads outlines from DICOM RT structure sets (RTSTRUCT) and
// turns them into masks.
//
//	s, err := rtstruct.Read("structures.dcm")
//	for _, roi := range s.ROIs {
//		fmt.Println(roi.Number, roi.Name, len(roi.Contours))
//	}
//	m, notes, err := s.Mask(1, arterial.Image.Grid)
//
// A structure set holds polygons in the patient, not voxels (PS3.3, C.8.8.5 and
// C.8.8.6). They become voxels on the grid of an image by these rules.
//
//   - A voxel belongs to a polygon when its centre does, by the even-odd rule:
//     a line from the centre towards lower x crosses the outline an odd number
//     of times. A centre on the outline belongs to the polygon at lower x and
//     lower y borders and not at higher ones, so that of two regions with a
//     common border exactly one has it. This rule gives every voxel of the
//     mask of the IBSI CT phantom.
//   - Polygons on one slice are combined by exclusive or: one inside another is
//     a hole, one inside that an island. A hole may as well be reached through a
//     channel in the outer outline (keyhole). The types CLOSED_PLANAR and
//     CLOSEDPLANAR_XOR are treated alike.
//   - A polygon goes to the slice that is nearest to its plane. Planes that are
//     not parallel to the slices, that lie beyond the first or the last of
//     them, or of which two have the same nearest slice are refused: the
//     outline was drawn on another image; see [Structures.Grid].
//   - Points mark no voxel and are left out with a note; open lines are refused,
//     since where they should close is not known.
//
// A contour whose number of points is not the stated one, a list that the file
// announces and does not have: the file is refused. A mask is never made from
// what is left.
package rtstruct

import (
	"errors"

	"hcclab/hccp53/mri/internal/dcm"
)

// Errors of reading, wrapped in a fault.Error.
var (
	// ErrFile: the file cannot be opened or read.
	ErrFile = dcm.ErrFile
	// ErrNotDICOM: the file is no DICOM file.
	ErrNotDICOM = dcm.ErrNotDICOM
	// ErrNotRTSTRUCT: the file is DICOM but no structure set.
	ErrNotRTSTRUCT = errors.New("rtstruct: not a structure set")
	// ErrDamaged: the file is cut off or broken.
	ErrDamaged = dcm.ErrDamaged
	// ErrMissing: a region, a contour or a point that must be there is not.
	ErrMissing = errors.New("rtstruct: structure set incomplete")
	// ErrTooLarge: the file is larger than is read.
	ErrTooLarge = dcm.ErrTooLarge
)

// Errors of making a mask.
var (
	// ErrNoROI: there is no region of that number.
	ErrNoROI = errors.New("rtstruct: no such region")
	// ErrNoOutline: the region has no closed outline: none at all, or points.
	ErrNoOutline = errors.New("rtstruct: region without a closed outline")
	// ErrOpen: the region has an open line.
	ErrOpen = errors.New("rtstruct: open contour")
	// ErrTilted: a contour is not parallel to the slices.
	ErrTilted = errors.New("rtstruct: contour not parallel to the slices")
	// ErrOtherGrid: the contours were drawn on slices or a field of view that
	// are not those of the image.
	ErrOtherGrid = errors.New("rtstruct: contours drawn on another image")
)
