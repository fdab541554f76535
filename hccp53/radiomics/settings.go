package radiomics

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// Settings say how features are extracted. The names in YAML are those of
// PyRadiomics' "setting" section, so a parameter file can be carried over.
// The zero value is not valid: start from [DefaultSettings] or
// [PyRadiomicsSettings] and change what differs.
type Settings struct {
	// BinWidth is the width of a grey level, in units of the (normalised)
	// intensity. Bins are aligned to 0. Not used when BinCount is given.
	BinWidth float64 `yaml:"binWidth" json:"binWidth"`
	// BinCount, when not 0, divides the range of the VOI into that many bins.
	BinCount int `yaml:"binCount" json:"binCount"`

	// Normalize makes the whole image (not the VOI) zero mean and unit
	// standard deviation before anything else.
	Normalize bool `yaml:"normalize" json:"normalize"`
	// NormalizeScale multiplies the normalised image. Used with Normalize only.
	NormalizeScale float64 `yaml:"normalizeScale" json:"normalizeScale"`
	// RemoveOutliers, when not 0, clips the normalised image to this many
	// standard deviations on either side. Used with Normalize only.
	RemoveOutliers float64 `yaml:"removeOutliers" json:"removeOutliers"`
	// VoxelArrayShift is added to the intensities for Energy, TotalEnergy and
	// RootMeanSquared, so that negative values do not count as large ones.
	VoxelArrayShift float64 `yaml:"voxelArrayShift" json:"voxelArrayShift"`

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

	// MinimumROIDimensions refuses a VOI that extends over more than one voxel
	// in fewer directions than this: 2 refuses a line, 3 a single slice. A
	// single voxel is always refused. 0 is the same as 1.
	MinimumROIDimensions int `yaml:"minimumROIDimensions" json:"minimumROIDimensions"`
	// MinimumROISize, when not 0, refuses a VOI of this many voxels or fewer
	// (PyRadiomics refuses equality too).
	MinimumROISize int `yaml:"minimumROISize" json:"minimumROISize"`

	// Classes lists what to compute; empty means all seven. The order of the
	// output does not depend on it.
	Classes []string `yaml:"classes" json:"classes"`
}

// Names of the feature classes for Settings.Classes and Feature.Class.
const (
	Shape      = "shape"
	FirstOrder = "firstorder"
	GLCM       = "glcm"
	GLRLM      = "glrlm"
	GLSZM      = "glszm"
	GLDM       = "gldm"
	NGTDM      = "ngtdm"
)

// DefaultSettings returns the defaults for MR: the whole image normalised to
// mean 0 and standard deviation 100, bins of 5, and 300 added before squaring,
// so that all but three standard deviations below the mean count as positive.
// They are PyRadiomics' example for MR without its resampling and filters.
func DefaultSettings() Settings {
	s := PyRadiomicsSettings()
	s.Normalize = true
	s.NormalizeScale = 100
	s.BinWidth = 5
	s.VoxelArrayShift = 300
	return s
}

// PyRadiomicsSettings returns what PyRadiomics 3.0.1 does when a parameter
// file says nothing: raw intensities in bins of 25, suited to CT.
func PyRadiomicsSettings() Settings {
	return Settings{
		BinWidth:             25,
		NormalizeScale:       1,
		Distances:            []int{1},
		SymmetricalGLCM:      true,
		MinimumROIDimensions: 2,
	}
}

// norms are the values of WeightingNorm.
var norms = []string{"", "manhattan", "euclidean", "infinity", "no_weighting"}

// Validate reports the first setting that cannot be used, as [ErrSettings].
func (s Settings) Validate() error {
	bad := func(key, format string, args ...any) *fault.Error {
		return fault.New(ErrSettings, format, args...).At("radiomics setting %q", key)
	}
	finite := func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
	switch {
	case s.BinCount < 0 || s.BinCount > MaxBins:
		return bad("binCount", "%d is not between 1 and %d", s.BinCount, MaxBins).Try("use a number of bins such as 32 or 64")
	case s.BinCount == 0 && !(s.BinWidth > 0 && finite(s.BinWidth)):
		return bad("binWidth", "%g is not a positive width", s.BinWidth).Try("use a width that gives 16 to 128 bins, or set binCount")
	case s.Normalize && !(s.NormalizeScale > 0 && finite(s.NormalizeScale)):
		return bad("normalizeScale", "%g is not a positive scale", s.NormalizeScale).Try("use 100, or switch normalize off")
	case !(s.RemoveOutliers >= 0 && finite(s.RemoveOutliers)):
		return bad("removeOutliers", "%g is not a number of standard deviations", s.RemoveOutliers).Try("use 3, or 0 to keep outliers")
	case !finite(s.VoxelArrayShift):
		return bad("voxelArrayShift", "%g is not finite", s.VoxelArrayShift)
	case !slices.Contains(norms, s.WeightingNorm):
		return bad("weightingNorm", "%q is unknown", s.WeightingNorm).Try("use one of %s, or leave it out", strings.Join(norms[1:], ", "))
	case s.GLDMAlpha < 0:
		return bad("gldm_a", "%d is negative", s.GLDMAlpha).Try("use 0")
	case s.Force2DDimension < 0 || s.Force2DDimension > 2:
		return bad("force2Ddimension", "%d is not 0, 1 or 2", s.Force2DDimension).Try("use 0 for slices")
	case s.MinimumROIDimensions < 0 || s.MinimumROIDimensions > 3:
		return bad("minimumROIDimensions", "%d is not between 1 and 3", s.MinimumROIDimensions).Try("use 2")
	case s.MinimumROISize < 0:
		return bad("minimumROISize", "%d is negative", s.MinimumROISize).Try("use 0 for no limit")
	}
	for i, d := range s.Distances {
		if d < 1 || d > maxDistance {
			return bad("distances", "%d is not between 1 and %d voxels", d, maxDistance).Try("use [1]")
		}
		if slices.Contains(s.Distances[:i], d) {
			return bad("distances", "%d is listed twice", d).Try("list each distance once")
		}
	}
	for i, name := range s.Classes {
		if !slices.ContainsFunc(classes(), func(c class) bool { return c.name == name }) {
			return bad("classes", "%q is unknown", name).Try("use names among %s", strings.Join(classNames(), ", "))
		}
		if slices.Contains(s.Classes[:i], name) {
			return bad("classes", "%q is listed twice", name).Try("list each class once")
		}
	}
	return nil
}

// maxDistance bounds the number of directions, which grows with the square of
// the distance: 16 voxels already give 3,202.
const maxDistance = 16

// distances returns Distances or its default.
func (s Settings) distances() []int {
	if len(s.Distances) == 0 {
		return []int{1}
	}
	return s.Distances
}
