package simulate

import (
	"embed"

	"hcclab/data/simulate/kinetics"
	"hcclab/data/simulate/phantom"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

//go:embed *.go presets.yaml
var sources embed.FS

// Code identifies this package, with the presets, for provenance.
var Code = provenance.NewCode("hcclab/data/simulate", sources, kinetics.Code, phantom.Code, mri.Code, volume.Code, nifti.Code)
