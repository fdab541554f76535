package selection

import (
	"embed"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/relevance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/selection", sources, cohort.Code, inference.Code, regression.Code, relevance.Code)
