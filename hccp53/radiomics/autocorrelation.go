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
// intensities are the real and the imaginary part of one array; the transform of
// the weights is real, so that they stay apart.
func (r *region) autocorrelation(ctx context.Context) (moran, geary float64, err error) {
	lowest, highest := extremes(r.values)
	if lowest == highest {
		return 0, 1, nil
	}
	var size [3]int
	for i := range 3 {
		size[i] = 2 * spectrum.Smooth(r.box[i])
	}
	field := spectrum.New(size, 3)
	index := func(x, y, z int) int { return (z*size[1]+y)*size[0] + x }
	mean := average(r.values)
	squares := 0.0
	for i, at := range r.at {
		x, y, z := r.voxel(int(at))
		d := r.values[i] - mean
		field.Data[index(x, y, z)] = complex(1, d)
		squares += d * d
	}
	field.ForwardOf(r.box)
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	weigh(field, r.spacing)
	field.InverseWithin(r.box)
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

// weigh multiplies a transform by that of 1/distance, which is 0 at distance 0.
func weigh(field spectrum.Volume, spacing [3]float64) {
	nx, ny, nz := field.Size[0], field.Size[1], field.Size[2]
	hx, hy, hz := nx/2+1, ny/2+1, nz/2+1
	weight := make([]float64, hx*hy*hz)
	for i := range weight {
		x, y, z := float64(i%hx)*spacing[0], float64(i/hx%hy)*spacing[1], float64(i/(hx*hy))*spacing[2]
		if i > 0 {
			weight[i] = 1 / math.Sqrt(x*x+y*y+z*z)
		}
	}
	spectrum.Even(weight, field.Size)
	for z := range nz {
		for y := range ny {
			row := weight[hx*(min(y, ny-y)+hy*min(z, nz-z)):][:hx]
			for x, c := range field.Data[(z*ny+y)*nx:][:nx] {
				w := row[min(x, nx-x)]
				field.Data[(z*ny+y)*nx+x] = complex(real(c)*w, imag(c)*w)
			}
		}
	}
}
