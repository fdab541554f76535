package cohort

import (
	"embed"

	"hcclab/hccp53/baseline"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/cohort", sources, baseline.Code)
