package figure

import (
	"embed"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/figure", sources,
	clinical.Code, cohort.Code, inference.Code, nomogram.Code, performance.Code, regression.Code, selection.Code, volume.Code)
