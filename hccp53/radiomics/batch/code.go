package batch

import (
	"embed"

	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
	"hcclab/hccp53/volume/voxel"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/radiomics/batch", sources,
	imagefile.Code, radiomics.Code, voi.Code, volume.Code, nifti.Code, nrrd.Code, voxel.Code)
