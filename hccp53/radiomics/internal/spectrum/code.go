package spectrum

import (
	"embed"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics/internal/workers"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/radiomics/internal/spectrum", sources, workers.Code)
