// Package frame finds the slice images in DICOM files and reads their pixels.
//
//	paths, _, err := frame.List(dir)                       // the files below a folder
//	err = frame.Survey(ctx, paths, func(f frame.Finding) error {
//		images = append(images, f.Images...)           // what their headers say
//		return f.Err
//	})
//	row, column, normal, err := frame.Axes(images[0])      // where an image lies
//	err = frame.ReadPixels(ctx, images, false)             // fills their values
//
// A slice image is a file, a frame of an enhanced file, which says where each of
// its frames lies, a plane of a dose grid, or a tile of a Siemens mosaic. All of
// them become an [Image]; what differs between the kinds of file ends here.
// Which images make a volume is not decided here.
//
// Headers are read first, pixels only when they are asked for. A file that
// changes meanwhile is an error. No message holds a path: folders are often
// named after patients.
//
// Sources: PS3.3, C.7.6.2 (Image Plane), C.7.6.16 (Multi-frame Functional
// Groups), C.8.8.3 (RT Dose).
package frame

import "errors"

// Errors of single files; others are those of package dcm.
var (
	// ErrFolder: the folder or a file in it cannot be read, or is too large.
	ErrFolder = errors.New("mri: folder not readable")
	// ErrChanged: a file changed while it was read.
	ErrChanged = errors.New("mri: file changed while it was read")
	// ErrMultiFrame: a file holds several frames and does not say where they
	// lie.
	ErrMultiFrame = errors.New("mri: frames without positions")
	// ErrMosaic: a file holds a volume as a mosaic of tiles that cannot be told
	// apart.
	ErrMosaic = errors.New("mri: mosaic image not readable")
	// ErrGeometry: position, orientation or voxel size are missing or do not
	// fit together.
	ErrGeometry = errors.New("mri: geometry missing or inconsistent")
)
