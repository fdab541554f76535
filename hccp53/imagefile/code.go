package imagefile

import (
	"embed"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
	"hcclab/hccp53/volume/voxel"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/imagefile", sources, mri.Code, seg.Code, voi.Code, volume.Code, nifti.Code, nrrd.Code, voxel.Code)
