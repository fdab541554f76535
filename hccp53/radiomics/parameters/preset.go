package parameters

import (
	"maps"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

// presets are settings by name.
var presets = map[string]func() radiomics.Settings{
	"mr":          radiomics.DefaultSettings,
	"ct":          ct,
	"pyradiomics": radiomics.PyRadiomicsSettings,
	"ibsi":        radiomics.IBSISettings,
}

// ct are PyRadiomics' settings with 1000 added before squaring, since CT numbers
// begin at −1000 (PyRadiomics, examples/exampleSettings/exampleCT.yaml, without
// its resampling and filters).
func ct() radiomics.Settings {
	s := radiomics.PyRadiomicsSettings()
	s.VoxelArrayShift = 1000
	return s
}

// PresetNames lists the presets.
func PresetNames() []string { return slices.Sorted(maps.Keys(presets)) }

// Preset returns settings by name: mr, for an image that is normalised first;
// ct, for Hounsfield units; pyradiomics and ibsi, which are the profiles as they
// stand. The error is [radiomics.ErrSettings].
func Preset(name string) (File, error) {
	settings, ok := presets[name]
	if !ok {
		return File{}, fault.New(radiomics.ErrSettings, "there is no preset %q", brief(name)).Try("use one of %s", strings.Join(PresetNames(), ", "))
	}
	f := newFile()
	f.Settings = settings()
	return f, nil
}
