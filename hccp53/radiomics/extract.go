package radiomics

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

// Result is what Extract found.
type Result struct {
	// Features are in the order of [Names]. All values are finite.
	Features []Feature `json:"features"`
	// Diagnostics describe the VOI and how it was discretised.
	Diagnostics Diagnostics `json:"diagnostics"`
	// Warnings say which values are to be taken with care, and why.
	Warnings []string `json:"warnings,omitempty"`
}

// Values returns the values of Features in order.
func (r Result) Values() []float64 {
	values := make([]float64, len(r.Features))
	for i, f := range r.Features {
		values[i] = f.Value
	}
	return values
}

// Diagnostics describe a VOI and what was done to it.
type Diagnostics struct {
	// Voxels is the number of voxels in the VOI that were measured.
	Voxels int `json:"voxels"`
	// BoxLow and BoxHigh bound the VOI: the first index and one past the last,
	// along x, y and z, in the image as measured.
	BoxLow  [3]int `json:"boxLow"`
	BoxHigh [3]int `json:"boxHigh"`
	// Raw are the intensities in the VOI as given, Analysed those measured.
	Raw      Intensities `json:"raw"`
	Analysed Intensities `json:"analysed"`
	// ImageMean and ImageSD are those of the whole image that normalisation
	// used, or 0.
	ImageMean float64 `json:"imageMean"`
	ImageSD   float64 `json:"imageSD"`
	// Images say how each image was discretised.
	Images []ImageBins `json:"images,omitempty"`
	// Stages describe image and VOI on the way, see [Prepare].
	Stages []Stage `json:"stages"`
}

// ImageBins say how an image was discretised.
type ImageBins struct {
	// Image is the name of the image.
	Image string `json:"image,omitempty"`
	// BinWidth is the width of a grey level, FirstEdge the lower edge of level
	// 1, Bins the highest level in the VOI and GreyLevels how many levels
	// occur.
	BinWidth   float64 `json:"binWidth"`
	FirstEdge  float64 `json:"firstEdge"`
	Bins       int     `json:"bins"`
	GreyLevels int     `json:"greyLevels"`
}

func (d *Diagnostics) describe(p *Prepared, r *region) {
	d.Voxels, d.BoxLow = len(r.at), r.low
	for i := range 3 {
		d.BoxHigh[i] = r.low[i] + r.box[i]
	}
	d.Raw = p.Stages[0].Intensity.Values
	d.Analysed = sumsOf(r.values).intensities(len(r.values))
	d.ImageMean, d.ImageSD = p.ImageMean, p.ImageSD
	d.Stages = p.Stages
}

// Intensities are the extremes and the mean over the VOI.
type Intensities struct {
	Min  float64 `json:"min"`
	Mean float64 `json:"mean"`
	Max  float64 `json:"max"`
}

// Extract measures the VOI in the image. Neither is changed.
//
// Errors: [ErrSettings]; [ErrGrid] when image and VOI do not lie on one grid;
// [ErrVOI] for an empty or too small VOI; [ErrIntensity] for NaN or infinite
// intensities, in the VOI or, with Normalize, anywhere; [ErrBins] for a bin
// width far too small; [ErrUndefined] when a class of features does not exist
// for this VOI; and that of ctx when it is done.
func Extract(ctx context.Context, img *volume.Image, voi *volume.Mask, s Settings) (Result, error) {
	p, err := Prepare(ctx, img, voi, s)
	if err != nil {
		return Result{}, err
	}
	return p.Extract(ctx, s)
}

// Extract measures what was prepared, with the settings that it was prepared
// with.
func (p *Prepared) Extract(ctx context.Context, s Settings) (Result, error) {
	s = s.filled()
	res := Result{Warnings: slices.Clone(p.Warnings)}
	original := cut(p.Image, p.Intensity, s.reach())
	if err := finite(original.values, "VOI"); err != nil {
		return Result{}, err
	}
	d := &res.Diagnostics
	d.describe(p, original)
	morphological := original
	if p.Morphological != p.Intensity {
		morphological = cut(nil, p.Morphological, nil)
	}
	original.within(p, morphological)
	once := morphological
	if s.Profile == IBSI {
		once = original
	}
	images, err := p.filter(ctx, s)
	if err != nil {
		return Result{}, err
	}
	parts := make([]part, 0, 1+len(images))
	parts = append(parts, part{image: Original, region: once, settings: s, shape: true})
	for _, f := range images {
		m := part{image: f.name, region: original.of(f.image), settings: s}
		m.settings.Measurement = f.as
		if f.name != Original {
			m.settings.ResegmentRange = nil // it is in intensities of the original
		}
		parts = append(parts, m)
	}
	errs := make([]error, len(parts))
	if err := workers.Until(ctx, len(parts), func(i int) { errs[i] = parts[i].measure(ctx) }); err != nil {
		return Result{}, err
	}
	for i, m := range parts {
		if errs[i] != nil {
			return Result{}, errs[i]
		}
		res.Features = append(res.Features, m.features...)
		if m.bins.Image != "" {
			d.Images = append(d.Images, m.bins)
		}
	}
	res.Warnings = append(res.Warnings, warnings(p, parts)...)
	return res, nil
}

// part is what is measured of one image, or the shape.
type part struct {
	image    string
	region   *region
	settings Settings
	shape    bool

	features []Feature
	bins     ImageBins
}

// measure fills in the features.
func (m *part) measure(ctx context.Context) (err error) {
	wanted := slices.DeleteFunc(m.settings.classes(), func(c class) bool { return c.shape != m.shape })
	if len(wanted) == 0 {
		return nil
	}
	if !m.shape {
		m.bins.Image = m.image
		if err := finite(m.region.values, m.image+" image in the VOI"); err != nil {
			return err
		}
		if err := m.grade(wanted); err != nil {
			return err
		}
	}
	m.features, err = compute(ctx, m.image, m.region, wanted, m.settings)
	return err
}

// grade discretises the region.
func (m *part) grade(wanted []class) error {
	r := m.region
	b, err := r.discretise(m.settings)
	if err != nil {
		return m.at(err)
	}
	m.bins.BinWidth, m.bins.FirstEdge, m.bins.Bins, m.bins.GreyLevels = b.width, b.lo, r.bins, len(r.grey)
	if len(r.grey) > MaxGreyLevels && slices.ContainsFunc(wanted, func(c class) bool { return c.name != FirstOrder }) {
		lowest, highest := extremes(r.values)
		return m.at(fault.New(ErrBins, "the VOI has %d grey levels, texture is limited to %d", len(r.grey), MaxGreyLevels).
			Try("set binWidth to %.3g for 64 bins, or measure shape and firstorder alone", (highest-lowest)/64))
	}
	return nil
}

// at names the image in an error, unless it is the original.
func (m *part) at(err error) error {
	if m.image == Original {
		return err
	}
	return fmt.Errorf("%s: %w", m.image, err)
}

// compute runs the classes that are asked for, side by side.
func compute(ctx context.Context, image string, r *region, wanted []class, s Settings) ([]Feature, error) {
	values := make([][]float64, len(wanted))
	errs := make([]error, len(wanted))
	err := workers.Until(ctx, len(wanted), func(i int) {
		values[i], errs[i] = wanted[i].compute(ctx, r, s)
	})
	if err != nil {
		return nil, err
	}
	var all []Feature
	var undefined []string
	for i, c := range wanted {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for _, k := range s.chosen(c) {
			feature := Feature{Image: image, Class: c.name, Name: c.features[k].name, Value: values[i][k]}
			all = append(all, feature)
			if math.IsNaN(feature.Value) || math.IsInf(feature.Value, 0) {
				undefined = append(undefined, fmt.Sprintf("%s = %g", feature.ID(), feature.Value))
			}
		}
	}
	if len(undefined) > 0 {
		return nil, fault.New(ErrUndefined, "no finite value for %s", strings.Join(undefined, ", ")).
			Try("check intensities and spacing for extreme values, or leave the class out of classes")
	}
	return all, nil
}

// borders says where the VOI may be cut off: at the border of the image, or at
// that of the part that was resampled. PyRadiomics' bounds of that part
// (imageoperations.py, resampleImage) are half a voxel of the image short, which
// is more than padDistance where voxels become far smaller.
func (p *Prepared) borders(s Settings) []string {
	touches := func(low, high, size [3]int) bool {
		for i := range 3 {
			if size[i] > 1 && (low[i] == 0 || high[i] == size[i]) {
				return true
			}
		}
		return false
	}
	given := p.Stages[0]
	lo, hi, _ := p.Morphological.Box()
	switch {
	case touches(given.Morphological.BoxLow, given.Morphological.BoxHigh, given.Size):
		return []string{"the VOI touches the border of the image and may be cut off"}
	case len(s.ResampledPixelSpacing) > 0 && touches(lo, hi, p.Image.Size):
		return []string{fmt.Sprintf("the VOI touches the border of the part that was resampled and may be cut off: padDistance %d is too small for such voxels", s.PadDistance)}
	}
	return nil
}

// warnings says what is computed but doubtful.
func warnings(p *Prepared, parts []part) []string {
	all := p.borders(parts[0].settings)
	if s := parts[0].settings; slices.Contains(s.Classes, Shape2D) && !s.Force2D {
		all = append(all, "shape2D is left out: it needs force2D")
	}
	for _, m := range parts {
		if m.region.level != nil {
			if w := m.region.crowded(m.settings); w != "" {
				if m.image != Original {
					w = m.image + ": " + w
				}
				all = append(all, w)
			}
		}
		if mesh := slices.IndexFunc(m.features, func(f Feature) bool { return f.Name == "MeshVolume" }); mesh >= 0 {
			all = append(all, m.region.doubtful(m.features[mesh].Value)...)
		}
	}
	return all
}
