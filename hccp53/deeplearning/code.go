package deeplearning

import (
	"embed"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/safetensors"
	"hcclab/hccp53/deeplearning/train"
	"hcclab/hccp53/provenance"
)

//go:embed *.go
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/deeplearning", sources, cohort.Code, fusion.Code, safetensors.Code, train.Code)
