package phase

import (
	"embed"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/stack"
	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/internal/phase", sources, frame.Code, stack.Code, vector.Code)
