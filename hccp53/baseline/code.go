package baseline

import (
	"embed"

	"hcclab/hccp53/inference"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/baseline", sources, inference.Code)
