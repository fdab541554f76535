package parameters

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

// key says what a key of the setting section does: one of its functions is
// given. Idle keys have none and say why.
type key struct {
	settings    func(*reader, *ast.MappingValueNode) error
	measurement func(*reader, *ast.MappingValueNode, *radiomics.Measurement) error
	filter      func(*reader, *ast.MappingValueNode, *radiomics.ImageType) error
	idle        string
}

const (
	number  = "a number"
	whole   = "a whole number"
	yesNo   = "true or false"
	word    = "a word"
	numbers = "a list of numbers"
	words   = "a list of words"
)

// setting, measured and filtering are keys that are stored as they stand.
func setting[T any](kind string, at func(*File) *T) key {
	return key{settings: func(r *reader, e *ast.MappingValueNode) error { return store(r, e, at(&r.file), kind) }}
}

func measured[T any](kind string, at func(*radiomics.Measurement) *T) key {
	return key{measurement: func(r *reader, e *ast.MappingValueNode, m *radiomics.Measurement) error {
		return store(r, e, at(m), kind)
	}}
}

func filtering[T any](kind string, at func(*radiomics.ImageType) *T) key {
	return key{filter: func(r *reader, e *ast.MappingValueNode, t *radiomics.ImageType) error {
		return store(r, e, at(t), kind)
	}}
}

// store decodes a value; null leaves what is there.
func store[T any](r *reader, e *ast.MappingValueNode, to *T, kind string) error {
	if e.Value.Type() == ast.NullType {
		return nil
	}
	return r.value(e, to, kind)
}

// settingKeys are the keys of the setting section.
var settingKeys = map[string]key{
	"label":             setting(whole, func(f *File) *int { return &f.Label }),
	"label_channel":     setting(whole, func(f *File) *int { return &f.LabelChannel }),
	"geometryTolerance": setting(number, func(f *File) *float64 { return &f.GeometryTolerance }),
	"correctMask":       setting(yesNo, func(f *File) *bool { return &f.CorrectMask }),
	"additionalInfo":    setting(yesNo, func(f *File) *bool { return &f.AdditionalInfo }),

	"profile":               {settings: (*reader).profile},
	"normalize":             setting(yesNo, func(f *File) *bool { return &f.Settings.Normalize }),
	"normalizeScale":        setting(number, func(f *File) *float64 { return &f.Settings.NormalizeScale }),
	"removeOutliers":        setting(number, func(f *File) *float64 { return &f.Settings.RemoveOutliers }),
	"resampledPixelSpacing": setting(numbers, func(f *File) *[]float64 { return &f.Settings.ResampledPixelSpacing }),
	"interpolator":          {settings: (*reader).interpolator},
	"maskInterpolator":      setting(word, func(f *File) *string { return &f.Settings.MaskInterpolator }),
	"gridAlignment":         setting(word, func(f *File) *string { return &f.Settings.GridAlignment }),
	"rounding":              setting(word, func(f *File) *string { return &f.Settings.Rounding }),
	"padDistance":           setting(whole, func(f *File) *int { return &f.Settings.PadDistance }),
	"preCrop":               setting(yesNo, func(f *File) *bool { return &f.Settings.PreCrop }),
	"resegmentRange":        setting(numbers, func(f *File) *[]float64 { return &f.Settings.ResegmentRange }),
	"resegmentMode":         setting(word, func(f *File) *string { return &f.Settings.ResegmentMode }),
	"resegmentShape":        setting(yesNo, func(f *File) *bool { return &f.Settings.ResegmentShape }),
	"resegmentOutliers":     setting(number, func(f *File) *float64 { return &f.Settings.ResegmentOutliers }),
	"minimumROIDimensions":  setting(whole, func(f *File) *int { return &f.Settings.MinimumROIDimensions }),
	"minimumROISize":        setting(whole, func(f *File) *int { return &f.Settings.MinimumROISize }),

	"binWidth":         measured(number, func(m *radiomics.Measurement) *float64 { return &m.BinWidth }),
	"binCount":         measured(whole, func(m *radiomics.Measurement) *int { return &m.BinCount }),
	"binOrigin":        measured(word, func(m *radiomics.Measurement) *string { return &m.BinOrigin }),
	"voxelArrayShift":  measured(number, func(m *radiomics.Measurement) *float64 { return &m.VoxelArrayShift }),
	"kurtosis":         measured(word, func(m *radiomics.Measurement) *string { return &m.Kurtosis }),
	"axisCovariance":   measured(word, func(m *radiomics.Measurement) *string { return &m.AxisCovariance }),
	"distances":        measured("a list of whole numbers", func(m *radiomics.Measurement) *[]int { return &m.Distances }),
	"symmetricalGLCM":  measured(yesNo, func(m *radiomics.Measurement) *bool { return &m.SymmetricalGLCM }),
	"weightingNorm":    measured(word, func(m *radiomics.Measurement) *string { return &m.WeightingNorm }),
	"gldm_a":           measured(whole, func(m *radiomics.Measurement) *int { return &m.GLDMAlpha }),
	"force2D":          measured(yesNo, func(m *radiomics.Measurement) *bool { return &m.Force2D }),
	"force2Ddimension": measured(whole, func(m *radiomics.Measurement) *int { return &m.Force2DDimension }),
	"aggregations":     measured(words, func(m *radiomics.Measurement) *[]string { return &m.Aggregations }),
	"ivhBinWidth":      measured(number, func(m *radiomics.Measurement) *float64 { return &m.IVHBinWidth }),
	"ivhBinCount":      measured(whole, func(m *radiomics.Measurement) *int { return &m.IVHBinCount }),

	"sigma":              {filter: (*reader).sigma},
	"wavelet":            filtering(word, func(t *radiomics.ImageType) *string { return &t.Wavelet }),
	"start_level":        filtering(whole, func(t *radiomics.ImageType) *int { return &t.StartLevel }),
	"level":              filtering(whole, func(t *radiomics.ImageType) *int { return &t.Level }),
	"gradientUseSpacing": {filter: (*reader).gradientUseSpacing},
	"lbp2DRadius":        filtering(number, func(t *radiomics.ImageType) *float64 { return &t.LBP2DRadius }),
	"lbp2DSamples":       filtering(whole, func(t *radiomics.ImageType) *int { return &t.LBP2DSamples }),
	"lbp2DMethod":        filtering(word, func(t *radiomics.ImageType) *string { return &t.LBP2DMethod }),

	"lbp3DLevels":               {idle: "LBP3D is not computed"},
	"lbp3DIcosphereRadius":      {idle: "LBP3D is not computed"},
	"lbp3DIcosphereSubdivision": {idle: "LBP3D is not computed"},
	"enableCExtensions":         {idle: "there are none"},
}

// setting reads the setting section.
func (r *reader) setting(section *ast.MappingNode) error {
	// The profile comes first, wherever it stands: it says what is not said.
	for _, e := range section.Values {
		if keyOf(e) == "profile" {
			if err := r.profile(e); err != nil {
				return err
			}
		}
	}
	for _, e := range section.Values {
		name := keyOf(e)
		k, known := settingKeys[name]
		var err error
		switch {
		case !known:
			return r.unknown(e, name, "setting", keysOf(settingKeys))
		case name == "profile":
		case k.settings != nil:
			err = k.settings(r, e)
		case k.measurement != nil:
			err = k.measurement(r, e, &r.file.Settings.Measurement)
		case k.filter != nil:
			err = k.filter(r, e, &r.filters)
		default:
			r.file.Idle = append(r.file.Idle, name+": "+k.idle)
		}
		if err != nil {
			return err
		}
	}
	if r.uninterpolated { // so PyRadiomics switches resampling off
		r.file.Settings.ResampledPixelSpacing = nil
	}
	tidy(&r.file.Settings)
	return nil
}

func (r *reader) profile(e *ast.MappingValueNode) error {
	var name string
	if err := store(r, e, &name, word); err != nil {
		return err
	}
	switch name {
	case radiomics.PyRadiomics, "":
	case radiomics.IBSI:
		r.file.Settings = radiomics.IBSISettings()
	default:
		return r.bad(e, "profile %q is unknown", brief(name)).Try("use %s or %s", radiomics.PyRadiomics, radiomics.IBSI)
	}
	return nil
}

// interpolators are SimpleITK's names and numbers of those that we have.
var interpolators = map[string]string{
	"sitknearestneighbor": "nearest", "1": "nearest", "nearest": "nearest",
	"sitklinear": "linear", "2": "linear", "linear": "linear",
	"sitkbspline": "bspline", "sitkbspline3": "bspline", "3": "bspline", "bspline": "bspline",
}

func (r *reader) interpolator(e *ast.MappingValueNode) error {
	if e.Value.Type() == ast.NullType {
		r.uninterpolated = true
		return nil
	}
	var name any
	if err := r.value(e, &name, word); err != nil {
		return err
	}
	known, ok := interpolators[strings.ToLower(e.Value.GetToken().Value)]
	if !ok {
		return r.bad(e, "interpolator %q is not there", brief(e.Value.String())).Try("use sitkNearestNeighbor, sitkLinear or sitkBSpline")
	}
	r.file.Settings.Interpolator = known
	return nil
}

func (r *reader) gradientUseSpacing(e *ast.MappingValueNode, t *radiomics.ImageType) error {
	use := !t.GradientInVoxels
	if err := store(r, e, &use, yesNo); err != nil {
		return err
	}
	t.GradientInVoxels = !use
	return nil
}

func (r *reader) sigma(e *ast.MappingValueNode, t *radiomics.ImageType) error {
	t.Sigma = nil
	if err := store(r, e, &t.Sigma, numbers); err != nil {
		return err
	}
	list, ok := e.Value.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	r.integers = map[float64]bool{}
	for i, n := range list.Values {
		if n.Type() == ast.IntegerType && i < len(t.Sigma) {
			r.integers[t.Sigma[i]] = true
		}
	}
	return nil
}

// nameWhole gives LoG images the names of PyRadiomics, which writes a sigma as
// the file does: 3 as 3, 3.0 as 3-0.
func (r *reader) nameWhole(t *radiomics.ImageType) {
	if t.Type != "LoG" || len(r.integers) == 0 {
		return
	}
	for _, name := range radiomics.ImageNames(*t) {
		for mm := range r.integers {
			if own := radiomics.ImageNames(radiomics.ImageType{Type: "LoG", Sigma: []float64{mm}})[0]; own == name {
				name = strings.Replace(name, "-0-mm", "-mm", 1)
			}
		}
		t.Names = append(t.Names, name)
	}
}

// voxelSetting reads the settings of feature maps.
func (r *reader) voxelSetting(section *ast.MappingNode) error {
	v := &r.file.Voxel
	for _, e := range section.Values {
		var err error
		switch name := keyOf(e); name {
		case "kernelRadius":
			err = store(r, e, &v.KernelRadius, whole)
		case "maskedKernel":
			err = store(r, e, &v.MaskedKernel, yesNo)
		case "initValue":
			err = store(r, e, &v.InitValue, number)
		case "voxelBatch":
			r.file.Idle = append(r.file.Idle, "voxelBatch: memory is bounded without it")
		default:
			return r.unknown(e, name, "voxelSetting", []string{"kernelRadius", "maskedKernel", "initValue", "voxelBatch"})
		}
		if err != nil {
			return err
		}
	}
	return r.voxelLimits(section)
}

// voxelLimits checks the settings of feature maps. The node is nil where the
// line is not known.
func (r *reader) voxelLimits(section ast.Node) error {
	if v := r.file.Voxel; v.KernelRadius < 1 || v.KernelRadius > 50 {
		if section == nil {
			return fault.New(ErrFile, "kernelRadius %d is not between 1 and 50 voxels", v.KernelRadius).At("%s", r.name).Try("use 1")
		}
		return r.bad(section, "kernelRadius %d is not between 1 and 50 voxels", v.KernelRadius).Try("use 1")
	}
	return nil
}
