package parameters_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/radiomics/parameters"
)

func parse(t *testing.T, text string) parameters.File {
	t.Helper()
	f, err := parameters.Parse("s.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// everyKey has each key of PyRadiomics' schema, with a value that differs from
// the default.
const everyKey = `
imageType:
  Original: {}
  LoG: {sigma: [1, 2.5, 3.0], binWidth: 0.5}
  Wavelet: {wavelet: haar, start_level: 1, level: 2}
  Square: {}
  SquareRoot:
  Logarithm: {}
  Exponential: {}
  Gradient: {gradientUseSpacing: false, binCount: 8}
  LBP2D: {lbp2DRadius: 2, lbp2DSamples: 9, lbp2DMethod: default}
featureClass:
  shape: [Compactness1]
  "glcm":
  firstorder: []
setting:
  minimumROIDimensions: 3
  minimumROISize: 9
  geometryTolerance: 1e-4
  correctMask: true
  additionalInfo: false
  label: 4
  label_channel: 1
  binWidth: 10
  normalize: true
  normalizeScale: 50
  removeOutliers: 3
  resampledPixelSpacing: [0, 1, 2.5]
  interpolator: 2
  padDistance: 7
  distances: [1, 2]
  force2D: true
  force2Ddimension: 1
  resegmentRange: [-3, 3]
  resegmentMode: sigma
  resegmentShape: true
  preCrop: true
  voxelArrayShift: 20
  symmetricalGLCM: false
  weightingNorm: infinity
  gldm_a: 2
  enableCExtensions: true
  lbp3DLevels: 2
  lbp3DIcosphereRadius: 1
  lbp3DIcosphereSubdivision: 1
voxelSetting: {kernelRadius: 2, maskedKernel: false, initValue: -1, voxelBatch: 10}
`

func TestEveryKey(t *testing.T) {
	f := parse(t, everyKey)
	s := radiomics.PyRadiomicsSettings()
	s.MinimumROIDimensions, s.MinimumROISize = 3, 9
	s.Normalize, s.NormalizeScale, s.RemoveOutliers = true, 50, 3
	s.ResampledPixelSpacing, s.Interpolator = []float64{0, 1, 2.5}, "linear"
	s.PadDistance, s.PreCrop = 7, true
	s.ResegmentRange, s.ResegmentMode, s.ResegmentShape = []float64{-3, 3}, "sigma", true
	s.BinWidth, s.Distances, s.Force2D, s.Force2DDimension = 10, []int{1, 2}, true, 1
	s.VoxelArrayShift, s.SymmetricalGLCM, s.WeightingNorm, s.GLDMAlpha = 20, false, "infinity", 2
	s.Classes = []string{"shape", "glcm", "firstorder"}
	s.Features = map[string][]string{"shape": {"Compactness1"}}
	fine, eight := s.Measurement, s.Measurement
	fine.BinWidth, eight.BinCount = 0.5, 8
	s.Images = []radiomics.ImageType{
		{Type: "Original"},
		{Type: "LoG", Sigma: []float64{1, 2.5, 3}, Names: []string{"log-sigma-1-mm-3D", "log-sigma-2-5-mm-3D", "log-sigma-3-0-mm-3D"}, Measurement: &fine},
		{Type: "Wavelet", Wavelet: "haar", StartLevel: 1, Level: 2},
		{Type: "Square"}, {Type: "SquareRoot"}, {Type: "Logarithm"}, {Type: "Exponential"},
		{Type: "Gradient", GradientInVoxels: true, Measurement: &eight},
		{Type: "LBP2D", LBP2DRadius: 2, LBP2DSamples: 9, LBP2DMethod: "default"},
	}
	want := parameters.File{
		Settings: s, Label: 4, LabelChannel: 1, GeometryTolerance: 1e-4, CorrectMask: true,
		Voxel: parameters.Voxel{KernelRadius: 2, InitValue: -1}, Idle: f.Idle,
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
	for _, key := range []string{"enableCExtensions", "lbp3DLevels", "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision", "voxelBatch"} {
		if !slices.ContainsFunc(f.Idle, func(text string) bool { return strings.HasPrefix(text, key+": ") }) {
			t.Errorf("%s is not said to be idle: %q", key, f.Idle)
		}
	}
	again, err := parameters.Parse("again.yaml", f.YAML())
	if again.Idle = f.Idle; err != nil || !reflect.DeepEqual(again, f) {
		t.Errorf("written and read: %v\n%s\n%+v", err, f.YAML(), again)
	}
}

// TestNothing says what PyRadiomics does by default.
func TestNothing(t *testing.T) {
	want := parameters.File{
		Settings: radiomics.PyRadiomicsSettings(), Label: 1, AdditionalInfo: true,
		Voxel: parameters.Voxel{KernelRadius: 1, MaskedKernel: true},
	}
	for _, text := range []string{"", "---\n", "# nothing\n", "setting:\n", "setting: {}\nimageType: {}\n", "setting: {binWidth: null, label: ~, weightingNorm: null, distances: []}\n"} {
		f := parse(t, text)
		if len(f.Settings.Distances) == 0 {
			f.Settings.Distances = want.Settings.Distances // none means the default
		}
		if !reflect.DeepEqual(f, want) {
			t.Errorf("%q: %+v", text, f)
		}
	}
}

func TestMeaning(t *testing.T) {
	if s := parse(t, "setting: {resampledPixelSpacing: [1,1,1], interpolator: }\n").Settings; s.ResampledPixelSpacing != nil {
		t.Errorf("interpolator null resamples to %v", s.ResampledPixelSpacing)
	}
	if s := parse(t, "setting: {binWidth: 3, profile: ibsi}\n").Settings; s.Profile != radiomics.IBSI || s.BinWidth != 3 || s.BinOrigin != "range" {
		t.Errorf("profile ibsi: %+v", s)
	}
	if s := parse(t, "profile: ibsi\nbinWidth: 3\n").Settings; s.Profile != radiomics.IBSI || s.BinWidth != 3 || s.BinOrigin != "range" {
		t.Errorf("profile ibsi without sections: %+v", s)
	}
	f := parse(t, "featureClass: {glcm: [Homogeneity1, Contrast, Id], gldm: [DependencePercentage]}\n")
	if !reflect.DeepEqual(f.Settings.Features, map[string][]string{"glcm": {"Contrast", "Id"}}) || !slices.Equal(f.Settings.Classes, []string{"glcm"}) || len(f.Idle) != 2 {
		t.Errorf("withdrawn features: %+v, %q", f.Settings, f.Idle)
	}
	for name, text := range map[string]string{
		"one":  "imageType:\n  Response: {filter: log, sigma: 3, dimensions: 2}\n",
		"list": "imageType:\n  Response:\n    - filter: log\n      sigma: 3\n      dimensions: 2\n",
	} {
		images := parse(t, text).Settings.Images
		if len(images) != 1 || !reflect.DeepEqual(images[0], radiomics.ImageType{Type: "Response", Response: &filter.Response{Filter: "log", Sigma: 3, Dimensions: 2}}) {
			t.Errorf("%s response: %+v", name, images)
		}
	}
	idle := parse(t, "imageType: {LoG: {sigma: [2], normalize: true}}\n").Idle
	if len(idle) != 1 || !strings.HasPrefix(idle[0], "normalize of image type LoG") {
		t.Errorf("a setting of the whole image in an image type: %q", idle)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want, then string }{
		{"setting:\n  binwidth: 5\n", "line 2", "binWidth"},
		{"setting:\n  label: 1\n  resampledPixelSpaceing: [1,1,1]\n", "line 3", "resampledPixelSpacing"},
		{"settings:\n  label: 1\n", "line 1", "setting"},
		{"imageType:\n  Log: {sigma: [1]}\n", "line 2", "LoG"},
		{"imageType:\n  LoG:\n    sigmas: [1]\n", "line 3", "sigma"},
		{"imageType: {LBP3D: {}}\n", "LBP3D is not computed", "LBP2D"},
		{"featureClass:\n  shape:\n  glmc:\n", "line 3", "glcm"},
		{"featureClass:\n  glcm: [JointEntrop]\n", "line 2", "JointEntropy"},
		{"featureClass:\n  gldm: [DependencePercentage]\n", "line 2", "always 1"},
		{"setting:\n  binWidth: wide\n", "line 2", "a number"},
		{"setting:\n  label: 1.5\n", "line 2", "a whole number"},
		{"setting:\n  distances: [1, 2.5]\n", "line 2", "whole numbers"},
		{"profile: ibsi\npadDistance: 2.5\n", "line 2", "a whole number"},
		{"setting:\n  interpolator: sitkGaussian\n", "line 2", "sitkBSpline"},
		{"setting: [1, 2]\n", "line 1", "colon"},
		{"setting:\n  profile: radiomics\n", "line 2", "ibsi"},
		{"voxelSetting:\n  kernelRadius: 0\n", "kernelRadius 0", "1"},
		{"voxelSetting:\n  kernel: 1\n", "line 2", "kernelRadius"},
		{"profile: ibsi\nbinwidth: 5\n", "line 2", "binWidth"},
		{"profile: ibsi\nbinWidth: wide\n", "line 2", "settings"},
		{"imageType:\n  Response: {filter: log, sigmas: 3}\n", "line 2", "settings"},
		{"setting: {label: 1\n", "no YAML", ""},
		{"a: b: c\n", "no YAML", ""},
	} {
		_, err := parameters.Parse("s.yaml", []byte(c.text))
		if err == nil {
			t.Errorf("%q was read", c.text)
			continue
		}
		if !errors.Is(err, parameters.ErrFile) || !strings.Contains(err.Error(), "s.yaml") || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.then) {
			t.Errorf("%q: %v; want %q and %q", c.text, err, c.want, c.then)
		}
	}
	if _, err := parameters.Parse("s.yaml", []byte("setting: {binWidth: -1}\n")); !errors.Is(err, radiomics.ErrSettings) {
		t.Errorf("negative width: %v", err)
	}
	if _, err := parameters.Parse("s.yaml", make([]byte, parameters.Budget+1)); !errors.Is(err, parameters.ErrFile) {
		t.Errorf("a long file: %v", err)
	}
	if _, err := parameters.Read(t.TempDir() + "/none.yaml"); !errors.Is(err, parameters.ErrFile) {
		t.Errorf("no file: %v", err)
	}
}

func TestPresetsReadBack(t *testing.T) {
	for _, name := range parameters.PresetNames() {
		f, err := parameters.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Settings.ResegmentRange = []float64{math.Inf(-1), 0.1 + 0.2}
		again, err := parameters.Parse(name, f.YAML())
		if err != nil || !reflect.DeepEqual(f, again) {
			t.Errorf("%s: %v\n%+v\n%+v\n%s", name, err, f, again, f.YAML())
		}
	}
	if _, err := parameters.Preset("xray"); !errors.Is(err, radiomics.ErrSettings) {
		t.Errorf("unknown preset: %v", err)
	}
}

// FuzzParse reads anything without a panic; what is read is written and read
// back to the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{everyKey, "", "profile: ibsi\nimages: [{type: LoG, sigma: [1]}]\n", "setting: &a {label: 1}\nimageType: *a\n", "? [a]\n: b\n", "imageType: {Response: [{filter: mean, support: 3}]}\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := parameters.Parse("fuzz", text)
		if err != nil {
			return
		}
		again, err := parameters.Parse("written", file.YAML())
		if err != nil {
			t.Fatalf("%v\n%s", err, file.YAML())
		}
		if string(again.YAML()) != string(file.YAML()) {
			t.Errorf("%s\n%s", file.YAML(), again.YAML())
		}
	})
}
