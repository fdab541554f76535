package radiomics

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
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
	// Voxels is the number of voxels in the VOI.
	Voxels int `json:"voxels"`
	// BoxLow and BoxHigh bound the VOI: the first index and one past the last,
	// along x, y and z.
	BoxLow  [3]int `json:"boxLow"`
	BoxHigh [3]int `json:"boxHigh"`
	// Raw are the intensities in the VOI as given, Analysed those after
	// normalisation (the same when not normalised).
	Raw      Intensities `json:"raw"`
	Analysed Intensities `json:"analysed"`
	// ImageMean and ImageSD are those of the whole image that normalisation
	// used, or 0.
	ImageMean float64 `json:"imageMean"`
	ImageSD   float64 `json:"imageSD"`
	// BinWidth is the width of a grey level, FirstEdge the lower edge of level
	// 1, Bins the highest level in the VOI and GreyLevels how many levels
	// occur. All are 0 when only shape was asked for.
	BinWidth   float64 `json:"binWidth"`
	FirstEdge  float64 `json:"firstEdge"`
	Bins       int     `json:"bins"`
	GreyLevels int     `json:"greyLevels"`
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
	if err := s.Validate(); err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	r, low, err := cut(img, voi, s)
	if err != nil {
		return Result{}, err
	}
	var res Result
	d := &res.Diagnostics
	d.Voxels, d.BoxLow = len(r.at), low
	for i := range 3 {
		d.BoxHigh[i] = low[i] + r.box[i]
	}
	if err := finite(r.values, "VOI"); err != nil {
		return Result{}, err
	}
	d.Raw = intensities(r.values)
	if s.Normalize {
		c, err := learn(img.Data, s)
		if err != nil {
			return Result{}, err
		}
		c.apply(r.values)
		d.ImageMean, d.ImageSD = c.mean, c.sd
	}
	d.Analysed = intensities(r.values)
	if err := r.grade(d, s); err != nil {
		return Result{}, err
	}
	if res.Features, err = compute(ctx, r, s); err != nil {
		return Result{}, err
	}
	res.Warnings = r.warnings(res, img.Size, s)
	return res, nil
}

// grade discretises the region if any class needs it.
func (r *region) grade(d *Diagnostics, s Settings) error {
	wants := func(c class) bool { return s.wants(c.name) && c.name != Shape }
	if !slices.ContainsFunc(classes(), wants) {
		return nil
	}
	b, err := r.discretise(s)
	if err != nil {
		return err
	}
	d.BinWidth, d.FirstEdge, d.Bins, d.GreyLevels = b.width, b.lo, r.bins, len(r.grey)
	texture := func(c class) bool { return wants(c) && c.name != FirstOrder }
	if len(r.grey) > MaxGreyLevels && slices.ContainsFunc(classes(), texture) {
		return fault.New(ErrBins, "the VOI has %d grey levels, texture is limited to %d", len(r.grey), MaxGreyLevels).
			Try("set binWidth to %.3g for 64 bins", (d.Analysed.Max-d.Analysed.Min)/64)
	}
	return nil
}

// compute runs the classes that are asked for, side by side.
func compute(ctx context.Context, r *region, s Settings) ([]Feature, error) {
	wanted := slices.DeleteFunc(classes(), func(c class) bool { return !s.wants(c.name) })
	values := make([][]float64, len(wanted))
	errs := make([]error, len(wanted))
	err := parallel(ctx, len(wanted), func(i int) {
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
		for k, f := range c.features {
			feature := Feature{Class: c.name, Name: f.name, Value: values[i][k]}
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

// warnings says what is computed but doubtful.
func (r *region) warnings(res Result, size [3]int, s Settings) []string {
	var all []string
	d := res.Diagnostics
	for i := range 3 {
		if size[i] > 1 && (d.BoxLow[i] == 0 || d.BoxHigh[i] == size[i]) {
			all = append(all, "the VOI touches the border of the image and may be cut off")
			break
		}
	}
	if r.level != nil {
		if w := r.crowded(s); w != "" {
			all = append(all, w)
		}
	}
	if s.wants(Shape) {
		mesh := slices.IndexFunc(res.Features, func(f Feature) bool { return f.Name == "MeshVolume" })
		all = append(all, r.doubtful(res.Features[mesh].Value)...)
	}
	return all
}

func intensities(values []float64) Intensities {
	lowest, highest := extremes(values)
	return Intensities{Min: lowest, Mean: average(values), Max: highest}
}
