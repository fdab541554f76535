package parameters

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

// flat is the form that [Write] writes: all settings of the engine side by side,
// with what belongs to a file beside.
type flat struct {
	radiomics.Settings `yaml:",inline"`

	Label             int     `yaml:"label"`
	LabelChannel      int     `yaml:"label_channel"`
	GeometryTolerance float64 `yaml:"geometryTolerance"`
	CorrectMask       bool    `yaml:"correctMask"`
	AdditionalInfo    bool    `yaml:"additionalInfo"`
	Voxel             struct {
		KernelRadius int     `yaml:"kernelRadius"`
		MaskedKernel bool    `yaml:"maskedKernel"`
		InitValue    float64 `yaml:"initValue"`
	} `yaml:"voxelSetting"`
}

func flatten(f File) (to flat) {
	to.Settings = f.Settings
	to.Label, to.LabelChannel, to.GeometryTolerance = f.Label, f.LabelChannel, f.GeometryTolerance
	to.CorrectMask, to.AdditionalInfo = f.CorrectMask, f.AdditionalInfo
	to.Voxel.KernelRadius, to.Voxel.MaskedKernel, to.Voxel.InitValue = f.Voxel.KernelRadius, f.Voxel.MaskedKernel, f.Voxel.InitValue
	return to
}

func (from flat) file() (f File) {
	f.Settings = from.Settings
	f.Label, f.LabelChannel, f.GeometryTolerance = from.Label, from.LabelChannel, from.GeometryTolerance
	f.CorrectMask, f.AdditionalInfo = from.CorrectMask, from.AdditionalInfo
	f.Voxel = Voxel{from.Voxel.KernelRadius, from.Voxel.MaskedKernel, from.Voxel.InitValue}
	return f
}

// isFlat reports whether a file has settings side by side, not in sections.
func isFlat(top *ast.MappingNode) bool {
	for _, e := range top.Values {
		switch keyOf(e) {
		case "setting", "imageType", "featureClass":
			return false
		}
	}
	return slices.ContainsFunc(top.Values, func(e *ast.MappingValueNode) bool { return keyOf(e) != "voxelSetting" })
}

// flat reads the form without sections. What it leaves out is as in the profile.
func (r *reader) flat(top *ast.MappingNode, text []byte) error {
	fields := map[string]reflect.Type{}
	tags(reflect.TypeFor[flat](), fields)
	known := append(keysOf(fields), "setting", "imageType", "featureClass")
	for _, e := range top.Values {
		name := keyOf(e)
		if !slices.Contains(known, name) {
			return r.unknown(e, name, "setting", known)
		}
		if t := fields[name]; t != nil && fraction(e.Value, t) {
			return r.bad(e, "%s is %q, which is not %s", name, brief(e.Value.String()), whole).Try("write %s", whole)
		}
		if name == "profile" {
			if err := r.profile(e); err != nil {
				return err
			}
		}
	}
	all := flatten(r.file)
	if err := yaml.UnmarshalWithOptions(text, &all, yaml.Strict()); err != nil {
		return r.decoding(err)
	}
	r.file = all.file()
	tidy(&r.file.Settings)
	return r.voxelLimits(nil)
}

// decoding says in which line what cannot be decoded.
func (r *reader) decoding(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return syntax(r.name, err)
	}
	bad := fault.New(ErrFile, "%s: %q", brief(at.GetMessage()), brief(at.GetToken().Value)).At("%s, line %d", r.name, at.GetToken().Position.Line)
	return bad.Try("compare it with what `hccp53 radiomics settings` prints")
}

// tidy makes empty lists none, so that settings that mean the same are the same.
func tidy(s *radiomics.Settings) {
	none(&s.Images)
	none(&s.ResampledPixelSpacing)
	none(&s.ResegmentRange)
	none(&s.Classes)
	for class, names := range s.Features {
		if len(names) == 0 {
			delete(s.Features, class)
		}
	}
	if len(s.Features) == 0 {
		s.Features = nil
	}
	measures := []*radiomics.Measurement{&s.Measurement}
	for i := range s.Images {
		none(&s.Images[i].Sigma)
		none(&s.Images[i].Names)
		if m := s.Images[i].Measurement; m != nil {
			measures = append(measures, m)
		}
	}
	for _, m := range measures {
		none(&m.Distances)
		none(&m.Aggregations)
	}
}

func none[T any](list *[]T) {
	if len(*list) == 0 {
		*list = nil
	}
}

// tags collects the keys of a struct in YAML, with those of what is inlined.
func tags(t reflect.Type, into map[string]reflect.Type) {
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if option == "inline" {
			tags(t.Field(i).Type, into)
		} else if name != "" {
			into[name] = t.Field(i).Type
		}
	}
}
