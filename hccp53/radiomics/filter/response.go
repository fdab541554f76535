package filter

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Response is a filter of IBSI 2 (reference manual arXiv:2006.05470) with its
// parameters; those that its filter does not use are left out.
type Response struct {
	// Filter is "mean", "log", "laws", "gabor", "wavelet" (separable) or
	// "simoncelli" (non-separable wavelet).
	Filter string `yaml:"filter" json:"filter"`
	// Dimensions is 3, or 2 to filter each axial slice on its own; 0 is 3.
	Dimensions int `yaml:"dimensions" json:"dimensions,omitempty"`
	// Boundary says how the image goes on beyond its edge: "mirror" (the edge
	// voxel repeated; "" is the same), "nearest", "periodic" or "zero". The
	// non-separable wavelets are periodic by nature.
	Boundary string `yaml:"boundary" json:"boundary,omitempty"`

	// Support of mean in voxels, odd.
	Support int `yaml:"support" json:"support,omitempty"`
	// Sigma in mm is the width of the Gaussian of log and gabor, Truncation
	// where that of log is cut off, in sigmas; 0 is 4.
	Sigma      float64 `yaml:"sigma" json:"sigma,omitempty"`
	Truncation float64 `yaml:"truncation" json:"truncation,omitempty"`
	// Lambda is the wavelength of gabor in mm, Gamma its aspect ratio, Theta
	// its angle in degrees in the plane of x and y, from x towards y. With
	// RotationInvariant Theta is the step between angles.
	Lambda float64 `yaml:"lambda" json:"lambda,omitempty"`
	Gamma  float64 `yaml:"gamma" json:"gamma,omitempty"`
	Theta  float64 `yaml:"theta" json:"theta,omitempty"`
	// Kernel names the filter along each axis: of laws such as "L5E5E5", of
	// wavelet such as "LLH", x first, with as many parts as dimensions.
	Kernel string `yaml:"kernel" json:"kernel,omitempty"`
	// Wavelet is the wavelet by its name in PyWavelets.
	Wavelet string `yaml:"wavelet" json:"wavelet,omitempty"`
	// Level of wavelet and simoncelli, from 1.
	Level int `yaml:"level" json:"level,omitempty"`
	// RotationInvariant pools the responses to the filter turned to all sides:
	// the right-angled rotations of laws and wavelet, the angles of gabor and,
	// in three dimensions, its three planes.
	RotationInvariant bool `yaml:"rotationInvariant" json:"rotationInvariant,omitempty"`
	// Pooling of these is "max", "mean" or "min"; "" is max for laws and mean
	// for the others.
	Pooling string `yaml:"pooling" json:"pooling,omitempty"`
	// Energy, when not 0, makes an energy map of laws: the mean of |response|
	// over the voxels within this Chebyshev distance.
	Energy int `yaml:"energy" json:"energy,omitempty"`
	// Riesz is the order of a Riesz transform along x, y and z of log or
	// simoncelli; all 0 is none.
	Riesz [3]int `yaml:"riesz" json:"riesz,omitempty"`
}

var (
	responses  = []string{"mean", "log", "laws", "gabor", "wavelet", "simoncelli"}
	boundaries = []string{"mirror", "nearest", "periodic", "zero"}
	poolings   = []string{"max", "mean", "min"}
)

// maxReach bounds a filter, in voxels.
const maxReach = 512

// filled returns the response with its defaults.
func (r Response) filled() Response {
	if r.Dimensions == 0 {
		r.Dimensions = 3
	}
	if r.Boundary == "" {
		r.Boundary = "mirror"
	}
	if r.Truncation == 0 {
		r.Truncation = 4
	}
	if r.Pooling == "" {
		r.Pooling = "mean"
		if r.Filter == "laws" {
			r.Pooling = "max"
		}
	}
	return r
}

// Validate reports the first parameter that cannot be used, as [ErrSettings].
// Widths, wavelengths and aspect ratios are from 10⁻⁶ to 10⁶.
func (r Response) Validate() error {
	given := r
	r = r.filled()
	bad := func(format string, args ...any) *fault.Error {
		return fault.New(ErrSettings, format, args...).At("filter %s", brief(r.Filter))
	}
	// Beyond these bounds squares and numbers of voxels overflow.
	positive := func(x float64) bool { return x >= 1e-6 && x <= 1e6 }
	switch {
	case !slices.Contains(responses, r.Filter):
		return bad("the filter is unknown").Try("use one of %s", strings.Join(responses, ", "))
	case r.Dimensions != 2 && r.Dimensions != 3:
		return bad("%d dimensions are not 2 or 3", r.Dimensions).Try("use 3, or 2 for axial slices")
	case !slices.Contains(boundaries, r.Boundary):
		return bad("boundary %q is unknown", brief(r.Boundary)).Try("use one of %s", strings.Join(boundaries, ", "))
	case !slices.Contains(poolings, r.Pooling):
		return bad("pooling %q is unknown", brief(r.Pooling)).Try("use one of %s", strings.Join(poolings, ", "))
	case r.Riesz != [3]int{} && r.Filter != "log" && r.Filter != "simoncelli":
		return bad("there is no Riesz transform of it").Try("leave riesz out")
	case min(r.Riesz[0], r.Riesz[1], r.Riesz[2]) < 0 || r.Riesz[0]+r.Riesz[1]+r.Riesz[2] > 8 || r.Dimensions == 2 && r.Riesz[2] != 0:
		return bad("order %v of the Riesz transform does not exist", r.Riesz).Try("use up to 8 together, such as [1, 0, 0]")
	case r.Energy < 0 || r.Energy > maxReach || r.Energy > 0 && r.Filter != "laws":
		return bad("energy %d is not a distance in voxels of an energy map of laws", given.Energy).Try("use 7 with laws, or leave it out")
	}
	switch r.Filter {
	case "mean":
		if r.Support < 1 || r.Support%2 == 0 || r.Support > maxReach {
			return bad("support %d is not an odd number of voxels", r.Support).Try("use 5")
		}
	case "log":
		if !positive(r.Sigma) || !positive(r.Truncation) {
			return bad("sigma %g mm or truncation %g is not a width", r.Sigma, r.Truncation).Try("use sigma: 1.5")
		}
	case "laws":
		_, err := r.laws()
		return err
	case "gabor":
		if !positive(r.Sigma) || !positive(r.Lambda) || !positive(r.Gamma) || !(math.Abs(r.Theta) <= 1e6) {
			return bad("sigma %g, lambda %g, gamma %g or theta %g is no number that a Gabor filter can have", r.Sigma, r.Lambda, r.Gamma, r.Theta).
				Try("use sigma and lambda in mm, gamma such as 1.5, theta in degrees")
		}
		if r.RotationInvariant && !(r.Theta >= 1 && r.Theta <= 180) {
			return bad("theta %g is not a step between angles", r.Theta).Try("use 22.5 or 45 degrees")
		}
		if r.Dimensions == 3 && !r.RotationInvariant {
			return bad("in three dimensions it is only there rotation invariant, as the mean over three planes").Try("set rotationInvariant, or dimensions: 2")
		}
	case "wavelet":
		if r.Level < 1 || r.Level > 6 {
			return bad("level %d is not between 1 and 6", r.Level).Try("use 1")
		}
		_, err := r.waveletKernels(r.Level)
		return err
	case "simoncelli":
		if r.Level < 1 || r.Level > 8 {
			return bad("level %d is not between 1 and 8", r.Level).Try("use 1")
		}
	}
	return nil
}

// Name returns a short name for the response, such as laws-L5E5E5-rot-energy7.
func (r Response) Name() string {
	r = r.filled()
	parts := []string{r.Filter}
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	switch r.Filter {
	case "mean":
		add("%d", r.Support)
	case "log":
		add("sigma-%gmm", r.Sigma)
	case "laws":
		add("%s", r.Kernel)
	case "gabor":
		add("sigma-%gmm-lambda-%gmm-gamma-%g-theta-%g", r.Sigma, r.Lambda, r.Gamma, r.Theta)
	case "wavelet":
		add("%s-%s-level%d", r.Wavelet, r.Kernel, r.Level)
	case "simoncelli":
		add("level%d", r.Level)
	}
	if r.Riesz != [3]int{} {
		add("riesz%d%d%d", r.Riesz[0], r.Riesz[1], r.Riesz[2])
	}
	if r.RotationInvariant {
		add("rot")
		if (r.Filter == "laws") != (r.Pooling == "max") {
			add("%s", r.Pooling)
		}
	}
	if r.Energy > 0 {
		add("energy%d", r.Energy)
	}
	if r.Dimensions == 2 {
		add("2D")
	}
	// An underscore parts image, class and feature in the name of a feature.
	return strings.ReplaceAll(strings.Join(parts, "-"), "_", "-")
}

// Apply returns the response map, on the grid of the image. The error is that of
// Validate, [ErrImage] for an image that is too small, or that of ctx.
func (r Response) Apply(ctx context.Context, img *volume.Image) (*volume.Image, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r = r.filled()
	f := field{img.Data, img.Size}
	var err error
	switch r.Filter {
	case "mean":
		f = r.separable(f, r.each(box(r.Support)))
	case "log":
		if r.Riesz != [3]int{} {
			f, err = r.rieszOfLoG(f, img.Spacing)
		} else {
			f, err = r.sampledLoG(f, img.Spacing)
		}
	case "laws":
		kernels, _ := r.laws()
		if f, err = r.pooled(ctx, f, [][3]kernel{kernels}); err == nil && r.Energy > 0 {
			f = r.separable(f.abs(), r.each(box(2*r.Energy+1)))
		}
	case "gabor":
		f, err = r.gabor(ctx, f, img.Spacing)
	case "wavelet":
		var levels [][3]kernel
		for level := 1; level <= r.Level; level++ {
			kernels, _ := r.waveletKernels(level)
			levels = append(levels, kernels)
		}
		f, err = r.pooled(ctx, f, levels)
	case "simoncelli":
		f, err = r.simoncelli(f)
	}
	if err != nil {
		return nil, err
	}
	out := volume.NewImage(img.Grid)
	out.Data = f.data
	return out, nil
}

// each returns a kernel for every axis that is filtered.
func (r Response) each(k kernel) (all [3]kernel) {
	for axis := range r.Dimensions {
		all[axis] = k
	}
	return all
}
