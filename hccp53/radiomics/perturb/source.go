package perturb

import (
	"context"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// source is what all repetitions of a case share.
type source struct {
	image    *volume.Image
	voi      *volume.Mask
	settings radiomics.Settings
	seed     uint64
	name     string

	grid    volume.Grid // on which unmoved image and VOI are measured
	centre  [3]float64  // of the VOI in mm
	level   float64     // of the noise
	measure radiomics.Settings
	whole   bool          // intensities are cut to whole numbers after interpolation
	plain   *volume.Image // the image without noise, normalised
}

// newSource finds the grid of the settings around the VOI.
func newSource(ctx context.Context, img *volume.Image, voi *volume.Mask, s radiomics.Settings, c Chain, o Options) (*source, error) {
	at := s
	at.Normalize, at.Rounding, at.PreCrop = false, "none", false
	margin := math.Max(o.Margin, surroundings)
	for i := range img.Spacing {
		mm := img.Spacing[i]
		if len(s.ResampledPixelSpacing) == 3 && s.ResampledPixelSpacing[i] > 0 {
			mm = s.ResampledPixelSpacing[i]
		}
		at.PadDistance = max(at.PadDistance, s.PadDistance+int(math.Ceil(margin/mm)))
	}
	p, err := radiomics.Prepare(ctx, img, voi, unlimited(at))
	if err != nil {
		return nil, err
	}
	lo, hi, _ := p.Morphological.Box()
	for i := range 3 {
		n := s.PadDistance + int(math.Ceil(margin/p.Image.Spacing[i]))
		lo[i], hi[i] = max(lo[i]-n, 0), min(hi[i]+n, p.Image.Size[i])
	}
	src := &source{image: img, voi: voi, settings: s, seed: o.Seed, name: o.Case, grid: p.Image.Sub(lo, hi), centre: middle(voi), measure: s}
	src.measure.Normalize = false
	if resampled := len(s.ResampledPixelSpacing) > 0; resampled {
		src.measure.ResampledPixelSpacing = nil
		src.measure.PreCrop = s.Profile != radiomics.IBSI
		src.whole = (s.Rounding == "type" || s.Rounding == "") && !s.Normalize && whole(img.Data)
	}
	if c.Noises > 0 {
		if src.level = NoiseLevel(img); !(src.level < math.Inf(1)) {
			return nil, infinite()
		}
		return src, nil
	}
	src.plain, err = src.normalised(ctx, img)
	return src, err
}

// surroundings in mm around the VOI are what filters and contours get to see.
const surroundings = 30.0

// unlimited returns settings that refuse and re-segment nothing.
func unlimited(s radiomics.Settings) radiomics.Settings {
	s.ResegmentRange, s.ResegmentOutliers, s.ResegmentShape = nil, 0, false
	s.MinimumROIDimensions, s.MinimumROISize = 0, 0
	return s
}

// normalised returns the image as the settings normalise it, on its own grid.
func (src *source) normalised(ctx context.Context, img *volume.Image) (*volume.Image, error) {
	if !src.settings.Normalize {
		return img, nil
	}
	s := unlimited(src.settings)
	s.ResampledPixelSpacing, s.PreCrop, s.Rounding = nil, false, "none"
	p, err := radiomics.Prepare(ctx, img, src.voi, s)
	if err != nil {
		return nil, err
	}
	return p.Image, nil
}

// sampled returns image and VOI with noise, turned and moved.
func (src *source) sampled(ctx context.Context, p Perturbation) (*volume.Image, *volume.Mask, error) {
	img := src.plain
	if p.Noise {
		noisy := AddNoise(src.image, src.level, provenance.Rand(src.seed, "perturb/noise", src.name, p.Image))
		var err error
		if img, err = src.normalised(ctx, noisy); err != nil {
			return nil, nil, err
		}
	}
	to := Moved(src.grid, src.centre, p.Angle, p.Shift)
	if lo, same := part(img.Grid, to); same {
		hi := [3]int{lo[0] + to.Size[0], lo[1] + to.Size[1], lo[2] + to.Size[2]}
		return img.Crop(lo, hi, 0), src.voi.Crop(lo, hi, 0), nil
	}
	lo, hi := covering(img.Grid, to)
	from, mask := img.Crop(lo, hi, 0), src.voi.Crop(lo, hi, 0)
	if slices.ContainsFunc(from.Data, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		return nil, nil, infinite()
	}
	out := from.Resample(to, interpolation(src.settings.Interpolator, volume.Cubic), slices.Min(from.Data))
	if src.whole && !p.Noise {
		for i, v := range out.Data {
			out.Data[i] = math.Trunc(v)
		}
	}
	return out, mask.Resample(to, interpolation(src.settings.MaskInterpolator, volume.Nearest)), nil
}

func infinite() error {
	return fault.New(radiomics.ErrIntensity, "the image around the VOI has voxels that are NaN or infinite, and is to be interpolated").
		Try("replace them in the image")
}

func interpolation(name string, otherwise volume.Interpolation) volume.Interpolation {
	switch name {
	case "nearest":
		return volume.Nearest
	case "linear":
		return volume.Linear
	case "bspline":
		return volume.Cubic
	}
	return otherwise
}

// part reports whether a grid is a part of g, in the same order, and where.
func part(g, to volume.Grid) (lo [3]int, ok bool) {
	if g.Spacing != to.Spacing || g.Direction != to.Direction {
		return lo, false
	}
	at := g.Locate(to.Origin)
	for i := range 3 {
		lo[i] = int(math.Round(at[i]))
		if math.Abs(at[i]-float64(lo[i])) > 1e-9*float64(g.Size[i]) || lo[i] < 0 || lo[i]+to.Size[i] > g.Size[i] {
			return lo, false
		}
	}
	return lo, true
}

// splineMargin is how many voxels around a part of an image its B-spline depends
// on: the weight of a voxel falls by a factor of 3.7 with each step, to 10⁻¹⁸
// here.
const splineMargin = 32

// covering returns the box of g that the values on grid to depend on.
func covering(g, to volume.Grid) (lo, hi [3]int) {
	least, most := [3]float64{}, [3]float64{}
	for corner := range 8 {
		var at [3]float64
		for i := range 3 {
			if corner>>i&1 == 1 {
				at[i] = float64(to.Size[i] - 1)
			}
		}
		for i, q := range g.Locate(to.Point(at[0], at[1], at[2])) {
			if corner == 0 {
				least[i], most[i] = q, q
			}
			least[i], most[i] = math.Min(least[i], q), math.Max(most[i], q)
		}
	}
	for i := range 3 {
		lo[i] = min(max(int(math.Floor(least[i]))-splineMargin, 0), g.Size[i]-1)
		hi[i] = max(min(int(math.Ceil(most[i]))+1+splineMargin, g.Size[i]), lo[i]+1)
	}
	return lo, hi
}

// whole reports whether all values are whole numbers.
func whole(data []float64) bool {
	return !slices.ContainsFunc(data, func(x float64) bool { return x != math.Trunc(x) })
}
