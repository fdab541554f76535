package pixel

import (
	"embed"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/codestream"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
	"hcclab/hccp53/mri/internal/pixel/jpeg"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume/voxel"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/internal/pixel", sources, dcm.Code, codestream.Code, gdcm.Code, jpeg.Code, voxel.Code)
