package radiomics

import (
	"maps"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// Settings say how features are extracted. The names in YAML are those of
// PyRadiomics' "setting" section, so a parameter file can be carried over.
// The zero value is not valid: start from [DefaultSettings],
// [PyRadiomicsSettings] or [IBSISettings] and change what differs.
//
// The two traditions of the field differ in a few steps. Each of these is a
// setting of its own, which the profile sets: GridAlignment, MaskInterpolator,
// Rounding, BinOrigin, AxisCovariance and Kurtosis. See profile.go.
type Settings struct {
	// Profile says which features are computed and under which names:
	// "pyradiomics" ("" is the same) or "ibsi".
	Profile string `yaml:"profile" json:"profile"`

	// Images lists the images to measure, in the order of the output: the
	// original one and those that filters make of it. Empty means the original
	// one alone. Shape is measured once, whatever the images.
	Images []ImageType `yaml:"images" json:"images"`

	// Normalize makes the whole image (not the VOI) zero mean and unit
	// standard deviation before anything else.
	Normalize bool `yaml:"normalize" json:"normalize"`
	// NormalizeScale multiplies the normalised image. Used with Normalize only.
	NormalizeScale float64 `yaml:"normalizeScale" json:"normalizeScale"`
	// RemoveOutliers, when not 0, clips the normalised image to this many
	// standard deviations on either side. Used with Normalize only.
	RemoveOutliers float64 `yaml:"removeOutliers" json:"removeOutliers"`

	// ResampledPixelSpacing is the voxel size in mm along x, y and z to which
	// image and VOI are brought; 0 keeps that of the image. Empty resamples
	// nothing.
	ResampledPixelSpacing []float64 `yaml:"resampledPixelSpacing" json:"resampledPixelSpacing"`
	// Interpolator of the image: "nearest", "linear" or "bspline" (cubic).
	Interpolator string `yaml:"interpolator" json:"interpolator"`
	// MaskInterpolator of the VOI: "nearest", or "linear" with the voxels that
	// are at least half inside (IBSI).
	MaskInterpolator string `yaml:"maskInterpolator" json:"maskInterpolator"`
	// GridAlignment places the new grid: "corner" puts the outer corner of the
	// first voxel where it was (PyRadiomics), "centre" the centre of the image
	// (IBSI).
	GridAlignment string `yaml:"gridAlignment" json:"gridAlignment"`
	// Rounding after interpolation: "none"; "integer" to the nearest whole
	// intensity (IBSI, for CT); "type" cuts off the fraction where all
	// intensities were whole before. PyRadiomics keeps the type of the voxels,
	// and ITK cuts, not rounds, when it writes an integer type.
	Rounding string `yaml:"rounding" json:"rounding"`
	// PadDistance is how many voxels around the VOI filters get to see when the
	// image is resampled or PreCrop is set.
	PadDistance int `yaml:"padDistance" json:"padDistance"`
	// PreCrop cuts the image to the VOI and PadDistance before filters, also
	// when nothing is resampled. Profile pyradiomics only.
	PreCrop bool `yaml:"preCrop" json:"preCrop"`

	// ResegmentRange keeps the voxels of the VOI from the first to the second
	// value, both included; with one value, those from it on. Intensity and
	// texture are measured in what is kept, shape only with ResegmentShape.
	// Use ±.inf in YAML for a side without limit.
	ResegmentRange []float64 `yaml:"resegmentRange" json:"resegmentRange"`
	// ResegmentMode is the unit of ResegmentRange: "absolute" intensities,
	// "relative" to the largest in the VOI, or "sigma", standard deviations
	// from the mean of the VOI.
	ResegmentMode string `yaml:"resegmentMode" json:"resegmentMode"`
	// ResegmentShape measures shape in the kept voxels too.
	ResegmentShape bool `yaml:"resegmentShape" json:"resegmentShape"`
	// ResegmentOutliers, when not 0, then keeps the voxels within this many
	// standard deviations of the mean of those kept so far (IBSI: 3).
	ResegmentOutliers float64 `yaml:"resegmentOutliers" json:"resegmentOutliers"`

	// Measurement says how an image is measured, unless its ImageType has one
	// of its own.
	Measurement `yaml:",inline"`

	// MinimumROIDimensions refuses a VOI that extends over more than one voxel
	// in fewer directions than this: 2 refuses a line, 3 a single slice. A
	// single voxel is always refused. 0 is the same as 1.
	MinimumROIDimensions int `yaml:"minimumROIDimensions" json:"minimumROIDimensions"`
	// MinimumROISize, when not 0, refuses a VOI of this many voxels or fewer
	// (PyRadiomics refuses equality too).
	MinimumROISize int `yaml:"minimumROISize" json:"minimumROISize"`

	// Classes lists what to compute; empty means all of the profile but
	// shape2D. The order of the output does not depend on it.
	Classes []string `yaml:"classes" json:"classes"`
	// Features names the features to compute of a class; their
	// order is that of the output. A class that is not listed is computed whole,
	// without those that PyRadiomics has given up.
	Features map[string][]string `yaml:"features" json:"features,omitempty"`
}

// Measurement says how the intensities and the texture of one image are
// measured.
type Measurement struct {
	// BinWidth is the width of a grey level, in units of the (normalised)
	// intensity. Not used when BinCount is given.
	BinWidth float64 `yaml:"binWidth" json:"binWidth"`
	// BinCount, when not 0, divides the range of the VOI into that many bins.
	BinCount int `yaml:"binCount" json:"binCount"`
	// BinOrigin is where bins of BinWidth begin: "zero", at a multiple of the
	// width (PyRadiomics); or "range", at the lower end of an absolute
	// ResegmentRange or, without one, at the smallest intensity of the VOI
	// (IBSI).
	BinOrigin string `yaml:"binOrigin" json:"binOrigin"`

	// VoxelArrayShift is added to the intensities for Energy, TotalEnergy and
	// RootMeanSquared, so that negative values do not count as large ones.
	VoxelArrayShift float64 `yaml:"voxelArrayShift" json:"voxelArrayShift"`
	// Kurtosis of a normal distribution: "plain" 3 (PyRadiomics), "excess" 0
	// (IBSI).
	Kurtosis string `yaml:"kurtosis" json:"kurtosis"`
	// AxisCovariance is what the sums of products over the N voxels are divided
	// by for the principal axes of shape: "N" (PyRadiomics) or "N-1" (IBSI).
	AxisCovariance string `yaml:"axisCovariance" json:"axisCovariance"`

	// Distances lists the neighbourhoods of glcm, gldm and ngtdm, in voxels by
	// the largest index difference. Empty means 1.
	Distances []int `yaml:"distances" json:"distances"`
	// SymmetricalGLCM counts each pair of voxels in both orders.
	SymmetricalGLCM bool `yaml:"symmetricalGLCM" json:"symmetricalGLCM"`
	// WeightingNorm, when not empty, merges the directions of glcm and glrlm
	// into one matrix, weighted by the length in mm of the step by this norm:
	// "manhattan", "euclidean", "infinity" or "no_weighting" (all alike).
	// Empty averages the features over the directions.
	WeightingNorm string `yaml:"weightingNorm" json:"weightingNorm"`
	// GLDMAlpha is the largest difference in grey level at which a neighbour
	// counts as dependent.
	GLDMAlpha int `yaml:"gldm_a" json:"gldm_a"`
	// Force2D restricts neighbourhoods to the planes across Force2DDimension.
	Force2D bool `yaml:"force2D" json:"force2D"`
	// Force2DDimension is 0 for planes across the z index (slices), 1 for y, 2
	// for x: the order of PyRadiomics.
	Force2DDimension int `yaml:"force2Ddimension" json:"force2Ddimension"`

	// Aggregations lists how texture matrices are brought together in profile
	// ibsi, by the suffixes of the tags: "2D_avg", "2D_comb", "2_5D_avg",
	// "2_5D_comb", "3D_avg", "3D_comb" for glcm and glrlm, "2D", "2_5D", "3D"
	// for the others. Empty means 3D_avg, 3D_comb and 3D.
	Aggregations []string `yaml:"aggregations" json:"aggregations,omitempty"`
	// IVHBinWidth or IVHBinCount discretise for the intensity-volume histogram
	// of profile ibsi; both 0 takes the intensities as they are.
	IVHBinWidth float64 `yaml:"ivhBinWidth" json:"ivhBinWidth"`
	IVHBinCount int     `yaml:"ivhBinCount" json:"ivhBinCount"`
}

// Names of the feature classes for Settings.Classes and Feature.Class.
const (
	Shape      = "shape"
	Shape2D    = "shape2D"
	FirstOrder = "firstorder"
	GLCM       = "glcm"
	GLRLM      = "glrlm"
	GLSZM      = "glszm"
	GLDM       = "gldm"
	NGTDM      = "ngtdm"
)

// norms are the values of WeightingNorm.
var norms = []string{"", "manhattan", "euclidean", "infinity", "no_weighting"}

// complaint starts an error about the setting of a key.
type complaint = func(key, format string, args ...any) *fault.Error

// Validate reports the first setting that cannot be used, as [ErrSettings].
func (s Settings) Validate() error {
	bad := func(key, format string, args ...any) *fault.Error {
		return fault.New(ErrSettings, format, args...).At("radiomics setting %q", key)
	}
	switch {
	case !slices.Contains(profiles, s.Profile):
		return bad("profile", "%q is unknown", s.Profile).Try("use one of %s", strings.Join(profiles[1:], ", "))
	case s.Normalize && !(s.NormalizeScale > 0 && isFinite(s.NormalizeScale)):
		return bad("normalizeScale", "%g is not a positive scale", s.NormalizeScale).Try("use 100, or switch normalize off")
	case !(s.RemoveOutliers >= 0 && isFinite(s.RemoveOutliers)):
		return bad("removeOutliers", "%g is not a number of standard deviations", s.RemoveOutliers).Try("use 3, or 0 to keep outliers")
	case s.MinimumROIDimensions < 0 || s.MinimumROIDimensions > 3:
		return bad("minimumROIDimensions", "%d is not between 1 and 3", s.MinimumROIDimensions).Try("use 2")
	case s.MinimumROISize < 0:
		return bad("minimumROISize", "%d is negative", s.MinimumROISize).Try("use 0 for no limit")
	}
	for i, name := range s.Classes {
		if !slices.Contains(s.ClassNames(), name) {
			return bad("classes", "%q is unknown", name).Try("use names among %s", strings.Join(s.ClassNames(), ", "))
		}
		if slices.Contains(s.Classes[:i], name) {
			return bad("classes", "%q is listed twice", name).Try("list each class once")
		}
	}
	for _, check := range []func(complaint) error{s.validateGrid, s.Measurement.validate, s.validateImages, s.validateFeatures} {
		if err := check(bad); err != nil {
			return err
		}
	}
	return nil
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// validate checks how an image is measured.
func (m Measurement) validate(bad complaint) error {
	switch {
	case m.BinCount < 0 || m.BinCount > MaxBins:
		return bad("binCount", "%d is not between 1 and %d", m.BinCount, MaxBins).Try("use a number of bins such as 32 or 64")
	case m.BinCount == 0 && !(m.BinWidth > 0 && isFinite(m.BinWidth)):
		return bad("binWidth", "%g is not a positive width", m.BinWidth).Try("use a width that gives 16 to 128 bins, or set binCount")
	case !isFinite(m.VoxelArrayShift):
		return bad("voxelArrayShift", "%g is not finite", m.VoxelArrayShift).Try("use 0")
	case !slices.Contains(norms, m.WeightingNorm):
		return bad("weightingNorm", "%q is unknown", m.WeightingNorm).Try("use one of %s, or leave it out", strings.Join(norms[1:], ", "))
	case m.GLDMAlpha < 0:
		return bad("gldm_a", "%d is negative", m.GLDMAlpha).Try("use 0")
	case m.Force2DDimension < 0 || m.Force2DDimension > 2:
		return bad("force2Ddimension", "%d is not 0, 1 or 2", m.Force2DDimension).Try("use 0 for slices")
	}
	for i, d := range m.Distances {
		if d < 1 || d > maxDistance {
			return bad("distances", "%d is not between 1 and %d voxels", d, maxDistance).Try("use [1]")
		}
		if slices.Contains(m.Distances[:i], d) {
			return bad("distances", "%d is listed twice", d).Try("list each distance once")
		}
	}
	for _, a := range m.Aggregations {
		if !slices.Contains(aggregations, a) {
			return bad("aggregations", "%q is unknown", a).Try("use names among %s", strings.Join(aggregations, ", "))
		}
	}
	switch {
	case !(m.IVHBinWidth >= 0 && isFinite(m.IVHBinWidth)):
		return bad("ivhBinWidth", "%g is not a width", m.IVHBinWidth).Try("use a width such as 2.5, or 0 for none")
	case m.IVHBinCount < 0 || m.IVHBinCount > MaxBins:
		return bad("ivhBinCount", "%d is not between 0 and %d", m.IVHBinCount, MaxBins).Try("use 1000, or 0 for none")
	}
	return chosen(measurementChoices, &m, bad)
}

// maxDistance bounds the number of directions, which grows with the square of
// the distance: 16 voxels already give 3,202.
const maxDistance = 16

// distances returns Distances or its default.
func (m Measurement) distances() []int {
	if len(m.Distances) == 0 {
		return []int{1}
	}
	return m.Distances
}

// validateFeatures checks that all features that are named exist.
func (s Settings) validateFeatures(bad complaint) error {
	for _, family := range slices.Sorted(maps.Keys(s.Features)) {
		k := slices.IndexFunc(s.allClasses(), func(c class) bool { return c.name == family })
		if k < 0 {
			return bad("features", "class %q is unknown", family).Try("use names among %s", strings.Join(s.ClassNames(), ", "))
		}
		all := s.allClasses()[k].features
		for _, name := range s.Features[family] {
			if instead, ok := Withdrawn(family, name); ok {
				return bad("features", "%s %s is computed no more", family, name).Try("use %s", instead)
			}
			if !slices.ContainsFunc(all, func(d definition) bool { return d.name == name }) {
				return bad("features", "%s has no feature %q", family, name).Try("see hccp53 radiomics features")
			}
		}
	}
	return nil
}
