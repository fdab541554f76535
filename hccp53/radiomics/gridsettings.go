package radiomics

import (
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/volume"
)

// choice is a setting that takes one of a few words. The first word is what ""
// means.
type choice[S any] struct {
	key   string
	of    func(*S) *string
	words []string
}

var gridChoices = []choice[Settings]{
	{"interpolator", func(s *Settings) *string { return &s.Interpolator }, []string{"bspline", "linear", "nearest"}},
	{"maskInterpolator", func(s *Settings) *string { return &s.MaskInterpolator }, []string{"nearest", "linear"}},
	{"gridAlignment", func(s *Settings) *string { return &s.GridAlignment }, []string{"corner", "centre"}},
	{"rounding", func(s *Settings) *string { return &s.Rounding }, []string{"type", "none", "integer"}},
	{"resegmentMode", func(s *Settings) *string { return &s.ResegmentMode }, []string{"absolute", "relative", "sigma"}},
}

var measurementChoices = []choice[Measurement]{
	{"binOrigin", func(m *Measurement) *string { return &m.BinOrigin }, []string{"zero", "range"}},
	{"kurtosis", func(m *Measurement) *string { return &m.Kurtosis }, []string{"plain", "excess"}},
	{"axisCovariance", func(m *Measurement) *string { return &m.AxisCovariance }, []string{"N", "N-1"}},
}

// chosen checks the words of the choices.
func chosen[S any](choices []choice[S], s *S, bad complaint) error {
	for _, c := range choices {
		if word := *c.of(s); word != "" && !slices.Contains(c.words, word) {
			return bad(c.key, "%q is unknown", word).Try("use one of %s", strings.Join(c.words, ", "))
		}
	}
	return nil
}

// filled returns the settings with each choice that is "" made.
func (s Settings) filled() Settings {
	for _, c := range gridChoices {
		if word := c.of(&s); *word == "" {
			*word = c.words[0]
		}
	}
	return s
}

// interpolations are the values of Settings.Interpolator and MaskInterpolator.
var interpolations = map[string]volume.Interpolation{
	"nearest": volume.Nearest, "linear": volume.Linear, "bspline": volume.Cubic,
}

// smallestSpacing in mm bounds the memory that a resampled image may need.
const smallestSpacing = 0.01

// validateGrid checks the settings of what comes before measuring.
func (s Settings) validateGrid(bad complaint) error {
	if err := chosen(gridChoices, &s, bad); err != nil {
		return err
	}
	if n := len(s.ResampledPixelSpacing); n != 0 && n != 3 {
		return bad("resampledPixelSpacing", "%d values are given", n).Try("give three, in mm along x, y and z, such as [1, 1, 1]; 0 keeps that of the image")
	}
	for _, mm := range s.ResampledPixelSpacing {
		if mm != 0 && !(mm >= smallestSpacing && isFinite(mm)) {
			return bad("resampledPixelSpacing", "%g is not a voxel size", mm).Try("use a size in mm of at least %g, or 0 to keep that of the image", smallestSpacing)
		}
	}
	if s.PadDistance < 0 {
		return bad("padDistance", "%d is negative", s.PadDistance).Try("use 5")
	}
	if n := len(s.ResegmentRange); n > 2 {
		return bad("resegmentRange", "%d values are given", n).Try("give the lowest and the highest that is kept")
	}
	for _, x := range s.ResegmentRange {
		if math.IsNaN(x) {
			return bad("resegmentRange", "a value is no number").Try("give the lowest and the highest that is kept")
		}
	}
	if !(s.ResegmentOutliers >= 0 && isFinite(s.ResegmentOutliers)) {
		return bad("resegmentOutliers", "%g is not a number of standard deviations", s.ResegmentOutliers).Try("use 3, or 0 to keep outliers")
	}
	return nil
}
