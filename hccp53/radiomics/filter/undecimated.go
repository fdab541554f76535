package filter

import (
	"slices"

	"hcclab/hccp53/fault"
)

// waveletKernels returns the kernels along each axis at a level of the
// undecimated separable wavelet transform (à trous; IBSI 2 chapter "separable
// wavelets"): the low-pass filter at all levels but the last, there the band
// that Kernel names, with taps 2^(level−1) voxels apart. A filter of even length
// gets a zero behind it first.
func (r Response) waveletKernels(level int) (all [3]kernel, err error) {
	dimensions := r.filled().Dimensions
	if len(r.Kernel) != dimensions {
		return all, fault.New(ErrSettings, "kernel %q has not one letter for each of %d dimensions", brief(r.Kernel), dimensions).
			At("filter wavelet").Try("use L and H, for example LLH")
	}
	low, high, err := Bank(r.Wavelet)
	if err != nil {
		return all, err
	}
	for axis := range dimensions {
		k := low
		switch letter := r.Kernel[axis]; {
		case letter != 'L' && letter != 'H':
			return all, fault.New(ErrSettings, "there is no band %q", r.Kernel).At("filter wavelet").Try("use L and H, for example LLH")
		case letter == 'H' && level == r.Level:
			k = high
		}
		all[axis] = spread(k, 1<<(level-1))
	}
	if n := len(all[0]); n > 2*maxReach {
		return all, fault.New(ErrSettings, "wavelet %s at level %d reaches over %d voxels", r.Wavelet, level, n).At("filter wavelet").Try("use a lower level")
	}
	return all, nil
}

// spread makes the length odd and sets taps apart.
func spread(taps []float64, apart int) kernel {
	taps = slices.Clone(taps)
	if len(taps)%2 == 0 {
		taps = append(taps, 0)
	}
	k := make(kernel, (len(taps)-1)*apart+1)
	for i, c := range taps {
		k[i*apart] = c
	}
	return k
}
