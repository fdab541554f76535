package perturb

import (
	"embed"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/radiomics/perturb", sources, inference.Code, radiomics.Code, volume.Code)
