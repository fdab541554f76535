package frame

import (
	"embed"

	"hcclab/hccp53/mri/internal/csa"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/internal/frame", sources, csa.Code, dcm.Code, pixel.Code, vector.Code)
