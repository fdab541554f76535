package kinetics

import (
	"embed"

	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/data/simulate/kinetics", sources)
