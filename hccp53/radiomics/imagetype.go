package radiomics

import (
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/filter"
)

// Original is the name of the image that no filter was applied to.
const Original = "original"

// ImageType is one kind of image to measure: the original, or those that a
// filter makes of it. Which of the fields count depends on Type; one that is
// left out takes PyRadiomics' default.
type ImageType struct {
	// Type is "Original", or a filter under its name in PyRadiomics' parameter
	// files: LoG, Wavelet, Square, SquareRoot, Logarithm, Exponential, Gradient
	// or LBP2D; or "Response" for a filter of IBSI 2.
	Type string `yaml:"type" json:"type"`

	// Sigma lists the widths in mm of the Gaussian of LoG; each makes an image.
	Sigma []float64 `yaml:"sigma" json:"sigma,omitempty"`
	// Wavelet is the wavelet by its name in PyWavelets, StartLevel how many
	// levels are left out, Level how many are measured: 8 images a level, or 4
	// with Force2D, without the approximation of all levels but the last.
	Wavelet    string `yaml:"wavelet" json:"wavelet,omitempty"`
	StartLevel int    `yaml:"startLevel" json:"startLevel,omitempty"`
	Level      int    `yaml:"level" json:"level,omitempty"`
	// GradientInVoxels takes the gradient by voxel, not by mm.
	GradientInVoxels bool `yaml:"gradientInVoxels" json:"gradientInVoxels,omitempty"`
	// LBP2DRadius in voxels, LBP2DSamples and LBP2DMethod ("uniform",
	// "default", "ror" or "var") of the local binary pattern.
	LBP2DRadius  float64 `yaml:"lbp2DRadius" json:"lbp2DRadius,omitempty"`
	LBP2DSamples int     `yaml:"lbp2DSamples" json:"lbp2DSamples,omitempty"`
	LBP2DMethod  string  `yaml:"lbp2DMethod" json:"lbp2DMethod,omitempty"`

	// Response is a filter of IBSI 2, for type Response.
	Response *filter.Response `yaml:"response" json:"response,omitempty"`

	// Names replaces the names of the images, one for each.
	Names []string `yaml:"names" json:"names,omitempty"`
	// Measurement, when given, replaces that of the settings for these images.
	Measurement *Measurement `yaml:"measurement" json:"measurement,omitempty"`
}

// typeNames are the values of ImageType.Type.
var typeNames = []string{"Original", "LoG", "Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient", "LBP2D", "Response"}

// ImageTypes returns the values of ImageType.Type.
func ImageTypes() []string { return slices.Clone(typeNames) }

// ImageNames returns the names of the images that a type makes, in order, in
// three dimensions.
func ImageNames(t ImageType) []string { return t.names(Measurement{}) }

// imageTypes returns Images or its default.
func (s Settings) imageTypes() []ImageType {
	if len(s.Images) == 0 {
		return []ImageType{{Type: "Original"}}
	}
	return s.Images
}

// measurement returns how images of this type are measured.
func (s Settings) measurement(t ImageType) Measurement {
	if t.Measurement != nil {
		return *t.Measurement
	}
	return s.Measurement
}

// filled returns the type with PyRadiomics' defaults.
func (t ImageType) filled() ImageType {
	if t.Wavelet == "" {
		t.Wavelet = "coif1"
	}
	if t.Level == 0 {
		t.Level = 1
	}
	if t.LBP2DRadius == 0 {
		t.LBP2DRadius = 1
	}
	if t.LBP2DSamples == 0 {
		t.LBP2DSamples = 8
	}
	if t.LBP2DMethod == "" {
		t.LBP2DMethod = "uniform"
	}
	return t
}

// names returns the names of the images that this type makes when measured so,
// in order.
func (t ImageType) names(m Measurement) []string {
	if len(t.Names) > 0 {
		return t.Names
	}
	t = t.filled()
	switch t.Type {
	case "LoG":
		var all []string
		for _, mm := range t.Sigma {
			all = append(all, "log-sigma-"+strings.ReplaceAll(python(mm), ".", "-")+"-mm-3D")
		}
		return all
	case "Wavelet":
		return t.bands(m)
	case "LBP2D":
		return []string{"lbp-2D"}
	case "Response":
		if t.Response != nil {
			return []string{t.Response.Name()}
		}
	}
	return []string{strings.ToLower(t.Type)}
}

// bands returns the names of the wavelet images.
func (t ImageType) bands(m Measurement) []string {
	letters := 3
	if m.flat() >= 0 {
		letters = 2
	}
	var all []string
	for level := 1; level <= t.Level; level++ {
		prefix := "wavelet"
		if level > 1 {
			prefix += strconv.Itoa(level)
		}
		for band := 1; band < 1<<letters; band++ {
			name := ""
			for k := letters - 1; k >= 0; k-- {
				name += string("LH"[band>>k&1])
			}
			all = append(all, prefix+"-"+name)
		}
		if level == t.Level {
			all = append(all, prefix+"-"+strings.Repeat("L", letters))
		}
	}
	return all
}

// python writes a number as Python does: 3 as 3.0.
func python(x float64) string {
	text := strconv.FormatFloat(x, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

func (s Settings) validateImages(bad complaint) error {
	var seen []string
	for _, t := range s.Images {
		if err := t.validate(bad); err != nil {
			return err
		}
		m := s.measurement(t)
		if t.Measurement != nil {
			if err := m.validate(bad); err != nil {
				return err
			}
		}
		own := t
		own.Names = nil
		if n := len(own.names(m)); len(t.Names) > 0 && len(t.Names) != n {
			return bad("names", "%d names are given for the %d images of %s", len(t.Names), n, t.Type).Try("give one name for each")
		}
		for _, name := range t.names(m) {
			if slices.Contains(seen, name) {
				return bad("images", "two images would be called %s", name).Try("leave one out, or give names")
			}
			seen = append(seen, name)
		}
	}
	return nil
}

func (t ImageType) validate(bad complaint) error {
	if !slices.Contains(typeNames, t.Type) {
		return bad("images", "image type %q is unknown", t.Type).Try("use names among %s", strings.Join(typeNames, ", "))
	}
	if t.Type == "LoG" && len(t.Sigma) == 0 {
		return bad("sigma", "LoG has no width").Try("list widths in mm, such as [1, 3, 5]")
	}
	for _, mm := range t.Sigma {
		if !(mm > 0 && isFinite(mm)) {
			return bad("sigma", "%g is not a width", mm).Try("use widths in mm, such as [1, 3, 5]")
		}
	}
	if t.Type == "Response" {
		if t.Response == nil {
			return bad("response", "it is not said which filter of IBSI 2 is meant").Try("give its filter, such as {filter: log, sigma: 1.5}")
		}
		if err := t.Response.Validate(); err != nil {
			return fault.Wrap(ErrSettings, fault.Bare(err), "a filter of IBSI 2 cannot be used").At("radiomics setting %q", "response").Try("see package filter, type Response")
		}
	}
	if t.StartLevel < 0 || t.Level < 0 || t.StartLevel+t.Level > 8 {
		return bad("level", "levels %d and %d of wavelets are not between 0 and 8 together", t.StartLevel, t.Level).Try("use startLevel 0 and level 1")
	}
	return nil
}
