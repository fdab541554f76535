package train

import (
	"embed"

	"hcclab/hccp53/deeplearning/augment"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/deeplearning/train", sources, augment.Code, fusion.Code, layer.Code, performance.Code)
