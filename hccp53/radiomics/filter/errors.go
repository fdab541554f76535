package filter

import (
	"errors"

	"hcclab/hccp53/fault"
)

var (
	// ErrSettings is a parameter of a filter out of its range or unknown.
	ErrSettings = errors.New("filter: unusable setting")
	// ErrImage is an image that a filter cannot be applied to, such as one
	// with fewer voxels along a side than the filter needs.
	ErrImage = errors.New("filter: unusable image")
)

func errZeros(filter string) error {
	return fault.New(ErrImage, "%s of an image of zeros is not defined", filter).Try("check that the right image was read, or leave the filter out")
}
