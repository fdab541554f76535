package deidentify

import (
	"embed"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/provenance"
)

//go:embed *.go *.csv *.txt
var sources embed.FS

// Code identifies this package for provenance.
var Code = provenance.NewCode("hcclab/hccp53/mri/deidentify", sources, dcm.Code)
