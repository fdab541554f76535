package hccp53

import (
	"embed"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/combined"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/selection"
)

// What a step does stands partly in this package: the file of its verb belongs
// to the code of the step, beside the package that computes. The other files do
// not: another figure trains no network again.
var (
	//go:embed images.go phases.go
	checkSources embed.FS
	//go:embed images.go extract.go phases.go
	extractSources embed.FS
	//go:embed images.go perturb.go phases.go
	perturbSources embed.FS
	//go:embed images.go crops.go phases.go
	cropSources embed.FS
	//go:embed select.go models.go
	selectSources embed.FS
	//go:embed train.go models.go
	trainSources embed.FS
	//go:embed clinical.go models.go
	clinicalSources embed.FS
	//go:embed combine.go models.go
	combineSources embed.FS

	checkCode    = provenance.NewCode("hcclab/hccp53#check", checkSources, patient.Code)
	extractCode  = provenance.NewCode("hcclab/hccp53#extract", extractSources, patient.Code)
	perturbCode  = provenance.NewCode("hcclab/hccp53#perturb", perturbSources, patient.Code)
	cropCode     = provenance.NewCode("hcclab/hccp53#crop", cropSources, patient.Code)
	selectCode   = provenance.NewCode("hcclab/hccp53#select", selectSources, selection.Code, performance.Code)
	trainCode    = provenance.NewCode("hcclab/hccp53#train", trainSources, deeplearning.Code, performance.Code)
	clinicalCode = provenance.NewCode("hcclab/hccp53#clinical", clinicalSources, clinical.Code, performance.Code)
	combineCode  = provenance.NewCode("hcclab/hccp53#combine", combineSources, combined.Code, performance.Code)
)
