package phantom

import (
	"embed"

	"hcclab/data/simulate/kinetics"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/data/simulate/phantom", sources, kinetics.Code, volume.Code)
