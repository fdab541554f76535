package clinical

import (
	"embed"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/impute"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/regression"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/clinical", sources, cohort.Code, impute.Code, performance.Code, regression.Code)
