package combined

import (
	"embed"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/combined", sources, clinical.Code, cohort.Code, nomogram.Code, regression.Code)
