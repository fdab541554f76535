package writer

import (
	"embed"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/internal/writer", sources, dcm.Code, vector.Code, volume.Code)
