package filter

import (
	"context"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/spectrum"
	"hcclab/hccp53/radiomics/internal/workers"
)

// gabor returns the modulus of the response to a Gabor filter in a plane (IBSI 2
// chapter "Gabor filters"): exp(−(x'² + γ²y'²)/(2σ²) + 2πj·x'/λ), with x' = x
// cosθ + y sinθ and y' = −x sinθ + y cosθ along the two axes of the plane, in
// voxels. Rotation invariant, it pools over the angles from 0 up to π, and in
// three dimensions over the axial, coronal and sagittal planes too.
func (r Response) gabor(ctx context.Context, f field, spacing [3]float64) (field, error) {
	planes := [][2]int{{0, 1}}
	if r.Dimensions == 3 {
		planes = append(planes, [2]int{0, 2}, [2]int{1, 2})
	}
	angles := []float64{r.Theta * math.Pi / 180}
	if r.RotationInvariant {
		angles = nil
		for k := 0; float64(k)*r.Theta < 180-1e-9; k++ {
			angles = append(angles, float64(k)*r.Theta*math.Pi/180)
		}
	}
	pool := newField(f.size)
	for i, plane := range planes {
		if err := r.gaborPlane(ctx, f, pool, spacing, plane, angles, i == 0); err != nil {
			return f, err
		}
	}
	if r.Pooling == "mean" {
		for i := range pool.data {
			pool.data[i] /= float64(len(planes) * len(angles))
		}
	}
	return pool, nil
}

// gaborPlane pools the responses in the planes of two axes.
func (r Response) gaborPlane(ctx context.Context, f, pool field, spacing [3]float64, plane [2]int, angles []float64, first bool) error {
	u, v := plane[0], plane[1]
	if math.Abs(spacing[u]-spacing[v]) > 1e-3*spacing[u] {
		return fault.New(ErrImage, "voxels of %g × %g mm have no angles that a Gabor filter could keep", spacing[u], spacing[v]).
			At("filter gabor").Try("resample to voxels that are as long as wide")
	}
	sigma, lambda := r.Sigma/spacing[u], r.Lambda/spacing[u]
	// Where the envelope has fallen below 10⁻¹², the kernel is left out.
	reach := int(math.Ceil(7.5 * sigma * max(1, 1/r.Gamma)))
	if reach > maxReach {
		return fault.New(ErrImage, "the filter reaches over %d voxels of %g mm", reach, spacing[u]).At("filter gabor").Try("use a smaller sigma or a larger gamma")
	}
	wide, high := spectrum.Smooth(f.size[u]+2*reach), spectrum.Smooth(f.size[v]+2*reach)
	kernels := make([]spectrum.Volume, len(angles))
	for k, angle := range angles {
		kernels[k] = gaborKernel(sigma, lambda, r.Gamma, angle, reach, wide, high)
	}
	across := 3 - u - v
	workers.Each(f.size[across], func(slice int) {
		if ctx.Err() != nil {
			return
		}
		at := [3]int{}
		at[across] = slice
		index := func(x, y int) int {
			at := at
			at[u], at[v] = x, y
			return (at[2]*f.size[1]+at[1])*f.size[0] + at[0]
		}
		padded := newField([3]int{wide, high, 1})
		for y := range f.size[v] + 2*reach {
			from := beyond(y-reach, f.size[v], r.Boundary)
			for x := range f.size[u] + 2*reach {
				if k := beyond(x-reach, f.size[u], r.Boundary); k >= 0 && from >= 0 {
					padded.data[y*wide+x] = f.data[index(k, from)]
				}
			}
		}
		image := padded.transformed(2)
		product := spectrum.New(image.Size, 2)
		for k, kernel := range kernels {
			for i, c := range image.Data {
				product.Data[i] = c * kernel.Data[i]
			}
			product.Inverse()
			response := product.Modulus()
			for y := range f.size[v] {
				for x := range f.size[u] {
					to, value := &pool.data[index(x, y)], response[(y+reach)*wide+x+reach]
					switch {
					case first && k == 0:
						*to = value
					case r.Pooling == "max":
						*to = max(*to, value)
					case r.Pooling == "min":
						*to = min(*to, value)
					default:
						*to += value
					}
				}
			}
		}
	})
	return ctx.Err()
}

// gaborKernel returns the spectrum of the filter, its centre at index 0.
func gaborKernel(sigma, lambda, gamma, theta float64, reach, wide, high int) spectrum.Volume {
	k := spectrum.New([3]int{wide, high, 1}, 2)
	sin, cos := math.Sincos(theta)
	for y := -reach; y <= reach; y++ {
		for x := -reach; x <= reach; x++ {
			along := float64(x)*cos + float64(y)*sin
			across := -float64(x)*sin + float64(y)*cos
			size := math.Exp(-(along*along + gamma*gamma*across*across) / (2 * sigma * sigma))
			s, c := math.Sincos(2 * math.Pi * along / lambda)
			k.Data[(y+high)%high*wide+(x+wide)%wide] = complex(size*c, size*s)
		}
	}
	k.Forward()
	return k
}
