// Package voi holds volumes of interest: the tumour as someone outlined it.
//
// A VOI is a [volume.Mask] on the grid of the image that it belongs to.
// [Read] takes it from a file of any format and refuses one that was drawn on
// another grid:
//
//	m, err := voi.Read("voi.nii.gz", arterial.Image.Grid)
//	tumour := voi.Largest(m)                     // of several lesions
//	w, err := voi.WindowOf(tumour, voi.LargestSlice(tumour), 1.3)
//	pixels, err := w.Sample(arterial.Image, 64)  // input of a network
//
// The same [Window] cuts all phases, so that their pixels correspond.
//
// # Files
//
// The content decides what a file is, not its name: NIfTI and NRRD label maps,
// segmentations of 3D Slicer (.seg.nrrd), DICOM SEG and RTSTRUCT. A folder holds
// one such file, or several DICOM SEG.
//
// A file may hold several regions: labels, segments, ROIs. [Regions] lists them,
// [Label] and [Name] choose. Where nothing is chosen all are taken together, and
// [Load] says which:
//
//	regions, err := voi.Regions("structures.dcm")
//	res, err := voi.Load("structures.dcm", arterial.Image.Grid, voi.Name("GTV"))
//	fmt.Println(res.Mask.Count(), res.Warnings)
//
// # Grids
//
// Each voxel of the file must be a voxel of the image, to within
// [volume.Tolerance]; only the order and the direction of the axes may differ.
// Formats that leave empty slices out (SEG, .seg.nrrd) may cover a part of the
// image. The error for any other grid says what differs and by how much, and
// names what it looks like: coordinates of the wrong sign, slices in reverse
// order, half a voxel, the grid of another phase. There is no tolerance to turn
// up. [Resample] brings the VOI to the image's grid, when that is what is
// wanted; grids that contradict themselves are refused even so. Outlines of
// RTSTRUCT lie on no grid and are converted on that of the image, see package
// rtstruct.
package voi

import "errors"

// Errors, wrapped in a fault.Error. A file that cannot be read gives an error
// of package nifti, nrrd, seg or rtstruct.
var (
	// ErrOtherGrid: VOI and image do not lie on the same grid.
	ErrOtherGrid = errors.New("voi: VOI on another grid than the image")
	// ErrEmpty: the VOI has no voxel.
	ErrEmpty = errors.New("voi: VOI is empty")
	// ErrLabels: the values of the file are not labels.
	ErrLabels = errors.New("voi: not a label map")
	// ErrFiles: the path is no file of outlines, or a folder that does not hold
	// exactly one.
	ErrFiles = errors.New("voi: no file of outlines")
	// ErrWindow: the window or the number of pixels is not usable.
	ErrWindow = errors.New("voi: window not usable")
)
