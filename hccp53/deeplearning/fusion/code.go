package fusion

import (
	"embed"

	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/deeplearning/resnet"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/deeplearning/fusion", sources, layer.Code, resnet.Code)
