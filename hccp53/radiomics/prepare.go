package radiomics

import (
	"context"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Prepared is an image and its VOI after all that comes before filters and
// features.
type Prepared struct {
	// Image is normalised, resampled and rounded as the settings say.
	Image *volume.Image
	// Morphological is the VOI on the grid of Image. Shape is measured in it.
	Morphological *volume.Mask
	// Intensity is what re-segmentation kept of it: all else is measured in it.
	// It is the same mask where nothing was re-segmented.
	Intensity *volume.Mask
	// Stages describe image and VOI on the way.
	Stages []Stage
	// ImageMean and ImageSD are those of the whole image that normalisation
	// used, or 0.
	ImageMean, ImageSD float64
	// Warnings say what is to be taken with care.
	Warnings []string
}

// Prepare normalises the image, brings image and VOI to the grid of the
// settings and re-segments the VOI, in this order, which is that of PyRadiomics
// and IBSI. Neither argument is changed; the result may share their memory.
//
// In profile pyradiomics a resampled image is cut to the VOI and
// Settings.PadDistance voxels around it, and a direction in which the VOI is one
// voxel thick keeps its spacing.
//
// Errors: [ErrSettings], [ErrGrid], [ErrVOI], [ErrIntensity], as Extract.
func Prepare(ctx context.Context, img *volume.Image, voi *volume.Mask, s Settings) (*Prepared, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s = s.filled()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := sameGrid(img, voi); err != nil {
		return nil, err
	}
	lo, hi, ok := voi.Box()
	if !ok {
		return nil, fault.New(ErrVOI, "the VOI is empty: no voxel of %d is inside", len(voi.Data)).
			Try("check that the right label or segment was read")
	}
	p := &Prepared{Image: img, Morphological: voi}
	var normalise *scaling
	sum := sumsOf(img.Data)
	if s.Normalize {
		c, err := learn(img.Data, sum, s)
		if err != nil {
			return nil, err
		}
		normalise, p.ImageMean, p.ImageSD = &c, c.mean, c.sd
	}
	p.Stages = append(p.Stages, stage("original", img, sum, voi, voi))
	if err := p.regrid(lo, hi, normalise, isFinite(sum.total), s); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.Intensity = p.Morphological
	if err := enough(p.Morphological, s); err != nil {
		return nil, err
	}
	return p, p.resegment(s)
}

// filterMargin is how many voxels around a part of an image its B-spline
// depends on: the weight of a voxel falls by a factor of 3.7 with each step, to
// 10⁻¹⁸ here.
const filterMargin = 32

// maxVoxels bounds a resampled image: 2²⁸ voxels are 2 GiB.
const maxVoxels = 1 << 28

// regrid brings image and VOI to the grid of the settings, and normalises and
// rounds the image. Low and high bound the VOI; allFinite says that the image
// has no voxel that is no number.
func (p *Prepared) regrid(low, high [3]int, normalise *scaling, allFinite bool, s Settings) error {
	img, voi := p.Image, p.Morphological
	whole := s.Rounding == "type" && normalise == nil && len(s.ResampledPixelSpacing) > 0 && integers(img.Data)
	to, resampled := s.grid(img.Grid, low, high)
	switch {
	case resampled:
		if n := float64(to.Size[0]) * float64(to.Size[1]) * float64(to.Size[2]); n > maxVoxels {
			return fault.New(ErrSettings, "voxels of %g mm make %d×%d×%d of the image, %.2g are more than can be held", s.ResampledPixelSpacing, to.Size[0], to.Size[1], to.Size[2], n).
				At("radiomics setting %q", "resampledPixelSpacing").Try("use larger voxels, or a smaller padDistance")
		}
		from := img
		if s.cuts() {
			lo, hi := covering(img.Grid, to)
			from = img.Crop(lo, hi, 0)
		}
		if normalise != nil {
			from = normalise.image(from)
		}
		if !allFinite {
			if err := finite(from.Data, "part of the image that is resampled"); err != nil {
				return err
			}
		}
		p.Image = from.Resample(to, interpolations[s.Interpolator], 0)
		if s.GridAlignment == "corner" && s.MaskInterpolator == "nearest" {
			p.Morphological = nearest(voi, to)
		} else {
			p.Morphological = voi.Resample(to, interpolations[s.MaskInterpolator])
		}
		if p.Morphological.Count() == 0 {
			return fault.New(ErrVOI, "nothing of the VOI of %d voxels is left after resampling to %g mm", voi.Count(), s.ResampledPixelSpacing).
				Try("use a smaller resampledPixelSpacing, or leave the VOI out")
		}
	default:
		if s.cuts() && (s.PreCrop || len(s.ResampledPixelSpacing) > 0) {
			lo, hi := padded(img.Size, low, high, s.PadDistance)
			p.Image, p.Morphological = img.Crop(lo, hi, 0), voi.Crop(lo, hi, 0)
		}
		if normalise != nil {
			p.Image = normalise.image(p.Image)
		}
	}
	switch {
	case s.Rounding == "integer":
		p.Image = changed(p.Image, func(x float64) float64 { return math.Floor(x + 0.5) })
	case whole && resampled:
		p.Image = changed(p.Image, math.Trunc)
	}
	if resampled {
		p.Stages = append(p.Stages, stage("interpolated", p.Image, sumsOf(p.Image.Data), p.Morphological, p.Morphological))
	}
	return nil
}

// cuts reports whether only the surroundings of the VOI are prepared.
func (s Settings) cuts() bool { return s.Profile != IBSI }

// grid returns the grid to resample to, and whether that is another than g.
func (s Settings) grid(g volume.Grid, low, high [3]int) (volume.Grid, bool) {
	if len(s.ResampledPixelSpacing) == 0 {
		return g, false
	}
	spacing := [3]float64(s.ResampledPixelSpacing)
	same := true
	for i := range 3 {
		if spacing[i] == 0 || s.cuts() && high[i]-low[i] == 1 {
			spacing[i] = g.Spacing[i]
		}
		// The tolerance of numpy.allclose, which PyRadiomics asks.
		same = same && math.Abs(g.Spacing[i]-spacing[i]) <= 1e-8+1e-5*spacing[i]
	}
	if same {
		return g, false
	}
	to := g.CentreAligned(spacing)
	if s.GridAlignment == "corner" {
		to = g.CornerAligned(spacing)
	}
	if !s.cuts() {
		return to, true
	}
	var lo, hi [3]int
	for i := range 3 {
		ratio := g.Spacing[i] / spacing[i]
		lo[i] = max(int(math.Floor((float64(low[i])-0.5)*ratio-float64(s.PadDistance))), 0)
		last := math.Ceil((float64(high[i])-0.5)*ratio + float64(s.PadDistance))
		hi[i] = int(min(last, math.Ceil(float64(g.Size[i])*ratio)-1)) + 1
	}
	part := to.Sub(lo, hi)
	if s.GridAlignment == "corner" {
		var index [3]float64
		for i := range 3 {
			index[i] = .5*(spacing[i]-g.Spacing[i])/g.Spacing[i] + float64(lo[i])/(g.Spacing[i]/spacing[i])
		}
		part.Origin = itkPoint(g, index)
	}
	return part, true
}

// covering returns the box of g that the values on grid to depend on.
func covering(g, to volume.Grid) (lo, hi [3]int) {
	first := g.Locate(to.Origin)
	last := g.Locate(to.Point(float64(to.Size[0]-1), float64(to.Size[1]-1), float64(to.Size[2]-1)))
	for i := range 3 {
		lo[i] = max(int(math.Floor(min(first[i], last[i])))-filterMargin, 0)
		hi[i] = min(int(math.Ceil(max(first[i], last[i])))+1+filterMargin, g.Size[i])
	}
	return lo, hi
}

// padded returns the box with so many voxels more on each side, as far as there
// are any.
func padded(size, low, high [3]int, by int) (lo, hi [3]int) {
	for i := range 3 {
		lo[i], hi[i] = max(low[i]-by, 0), min(high[i]+by, size[i])
	}
	return lo, hi
}

// integers reports whether all values are whole.
func integers(data []float64) bool {
	return !slices.ContainsFunc(data, func(x float64) bool { return x != math.Trunc(x) })
}

// changed returns the image with a function applied to each value.
func changed(img *volume.Image, f func(float64) float64) *volume.Image {
	out := volume.NewImage(img.Grid)
	for i, x := range img.Data {
		out.Data[i] = f(x)
	}
	return out
}
