package filter

import (
	"math"

	"hcclab/hccp53/fault"
)

// sampledLoG filters by the sampled Laplacian of a Gaussian, cut off at a cube
// of Truncation·sigma (IBSI 2 chapter "Laplacian of Gaussian"): (√(2π)σ)^−D ·
// (r²/σ⁴ − D/σ²) · exp(−r²/2σ²), with σ and r in voxels. It is the sum over the
// axes of (x²/σ⁴ − 1/σ²)·g along one and the Gaussian g along the others.
func (r Response) sampledLoG(f field, spacing [3]float64) (field, error) {
	var smooth, second [3]kernel
	for axis := range r.Dimensions {
		sigma := r.Sigma / spacing[axis]
		radius := int(math.Floor(r.Truncation*sigma + 0.5))
		if radius > maxReach {
			return f, fault.New(ErrImage, "a Gaussian of %g mm reaches over %d voxels of %g mm", r.Sigma, radius, spacing[axis]).Try("use a smaller sigma")
		}
		for k := -radius; k <= radius; k++ {
			x := float64(k)
			g := math.Exp(-x*x/(2*sigma*sigma)) / (math.Sqrt(2*math.Pi) * sigma)
			smooth[axis] = append(smooth[axis], g)
			second[axis] = append(second[axis], (x*x/(sigma*sigma)-1)/(sigma*sigma)*g)
		}
	}
	out := newField(f.size)
	for axis := range r.Dimensions {
		kernels := smooth
		kernels[axis] = second[axis]
		addScaled(out.data, r.separable(f, kernels).data, 1)
	}
	return out, nil
}
