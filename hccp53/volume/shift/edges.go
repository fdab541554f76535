package shift

import (
	"math"
	"slices"

	"hcclab/hccp53/volume"
)

// tensor says how strong the edges at a place are and which way they face: the
// components xx, yy, zz, √2·xy, √2·xz, √2·yz of n·nᵀ − |n|²/3·1, so that the
// product of two tensors is the sum over the components.
type tensor [6]float32

func (t *tensor) dot(u *tensor) float32 {
	return t[0]*u[0] + t[1]*u[1] + t[2]*u[2] + t[3]*u[3] + t[4]*u[4] + t[5]*u[5]
}

// field is the edges in a box of an image, x fastest.
type field struct {
	size [3]int
	data []tensor
}

func (f *field) index(x, y, z int) int { return x + f.size[0]*(y+f.size[1]*z) }

// edges returns the edges in the box from lo to below hi. Noise is twice the
// median gradient, or a tenth of the steepest twentieth where that is more: in
// an image without noise faint slopes are no edges, either.
func edges(img *volume.Image, lo, hi [3]int) field {
	f := field{size: [3]int{hi[0] - lo[0], hi[1] - lo[1], hi[2] - lo[2]}}
	var steep [][3]float64
	var lengths []float64
	for z := lo[2]; z < hi[2]; z++ {
		for y := lo[1]; y < hi[1]; y++ {
			for x := lo[0]; x < hi[0]; x++ {
				g := gradient(img, [3]int{x, y, z})
				steep, lengths = append(steep, g), append(lengths, g[0]*g[0]+g[1]*g[1]+g[2]*g[2])
			}
		}
	}
	sorted := slices.Clone(lengths)
	slices.Sort(sorted)
	noise := max(4*sorted[len(sorted)/2], 0.01*sorted[len(sorted)*19/20])
	f.data = make([]tensor, len(steep))
	for i, g := range steep {
		if lengths[i] > 0 {
			f.data[i] = tensorOf(g, lengths[i]+noise)
		}
	}
	return f
}

// tensorOf is the tensor of n = g/√square.
func tensorOf(g [3]float64, square float64) tensor {
	third := (g[0]*g[0] + g[1]*g[1] + g[2]*g[2]) / 3
	c := [6]float64{g[0]*g[0] - third, g[1]*g[1] - third, g[2]*g[2] - third, math.Sqrt2 * g[0] * g[1], math.Sqrt2 * g[0] * g[2], math.Sqrt2 * g[1] * g[2]}
	var t tensor
	for k, v := range c {
		t[k] = float32(v / square)
	}
	return t
}

// gradient per mm at a voxel, along the axes of the grid.
func gradient(img *volume.Image, at [3]int) (g [3]float64) {
	for k := range at {
		lo, hi := at, at
		lo[k], hi[k] = max(at[k]-1, 0), min(at[k]+1, img.Size[k]-1)
		if hi[k] > lo[k] {
			g[k] = (img.At(hi[0], hi[1], hi[2]) - img.At(lo[0], lo[1], lo[2])) / (float64(hi[k]-lo[k]) * img.Spacing[k])
		}
	}
	return g
}

// shrunk averages blocks of voxels. What is left over at the end is dropped.
func (f *field) shrunk(factor [3]int) field {
	s := field{size: [3]int{f.size[0] / factor[0], f.size[1] / factor[1], f.size[2] / factor[2]}}
	s.data = make([]tensor, s.size[0]*s.size[1]*s.size[2])
	part := 1 / float32(factor[0]*factor[1]*factor[2])
	for z := range s.size[2] * factor[2] {
		for y := range s.size[1] * factor[1] {
			for x := range s.size[0] * factor[0] {
				to := &s.data[s.index(x/factor[0], y/factor[1], z/factor[2])]
				for k, v := range f.data[f.index(x, y, z)] {
					to[k] += part * v
				}
			}
		}
	}
	return s
}
