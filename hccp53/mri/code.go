package mri

import (
	"embed"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/phase"
	"hcclab/hccp53/mri/internal/pixel"
	"hcclab/hccp53/mri/internal/stack"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/mri/internal/writer"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri", sources, dcm.Code, pixel.Code, frame.Code, phase.Code, stack.Code, vector.Code, writer.Code, volume.Code)
