package filter

import "errors"

var (
	// ErrSettings is a parameter of a filter out of its range or unknown.
	ErrSettings = errors.New("filter: unusable setting")
	// ErrImage is an image that a filter cannot be applied to, such as one
	// with fewer voxels along a side than the filter needs.
	ErrImage = errors.New("filter: unusable image")
)
