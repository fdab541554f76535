package patient

import (
	"embed"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/perturb"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/shift"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/patient", sources, mri.Code, radiomics.Code, perturb.Code, voi.Code, volume.Code, shift.Code)
