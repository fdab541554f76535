package voi

import (
	"embed"

	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/voi", sources, rtstruct.Code, seg.Code, volume.Code, nifti.Code, nrrd.Code)
