// Package nifti reads and writes NIfTI images, the format in which most
// programs exchange outlines of tumours (ITK-SNAP, 3D Slicer, nibabel).
//
//	img, err := nifti.Read("voi.nii.gz")
//	err = nifti.WriteMask("mask.nii.gz", mask)
//	phases, err := nifti.ReadAll("dynamic.nii.gz") // several volumes
//
// NIfTI-1 and NIfTI-2 are read, as one file or as a pair of .hdr and .img, plain
// or compressed by gzip, in either byte order. NIfTI-1 is written.
//
// # Coordinates
//
// NIfTI places voxels in RAS (x to the right, y to the front), this project in
// LPS, like DICOM: reading and writing turns the signs of x and y. The place
// is taken from the sform when its code is positive, else from the qform, else
// from the voxel size alone ("method 1", which knows neither origin nor
// orientation). [File.Warnings] says so, and whether sform and qform differ.
// Files are written with both, code 1 (scanner coordinates), so that every
// reader finds the same place. The order of the voxels in memory is kept, so the
// axes may run in any direction and be left-handed.
//
// # Values
//
// All integer and float types of up to 64 bits are read and scaled: value =
// scl_slope · stored + scl_inter, where a slope of 0 or NaN means 1 and 0.
// Integers beyond 2^53 are rounded to the nearest float64. [Open] hands out the
// numbers as they are stored.
//
// Complex and colour images, components along a fifth dimension, sheared grids,
// lengths in other units than mm and ANALYZE 7.5 are refused by name.
//
// # Hostile files
//
// A file is read as a stream, up to the size that its header states and a
// budget; memory grows with the bytes that arrive. A file that is cut anywhere
// is an error. The voxels of a pair come from the folder of the header.
//
// Source: R. W. Cox et al., nifti1.h (2004) and nifti2.h (2011),
// https://nifti.nimh.nih.gov.
package nifti

import "errors"

// Errors of reading and writing, wrapped in a fault.Error.
var (
	// ErrFile: the file cannot be opened, read or written.
	ErrFile = errors.New("nifti: file not readable or writable")
	// ErrNotNIfTI: the bytes are no NIfTI image.
	ErrNotNIfTI = errors.New("nifti: not a NIfTI image")
	// ErrDamaged: the file is cut off or its header is inconsistent.
	ErrDamaged = errors.New("nifti: damaged image")
	// ErrUnsupported: a kind of image that is not read (colour, complex), or
	// several volumes where one was asked for.
	ErrUnsupported = errors.New("nifti: kind of image not supported")
	// ErrSheared: the axes are not at right angles.
	ErrSheared = errors.New("nifti: axes not at right angles")
	// ErrTooLarge: the image takes more than the budget.
	ErrTooLarge = errors.New("nifti: image too large")
	// ErrWriting: the volume cannot be written as asked.
	ErrWriting = errors.New("nifti: volume cannot be written")
)
