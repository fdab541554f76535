package seg

import (
	"embed"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/seg", sources, dcm.Code, pixel.Code, vector.Code, volume.Code, voxel.Code)
