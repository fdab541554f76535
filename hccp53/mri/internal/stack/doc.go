// Package stack builds volumes from the slice images of a series.
//
//	parts, err := stack.Partition(images)                // what may lie in one volume
//	made, notes, err := parts[0].Stacks(ctx, floating)   // reads the pixels of a part
//	fmt.Println(made[0].Image.Grid, made[0].Acquired)
//
// Images are parted by orientation, matrix, voxel size, image type, echo and
// stack, and placed by their position along the slice normal. Every position
// must hold the same number k of images: k volumes in time, in the order of the
// first key that tells them apart (temporal position, trigger time, acquisition
// time, acquisition number, content time; the instance number at last). Copies
// of images are left out.
//
// Volumes are never repaired: missing slices, a tilted gantry and images that
// do not fit together are errors.
package stack

import "errors"

// Errors of a series; [frame.ErrGeometry] is another.
var (
	// ErrGap: the slices are not evenly spaced.
	ErrGap = errors.New("mri: slices not evenly spaced")
	// ErrGantryTilt: the slices are shifted against each other.
	ErrGantryTilt = errors.New("mri: slices sheared")
	// ErrUneven: positions hold different numbers of images.
	ErrUneven = errors.New("mri: different numbers of images at the positions")
	// ErrDuplicate: two files claim to be the same image and differ.
	ErrDuplicate = errors.New("mri: conflicting duplicates")
	// ErrTimeOrder: nothing tells which image at a position came first.
	ErrTimeOrder = errors.New("mri: order in time not known")
)
