package filter

import (
	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// Bands are the images of one level of a stationary wavelet transform, by the
// letters of their filters in the order of the axes x, y and z: L for the
// low-pass filter, H for the high-pass filter, an axis that is left out without
// a letter. They are in alphabetical order of PyWavelets' letters: the
// approximation LLL first, then LLH to HHH.
type Bands struct {
	Names  []string
	Images []*volume.Image
}

// StationaryWavelet transforms the image level by level without
// decimation, as PyRadiomics does (imageoperations.py, _swt3): the image is
// periodic, a side with an odd number of voxels has its first voxel added at its
// end, and each level filters the approximation of the last one with the same
// filters. Start levels are computed and left out; one result is returned for
// each of the levels after them.
//
// Without is an axis (0 = x) that is not transformed, or −1.
//
// The error is [ErrSettings] for an unknown wavelet or no level.
func StationaryWavelet(img *volume.Image, wavelet string, start, levels, without int, in Box) ([]Bands, error) {
	lo, hi, err := Bank(wavelet)
	if err != nil {
		return nil, err
	}
	if start < 0 || levels < 1 {
		return nil, fault.New(ErrSettings, "levels %d to %d of a wavelet transform do not exist", start, start+levels).Try("use level 1")
	}
	var axes []int
	for axis := range 3 {
		if axis != without {
			axes = append(axes, axis)
		}
	}
	padded := img.Size
	for i := range padded {
		padded[i] += padded[i] % 2
	}
	data := field{img.Data, img.Size}
	if padded != img.Size {
		data = data.around(Box{High: padded}, [3]int{}, img.Size)
	}
	whole := Box{High: padded}
	var all []Bands
	for level := range start + levels {
		if level >= start {
			all = append(all, data.bands(img.Grid, axes, lo, hi, in))
		}
		if level+1 < start+levels {
			next := data.around(whole, margins(axes, len(lo)), padded)
			for _, axis := range axes {
				next = next.convolved(axis, lo)
			}
			data = next
		}
	}
	return all, nil
}

// field is an array of size values along x, y and z.
type field struct {
	data []float64
	size [3]int
}

func newField(size [3]int) field { return field{make([]float64, size[0]*size[1]*size[2]), size} }

// margins returns by how many voxels a filter of so many coefficients widens
// what it needs along each axis that is transformed.
func margins(axes []int, coefficients int) (m [3]int) {
	for _, axis := range axes {
		m[axis] = coefficients - 1
	}
	return m
}

// around returns a box of the array with what filters need around it, and the
// array is periodic. Margin m along an axis is spread as PyWavelets centres a
// filter of m + 1 coefficients.
func (f field) around(in Box, margin, period [3]int) field {
	var at [3][]int
	for axis, m := range margin {
		before := m - (m+1)/2
		for i := range in.size(axis) + m {
			at[axis] = append(at[axis], beyond(in.Low[axis]-before+i, period[axis], "periodic")%f.size[axis])
		}
	}
	return f.gather(at)
}

// bands filters a box along each axis in turn, in the order of PyWavelets, so
// that sums round alike: values of an image of integers often lie on the edge of
// a bin.
func (f field) bands(g volume.Grid, axes []int, lo, hi []float64, in Box) Bands {
	parts := []field{f.around(in, margins(axes, len(lo)), f.size)}
	for _, axis := range axes {
		var next []field
		for _, p := range parts {
			next = append(next, p.convolved(axis, lo), p.convolved(axis, hi))
		}
		parts = next
	}
	b := Bands{}
	for i, p := range parts {
		name := ""
		for k := range axes {
			name += string("LH"[i>>(len(axes)-1-k)&1])
		}
		out := in.image(g)
		out.Data = p.data
		b.Names, b.Images = append(b.Names, name), append(b.Images, out)
	}
	return b
}

// convolved returns Σ c(k)·x(i + n − 1 − k) along an axis, for all i for which
// it is defined: n − 1 values fewer for n coefficients.
func (f field) convolved(axis int, c []float64) field {
	size := f.size
	size[axis] -= len(c) - 1
	out := newField(size)
	last := len(c) - 1
	// Each step adds up rows, or for z whole planes.
	switch axis {
	case 0:
		workers.Each(f.size[2], func(z int) {
			for y := range f.size[1] {
				from := f.data[(z*f.size[1]+y)*f.size[0]:][:f.size[0]]
				to := out.data[(z*f.size[1]+y)*out.size[0]:][:out.size[0]]
				for k, c := range c {
					addScaled(to, from[last-k:], c)
				}
			}
		})
	case 1:
		nx := f.size[0]
		workers.Each(f.size[2], func(z int) {
			for y := range out.size[1] {
				to := out.data[(z*out.size[1]+y)*nx:][:nx]
				for k, c := range c {
					addScaled(to, f.data[(z*f.size[1]+y+last-k)*nx:], c)
				}
			}
		})
	case 2:
		area := f.size[0] * f.size[1]
		workers.Each(out.size[2], func(z int) {
			to := out.data[z*area:][:area]
			for k, c := range c {
				addScaled(to, f.data[(z+last-k)*area:], c)
			}
		})
	}
	return out
}

// addScaled adds c·x to to. A filter with taps apart is mostly zeros.
func addScaled(to, x []float64, c float64) {
	if c == 0 {
		return
	}
	x = x[:len(to)]
	for i, v := range x {
		to[i] += c * v
	}
}
