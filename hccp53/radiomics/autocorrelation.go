package radiomics

import (
	"context"
	"math"

	"hcclab/hccp53/radiomics/internal/spectrum"
)

// autocorrelation returns Moran's I and Geary's C of the intensities, with
// weights 1/distance. Both are sums over all pairs of voxels; since weights
// depend on the difference of two places only, a convolution finds them exactly,
// in a box of twice the size so that nothing wraps round. The mask and the
// intensities are the real and the imaginary part of one array.
func (r *region) autocorrelation(ctx context.Context) (moran, geary float64, err error) {
	lowest, highest := extremes(r.values)
	if lowest == highest {
		return 0, 1, nil
	}
	var size [3]int
	for i := range 3 {
		size[i] = spectrum.Smooth(2*r.box[i] - 1)
	}
	field, weight := spectrum.New(size, 3), spectrum.New(size, 3)
	index := func(x, y, z int) int { return (z*size[1]+y)*size[0] + x }
	mean := average(r.values)
	squares := 0.0
	for i, at := range r.at {
		x, y, z := r.voxel(int(at))
		d := r.values[i] - mean
		field.Data[index(x, y, z)] = complex(1, d)
		squares += d * d
	}
	for z := 1 - r.box[2]; z < r.box[2]; z++ {
		for y := 1 - r.box[1]; y < r.box[1]; y++ {
			for x := 1 - r.box[0]; x < r.box[0]; x++ {
				if x == 0 && y == 0 && z == 0 {
					continue
				}
				dx, dy, dz := float64(x)*r.spacing[0], float64(y)*r.spacing[1], float64(z)*r.spacing[2]
				weight.Data[index((x+size[0])%size[0], (y+size[1])%size[1], (z+size[2])%size[2])] = complex(1/math.Sqrt(dx*dx+dy*dy+dz*dz), 0)
			}
		}
	}
	field.Forward()
	weight.Forward()
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	for i := range field.Data {
		field.Data[i] *= weight.Data[i]
	}
	field.Inverse()
	var weights, products, differences float64
	for i, at := range r.at {
		x, y, z := r.voxel(int(at))
		c := field.Data[index(x, y, z)]
		d := r.values[i] - mean
		weights += real(c)
		products += d * imag(c)
		differences += d*d*real(c) - d*imag(c)
	}
	n := float64(len(r.at))
	return n / weights * products / squares, (n - 1) / weights * differences / squares, nil
}
