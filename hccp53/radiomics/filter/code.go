package filter

import (
	"embed"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics/internal/spectrum"
	"hcclab/hccp53/radiomics/internal/workers"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/radiomics/filter", sources, spectrum.Code, workers.Code, volume.Code)
