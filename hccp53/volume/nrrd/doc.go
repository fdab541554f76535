// Package nrrd reads and writes NRRD images, the format of 3D Slicer.
//
//	img, err := nrrd.Read("arterial.nrrd")
//	seg, err := nrrd.ReadSegmentation("voi.seg.nrrd")
//	for i, s := range seg.Segments {
//		fmt.Println(s.Name, seg.Mask(i).Count())
//	}
//
// # Files
//
// A NRRD file is a header of text lines and, after an empty line, the voxels;
// or a header alone (.nhdr) that names the files of the voxels. Those are read
// from the folder of the header only. Encodings raw, gzip, bzip2, ascii and
// hex are read, raw and gzip written; all integer and float types of up to 64
// bits, in either byte order.
//
// # Coordinates
//
// This project, like DICOM, places voxels in LPS. The spaces LPS, RAS and LAS
// are read and turned to LPS at the door; the order of the voxels in memory is
// kept, so axes may run in any direction and be left-handed. A header that
// names no space is taken as LPS, one that has no directions as axial, with a
// warning in [File.Warnings]. Spaces that are not the patient's, lengths in
// other units than mm and axes that miss a right angle are refused.
//
// # More than three axes
//
// One further axis may hold several volumes: points in time, components of a
// vector, layers of a segmentation. [Read] refuses more than one of them,
// [ReadAll] returns each as an image of its own, and [ReadSegmentation] looks
// at the layers. Colour and complex numbers are refused by name.
//
// Source: G. Kindlmann, Definition of NRRD file format,
// http://teem.sourceforge.net/nrrd/format.html; the segment fields are those of
// 3D Slicer (vtkMRMLSegmentationStorageNode).
package nrrd

import "errors"

// Errors of reading and writing, wrapped in a fault.Error.
var (
	// ErrFile: the file cannot be opened, read or written.
	ErrFile = errors.New("nrrd: file not readable or writable")
	// ErrNotNRRD: the bytes are no NRRD image.
	ErrNotNRRD = errors.New("nrrd: not a NRRD image")
	// ErrDamaged: the file is cut off or its header is inconsistent.
	ErrDamaged = errors.New("nrrd: damaged image")
	// ErrUnsupported: a kind of image that is not read (colour, complex, blocks,
	// a space that is not the patient's).
	ErrUnsupported = errors.New("nrrd: kind of image not supported")
	// ErrSheared: the axes are not at right angles.
	ErrSheared = errors.New("nrrd: axes not at right angles")
	// ErrTooLarge: the image takes more than the budget.
	ErrTooLarge = errors.New("nrrd: image too large")
	// ErrOutside: the header names a file outside its folder.
	ErrOutside = errors.New("nrrd: voxels outside the folder of the header")
	// ErrWriting: the volume cannot be written as asked.
	ErrWriting = errors.New("nrrd: volume cannot be written")
)
