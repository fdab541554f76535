package filter

import (
	"gonum.org/v1/gonum/floats"

	"hcclab/hccp53/fault"
)

// lawsKernels are the one-dimensional filters of Laws (1980), IBSI 2 chapter
// "Laws kernels": level, edge, spot, wave and ripple.
var lawsKernels = map[string]kernel{
	"L3": {1, 2, 1}, "E3": {-1, 0, 1}, "S3": {-1, 2, -1},
	"L5": {1, 4, 6, 4, 1}, "E5": {-1, -2, 0, 2, 1}, "S5": {-1, 0, 2, 0, -1},
	"W5": {-1, 2, 0, -2, 1}, "R5": {1, -4, 6, -4, 1},
}

// laws returns the kernels along each axis, of length 1 (L2 norm).
func (r Response) laws() (all [3]kernel, err error) {
	dimensions := r.filled().Dimensions
	if len(r.Kernel) != 2*dimensions {
		return all, fault.New(ErrSettings, "kernel %q has not one part for each of %d dimensions", brief(r.Kernel), dimensions).
			At("filter laws").Try("use parts such as L5, E5, S5, W5, R5, L3, E3, S3, for example L5E5E5")
	}
	for axis := range dimensions {
		name := r.Kernel[2*axis:][:2]
		k, ok := lawsKernels[name]
		if !ok {
			return all, fault.New(ErrSettings, "there is no kernel %q", name).
				At("filter laws").Try("use L5, E5, S5, W5, R5, L3, E3 or S3")
		}
		all[axis] = make(kernel, len(k))
		floats.ScaleTo(all[axis], 1/floats.Norm(k, 2), k)
	}
	return all, nil
}
