package filter

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
)

// simoncelli filters by the band-pass map of a level of the non-separable
// wavelet of Simoncelli (Portilla and Simoncelli, Int J Comput Vis 2000;40:49;
// IBSI 2 chapter "non-separable wavelets"): H(r) = cos(π/2·log2(2r/m)) for m/4 ≤
// r ≤ m, m = 2^(1−level), with r in parts of the highest frequency. A Riesz
// transform of it is taken with the image extended, as that reaches far.
func (r Response) simoncelli(f field) (field, error) {
	m := math.Pow(2, float64(1-r.Level))
	band := func(u [3]float64) complex128 {
		radius := math.Sqrt(u[0]*u[0] + u[1]*u[1] + u[2]*u[2])
		if radius < m/4 || radius > m {
			return 0
		}
		return complex(math.Cos(math.Pi/2*math.Log2(2*radius/m)), 0)
	}
	if r.Riesz == [3]int{} {
		return r.inFrequency(f, band)
	}
	return r.padded(f, 32, func(f field) (field, error) {
		return r.inFrequency(f, func(u [3]float64) complex128 { return band(u) * r.riesz(u) })
	})
}

// rieszOfLoG is the Riesz transform of the Laplacian of a Gaussian.
func (r Response) rieszOfLoG(f field, spacing [3]float64) (field, error) {
	return r.padded(f, 16, func(f field) (field, error) {
		f, err := r.sampledLoG(f, spacing)
		if err != nil {
			return f, err
		}
		return r.inFrequency(f, r.riesz)
	})
}

// riesz returns the factor of the Riesz transform (Unser and Van De Ville, IEEE
// Trans Image Process 2010;19:636): √(L!/Πl!)·(−j)^L·Πu^l/|u|^L.
func (r Response) riesz(u [3]float64) complex128 {
	norm := math.Sqrt(u[0]*u[0] + u[1]*u[1] + u[2]*u[2])
	if norm == 0 {
		return 0
	}
	order, product, factorials := 0, 1.0, 1.0
	for axis, l := range r.Riesz {
		order += l
		product *= math.Pow(u[axis]/norm, float64(l))
		factorials *= math.Gamma(float64(l + 1))
	}
	turns := [4]complex128{1, -1i, -1, 1i}
	return complex(math.Sqrt(math.Gamma(float64(order+1))/factorials)*product, 0) * turns[order%4]
}

// padded applies a filter to the array extended by so many voxels, and cuts
// them off again.
func (r Response) padded(f field, by int, filter func(field) (field, error)) (field, error) {
	var around [3]int
	for axis := range r.Dimensions {
		around[axis] = by
	}
	out, err := filter(f.extended(around, around, r.Boundary))
	if err != nil {
		return out, err
	}
	return out.part(around, f.size), nil
}

// inFrequency multiplies the spectrum by a factor. Frequencies lie on a grid
// that is centred between its ends, from −1 to 1 along each axis, as that of the
// reference maps; without the third axis in two dimensions.
func (r Response) inFrequency(f field, factor func(u [3]float64) complex128) (field, error) {
	var frequency [3][]float64
	for axis := range 3 {
		n := f.size[axis]
		frequency[axis] = make([]float64, n)
		if axis >= r.Dimensions {
			continue
		}
		if n < 2 {
			return f, fault.New(ErrImage, "the image has one voxel along %c", "xyz"[axis]).At("filter %s", r.Filter).Try("use dimensions: 2, or leave the filter out")
		}
		for i := range n {
			frequency[axis][i] = (float64((i+n/2)%n) - float64(n-1)/2) / (float64(n-1) / 2)
		}
	}
	s := f.transformed(r.Dimensions)
	workers.Each(f.size[2], func(z int) {
		for y := range f.size[1] {
			row := s.Data[(z*f.size[1]+y)*f.size[0]:][:f.size[0]]
			for x := range row {
				row[x] *= factor([3]float64{frequency[0][x], frequency[1][y], frequency[2][z]})
			}
		}
	})
	s.Inverse()
	return field{s.Real(), f.size}, nil
}
