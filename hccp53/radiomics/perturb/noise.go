package perturb

import (
	"math"
	"math/rand/v2"
	"slices"

	"hcclab/hccp53/volume"
)

// coif1 is the high-pass decomposition filter of the wavelet coiflet 1
// (Daubechies, Ten Lectures on Wavelets, 1992, table 8.1; PyWavelets' dec_hi).
var coif1 = [6]float64{
	0.07273261951252645, 0.3378976624574818, -0.8525720202116004,
	0.3848648468648578, 0.07273261951252645, -0.01565572813579199,
}

// normalMedian is the median of |x| of a standard normal distribution.
const normalMedian = 0.6744897501960817

// NoiseLevel estimates the standard deviation of the noise of an image, in its
// units: the median of the absolute values of the high-high band of the
// stationary wavelet transform of each slice, coiflet 1, over 0.6745, which is
// that of a normal distribution (Chang, Yu, Vetterli, IEEE Trans Image Process
// 2000;9:1532, as Zwanenburg et al. use it). An edge is mirrored, with the
// outermost voxel twice.
//
// Most voxels count alike: an image that is mostly an empty background, set to
// 0, has a level of 0. Voxels that are no number are left out of the median.
func NoiseLevel(img *volume.Image) float64 {
	nx, ny := img.Size[0], img.Size[1]
	size := make([]float64, 0, len(img.Data))
	rows := make([]float64, nx*ny)
	for z := range img.Size[2] {
		slice := img.Data[z*nx*ny : (z+1)*nx*ny]
		for y := range ny {
			row := slice[y*nx : (y+1)*nx]
			for x := range nx {
				sum := 0.0
				for k, w := range coif1 {
					sum += w * row[mirror(x+3-k, nx)]
				}
				rows[y*nx+x] = sum
			}
		}
		for y := range ny {
			var from [6][]float64
			for k := range from {
				at := mirror(y+3-k, ny)
				from[k] = rows[at*nx : (at+1)*nx]
			}
			for x := range nx {
				sum := 0.0
				for k, w := range coif1 {
					sum += w * from[k][x]
				}
				if !math.IsNaN(sum) {
					size = append(size, math.Abs(sum))
				}
			}
		}
	}
	if len(size) == 0 {
		return 0
	}
	slices.Sort(size)
	half := len(size) / 2
	median := size[half]
	if len(size)%2 == 0 {
		median = (size[half-1] + median) / 2
	}
	return median / normalMedian
}

// mirror returns the voxel of an axis of n that stands for index i.
func mirror(i, n int) int {
	for i < 0 || i >= n {
		if i < 0 {
			i = -1 - i
		}
		if i >= n {
			i = 2*n - 1 - i
		}
	}
	return i
}

// AddNoise returns the image with Gaussian noise of the given standard
// deviation. Draws are in the order of the voxels.
func AddNoise(img *volume.Image, level float64, rng *rand.Rand) *volume.Image {
	out := volume.NewImage(img.Grid)
	for i, v := range img.Data {
		out.Data[i] = v + level*rng.NormFloat64()
	}
	return out
}
