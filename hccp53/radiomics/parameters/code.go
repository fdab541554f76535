package parameters

import (
	"embed"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/filter"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/radiomics/parameters", sources, filter.Code, radiomics.Code)
