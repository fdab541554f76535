package impute

import (
	"embed"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/impute", sources, inference.Code, regression.Code)
