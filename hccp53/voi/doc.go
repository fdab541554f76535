// Package voi holds volumes of interest: the tumour as someone outlined it.
//
// A VOI is a [volume.Mask] on the grid of the image that it belongs to.
// [Read] takes it from a NIfTI label map and refuses one that was drawn on
// another grid:
//
//	m, err := voi.Read("voi.nii.gz", arterial.Image.Grid)
//	tumour := voi.Largest(m)                     // of several lesions
//	w, err := voi.WindowOf(tumour, voi.LargestSlice(tumour), 1.3)
//	pixels, err := w.Sample(arterial.Image, 64)  // input of a network
//
// The same [Window] cuts all phases, so that their pixels correspond.
package voi

import "errors"

// Errors, wrapped in a fault.Error. A file that is no readable label map gives
// an error of package nifti.
var (
	// ErrOtherGrid: VOI and image do not lie on the same grid.
	ErrOtherGrid = errors.New("voi: VOI on another grid than the image")
	// ErrEmpty: the VOI has no voxel.
	ErrEmpty = errors.New("voi: VOI is empty")
	// ErrLabels: the values of the file are not whole numbers from 0 on.
	ErrLabels = errors.New("voi: not a label map")
	// ErrWindow: the window or the number of pixels is not usable.
	ErrWindow = errors.New("voi: window not usable")
)
